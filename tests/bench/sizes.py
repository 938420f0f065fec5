"""What the phone has to fetch, in gzipped bytes."""

from __future__ import annotations

import gzip
import json
import re

from app.settings import ROOT
from tests.bench.figures import Figure

BUILT = ROOT / "static" / "built"


def _gzipped(name: str) -> float:
    return len(gzip.compress((BUILT / name).read_bytes(), 9)) / 1000


def _precache() -> list[str]:
    """The addresses that the built service worker fetches at install."""
    worker = (BUILT / "sw.js").read_text(encoding="utf-8")
    return sorted(set(re.findall(r"/static/([\w.@/-]+)", worker)))


def measure() -> list[Figure]:
    """JavaScript and CSS of the field screens, and everything the service worker keeps."""
    assets = json.loads((BUILT / "assets.json").read_text(encoding="utf-8"))
    files = {logical: hashed.removeprefix("/static/") for logical, hashed in assets.items()}
    scripts = sum(_gzipped(files[name]) for name in ("app.js", "boot.js"))
    kept = sum(_gzipped(name) for name in _precache() if (BUILT / name).exists())
    return [
        Figure("field_javascript_gzipped", "kB", [scripts]),
        Figure("css_gzipped", "kB", [_gzipped(files["app.css"])]),
        Figure("precache_gzipped", "kB", [kept]),
    ]
