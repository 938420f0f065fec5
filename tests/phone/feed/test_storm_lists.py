"""防汛防台: a phone that hears nothing any more lets go of a storm's list by itself, and of nothing that waits to be sent."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from app.core import clock
from tests.phone.conftest import Office, Phone

pytestmark = pytest.mark.browser
CHANGES = "/api/v1/changes"
LIST = "0190aaaa-0000-7000-8000-000000000001"
DOOR = "33039900100100101001"
HOLDS = "return (await e.feed.storms()).lists.map((one) => one.id)"
# what of the list stands in this phone's database: the list, what the office has, and what waits
HELD = """const [feed, receipts, ops] = await Promise.all(["feed", "receipts", "ops"].map((store) => e.database.all(store)));
return [feed.filter(({ kind }) => kind === "storm").length, receipts.filter(({ op }) => op.type === "storm.door").length, ops.filter(({ op }) => op.type === "storm.door").length]"""


def told(office: Office, ends_in: int | None, **more: Any) -> None:
    """The office's next news are one list that is expected to be over in so many ms, and may be kept twelve hours."""
    until = None if ends_in is None else clock.rfc3339(clock.now() + ends_in)
    doors = [{"area": DOOR, "name": "1幢", "told": None, "moved": None, "help": None}]
    data = {
        "id": LIST,
        "name": "海葵",
        "area": "330399001001001",
        "seq": 1,
        "until": until,
        "keep_hours": 12,
        "doors": doors,
    }
    answer = {
        "cursor": "1",
        "changes": [{"kind": "storm", "id": LIST, "version": 1, "data": data}],
        "gone": [],
        "more": False,
    }
    head = {"Content-Type": "application/json", "X-Request-Id": "1"}
    office.line.fail("reply", CHANGES, times=-1, value=(200, head, json.dumps({**answer, **more}).encode()))


def later(phone: Phone, ms: int) -> None:
    """It is so much later on the phone."""
    phone.page.clock.set_fixed_time(dt.datetime.fromtimestamp((clock.now() + ms) / 1000, dt.UTC))


def asked(office: Office) -> list[str]:
    """From where on the phone asked for news, each time."""
    return [one.path.split("since=")[1].split("&")[0] for one in office.line.requests(CHANGES)]


@pytest.mark.parametrize(
    ("ends_in", "early", "late"),
    [
        (3 * clock.HOUR, 2 * clock.HOUR, 4 * clock.HOUR),  # its expected end comes first
        (24 * clock.HOUR, 11 * clock.HOUR, 13 * clock.HOUR),  # the hours without a word do
        (-clock.HOUR, 11 * clock.HOUR, 13 * clock.HOUR),  # it lasts longer than was expected
        (None, 11 * clock.HOUR, 13 * clock.HOUR),
    ],
)
@pytest.mark.complains("ERR_FAILED", "Failed to load resource")
def test_a_list_leaves_a_phone_without_a_line_at_its_time(
    phone: Phone, office: Office, ends_in: int | None, early: int, late: int
) -> None:
    told(office, ends_in)
    phone.do("await e.feed.pull()")
    assert phone.do(HOLDS) == [LIST]
    office.line.fail("cut", times=-1)
    later(phone, early)
    assert phone.do(f"await e.feed.pull(); {HOLDS}") == [LIST]
    later(phone, late)
    assert phone.do("await e.feed.pull(); " + HELD) == [0, 0, 0]
    assert phone.do("return (await e.feed.storms()).areForgotten") is True


@pytest.mark.complains("ERR_FAILED", "Failed to load resource")
def test_what_waits_to_be_sent_stays_and_the_line_brings_everything_anew(
    phone: Phone, office: Office
) -> None:
    told(office, 3 * clock.HOUR)
    phone.do("await e.feed.pull()")
    office.line.fail("cut", times=-1)
    phone.do(
        "await e.outbox.add({type: 'storm.door', body: {storm: a[0], area: a[1], told: true}})", [LIST, DOOR]
    )
    phone.do(
        "await e.database.put('receipts', {id: 'r', person: e.session.current().id, at: 1, ended: 'received', op: {type: 'storm.door', body: {storm: a}}})",
        LIST,
    )
    assert phone.do(HELD) == [1, 1, 1]
    later(phone, 4 * clock.HOUR)
    again = phone.tab()  # it is started again, and has no line
    phone.page.close()
    phone.page = again
    later(phone, 4 * clock.HOUR)
    phone.do("await e.feed.pull()")
    assert phone.do(HELD) == [0, 0, 1]
    before = len(asked(office))
    office.line.mend()
    told(office, 8 * clock.HOUR)
    assert phone.do(f"await e.feed.pull(); {HOLDS}") == [LIST]
    assert asked(office)[before] == "" and phone.do("return (await e.feed.storms()).areForgotten") is False
    assert phone.do(HELD)[2] == 1
    phone.do("await e.feed.pull()")
    assert asked(office)[-1] != ""
