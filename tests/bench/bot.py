"""Ten thousand posts by a script: what they leave behind, and how long an honest neighbour at the same address waits meanwhile."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from pathlib import Path

from app import open_store
from app.core import db
from app.requests.antispam import token_bucket
from app.requests.models import Poster, ResidentRequest
from app.requests.posters import codes
from app.settings import ROOT, Settings
from tests import live
from tests.bench import flood
from tests.bench.figures import Figure, p95
from tests.cast import BUILDING

POSTS = 10_000
NEIGHBOURS = 12  # posters of as many buildings, each within its own allowance
PAUSE = 0.5  # seconds between what honest people say


def measure(folder: Path) -> list[Figure]:
    """Figures of one flood against a server of its own."""
    live.prepare(folder)
    running = live.Server(folder)
    try:
        posters = _posters(folder, running.url)
        before = time.monotonic()
        script = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.flood", str(running.port), str(POSTS), posters[0]],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        waits, refused = _live_beside(script, running.port, posters[1:])
        spent = time.monotonic() - before
        seen = json.loads(script.communicate()[0])
        left = _left(folder, running.url, len(waits) - refused)
    finally:
        running.stop()
    # what the script may draw on: what is held, what it worked for, and the poster it photographed
    allowed = sum(
        size.most + size.hourly * spent / 3600
        for size in (token_bucket.HELD, token_bucket.PROVEN, token_bucket.POSTER)
    )
    return [
        Figure("flood_posts", "posts", [float(sum(seen.values()))]),
        Figure("flood_rate", "posts/s", [sum(seen.values()) / spent]),
        Figure("flood_left", "requests", [float(left)]),
        Figure("flood_left_over_budget", "requests", [max(0.0, left - float(int(allowed)))]),
        Figure("honest_requests_beside_flood", "requests", [float(len(waits))]),
        Figure("honest_requests_refused", "requests", [float(refused)]),
        Figure("honest_request_p95", "s", [p95(waits)]),
    ]


def _store(folder: Path, url: str) -> None:
    open_store(Settings(data_dir=folder, public_url=url, demo=True))
    db.connect()


def _posters(folder: Path, url: str) -> list[str]:
    """One that was photographed, and those of the neighbours."""
    _store(folder, url)
    with db.transaction():
        made = [
            Poster.create(code=codes.new(), kind="building", area=BUILDING) for _ in range(NEIGHBOURS + 1)
        ]
    signed = [codes.sign(poster.code) for poster in made]
    db.database.close()
    return signed


def _left(folder: Path, url: str, honest: int) -> int:
    _store(folder, url)
    kept = ResidentRequest.select().count() - honest
    db.database.close()
    return kept


def _live_beside(script: subprocess.Popen[str], port: int, posters: list[str]) -> tuple[list[float], int]:
    """Seconds from saying it to the opened link, one honest resident after another; how many were refused or held."""
    waits: list[float] = []
    refused = turn = 0
    most = len(posters) * int(token_bucket.POSTER.most)
    while script.poll() is None and turn < most:
        began = time.monotonic()
        refused += not _say(port, posters[turn % len(posters)])
        waits.append(time.monotonic() - began)
        turn += 1
        time.sleep(PAUSE)
    return waits, refused


def _say(port: int, poster: str) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request(
        "POST",
        "/api/v1/requests",
        flood.body(qr=poster, text="楼道灯坏了"),
        {"Content-Type": "application/json"},
    )
    answer = line.getresponse()
    said = json.loads(answer.read())
    if answer.status != 201:
        return False
    line.request("GET", f"/api/v1/requests/{said['token']}")
    followed = line.getresponse().status == 200
    line.close()
    return followed
