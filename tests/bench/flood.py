"""A script that posts requests as fast as it can, in a process of its own: bare, forged, repeated, and worked for."""

from __future__ import annotations

import collections
import hashlib
import http.client
import itertools
import json
import secrets
import sys
import threading

from tests.bench.client import uuid7
from tests.cast import BUILDING

THREADS = 4


def body(**more: str) -> bytes:
    """A request that looks like any other."""
    said = {
        "id": uuid7(),
        "nonce": secrets.token_urlsafe(18),
        "category": "litter",
        "text": "垃圾广告",
        **more,
    }
    return json.dumps({"area": BUILDING, **said}).encode()


def proof(line: http.client.HTTPConnection) -> str:
    """Worked for honestly: this is what it costs a script, too."""
    line.request("GET", "/api/v1/requests/challenge")
    asked = json.loads(line.getresponse().read())
    for counter in itertools.count():
        tried = f"{asked['challenge']}.{counter}"
        if int.from_bytes(hashlib.sha256(tried.encode()).digest(), "big") >> (256 - asked["bits"]) == 0:
            return tried
    raise AssertionError


def flood(port: int, posts: int, photographed: str) -> dict[int, int]:
    """How often each status came. One thread works for its posts; the others bring codes: none, forged, one photographed."""
    seen: collections.Counter[int] = collections.Counter()
    left = itertools.count()

    def run(number: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        spent = ""
        while (turn := next(left)) < posts:
            if number == 0 and turn % 10 == 0:
                spent = proof(line)
                said = body(proof=spent)
            else:
                said = body(
                    **({}, {"qr": f"forged.{turn}"}, {"qr": photographed}, {"proof": spent})[turn % 4]
                )
            line.request("POST", "/api/v1/requests", said, {"Content-Type": "application/json"})
            answer = line.getresponse()
            answer.read()
            seen[answer.status] += 1
        line.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return dict(seen)


if __name__ == "__main__":
    print(json.dumps(flood(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])))
