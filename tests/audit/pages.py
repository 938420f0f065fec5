"""The server's own pages: found in the table of routes, and through the links on the pages found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from app import create_app
from app.settings import ROOT, Settings

NOT_PAGES = ("/api/", "/static/", "/healthz", "/manifest", "/sw.js")


def table(folder: Path) -> MapAdapter:
    """The routes of the app over the store in `folder`."""
    return create_app(Settings(data_dir=folder, demo=True)).url_map.bind("localhost")


def _fields() -> set[str]:
    listed = json.loads((ROOT / "service_worker" / "paths.json").read_text(encoding="utf-8"))
    return {path for path in listed if "*" not in path}


def plain(routes: MapAdapter) -> list[str]:
    """Addresses without a blank in them that may be pages: neither API, files nor the field app's."""
    found = [
        rule.rule
        for rule in routes.map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments and not rule.rule.startswith(NOT_PAGES)
    ]
    return sorted(set(found) - _fields())


def endpoint(routes: MapAdapter, address: str) -> str | None:
    """Which route answers `address`, or None."""
    try:
        return str(routes.match(urlsplit(address).path, "GET")[0])
    except (HTTPException, RequestRedirect):
        return None


def walk(page: Page, url: str, routes: MapAdapter) -> Iterator[str]:
    """Open one page per route as whoever is signed in, and say its path; follow the links that stand there."""
    waiting = plain(routes)
    met: set[str] = set()
    while waiting:
        path = waiting.pop(0)
        name = endpoint(routes, path)
        if name is None or name in met or path.startswith(NOT_PAGES):
            continue
        met.add(name)
        answer = page.request.get(url + path, max_redirects=0)
        if answer.status != 200 or "text/html" not in answer.headers.get("content-type", ""):
            continue
        if "<html" not in answer.text():  # a part of a page
            continue
        page.goto(url + path)
        if page.query_selector("template#screen-today"):
            continue
        yield path
        links = page.eval_on_selector_all(
            "a[href]", "all => all.map((a) => new URL(a.getAttribute('href'), location).href)"
        )
        waiting += [urlsplit(link).path for link in links if link.startswith(url + "/")]
