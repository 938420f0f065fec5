"""A city's platform as others build them: a server process of its own that keeps cases in a file, checks signatures, and answers as it is told to.

`python -m tests.gateways.systems.mock_platform FILE SECRET` prints the port. What it has taken and how it behaves next stand in
FILE and FILE.mood (how a case stands there in FILE.state): "" takes; "cut-before" and "cut-after" break the line before and after it has kept the case; "page" answers
200 with an error page; "no" refuses; "busy" answers 503; "away" redirects; "slow" never ends its answer; "hold-before" and
"hold-after" leave the caller waiting before and after it has kept the case.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import os
import socket
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


class Platform(BaseHTTPRequestHandler):
    """Takes cases under `wybh`, once for each webhook-id, and gives each a number of its own."""

    file: Path
    secret: bytes

    def log_message(self, *_: Any) -> None:
        """Quiet."""

    def do_POST(self) -> None:
        """A case comes."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        mood = self._mood()
        if mood == "hold-before":
            self._hold(mood)
        elif mood == "cut-before":
            self._cut()
        elif mood == "page":
            self._answer(200, "<html>系统维护中</html>", "text/html")
        elif mood == "busy":
            self._answer(503, "{}")
        elif mood == "away":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:9/inside")
            self.end_headers()
        elif mood == "slow":
            self._drip()
        elif not self._is_signed(body):
            self._answer(401, json.dumps({"code": 401, "msg": "验签失败"}))
        elif mood == "no":
            self._answer(200, json.dumps({"code": 4003, "msg": "事件类型不能为空"}))
        else:
            number = self._store(json.loads(body))
            if mood == "cut-after":
                self._cut()
            elif mood == "hold-after":
                self._hold(mood)
            else:
                self._answer(200, json.dumps({"code": 0, "data": {"sjbh": number, "zt": self._state()}}))

    def _mood(self) -> str:
        file = self.file.with_suffix(".mood")
        return file.read_text() if file.exists() else ""

    def _state(self) -> str:
        """How a case stands there, by its word."""
        file = self.file.with_suffix(".state")
        return file.read_text() if file.exists() else "已受理"

    def _hold(self, mood: str) -> None:
        """Say nothing while it is in this mood, then break off; that somebody waits can be seen."""
        seen = self.file.with_suffix(f".{mood}")
        seen.touch()
        while self._mood() == mood:
            time.sleep(0.02)
        seen.unlink(missing_ok=True)
        self._cut()

    def _is_signed(self, body: bytes) -> bool:
        id, at = self.headers["webhook-id"], self.headers["webhook-timestamp"]
        made = hmac.new(self.secret, f"{id}.{at}.".encode() + body, hashlib.sha256).digest()
        expected = "v1," + base64.b64encode(made).decode()
        is_fresh = abs(time.time() - int(at)) < 300
        return is_fresh and hmac.compare_digest(str(self.headers["webhook-signature"]), expected)

    def _store(self, case: dict[str, Any]) -> str | None:
        """The case's number here, none of what has none of ours; what came under this id before is kept once."""
        lines = (
            [json.loads(line) for line in self.file.read_text().splitlines()] if self.file.exists() else []
        )
        id = self.headers["webhook-id"]
        if not any(line["id"] == id for line in lines):
            line = {"id": id, "seq": int(self.headers["webhook-sequence"]), "case": case}
            with self.file.open("a") as out:
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
        if "wybh" not in case:
            return None
        numbers = [line["case"]["wybh"] for line in lines if "wybh" in line["case"]]
        known = list(dict.fromkeys([*numbers, case["wybh"]]))
        return f"SJ{known.index(case['wybh']) + 1:04}"

    def _answer(self, status: int, text: str, kind: str = "application/json") -> None:
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _cut(self) -> None:
        with contextlib.suppress(OSError):  # the caller has gone already
            self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def _drip(self) -> None:
        """An answer without an end, in pieces."""
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b" " * 8_192)
        except OSError:
            self.close_connection = True


def main() -> None:
    """Serve until killed."""
    Platform.file, Platform.secret = Path(sys.argv[1]), base64.b64decode(sys.argv[2].removeprefix("whsec_"))
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("MOCK_PORT", "0"))), Platform)
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
