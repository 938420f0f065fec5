"""How large the web process is after strangers have sent it what they like, round after round of the same."""

from __future__ import annotations

import http.client
import json
import random
import threading
import uuid
from collections.abc import Callable
from pathlib import Path

from tests import live
from tests.bench.figures import Figure
from tests.evidence import pictures

ROUNDS, ASKED, LINES = 6, 240, 8
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "multipart/form-data; boundary=b"}
PATHS = ("/", "/ask", "/q/x", "/s/x", "/board", "/desk", "/api/v1/me", "/api/v1/changes", "/api/v1/matters", "/sw.js",
         "/api/v1/requests/challenge", "/privacy", "/sign-in", "/m/x", "/api/v1/photos/x", "/static/x.js")  # fmt: skip
Asked = tuple[str, str, bytes, dict[str, str]]


def _address(chance: random.Random) -> Asked:
    query = "&".join(f"{chance.random()}={'%E4%BD%A0' * chance.randrange(30)}" for _ in range(9))
    method = chance.choice(["GET", "HEAD", "POST", "DELETE"])
    return method, f"{chance.choice(PATHS)}?{query}", b"", {"Cookie": f"gridwalk={chance.random()}"}


def _password(chance: random.Random) -> Asked:
    device = {"id": str(uuid.UUID(int=chance.getrandbits(128), version=4)), "label": ""}
    said = {"login": f"{chance.random()}", "password": "x" * chance.randrange(8, 200), "device": device}
    return "POST", "/api/v1/session", json.dumps(said).encode(), JSON


def _nested(chance: random.Random) -> Asked:
    return "POST", "/api/v1/requests", b"[" * chance.randrange(100_000), JSON


def _crowded(chance: random.Random) -> Asked:
    return "POST", "/api/v1/requests", b"[" + b"[]," * chance.randrange(300_000) + b"1]", JSON


def _form(chance: random.Random) -> Asked:
    part = '--b\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    parts = (part.format(chance.random(), "x" * chance.randrange(20_000)) for _ in range(40))
    return "POST", chance.choice(["/ask", "/api/v1/requests"]), "".join(parts).encode() + b"--b--\r\n", FORM


KINDS: tuple[Callable[[random.Random], Asked], ...] = (_address, _password, _nested, _crowded, _form)


class Bombs:
    """Photos of many million pixels in few bytes, each with a name of its own."""

    def __init__(self, token: str) -> None:
        self._whole, self._token = pictures.picture("PNG", (3000, 3000)), token

    def __call__(self, chance: random.Random) -> Asked:
        photo = self._whole + chance.randbytes(8)
        headers = {"Authorization": f"Bearer {self._token}"}
        return "PUT", f"/api/v1/photos/{pictures.sha(photo)}", photo, headers


def _round(port: int, seed: int, kinds: tuple[Callable[[random.Random], Asked], ...]) -> None:
    """ASKED requests over LINES lines. RuntimeError when one of them is a fault of ours."""
    faults: list[int] = []

    def run(number: int) -> None:
        chance = random.Random(seed * LINES + number)
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        for turn in range(ASKED // LINES):
            line.request(*kinds[(number + turn) % len(kinds)](chance))
            answer = line.getresponse()
            answer.read()
            if answer.status >= 500 and answer.status != 503:
                faults.append(answer.status)
        line.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(LINES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise RuntimeError(f"faults of ours: {faults}")


def resident(pid: int) -> float:
    """MB that the largest of the children of process `pid` holds in memory."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    lines = (Path(f"/proc/{child}/status").read_text(encoding="ascii").splitlines() for child in children)
    return max(int(line.split()[1]) for said in lines for line in said if line.startswith("VmRSS")) / 1024


def measure(server: live.Server, token: str) -> list[Figure]:
    """The web process after each of the later rounds, over the same after the first two: it levels off near 1."""
    kinds = (*KINDS, Bombs(token))
    sizes = []
    for number in range(ROUNDS):
        _round(server.port, number, kinds)
        sizes.append(resident(server.pid))
    return [Figure("web_rss_hostile", "MB", sizes[2:], sizes[:2])]
