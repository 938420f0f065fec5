"""What a second window presses after the first: nothing is ticked that nobody ticked, and it is told what was done."""

from __future__ import annotations

import re

import pytest

from app.matters.models import Call, Matter
from tests import cast as c
from tests import place
from tests.desk.test_pages import fields, verbs
from tests.matters import ops

ENFORCEMENT, PROPERTY = f"unit:{c.ENFORCEMENT}", f"unit:{c.PROPERTY}"
MOVES = {"judge_call": {"reason": "came"}, "call_off": {"text": "不用来了"}}


@pytest.fixture
def called(cast) -> Matter:
    """Two units were called to it by the community's desk."""
    matter = ops.report(cast.worker, escalate=True)
    ops.move(cast.desk, matter, "whistle", to=[ENFORCEMENT, PROPERTY], text="请到现场")
    return matter


def ticked(page: str, move: str) -> list[str]:
    """What is ticked in the form of the move, after making sure that there is something to tick."""
    form = re.search(rf"<form[^>]*/moves/{move}\?.*?</form>", page, re.DOTALL)
    boxes = re.findall(r'<input type="checkbox" name="to"[^>]*>', form.group() if form else "")
    assert boxes
    return [box for box in boxes if " checked" in box]


@pytest.mark.both
@pytest.mark.parametrize("move", MOVES)
def test_the_second_window_is_told_what_was_done_and_judges_no_other_unit(as_, cast, called, move):
    desk, path = as_("desk"), f"/desk/matters/{called.id}/moves/{move}"
    given = {**fields(desk.get(f"/desk/matters/{called.id}").text, move), "to": ENFORCEMENT, **MOVES[move]}
    assert not ticked(desk.get(f"/desk/matters/{called.id}").text, move)
    ops.move(cast.desk, called, "judge_call", to=[ENFORCEMENT], reason="solved")
    answer = desk.post(path, data=given)
    assert answer.status_code == 422 and not ticked(answer.text, move)
    assert "这次吹哨刚有人评过：综合执法队来了，解决了" in " ".join(place.texts(answer.text, ".error"))
    again = {**fields(answer.text, move), **MOVES[move]}
    nobody = desk.post(path, data=again)  # pressed again, as it stands
    assert nobody.status_code == 422 and "请选择对象" in " ".join(place.texts(nobody.text, ".error"))
    left = Call.get(Call.unit == c.PROPERTY)
    assert (left.state, left.verdict) == ("open", None)


@pytest.mark.both
def test_the_last_call_judged_in_another_window_is_said_to_be(as_, cast, called):
    ops.move(cast.desk, called, "call_off", to=[PROPERTY], text="不用来了")
    desk, path = as_("desk"), f"/desk/matters/{called.id}/moves/judge_call"
    page = desk.get(f"/desk/matters/{called.id}").text
    assert not ticked(page, "judge_call")
    given = {**fields(page, "judge_call"), "to": ENFORCEMENT, "reason": "came"}
    ops.move(cast.desk, called, "judge_call", to=[ENFORCEMENT], reason="solved")
    answer = desk.post(path, data=given)
    assert answer.status_code == 409 and "这次吹哨刚有人评过：综合执法队来了，解决了" in answer.text


@pytest.mark.both
def test_what_one_gave_back_in_another_window_is_not_said_to_have_never_been(as_, cast):
    matter = ops.report(cast.worker, escalate=True)
    ops.move(cast.desk, matter, "dispatch", to=[ENFORCEMENT])
    dept, path = as_("dept"), f"/desk/matters/{matter.id}"
    first, second = (
        {**fields(dept.get(path).text, "send_back"), "reason": reason} for reason in ("not_ours", "other")
    )
    outsider = as_("city").post(f"{path}/moves/send_back", data={"reason": "not_ours"})
    assert outsider.status_code != 410
    assert dept.post(f"{path}/moves/send_back", data=first).status_code == 303
    answer = dept.post(f"{path}/moves/send_back", data={**second, "text": "不在我们路段"})
    assert answer.status_code == 410 and "您刚退回过这件事" in answer.text
    english = dept.post(
        f"{path}/moves/send_back", data={"reason": "not_ours"}, headers={"Accept-Language": "en"}
    )
    assert "You have just sent this matter back" in english.text
    assert verbs(matter).count("send_back") == 1
    ops.move(cast.desk, matter, "dispatch", to=[PROPERTY])  # somebody else has had it since
    assert dept.post(f"{path}/moves/send_back", data={"reason": "not_ours"}).status_code == 404
