"""Whoever keeps another system is told once of each trouble with it, and that its line is well again; nobody else is told."""

from __future__ import annotations

from typing import Any

import pytest

from app.core import clock, db
from app.gateways import sources
from app.gateways.models import Source
from app.gateways.systems import agreements, returns
from app.gateways.systems.models import ForeignCase, Sending, System
from app.gateways.systems.outgoing import collecting, signatures, watching
from app.notify.inbox import notices
from app.notify.models import GROUP, Notice
from app.notify.pipeline import collect, deliver
from tests import cast as c
from tests.gateways.systems.conftest import Linked
from tests.gateways.test_intake import agreed
from tests.matters import ops

OTHERS = ("desk", "city", "worker", "lead", "outsider")


def later(ms: int) -> None:
    """So long ago is everything now: the other side looks at its own clock, which nobody here can freeze."""
    System.update(trouble_since=System.trouble_since - ms).where(
        System.trouble_since.is_null(False)
    ).execute()
    Sending.update(made=Sending.made - ms).execute()
    Source.update(last_used=Source.last_used - ms).execute()


def told(cast: Any, who: str = "admin") -> list[str]:
    """The sentences that somebody was told, the oldest first."""
    collect.collect()
    rows = Notice.select().where(Notice.recipient == getattr(cast, who).id, Notice.channel == "inbox")
    return [row.kind for row in rows.order_by(Notice.id)]


@pytest.fixture(autouse=True)
def begun(store: Any) -> None:
    collect.collect()  # from now on


def at_noon() -> None:
    """No quiet hours."""
    clock.freeze(clock.parse("2026-11-23T12:00:00+08:00"))


def lock_out() -> None:
    """The other side lets us in no more, which does not mend itself: word is left of it at once."""
    System.update(trouble="locked", trouble_since=clock.now()).execute()
    watching.watch()


@pytest.mark.both
def test_a_line_that_is_cut_for_long_is_told_once_and_that_it_is_well(linked: Linked, cast: Any) -> None:
    linked.mock.stop()
    ops.report(cast.worker, text="路灯不亮")
    linked.go()
    assert watching.watch() == 0 and told(cast) == []  # it may mend itself
    for _ in range(5):
        later(10 * clock.MINUTE)
        linked.go(waited=True)
        watching.watch()
    assert told(cast) == ["system_down"]
    linked.mock.start(signatures.secret_of(linked.row))
    linked.go(waited=True)
    assert [watching.watch() for _ in range(2)] == [1, 0] and told(cast) == ["system_down", "system_well"]
    assert all(told(cast, who) == [] for who in OTHERS)


def test_who_is_not_let_in_is_told_at_once_and_not_again_while_the_reason_changes(
    linked: Linked, cast: Any
) -> None:
    agreements.renew(
        cast.admin, linked.row, linked.row.key[:12]
    )  # the other side does not know the new secret yet
    ops.report(cast.worker, text="路灯不亮")
    linked.go()
    assert [watching.watch() for _ in range(2)] == [1, 0]
    linked.mock.mood("busy")
    for _ in range(4):
        later(clock.HOUR)
        linked.go(waited=True)
        watching.watch()
    assert told(cast) == ["system_down"]


def test_what_is_refused_is_told_once_until_somebody_has_looked(linked: Linked, cast: Any) -> None:
    linked.mock.mood("no")
    for text in ("路灯不亮", "井盖没了"):
        ops.report(cast.worker, text=text)
    for _ in range(4):
        linked.go(waited=True)
        watching.watch()
    assert told(cast) == ["system_refused"]
    agreements.send_again(cast.admin, linked.row)
    assert watching.watch() == 0
    for _ in range(4):
        linked.go(waited=True)
    watching.watch()
    assert told(cast) == ["system_refused", "system_refused"]


def test_a_second_number_is_told_until_a_person_has_decided(linked: Linked, cast: Any) -> None:
    ops.report(cast.worker, text="路灯不亮")
    linked.go()
    case = ForeignCase.get()
    with db.transaction():
        returns.learn(linked.row, case.matter, returns.Said(number="SJ0777"))
    assert [watching.watch() for _ in range(2)] == [1, 0] and told(cast) == ["system_doubted"]
    returns.settle(linked.row, case.matter, True, cast.admin)
    assert watching.watch() == 0


def test_what_stands_in_the_queue_though_the_line_is_well_is_told(linked: Linked, cast: Any) -> None:
    ops.report(cast.worker, text="路灯不亮")
    collecting.collect()
    assert Sending.select().count() == 1
    later(2 * clock.HOUR)
    assert [watching.watch() for _ in range(2)] == [1, 0] and told(cast) == ["system_stands"]


def test_of_what_was_ended_nothing_is_told(linked: Linked, cast: Any) -> None:
    System.update(trouble="locked", trouble_since=clock.now()).execute()
    agreements.end(cast.admin, linked.row)
    assert watching.watch() == 0 and told(cast) == []


def test_a_quiet_source_is_told_by_its_name_too(cast: Any, as_: Any) -> None:
    agreed()
    Source.update(last_used=clock.now()).execute()
    later(25 * clock.HOUR)
    sources.note_quiet()
    assert told(cast) == ["source_quiet"]
    (line,) = as_("admin").get("/api/v1/notices").json["notices"]
    assert "一天没有消息" in line["sentence"] and line["about"] == Source.get().name and line["matter"] == ""
    assert all(told(cast, who) == [] for who in OTHERS)


def test_it_stands_on_the_page_with_the_way_to_the_system_and_goes_out_by_channel(
    linked: Linked,
    cast: Any,
    as_: Any,
    configured: Any,
    listener: Any,
) -> None:
    at_noon()
    configured(roles=["admin"])
    lock_out()
    collect.collect()
    page = as_("admin").get("/notices").text
    assert 'href="/admin/systems/city"' in page and "市平台" in page
    english = as_("admin").get("/notices", headers={"Accept-Language": "en"}).text
    assert "市平台" in english and "对接平台半小时" not in english
    assert deliver.deliver() == 1
    (text,) = listener.texts
    assert "市平台" in text and "/admin/systems/city" in text
    assert Notice.select().where(Notice.recipient == GROUP).count() == 1
    assert notices.unread(cast.admin) == 1 and notices.unread(cast.desk) == 0


def test_a_message_of_a_line_that_is_well_by_now_is_not_sent(
    linked: Linked,
    cast: Any,
    configured: Any,
    listener: Any,
) -> None:
    at_noon()
    configured(roles=["admin"])
    lock_out()
    System.update(trouble=None, trouble_since=None).execute()
    watching.watch()
    collect.collect()
    while deliver.deliver():
        clock.freeze(clock.now() + clock.HOUR)
    (text,) = listener.texts
    assert "又通了" in text and "送不到" not in text


def test_who_administers_another_place_is_not_told(linked: Linked, cast: Any) -> None:
    assert linked.row.area == c.COMMUNITY
    lock_out()
    collect.collect()
    assert {row.recipient for row in Notice.select()} == {cast.admin.id}
