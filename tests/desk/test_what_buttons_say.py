"""What a button says at each level is what it does there; one that could do nothing there is not offered."""

from __future__ import annotations

import html
import re

import pytest

from app.areas import tree
from app.areas.access import posts
from app.areas.models import Area, Unit
from app.desk.matter import view
from app.matters.models import Matter
from app.matters.queries import lists
from tests import cast as c
from tests.matters import ops
from tests.matters.workflow.test_every_move import TABLE, make

STREET = "330399001000"


@pytest.fixture
def street(cast):
    """A street between the community and the city, with the outsider at its desk: four levels, three desks."""
    Area.create(code=STREET, kind="street", name="新桥街道", parent=c.CITY)
    Area.update(parent=STREET).where(Area.code == c.COMMUNITY).execute()
    tree.rebuild()
    posts.give(cast.admin, cast.outsider, "dispatcher", STREET)
    return cast.outsider


def labels(person, matter: Matter, language: str = "zh") -> dict[str, str]:
    page = view.opened(person, matter.id, language)
    return {form.name: form.label for form in (*page.large, *page.more)}


def test_passing_up_says_to_whom_at_every_level_and_is_nothing_at_the_top(cast, street):
    matter = ops.report(cast.worker)
    assert (
        labels(cast.desk, matter)["escalate"] == "升到临港社区"
    )  # it lies at the grid, and the reader is who is above
    for reader, above, said in (
        (cast.desk, street, "新桥街道"),
        (street, cast.city, "临港市"),
    ):
        ops.move(cast.worker if reader is cast.desk else cast.desk, matter, "escalate")
        assert labels(reader, matter)["escalate"] == f"报给{said}"
        assert "escalate" not in labels(above, matter)  # who looks on from above does not pass up for others
        assert said in labels(reader, matter, "en")["escalate"]
    ops.move(street, matter, "escalate")
    assert matter.level == c.CITY
    for reader in (cast.city, street, cast.desk):
        assert "escalate" not in labels(reader, matter)


def test_sending_back_says_to_which_desk(cast, street):
    matter = ops.report(cast.worker, escalate=True)
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    assert labels(cast.dept, matter)["send_back"] == "退回临港社区"
    assert labels(cast.dept, matter, "en")["send_back"] == "Send back to 临港社区"


def test_what_needs_a_choice_is_not_offered_where_there_is_none(cast, street):
    matter = ops.report(cast.worker, escalate=True)
    assert {"whistle", "dispatch", "hand_down"} <= set(labels(cast.desk, matter))
    Unit.update(ended=1).execute()
    assert "whistle" not in labels(cast.desk, matter)
    Area.update(ends="2020-01-01").where(Area.parent == c.COMMUNITY).execute()
    ops.put(Matter.id == matter.id, area=c.COMMUNITY)
    tree.rebuild()
    assert "hand_down" not in labels(cast.desk, matter)


@pytest.mark.parametrize("situation", list(TABLE))
def test_every_button_of_every_desk_is_a_whole_word_and_every_choice_has_something_in_it(
    as_, cast, street, situation
):
    matter = make(cast, situation)
    for name, person in cast.people.items():
        if (
            name in ("desk", "city", "dept", "outsider")
            and lists.visible(person).where(Matter.id == matter.id).exists()
        ):
            for language in ("zh", "en"):
                said = labels(person, matter, language)
                assert not [word for word in said.values() if re.search(r"[{}]|None", word)], (name, said)
                assert len(set(said.values())) == len(said), (name, said)
            page = html.unescape(as_(name).get(f"/desk/matters/{matter.id}").text)
            for choice in re.findall(
                r'<select[^>]*name="(?:lead|to|call)"[^>]*>(.*?)</select>', page, re.DOTALL
            ):
                assert re.search(r'<option value="[^"]+"', choice), (name, choice)
            for choice in re.findall(r"<fieldset>.*?</fieldset>", page, re.DOTALL):
                assert "<input" in choice, (name, choice)
