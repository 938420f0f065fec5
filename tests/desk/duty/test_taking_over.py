"""接班了: whoever is to take a shift over hears of it and presses it once; whoever handed it over sees that it was taken."""

from __future__ import annotations

from typing import Any

import pytest

from app.core import clock, ids
from app.desk.duty.handing_over.models import Handover
from app.ledger.models import Entry
from app.notify.models import INBOX, SHIFTS, UNREAD, Notice
from app.notify.pipeline import collect
from tests import cast as c
from tests.matters.duty.turns import freeze

REMARK = "三号桥的车还没到"


@pytest.fixture
def handed(cast: Any, as_: Any) -> str:
    """The address of a shift that the desk handed to a colleague at eight."""
    freeze("2026-11-30 08:00")
    collect.collect()
    c.enter(cast, "colleague", 30, "dispatcher", c.COMMUNITY)
    form = {
        "form": ids.uuid7(),
        "area": c.COMMUNITY,
        "to": cast.people["colleague"].id,
        "remark": REMARK,
    }
    return str(as_("desk").post("/duty/handover", data=form).headers["Location"])


def told() -> list[tuple[str, str, bool]]:
    """(who, what, whether it is unread) of everything told in the app of shifts."""
    collect.collect()
    rows = Notice.select().where(Notice.subject.startswith(f"{SHIFTS}:"), Notice.channel == INBOX)
    return [(row.recipient, row.kind, row.state == UNREAD) for row in rows.order_by(Notice.id)]


@pytest.mark.both
def test_nobody_else_takes_it_over_and_nobody_after_a_day(cast: Any, as_: Any, handed: str) -> None:
    for who, status in (("worker", 403), ("lead", 403), ("dept", 403), ("outsider", 403), ("admin", 403)):
        assert as_(who).post(f"{handed}/taken").status_code in (status, 404), who
    assert as_("city").post(f"{handed}/taken").status_code == 404  # another desk
    assert as_("desk").post(f"{handed}/taken").status_code == 409  # who handed it over
    assert "接班了</button>" not in as_("desk").get(handed).text
    assert as_("colleague").post(f"/duty/handover/{ids.uuid7()}/taken").status_code == 404
    clock.freeze(clock.now() + 25 * clock.HOUR)
    assert as_("colleague").post(f"{handed}/taken").status_code == 409
    assert "接班了</button>" not in as_("colleague").get("/duty/handover").text
    assert Handover.get().taken is None


@pytest.mark.both
def test_it_is_told_pressed_once_and_seen_by_whoever_handed_it_over(cast: Any, as_: Any, handed: str) -> None:
    colleague = cast.people["colleague"].id
    assert told() == [(colleague, "shift_given", True)]
    (bundle,) = as_("colleague").get("/api/v1/notices").json["notices"]
    assert "交班给您了" in bundle["what"] and bundle["page"] == handed
    assert REMARK not in str(bundle)  # a notice has nobody's words
    page = as_("colleague").get("/duty/handover").text
    assert REMARK in page and "接班了</button>" in page
    assert "还没有人说接班了" in as_("desk").get("/duty/handover").text
    assert "接班了</button>" in as_("colleague").get(handed).text
    clock.freeze(clock.now() + 5 * clock.MINUTE)
    for _ in range(2):
        assert as_("colleague").post(f"{handed}/taken").status_code == 303
    made = Handover.get()
    assert (made.taken, made.taken_by) == (clock.now(), colleague)
    assert Entry.select().where(Entry.verb == "shift_taken_over").count() == 1
    assert told() == [(colleague, "shift_given", False), (cast.desk.id, "shift_taken", True)]
    seen = as_("desk").get("/duty/handover").text
    assert "08:05 接班了" in seen
    assert "08:05 接班了" in as_("desk").get(handed).text
    english = as_("desk").get(handed, headers={"Accept-Language": "en", "Cookie": "lang=en"}).text
    assert "took over" in english


def test_a_colleague_who_sits_there_may_take_it_over_too(cast: Any, as_: Any, handed: str) -> None:
    c.enter(cast, "third", 31, "duty_desk", c.COMMUNITY)
    assert as_("third").post(f"{handed}/taken").status_code == 303
    assert as_("colleague").post(f"{handed}/taken").status_code == 303  # done already
    assert Handover.get().taken_by == cast.people["third"].id
