"""Which move stands largest: what takes the matter on from where it is."""

from __future__ import annotations

import pytest

from app.desk.matter import view as matters
from app.matters.models import Matter
from app.matters.moves import record, table
from tests import cast as c
from tests.matters import ops


def large(person, matter) -> list[str]:
    """The names of the large moves on this person's page."""
    return [form.name for form in matters.opened(person, matter.id, "zh").large]


@pytest.fixture
def at_desk(cast):
    """A matter that lies with the community's desk."""
    return ops.report(cast.worker, escalate=True)


def test_every_open_move_is_drawn_once(cast, at_desk):
    page = matters.opened(cast.desk, at_desk.id, "zh")
    names = [form.name for form in (*page.large, *page.more)]
    assert sorted(names) == sorted(move["name"] for move in page.shown["open_moves"]) and len(names) == len(
        set(names)
    )


def test_the_next_act_comes_first_in_every_state(cast, at_desk):
    assert large(cast.desk, at_desk) == ["dispatch", "take"]
    ops.move(cast.desk, at_desk, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    assert large(cast.dept, at_desk) == ["take", "resolve"]
    ops.move(cast.dept, at_desk, "take")
    assert large(cast.dept, at_desk)[0] == "resolve"
    ops.move(cast.dept, at_desk, "resolve", text="清走了")
    Matter.update(resident_asked=True).where(Matter.id == at_desk.id).execute()
    assert at_desk.confirm_turn == "head" and large(cast.desk, at_desk)[0] == "answer"


def test_an_emergency_nobody_answered_is_first_of_all_seen(cast):
    danger = ops.report(cast.worker, urgency="emergency", escalate=True)
    assert large(cast.desk, danger)[0] == "acknowledge"
    ops.move(cast.desk, danger, "acknowledge")
    assert large(cast.desk, danger)[0] == "dispatch"


def test_a_called_unit_reports_in_first(cast, at_desk):
    ops.move(cast.desk, at_desk, "whistle", to=[f"unit:{c.ENFORCEMENT}"], text="请来")
    assert large(cast.dept, at_desk) == ["accept", "attend"]
    ops.move(cast.dept, at_desk, "accept")
    assert large(cast.dept, at_desk)[0] == "attend"


def test_taking_over_and_voiding_are_never_large(cast, at_desk):
    ops.move(cast.desk, at_desk, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    ops.move(cast.dept, at_desk, "take")
    assert not {"take", "void", "merge", "amend"} & set(large(cast.desk, at_desk))


def test_the_rest_stands_by_what_it_is_for_and_what_ends_a_matter_apart(cast, at_desk):
    page = matters.opened(cast.desk, at_desk.id, "zh")
    names = {purpose.words: [form.name for form in purpose.forms] for purpose in page.purposes}
    assert list(names) == [words for words in record.PURPOSES.values() if words in names]
    assert sorted(sum(names.values(), [])) == sorted(form.name for form in page.more)
    assert [purpose.words for purpose in page.purposes if purpose.is_grave] == [page.purposes[-1].words]
    assert set(names[page.purposes[-1].words]) == {"merge", "void"}
    assert "whistle" in names[record.PURPOSES["urge"]] and "answer" in names[record.PURPOSES["residents"]]


def test_every_move_says_what_it_is_for():
    assert [move.name for move in table.MOVES if move.purpose not in record.PURPOSES] == []
    assert {move.name for move in table.MOVES if move.purpose == record.GRAVE} == {
        "merge",
        "return_to_hotline",
        "void",
    }
