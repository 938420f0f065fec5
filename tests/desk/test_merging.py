"""合并 at a desk: what it goes into is shown first, a whistle goes along, and what was merged is called so."""

from __future__ import annotations

import pytest

from app.matters.models import Call, Matter
from app.notify.models import Notice
from app.notify.pipeline import collect
from tests import cast as c
from tests import place
from tests.desk.test_pages import fields, verbs
from tests.matters import ops


@pytest.fixture
def pair(cast) -> tuple[Matter, Matter]:
    """Two matters that lie with the community's desk."""
    one = ops.report(cast.worker, escalate=True, text="楼道口堵了")
    other = ops.report(cast.worker2, area=c.GRID2, category="street_lamp", escalate=True, text="路灯不亮")
    return one, other


@pytest.mark.parametrize("number", ["261122-9999", "一二三", "{own}"])
def test_a_number_that_leads_nowhere_is_refused_beside_the_form(as_, pair, number):
    one, _ = pair
    answer = as_("desk").post(
        f"/desk/matters/{one.id}/moves/merge", data={"number": number.format(own=one.number)}
    )
    assert answer.status_code == 422 and place.texts(answer.text, ".error")
    assert verbs(one) == ["report", "escalate"]


def test_a_number_typed_is_shown_for_what_it_is_before_anything_goes_into_it(as_, pair):
    one, other = pair
    desk, path = as_("desk"), f"/desk/matters/{one.id}/moves/merge"
    given = {**fields(desk.get(f"/desk/matters/{one.id}").text, "merge"), "text": "同一件"}
    shown = desk.post(path, data={**given, "number": other.number})
    assert Matter.get_by_id(one.id).merged_into is None
    chosen = [text for text in place.texts(shown.text, ".check") if text.startswith(other.number)]
    assert len(chosen) == 1 and "路灯" in chosen[0] and "待受理" in chosen[0] and "路灯不亮" in chosen[0]
    assert f'value="matter:{other.id}" checked' in shown.text
    assert place.text(shown.text, "#merge-text") == "同一件"
    again = {**fields(shown.text, "merge"), "text": "同一件", "to": f"matter:{other.id}", "number": ""}
    assert desk.post(path, data=again).status_code == 303
    assert Matter.get_by_id(one.id).merged_into == other.id


def test_what_was_merged_is_called_so_in_the_list_and_on_its_page(as_, cast, pair):
    one, other = pair
    ops.move(cast.desk, one, "merge", to=[f"matter:{other.id}"])
    desk, word = as_("desk"), f"并入 {other.number}"
    page = desk.get(f"/desk/matters/{one.id}?view=closed").text
    assert word in place.texts(page, ".tag") and "作废" not in place.texts(page, ".tag")
    assert any(text.endswith(word) for text in place.texts(page, ".strong"))
    assert word in place.texts(desk.get("/desk?view=closed").text, ".deskrow-state")
    void = ops.report(cast.worker, escalate=True)
    ops.move(cast.desk, void, "void", reason="误触")
    assert "作废" in place.texts(desk.get(f"/desk/matters/{void.id}").text, ".tag")


def test_an_open_whistle_goes_along_with_its_clock_and_both_sides_read_so(as_, cast, pair):
    one, other = pair
    ops.move(cast.desk, one, "whistle", to=[f"unit:{c.ENFORCEMENT}", f"unit:{c.PROPERTY}"], text="请来挪车")
    ops.move(cast.dept, one, "return_call", reason="not_ours")
    before = Call.get(Call.unit == c.PROPERTY)
    ops.move(cast.desk, one, "merge", to=[f"matter:{other.id}"])
    carried = Call.get(Call.matter == other.id)
    assert (carried.unit, carried.state) == (c.PROPERTY, "open")
    assert (carried.at, carried.due) == (before.at, before.due)
    states = {call.unit: call.state for call in Call.select().where(Call.matter == one.id)}
    assert states == {c.PROPERTY: "carried", c.ENFORCEMENT: "returned"}
    desk = as_("desk")
    merged, target = (desk.get(f"/desk/matters/{matter.id}").text for matter in (one, other))
    assert any("转到并入的那一件" in text for text in place.texts(merged, "dd"))
    assert not any("还没有报到" in text for text in place.texts(merged, "dd"))
    assert any("还没有报到" in text for text in place.texts(target, "dd"))
    told = place.text(target, ".timeline")
    assert "林晓梅 并入了一件已吹哨的事，继续等：滨海物业" in told and "请来挪车" in told
    assert any("滨海物业还没有报到" in text for text in place.texts(desk.get("/desk").text, "#pressing"))


def test_the_called_unit_keeps_its_red_line_and_reports_in_where_it_went(as_, cast, pair):
    one, other = pair
    ops.move(cast.desk, one, "whistle", to=[f"unit:{c.ENFORCEMENT}"], text="请来挪车")
    ops.move(cast.desk, one, "merge", to=[f"matter:{other.id}"])
    dept = as_("dept")
    rung = dept.get("/desk").text
    assert f'data-ring="{other.id}"' in rung and f'data-ring="{one.id}"' not in rung
    collect.collect()
    assert Notice.select().where(Notice.recipient == cast.dept.id, Notice.kind == "call_carried").count() == 1
    ops.move(cast.dept, other, "attend")
    assert Call.get(Call.matter == other.id).state == "attended"


def test_a_unit_that_is_called_there_already_is_not_called_twice(cast, pair):
    one, other = pair
    for matter in pair:
        ops.move(cast.desk, matter, "whistle", to=[f"unit:{c.ENFORCEMENT}"], text="请来")
    ops.move(cast.desk, one, "merge", to=[f"matter:{other.id}"])
    assert Call.select().where(Call.matter == other.id).count() == 1
    assert verbs(other)[-1] == "whistle" and verbs(other).count("whistle") == 1


def test_into_what_is_over_the_whistle_ends_and_the_unit_is_told(as_, cast, pair):
    one, other = pair
    ops.move(cast.desk, one, "whistle", to=[f"unit:{c.ENFORCEMENT}"], text="请来挪车")
    Matter.update(state="closed", closed_at=other.received_at).where(Matter.id == other.id).execute()
    ops.move(cast.desk, one, "merge", to=[f"matter:{other.id}"])
    assert Call.get(Call.matter == one.id).state == "ended" and Call.select().count() == 1
    assert any(
        "不用再来" in text for text in place.texts(as_("dept").get(f"/desk/matters/{one.id}").text, "dd")
    )
    collect.collect()
    assert Notice.select().where(Notice.recipient == cast.dept.id, Notice.kind == "uncalled").count() == 1


def test_what_ended_otherwise_does_not_say_that_somebody_is_still_to_come(as_, cast, pair):
    one, _ = pair
    ops.move(cast.desk, one, "whistle", to=[f"unit:{c.ENFORCEMENT}"], text="请来挪车")
    ops.move(cast.desk, one, "void", reason="误触")
    page = as_("desk").get(f"/desk/matters/{one.id}?view=closed").text
    assert "没有报到，事情已经结束" in " ".join(place.texts(page, "dd"))
    assert not place.texts(page, ".deskrow-waits")
