"""What the phone has to fetch, in gzipped bytes."""

from __future__ import annotations

import gzip
import json
import re
import tempfile
from pathlib import Path

from app import create_app, open_store
from app.core import db, ids, migrate
from app.demo import seed
from app.settings import ROOT, Settings
from tests import live
from tests.bench.figures import Figure
from tests.requests.submission import weighing

BUILT = ROOT / "static" / "built"


def _gzipped(name: str) -> float:
    return len(gzip.compress((BUILT / name).read_bytes(), 9)) / 1000


def _precache() -> list[str]:
    """The addresses that the built service worker fetches at install."""
    worker = (BUILT / "sw.js").read_text(encoding="utf-8")
    return sorted(set(re.findall(r"/static/([\w.@/-]+)", worker)))


def _first(script: str) -> set[str]:
    """The script and what it imports at once; what it imports later, when a rarer screen opens, is not among them."""
    text = (BUILT / script).read_text(encoding="utf-8")
    found = {script}
    for part in re.findall(r"(?:from|import)\"\./([\w.-]+)\"", text):
        found |= _first(part)
    return found


def first_load() -> tuple[float, float]:
    """What the first screen waits for, in kB: its JavaScript, and the words of moves and states in the heavier language."""
    files = json.loads((BUILT / "assets.json").read_text(encoding="utf-8"))
    scripts = sum(_gzipped(name) for name in (*_first(files["app.js"]), files["boot.js"]))
    return scripts, max(_gzipped(files[f"vocabulary.{language}.json"]) for language in ("zh", "en"))


def _documents() -> float:
    """The app's document in both languages, the rescue page and the one without a network, which the service worker keeps too."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        live.prepare(Path(name))
        phone = create_app(Settings(data_dir=Path(name), demo=True)).test_client()
        kept = [phone.get(path).data for path in ("/shell/zh", "/shell/en", "/rescue.html", "/offline.html")]
    return sum(len(gzip.compress(one, 9)) for one in kept) / 1000


def _residents() -> list[Figure]:
    """The form of a resident in both languages: everything it makes a browser fetch, and the part without JavaScript."""
    weights = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        live.prepare(Path(name))
        phone = create_app(Settings(data_dir=Path(name), demo=True)).test_client()
        for language in ("zh", "en"):
            phone.set_cookie("lang", language)
            weights.append(weighing.weigh(phone, "/ask"))
    return [
        Figure("resident_page_gzipped", "kB", [weight.whole / 1000 for weight in weights]),
        Figure("resident_page_plain_gzipped", "kB", [weight.plain / 1000 for weight in weights]),
    ]


def _first_changes() -> float:
    """What the demonstration's worker gets at the first sign-in of a phone, kB as a browser gets it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        settings = Settings(data_dir=Path(name), demo=True)
        open_store(settings)
        migrate.migrate(settings.data_dir)
        seed.seed()
        phone = create_app(settings).test_client()
        origin = {"Origin": settings.public_url}
        device = {"id": ids.uuid7(), "label": "bench"}
        body = {"login": "worker", "password": "gridwalk-demo", "device": device}
        assert phone.post("/api/v1/session", json=body, headers=origin).status_code == 200
        answer = phone.get(
            "/api/v1/changes?since=&limit=200", headers={"Accept-Encoding": "gzip, deflate, br"}
        )
        db.let_go()
        return len(answer.data) / 1000


def measure() -> list[Figure]:
    """JavaScript, words and CSS of the field screens, and everything the service worker keeps."""
    assets = json.loads((BUILT / "assets.json").read_text(encoding="utf-8"))
    files = {logical: hashed.removeprefix("/static/") for logical, hashed in assets.items()}
    parts = {name for logical, name in files.items() if logical.startswith("part:")}
    first = _first(files["app.js"])
    scripts, words = first_load()
    kept = sum(_gzipped(name) for name in _precache() if (BUILT / name).exists()) + _documents()
    return [
        Figure("field_javascript_gzipped", "kB", [scripts]),
        Figure("field_first_load_gzipped", "kB", [scripts + words]),
        Figure("rarer_screens_javascript_gzipped", "kB", [sum(_gzipped(name) for name in parts - first)]),
        Figure("css_gzipped", "kB", [_gzipped(files["app.css"])]),
        Figure("precache_gzipped", "kB", [kept]),
        Figure("first_changes_of_a_worker", "kB", [_first_changes()]),
        *_residents(),
    ]
