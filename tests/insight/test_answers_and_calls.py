"""What residents answered, what became of calls, and which buildings were visited: each told once, and each opened."""

from __future__ import annotations

import pytest

from app.areas.models import Area
from app.core import clock
from app.insight import catch_up
from app.requests.commands import RatingBody
from app.requests.followup import resident_acts, scores
from app.requests.models import ResidentRequest
from app.requests.submission import similar
from tests import cast as c
from tests.board import done
from tests.insight import recomputed
from tests.insight.asked import DAYS, everything, listed, told
from tests.matters import ops
from tests.patrol import walk
from tests.requests import saying


@pytest.mark.both
def test_every_answer_of_a_resident_counts_once_also_where_it_moved_nothing(as_, cast, monday):
    first, matter, _ = saying.asked()
    done_ = saying.say(qr=saying.poster(), join=similar.ref(matter.id), text="")
    joined = ResidentRequest.get_by_id(done_.id)
    ops.move(cast.worker, matter, "settle_on_spot", text="换了灯泡")
    resident_acts.rate(
        joined, RatingBody(solved=True)
    )  # a yes that moves nothing: whoever asked has still to speak
    resident_acts.rate(first, RatingBody(solved=True))
    scores.score(ResidentRequest.get_by_id(first.id), RatingBody(solved=True, score=2))
    one = next(one for one in told(as_("desk")) if one["name"] == "satisfied")
    assert (one["numerator"], one["denominator"]) == (2, 2)
    items = as_("desk").get(one["items"]).json["items"]
    assert {(item["matter"], item["solved"], item["day"]) for item in items} == {
        (matter.id, True, "2026-11-16")
    } and len(items) == 2
    before = everything(as_("city"))
    catch_up.start_anew()
    assert everything(as_("city")) == before
    assert recomputed.figures(c.CITY, *DAYS)["satisfied"] == (1.0, 2, 2)


@pytest.mark.both
def test_calls_are_told_unit_by_unit_and_those_given_back_are_none(as_, cast, monday):
    matter = ops.report(cast.worker)
    for answer in ("attend", "return_call", None):
        ops.move(cast.lead, matter, "whistle", to=[f"unit:{c.ENFORCEMENT}"], text="请到现场")
        clock.freeze(clock.now() + 12 * clock.MINUTE)
        if answer is not None:
            ops.move(cast.dept, matter, answer, **({"reason": "not_ours"} if answer == "return_call" else {}))
    ops.move(cast.lead, matter, "whistle", to=[f"unit:{c.PROPERTY}"], text="请到现场")
    found = {(one["name"], one["group"]): one for one in told(as_("desk"), by="unit")}
    assert set(found) == {
        ("attended", c.ENFORCEMENT), ("attended", c.PROPERTY), ("attendance_time", c.ENFORCEMENT),
    }  # fmt: skip
    assert found["attended", c.ENFORCEMENT]["value"] == 0.5 and found["attended", c.PROPERTY]["value"] == 0
    assert found["attendance_time", c.ENFORCEMENT]["value"] == 12
    one = found["attended", c.ENFORCEMENT]
    (item,) = as_("desk").get(one["items"]).json["items"]
    assert (item["matter"], item["unit"], item["came"], item["minutes"]) == (
        matter.id,
        c.ENFORCEMENT,
        True,
        12,
    )
    assert len(listed(as_("desk"), one["items"] + "&which=of")) == 2
    wrong = one["items"].replace("attended/items", "received/matters")  # no matter is of a unit
    assert as_("desk").get(wrong).status_code == 404
    assert as_("desk").get(one["items"].replace("/items", "/matters")).status_code == 404


@pytest.mark.both
def test_buildings_are_those_of_the_last_day_and_visited_is_what_was_visited_in_the_days(
    as_, cast, monday, five
):
    clock.freeze(walk.ms(3600))
    walk.visit(cast.worker, c.BUILDING, 600, 10)
    for days, expected in (
        ({"to": "2026-11-18"}, (1, 2)),
        ({"from": "2026-11-19"}, (0, 2)),
        ({"from": "2026-11-18", "to": "2026-11-18"}, (1, 2)),
    ):
        one = next(one for one in told(as_("desk"), **days) if one["name"] == "buildings_visited")
        assert (one["numerator"], one["denominator"]) == expected, days
        assert len(listed(as_("desk"), one["items"])) == expected[0]
        assert len(listed(as_("desk"), one["items"] + "&which=of")) == expected[1]
    Area.update(ends="2026-11-30").where(Area.code == c.BUILDING2).execute()
    one = next(one for one in told(as_("desk")) if one["name"] == "buildings_visited")
    assert (one["numerator"], one["denominator"]) == (1, 1)
    assert not [one for one in told(as_("desk"), by="platform") if one["name"] == "buildings_visited"]


def test_a_number_by_platform_or_channel_stands_with_its_share_of_all(as_, cast, monday):
    for channel in ("qr", "qr", "staff"):
        done.asked(channel)
    ops.report(cast.worker)
    mix = {one["group"]: one["mix"] for one in told(as_("desk"), by="channel") if one["name"] == "received"}
    assert mix == {"qr": 0.5, "staff": 0.25, "found": 0.25}
    by_name = {one["name"]: one["value"] for one in told(as_("desk"))}
    assert (by_name["asked_by_residents"], by_name["entered_for_residents"]) == (2, 1)
