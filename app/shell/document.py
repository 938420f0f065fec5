"""The one document of the field app: the same for everyone, one per language, kept whole by the service worker."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.core.words import mark, mark_in, translate
from app.settings import FILES

COLOUR, PAPER = "#0b6b4f", "#f6f7f5"


@dataclass(frozen=True)
class Document:
    """A rendered shell in one language and the digest that names this version of it."""

    html: str
    digest: str


def with_digest(html: str) -> Document:
    """The HTML together with its digest, which names this version."""
    return Document(html, hashlib.sha256(html.encode()).hexdigest()[:16])


@lru_cache(maxsize=1)
def field_paths() -> tuple[str, ...]:
    """Addresses that the field app's router knows (`*` is one segment); the service worker reads the same list."""
    return tuple(json.loads((FILES / "service_worker" / "paths.json").read_text(encoding="utf-8")))


def manifest(language: str, city: str, address: Any) -> dict[str, Any]:
    """The web app manifest in "zh" or "en"; `address` turns an asset's name into its address."""

    def icon(name: str, size: str, purpose: str = "any") -> dict[str, str]:
        return {"src": address(name), "sizes": size, "type": "image/png", "purpose": purpose}

    def shortcut(name: str, url: str) -> dict[str, Any]:
        return {"name": name, "url": url, "icons": [icon("icon-192.png", "192x192")]}

    return {
        "id": "/",
        "name": f"{city} · Gridwalk",
        "short_name": translate(mark("巡格"), language),
        "description": translate(mark("网格员的一天，有没有信号都能用"), language),
        "lang": "en" if language == "en" else "zh-CN",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "orientation": "portrait",
        "theme_color": COLOUR,
        "background_color": PAPER,
        "categories": ["government", "productivity"],
        "icons": [
            icon("icon-192.png", "192x192"),
            icon("icon-512.png", "512x512"),
            icon("icon-maskable.png", "512x512", "maskable"),
        ],
        "shortcuts": [
            shortcut(translate(mark("上报"), language), "/report"),
            shortcut(translate(mark("巡查"), language), "/patrol"),
            shortcut(translate(mark_in("shortcut", "待上传"), language), "/queue"),
        ],
    }
