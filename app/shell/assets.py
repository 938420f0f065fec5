"""The built front end: which digest-named file stands for each name, and its compressed twins."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

from app.settings import FILES

BUILT = FILES / "static" / "built"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,80}")
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))  # best first


@lru_cache(maxsize=4)
def _named(changed: int) -> dict[str, str]:
    return json.loads((BUILT / "assets.json").read_text(encoding="utf-8"))


def names() -> dict[str, str]:
    """Logical name → built name; empty before the first build."""
    try:
        return _named((BUILT / "assets.json").stat().st_mtime_ns)
    except OSError:
        return {}


def address(name: str) -> str:
    """Where the browser finds the built form of `name` ("app.js"); for templates as `asset(name)`."""
    return f"/static/{names().get(name, name)}"


@lru_cache(maxsize=64)
def _bytes(path: Path) -> bytes:
    return path.read_bytes()  # digest-named, so what was read once never changes


def read_asset(name: str, accepted: str) -> tuple[bytes, str, str | None] | None:
    """(bytes, content type, encoding) of a built file, in the best encoding of those `accepted`; None if unknown."""
    if not NAME.fullmatch(name) or name not in names().values():
        return None
    path = BUILT / name
    kind = TYPES.get(path.suffix, "application/octet-stream")
    offered = {part.split(";")[0].strip() for part in accepted.split(",")}
    for encoding, ending in ENCODINGS:
        twin = path.with_name(name + ending)
        if encoding in offered and twin.exists():
            return _bytes(twin), kind, encoding
    return (_bytes(path), kind, None) if path.exists() else None


def worker_source() -> str | None:
    """The built service worker, without the version of the shell in it; None before the first build."""
    path = BUILT / "sw.js"
    return path.read_text(encoding="utf-8") if path.exists() else None
