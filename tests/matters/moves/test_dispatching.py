"""What a dispatch brings with it: who comes when, a leader's instruction, what two units gave back, who was asked first."""

from __future__ import annotations

import datetime as dt

import pytest

from app.areas.access.reach import reach_of
from app.core import clock
from app.core.problems.problem import Problem
from app.desk.lists import listing
from app.ledger.models import Entry
from app.matters.models import Matter
from app.matters.queries import lists
from app.matters.views import serialize
from app.requests.followup import status
from app.requests.models import ResidentRequest
from tests import cast as c
from tests.matters import ops
from tests.requests.saying import asked

NINE = clock.parse("2026-11-23T09:00:00+08:00")
UNIT = f"unit:{c.ENFORCEMENT}"
THREE = "2026-11-23T15:00:00+08:00"


@pytest.fixture
def lying(cast) -> Matter:
    """With the community's desk on a Monday at nine."""
    clock.freeze(NINE)
    return ops.report(cast.worker, escalate=True)


def wrong(person, matter, name, **body) -> tuple[str, str]:
    with pytest.raises(Problem) as caught:
        ops.move(person, matter, name, **body)
    return tuple(caught.value.errors[0][:2])


def joint(person) -> list[str]:
    view = next(one for one in listing.views.TABLE if one.name == "joint")
    found = listing.page(reach_of(person), view, lists.Asked())
    return [matter.id for matter in found.rows]


@pytest.mark.both
def test_the_resident_is_told_when_somebody_comes(cast):
    clock.freeze(NINE)
    request, matter, _ = asked(category="street_lamp")
    ops.move(cast.worker, matter, "take")
    ops.move(cast.worker, matter, "answer", text="我下午来看", until=THREE)
    ops.seconds_pass()
    page = status.serialize(ResidentRequest.get_by_id(request.id))
    assert page["coming"] == "2026-11-23T15:00:00.000+08:00"
    assert "11月23日 15:00 上门" in page["events"][-1]["sentence"]
    clock.freeze(clock.parse(THREE) + 1)
    assert status.serialize(ResidentRequest.get_by_id(request.id))["coming"] is None
    ops.move(cast.worker, matter, "resolve", text="修好了")
    assert matter.coming_at is None


def test_a_time_that_is_over_is_refused_on_a_page_and_says_nothing_in_an_old_op(cast, lying):
    assert wrong(cast.desk, lying, "answer", text="昨天来过", until="2026-11-22T15:00:00+08:00") == (
        "until",
        "past",
    )
    ops.move(cast.desk, lying, "answer", text="我们看到了")
    assert lying.coming_at is None


def test_a_leaders_instruction_is_its_number_and_day(cast, lying, as_):
    due = {"text": "限期办结", "until": THREE}
    assert wrong(cast.desk, lying, "supervise", **due, instructed="2026-11-20") == ("instruction", "missing")
    given = {**due, "instruction": "府办批〔2026〕31号"}
    assert wrong(cast.desk, lying, "supervise", **given, instructed="2026-13-20") == (
        "instructed",
        "bad-date",
    )
    tomorrow = clock.today() + dt.timedelta(days=1)
    assert wrong(cast.desk, lying, "supervise", **given, instructed=tomorrow.isoformat()) == (
        "instructed",
        "in-future",
    )
    ops.move(cast.desk, lying, "supervise", **given, instructed="2026-11-20")
    shown = as_("desk").get(f"/api/v1/matters/{lying.id}").json
    assert (shown["instruction"], shown["instructed"]) == ("府办批〔2026〕31号", "2026-11-20")
    assert shown["supervised_by_name"] == "林晓梅"
    assert "按领导批示（府办批〔2026〕31号）督办" in shown["ledger"][-1]["sentence"]


@pytest.mark.both
def test_what_two_units_gave_back_is_for_a_joint_meeting(cast, lying):
    for reason in ("not_on_list", "not_filed"):
        assert joint(cast.desk) == []
        ops.move(cast.desk, lying, "dispatch", to=[UNIT])
        ops.move(cast.dept, lying, "send_back", reason=reason)
    assert joint(cast.desk) == joint(cast.city) == [lying.id] and joint(cast.outsider) == []
    ops.move(cast.desk, lying, "dispatch", to=[f"unit:{c.PROPERTY}"])
    assert joint(cast.desk) == []


def test_what_nobody_owns_rests_until_the_meeting_and_is_listed_there(cast, lying):
    ops.move(cast.desk, lying, "shelve", text="周五联席会", until=THREE, reason="joint_meeting")
    assert joint(cast.desk) == [lying.id]
    ops.move(cast.desk, lying, "resume")
    assert joint(cast.desk) == [lying.id]  # it is still nobody's
    ops.move(cast.desk, lying, "dispatch", to=[UNIT])
    assert joint(cast.desk) == []


def test_an_ordinary_rest_is_for_no_meeting(cast, lying):
    ops.move(cast.desk, lying, "shelve", text="等配件", until=THREE)
    assert joint(cast.desk) == [] and Entry.select().order_by(Entry.seq.desc()).get().verb == "shelve"


def test_whoever_was_asked_first_stays_named(cast, lying):
    ops.move(cast.desk, lying, "dispatch", to=[UNIT])
    assert serialize.for_person(lying, cast.desk)["first_asked_name"] == "王芳"


@pytest.mark.both
def test_a_case_is_handed_over_and_comes_back_or_waits_for_its_legal_limit(cast, lying, as_):
    ops.move(cast.desk, lying, "dispatch", to=[f"unit:{c.ENFORCEMENT}"], reason="transfer")
    ledger = serialize.for_person(lying, cast.desk)["ledger"]
    assert ledger[-1]["sentence"] == "林晓梅 移送案件给 综合执法队"
    assert lying.state == "dispatched" and lying.started_due is not None
    until = clock.rfc3339(clock.now() + 80 * clock.DAY)
    ops.move(
        cast.dept, lying, "pause", reason="filed", case_number="立〔2026〕8号", until=until, text="已立案"
    )
    assert lying.due is None and lying.case_number == "立〔2026〕8号"
    ops.move(cast.dept, lying, "send_back", reason="not_filed", text="证据不足")
    assert (lying.state, lying.holder_desk) == ("reported", c.COMMUNITY)
    ops.move(
        cast.desk, lying, "dispatch", to=[f"unit:{c.ENFORCEMENT}"], reason="随便写的"
    )  # as phones may say
    assert serialize.for_person(lying, cast.desk)["ledger"][-1]["sentence"] == "林晓梅 派单给 综合执法队"


def test_what_was_written_of_a_refused_supervision_stays_in_sight(cast, lying, as_):
    ops.move(cast.desk, lying, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    path = f"/desk/matters/{lying.id}"
    given = {"text": "请盯住", "until": "2020-01-01T08:00", "instructed": "2026-11-20"}
    page = as_("desk").post(f"{path}/moves/supervise", data=given)
    assert page.status_code == 422
    form = next(part for part in page.text.split('<details class="move"') if "moves/supervise?" in part)
    assert form.split(">")[0].endswith(" open")
    for kept in ("请盯住", 'value="2020-01-01T08:00"', 'value="2026-11-20"', "<details open>"):
        assert kept in form, kept
