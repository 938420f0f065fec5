"""What a phone that begins anew is given of patrols, visits and errands: the newest, so that nobody's first news outgrow a phone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.core import clock
from app.core.place import Place
from app.matters.views import feed as matters
from app.matters.views import rows, serialize
from app.patrol import feed
from app.patrol.errands import feed as errands
from tests import cast as c
from tests.matters import ops
from tests.matters.workflow.test_every_move import make
from tests.patrol import walk
from tests.patrol.errands.test_errands import taken
from tests.sync.phone import new_id

KINDS = ("patrol", "visit", "errand", "plan")


def pulled(client: Any, limit: int = 200, cursor: str = "") -> tuple[list[tuple[str, str]], str]:
    """(kind, id) of all that is given, page by page, and where to go on."""
    found: list[tuple[str, str]] = []
    more = True
    while more:
        answer = client.get("/api/v1/changes", query_string={"since": cursor, "limit": limit}).json
        found += [(one["kind"], one["id"]) for one in answer["changes"] if one["kind"] in KINDS]
        cursor, more = answer["cursor"], answer["more"]
    return found, cursor


@pytest.mark.both
def test_a_phone_that_begins_anew_is_given_the_newest_and_afterwards_whatever_happens(
    as_: Any, cast: c.Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed.PATROLS, "first_most", 2)
    monkeypatch.setattr(feed.VISITS, "first_most", 1)
    visits = [walk.visit(cast.worker, c.BUILDING, hour * 3600, 10) for hour in range(3)]
    patrols = [walk.start(cast.worker, at=hour * 3600) for hour in range(4)]
    walk.finish(cast.worker, patrols[0], at=5 * 3600)  # so it is among what changed last
    assert pulled(as_("outsider"))[0] == pulled(as_("desk"))[0] == []
    newest = [("visit", visits[2]), ("patrol", patrols[3]), ("patrol", patrols[0])]
    for who, limit in (("worker", 200), ("lead", 200), ("worker", 1), ("lead", 2)):
        found, cursor = pulled(as_(who), limit)
        assert found == newest, who
    walk.finish(cast.worker, patrols[1], at=6 * 3600)
    assert pulled(as_("lead"), 2, cursor)[0] == [("patrol", patrols[1])]


def test_the_heaviest_first_news_that_anybody_gets_are_below_two_megabytes(
    as_: Any, phones: Any, cast: c.Cast
) -> None:
    """By what one of each weighs: a matter through many hands, a row of the longest text, a patrol with gaps and marks."""
    long = ops.report(cast.worker, text="灯" * 2000, place=Place(c.LAT, c.LON, 5))
    matter = make(cast, "dispatched a third time")
    for n in range(5):
        ops.move(cast.desk, matter, "note", text=f"第{n}次打电话问过了，说明天一早就去看。")
    patrol = walk.start(cast.worker)
    for n in range(4):
        walk.mark(cast.worker, patrol, c.BUILDING, at=n * 600)
        walk.gap(cast.worker, patrol, n * 600, n * 600 + 300, text="地下车库")
    walk.finish(cast.worker, patrol, at=3000)
    visit = {
        "visit": new_id(), "area": c.BUILDING, "purpose": "走访", "outcome": "met", "minutes": 10, "household": "301",
        "started": clock.rfc3339(walk.ms(0)), "text": "家里老人身体好，说楼道的灯夜里不亮，已经报给物业了。",
    }  # fmt: skip
    assert phones("worker").one(phones("worker").op("visit.record", visit)) == "applied"
    assert phones("worker").one(taken(phones("worker"))) == "applied"
    given = as_("worker").get("/api/v1/changes").json["changes"]
    heavy = {one["kind"]: _weight(one) for one in given}
    heavy["matter"] = _weight(serialize.for_person(matter, cast.desk))
    light = _weight(rows.many_for_person([long], cast.desk)[0])
    assert set(heavy) == {"matter", "patrol", "visit", "errand"}  # a planned visit is lighter than one made
    total = heavy["matter"] * matters.WHOLE_MOST + light * (matters.FIRST_MOST - matters.WHOLE_MOST)
    total += heavy["patrol"] * feed.PATROLS_MOST + heavy["errand"] * errands.ERRANDS_MOST
    total += heavy["visit"] * (feed.VISITS_MOST + errands.PLANS_MOST)
    assert total < 2_000_000, (total, heavy, light)


def _weight(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False).encode())
