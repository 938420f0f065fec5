"""What a resident's page weighs: the real responses, gzipped, with everything that they make a browser fetch."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from typing import Any

FETCHED = re.compile(r'(?:href|src)="(/static/[\w.-]+)')


@dataclass(frozen=True)
class Weight:
    """Bytes as they travel: in all, and for a browser without JavaScript."""

    whole: int
    plain: int


def weigh(client: Any, path: str) -> Weight:
    """The page at `path` with its style sheet, icons and script."""
    page = client.get(path)
    parts = {address: client.get(address) for address in set(FETCHED.findall(page.text))}
    assert all(part.status_code == 200 for part in parts.values()), parts
    sizes = {address: _gzipped(part.data) for address, part in parts.items()}
    document = _gzipped(page.data)
    whole = document + sum(sizes.values())
    return Weight(whole, whole - sum(size for address, size in sizes.items() if address.endswith(".js")))


def _gzipped(data: bytes) -> int:
    return len(gzip.compress(data, 9))
