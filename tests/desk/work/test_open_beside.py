"""Who else has a matter open is told to colleagues who see it too, cheaply, and forgotten within a minute."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.core import clock
from app.desk.colleagues import beside
from app.desk.colleagues.models import OpenBeside
from app.ledger.models import Entry
from tests import cast as c
from tests.audit import axe
from tests.core.store import said
from tests.desk.test_in_a_browser import reported
from tests.matters import ops

LIVE = {"HX-Request": "true"}
TEN = "2026-11-18T10:00:00+08:00"


@pytest.fixture
def one(store, cast):
    """A matter at the desk, where a second dispatcher sits."""
    clock.freeze(clock.parse(TEN))
    c.enter(cast, "colleague", 60, "dispatcher", c.COMMUNITY)
    return ops.report(cast.worker, escalate=True)


def poll(client, matter, tag: str = "", more: str = ""):
    asked = {**LIVE, "If-None-Match": tag} if tag else LIVE
    return client.get(f"/desk?view=open&chosen={matter.id}{more}", headers=asked)


def test_whoever_does_not_see_the_matter_is_not_named_and_is_told_nothing(as_, cast, one):
    assert poll(as_("outsider"), one).status_code == 403
    assert poll(as_("dept"), one).status_code == 200 and OpenBeside.select().count() == 0
    poll(as_("desk"), one)
    assert "林晓梅" not in poll(as_("dept"), one).text
    assert "也在看" not in poll(as_("desk"), one).text  # oneself is nobody else
    assert poll(as_("desk"), one, more="x%00").status_code == 200 and OpenBeside.select().count() == 1


@pytest.mark.both
def test_a_colleague_is_named_with_since_when_and_while_writing_and_not_any_more_once_away(as_, cast, one):
    as_("desk").get(f"/desk/matters/{one.id}")
    clock.freeze(clock.now() + 20 * clock.SECOND)
    other = as_("colleague")
    assert "林晓梅 也在看（10:00 打开）" in poll(other, one).text
    assert "林晓梅 也在看（10:00 打开）" in other.get(f"/desk/matters/{one.id}").text
    poll(as_("desk"), one, more="&writing=1")
    assert "林晓梅 正在写（10:00 打开）" in poll(other, one).text
    assert (
        "is writing (opened 10:00)"
        in other.get(f"/desk/matters/{one.id}", headers={"Accept-Language": "en"}).text
    )
    clock.freeze(clock.now() + beside.AWAY)
    assert "林晓梅" not in poll(other, one).text.partition("beside-")[2][:200]
    clock.freeze(clock.parse("2026-11-18T10:05:00+08:00"))
    poll(as_("desk"), one)
    assert "林晓梅 也在看（10:05 打开）" in poll(other, one).text


def test_news_stay_304_until_a_colleague_comes_writes_or_goes(as_, cast, one):
    desk, other = as_("desk"), as_("colleague")
    poll(desk, one)
    tag = poll(desk, one).headers["ETag"]
    assert poll(desk, one, tag).status_code == 304
    poll(other, one)
    fresh = poll(desk, one, tag)
    assert fresh.status_code == 200 and poll(desk, one, fresh.headers["ETag"]).status_code == 304
    poll(other, one, more="&writing=1")
    assert poll(desk, one, fresh.headers["ETag"]).status_code == 200


def test_a_poll_asks_one_thing_more_and_writes_once_in_ten_seconds_and_never_into_the_ledger(
    as_, cast, one, monkeypatch
):
    desk, entries = as_("desk"), Entry.select().count()
    bare = desk.get("/desk?view=open", headers=LIVE).headers["ETag"]
    tag = poll(desk, one).headers["ETag"]
    heard = said.listen(monkeypatch)
    asked = {**LIVE, "If-None-Match": bare}
    assert desk.get("/desk?view=open", headers=asked).status_code == 304
    without = len(heard)
    heard.clear()
    assert poll(desk, one, tag).status_code == 304
    assert len(heard) <= without + 1
    heard.clear()
    for _ in range(5):
        poll(desk, one, tag)
    assert not [sql for sql, _ in heard if "open_beside" in sql and not sql.startswith("SELECT")]
    clock.freeze(clock.now() + beside.EVERY)
    poll(desk, one, tag)
    assert len([sql for sql, _ in heard if "open_beside" in sql and not sql.startswith("SELECT")]) == 1
    assert Entry.select().count() == entries


def test_what_was_heard_long_ago_is_forgotten(as_, cast, one):
    poll(as_("desk"), one)
    assert beside.forget() == 0
    clock.freeze(clock.now() + beside.KEPT + 1)
    assert beside.forget() == 1 and OpenBeside.select().count() == 0


@pytest.mark.browser
def test_two_at_one_matter_see_each_other_and_that_one_writes(office, window):
    matter = reported(office, 1)[0]
    path = f"/desk/matters/{matter.id}?view=open"
    desk, city = window("desk", path), window("city", path)
    expect(desk.locator(".colleagues")).to_contain_text("吴敏 也在看", timeout=20_000)
    expect(city.locator(".colleagues")).to_contain_text("林晓梅 也在看", timeout=20_000)
    city.keyboard.press("n")
    city.locator("#note-text").fill("我来问")
    expect(desk.locator(".colleagues")).to_contain_text("吴敏 正在写", timeout=20_000)
    assert [one.line() for one in axe.look(desk, "/desk", "beside")] == []
