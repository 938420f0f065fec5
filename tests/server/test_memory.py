"""What strangers make the web process take, it gives back."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

from tests.bench import hostile
from tests.server import raw

DEVICE = {"id": "01890000-0000-4000-8000-000000000000", "label": ""}


def test_passwords_tried_side_by_side_leave_no_memory_taken(real):
    """Each takes 19 MB while it is compared; eight threads kept 150 MB of it for good."""
    server, _ = real

    def tried(number):
        body = json.dumps({"login": f"stranger{number}", "password": "x" * 12, "device": DEVICE}).encode()
        head = "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
        return raw.say(server.port, f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body).status

    before = hostile.resident(server.pid)
    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(tried, range(48))) <= {401, 429}
    assert hostile.resident(server.pid) < before + 76
