"""Light rows: what a list needs of a matter and nothing that the whole would not say; and what a phone is given at first."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.core.place import Place
from app.matters.models import Matter
from app.matters.queries import lists
from app.matters.views import feed, rows, serialize
from app.sync import changes
from tests import cast as c
from tests.matters import ops
from tests.matters.workflow.test_every_move import TABLE, make


def pulled(client: Any, cursor: str = "", limit: int = 200) -> dict[str, Any]:
    answer = client.get("/api/v1/changes", query_string={"since": cursor, "limit": limit})
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def shapes(answer: dict[str, Any]) -> dict[str, str]:
    """id → row or whole."""
    return {
        change["id"]: "row" if change["data"].get("shape") else "whole"
        for change in answer["changes"]
        if change["kind"] == "matter"
    }


def test_a_stranger_gets_none_the_outsider_finds_none_and_another_shape_is_refused(cast, as_):
    ops.report(cast.worker)
    assert as_(None).get("/api/v1/matters?shape=row").status_code == 401
    assert as_("outsider").get("/api/v1/matters?shape=row").json["matters"] == []
    refused = as_("desk").get("/api/v1/matters?shape=whole")
    assert refused.status_code == 422 and refused.json["errors"][0]["field"] == "shape"


@pytest.mark.both
def test_a_row_says_of_a_matter_what_the_whole_says_and_less(cast, as_):
    for situation in TABLE:
        make(cast, situation)
    Matter.update(confidential=True).where(Matter.state == "resolved").execute()
    long = ops.report(
        cast.worker, photos=(ops.PHOTO, ops.PHOTO2), text="灯" * 500, place=Place(c.LAT, c.LON, 5)
    )
    for who in c.ROLES:
        client = as_(who)
        whole = {one["id"]: one for one in client.get("/api/v1/matters?limit=100").json["matters"]}
        light = client.get("/api/v1/matters?limit=100&shape=row").json["matters"]
        assert [row["id"] for row in light] == list(whole)
        for row in light:
            one = whole[row["id"]]
            assert row.pop("shape") == "row" and "ledger" not in row
            assert row.pop("photos") == one["photos"][:1]
            assert row.pop("text") == (
                one["text"] if len(one["text"]) <= rows.TEXT_MOST else "灯" * 119 + "…"
            )
            assert {key: one[key] for key in row} == row, who
    desk = rows.many_for_person([long], cast.desk)[0]
    assert desk["photos"] == [ops.PHOTO] and len(json.dumps(desk, ensure_ascii=False).encode()) < 1400


@pytest.mark.both
def test_the_feed_has_the_whole_of_what_is_ones_business_and_rows_of_the_rest(cast, as_):
    at_grid, at_desk = ops.report(cast.worker), ops.report(cast.worker, escalate=True)
    closed = make(cast, "closed at the grid")
    entered = ops.report(cast.desk, area=c.GRID2)
    assert shapes(pulled(as_("desk"))) == {
        at_grid.id: "row", at_desk.id: "whole", closed.id: "row", entered.id: "whole",
    }  # fmt: skip
    assert shapes(pulled(as_("lead"))) == {at_grid.id: "whole", at_desk.id: "whole", closed.id: "row"}
    assert set(shapes(pulled(as_("worker"))).values()) == {"whole"}
    assert shapes(pulled(as_("outsider"))) == {}


@pytest.mark.both
def test_whoever_has_more_than_a_phone_carries_is_given_what_waits_and_the_newest_and_then_what_happens(
    cast, as_, monkeypatch
):
    monkeypatch.setattr(feed, "FIRST_MOST", 5)
    monkeypatch.setattr(feed, "WHOLE_MOST", 2)
    waiting = [ops.report(cast.worker, escalate=True).id for _ in range(3)]
    others = [ops.report(cast.worker).id for _ in range(4)]
    client, cursor, given = as_("desk"), "", {}
    more, pages = True, 0
    while more:
        answer = pulled(client, cursor, 2)
        given |= shapes(answer)
        cursor, more, pages = answer["cursor"], answer["more"], pages + 1
        assert answer.get("partial", False) is (pages == 1)
        if pages == 1:  # meanwhile
            ops.move(cast.worker, Matter.get_by_id(others[0]), "note", text="看过了")
            ops.move(cast.worker, Matter.get_by_id(others[-1]), "note", text="也看过了")
    assert set(given) == {*waiting, *others[-2:], others[0]}
    assert list(given.values()).count("whole") == 2
    assert pulled(client, cursor) == {"cursor": cursor, "changes": [], "gone": [], "more": False}
    ops.move(cast.worker, Matter.get_by_id(others[1]), "note", text="又看过了")
    assert shapes(pulled(client, cursor)) == {others[1]: "row"}


def test_behind_by_more_than_a_phone_should_read_it_begins_anew(cast, as_, monkeypatch):
    monkeypatch.setattr(changes, "STALE", 2)
    client = as_("lead")
    cursor = pulled(client)["cursor"]
    made = [ops.report(cast.worker).id for _ in range(2)]
    assert "restart" not in pulled(client, cursor)
    made.append(ops.report(cast.worker).id)
    answer = pulled(client, cursor)
    assert answer["restart"] is True and list(shapes(answer)) == made


def test_what_a_phone_is_given_at_first_is_at_most_two_megabytes(cast):
    """By what one of each weighs: a row of the longest text, a matter through many hands."""
    row = rows.many_for_person(
        [ops.report(cast.worker, text="灯" * 2000, place=Place(c.LAT, c.LON, 5))], cast.desk
    )
    matter = make(cast, "dispatched a third time")
    for n in range(5):
        ops.move(cast.desk, matter, "note", text=f"第{n}次打电话问过了，说明天一早就去看。")
    whole = serialize.for_person(matter, cast.desk)
    heavy = len(json.dumps(whole, ensure_ascii=False).encode())
    light = len(json.dumps(row[0], ensure_ascii=False).encode())
    assert heavy * feed.WHOLE_MOST + light * (feed.FIRST_MOST - feed.WHOLE_MOST) < 2_000_000
    assert lists.PAGE_MOST < feed.FIRST_MOST
