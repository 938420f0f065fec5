"""Whoever has a list of doors hears that a storm begins, at night too, and that it is over; nobody else does, and nobody twice."""

from __future__ import annotations

import pytest

from app.core import clock
from app.notify.models import APPRISE, FAILED, INBOX, SKIPPED, STORM, UNREAD, Notice
from app.notify.pipeline import collect, deliver
from app.storms import declaring
from app.storms.models import Storm
from tests import cast as c
from tests.sync.phone import new_id

NIGHT = clock.parse("2026-11-23T23:30:00+08:00")


@pytest.fixture
def night(cast):
    clock.freeze(NIGHT)
    collect.collect()


def declared(cast, *areas: str) -> Storm:
    return declaring.declare(cast.desk, new_id(), "海葵", list(areas) or [c.COMMUNITY], clock.now())


def told() -> list[tuple[str, str]]:
    """(who, what) of everything told in the app of storms."""
    rows = (
        Notice.select()
        .where(Notice.subject.startswith(f"{STORM}:"), Notice.channel == INBOX)
        .order_by(Notice.id)
    )
    return [(row.recipient, row.kind) for row in rows]


@pytest.mark.both
def test_those_with_the_list_are_told_once_and_nobody_else(cast, night):
    storm = declared(cast, c.GRID)
    declaring.declare(cast.desk, storm.id, "海葵", [c.GRID], clock.now())
    for _ in range(2):
        collect.collect()
    assert sorted(told()) == sorted([(cast.worker.id, "storm_declared"), (cast.lead.id, "storm_declared")])
    declaring.end(cast.desk, storm)
    collect.collect()
    assert sorted(told()[2:]) == sorted([(cast.worker.id, "storm_ended"), (cast.lead.id, "storm_ended")])
    for who in ("worker2", "head", "dept", "outsider", "desk", "admin"):
        assert (
            not Notice.select()
            .where(Notice.recipient == cast.people[who].id, Notice.subject.startswith(STORM))
            .exists()
        )


def test_it_stands_in_the_inbox_in_both_languages(as_, cast, night):
    declared(cast, c.GRID)
    collect.collect()
    (bundle,) = as_("worker").get("/api/v1/notices").json["notices"]
    assert "防汛防台开始了" in bundle["what"] and bundle["unread"] == 1
    (bundle,) = as_("worker").get("/api/v1/notices", headers={"Accept-Language": "en"}).json["notices"]
    assert "storm" in bundle["what"].lower()


def test_two_storms_stand_beside_each_other_each_with_its_areas_and_never_how_somebody_called_it(
    as_, cast, night
):
    first = declared(cast, c.GRID)
    declaring.end(cast.desk, first)
    second = declared(cast)
    collect.collect()
    bundles = as_("worker").get("/api/v1/notices").json["notices"]
    assert [(one["about"], one["count"]) for one in bundles] == [("临港社区", 1), ("第1网格", 2)]
    assert all(one["page"] == "/storm" and "海葵" not in str(one) for one in bundles)
    changes = as_("worker").get("/api/v1/changes").json["changes"]
    of = {one["data"]["subject"] for one in changes if one["kind"] == "notice"}
    assert of == {f"{STORM}:{first.id}", f"{STORM}:{second.id}"}


def test_it_goes_out_at_night_and_not_once_the_storm_is_over(cast, night, configured, listener):
    configured(roles=["grid_worker"])
    storm = declared(cast, c.GRID)
    collect.collect()
    assert deliver.deliver() == 1
    (text,) = listener.texts
    assert "防汛防台开始了" in text and "/storm" in text
    declaring.end(cast.desk, storm)
    again = declared(cast, c.GRID)
    declaring.end(cast.desk, again)
    collect.collect()
    assert deliver.deliver() == 0  # that it is over waits for the morning; that it began is no more so
    late = Notice.select().where(Notice.kind == "storm_declared", Notice.channel == f"{APPRISE}post")
    assert [row.state for row in late.order_by(Notice.id)][1:] in ([SKIPPED], [FAILED])
    assert (
        Notice.select()
        .where(Notice.kind == "storm_ended", Notice.channel == INBOX, Notice.state == UNREAD)
        .exists()
    )
