"""Where minutes are explained, time that was told of before it can have been is said, to worker and lead alike."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.core import clock
from tests.cast import LAT, LON, PASSWORD
from tests.live import Server
from tests.sync.phone import new_id

pytestmark = pytest.mark.browser


def call(server: Server, path: str, body: dict[str, Any], **headers: str) -> Any:
    """The JSON that a call of ours answers."""
    head = {"Content-Type": "application/json", "Origin": server.url, **headers}
    asked = urllib.request.Request(server.url + path, json.dumps(body).encode(), head)
    with urllib.request.urlopen(asked) as answer:
        return json.loads(answer.read())


def walked(server: Server) -> str:
    """A patrol of the worker's: ten minutes until now, and twenty and a half to come."""
    device, patrol, now = new_id(), new_id(), clock.now()
    who = {"login": "worker", "password": PASSWORD, "device": {"id": device, "label": "x"}}
    said = call(server, "/api/v1/session", who)
    t = [now + m * clock.MINUTE for m in range(-10, 20)] + [now + round(20.5 * clock.MINUTE)]
    track = {"t": t, "lat": [LAT + 0.0009] * 31, "lon": [LON + 0.0010] * 31, "acc": [5] * 31}
    parts = (("start", {}, t[0]), ("track", track, t[-1]), ("finish", {}, t[-1]))
    ops = [
        {
            "id": new_id(), "person": said["person"]["id"], "lane": "a", "seq": n, "deps": [], "type": f"patrol.{kind}",
            "v": 1, "at": clock.rfc3339(at), "photos": [], "body": {"patrol": patrol, **body},
        }
        for n, (kind, body, at) in enumerate(parts)
    ]  # fmt: skip
    sent = {"proto": 1, "device": device, "epoch": "", "sent_at": clock.rfc3339(now), "ops": ops}
    answer = call(server, "/api/v1/sync", sent, Authorization=f"Bearer {said['sync_token']}")
    assert [one["status"] for one in answer["results"]] == ["applied"] * 3
    return patrol


@pytest.mark.parametrize("who", ["lead", "worker"])
def test_the_patrol_s_page_says_what_has_not_come_yet(
    phone: Callable[[str], Page], server: Server, who: str
) -> None:
    patrol = walked(server)
    page = phone(who)
    page.goto(f"{server.url}/patrols/{patrol}")
    row = page.locator('[data-hold="causes"] li', has=page.locator(".cause-uncounted"))
    expect(row).to_contain_text("没有算进去")
    expect(row).to_contain_text("20 分钟")
    if who == "worker":
        page.goto(f"{server.url}/me/days")
        expect(page.locator('[data-hold="causes"] .cause-uncounted')).to_be_visible()
