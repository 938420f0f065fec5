"""Choosing a place by names works for a small town and for a city of thousands, a list at a time."""

from app.areas import tree
from app.areas.models import Area
from app.requests.submission import place_picker
from tests import cast as c


def names(choice):
    return [name for _, group in choice.groups for _, name in group]


def test_from_the_top_the_communities_then_the_buildings_then_nothing_more(cast):
    assert names(place_picker.choice(None)) == ["东塘社区", "临港社区"]
    assert names(place_picker.choice(c.COMMUNITY)) == ["1幢", "2幢"]
    last = place_picker.choice(c.BUILDING)
    assert (last.name, last.groups) == ("临港社区 · 1幢", [])


def test_what_does_not_exist_or_has_ended_begins_at_the_top(cast):
    Area.update(ends="2020-01-01").where(Area.code == c.BUILDING).execute()
    for at in ("999", "../../etc", "", c.BUILDING, c.CITY):
        assert names(place_picker.choice(at)) == names(place_picker.choice(None))
    assert names(place_picker.choice(c.COMMUNITY)) == ["2幢"]


def test_one_step_back_leads_from_the_building_to_its_community_and_to_the_top(cast):
    assert place_picker.wider(c.BUILDING) == c.COMMUNITY
    assert place_picker.wider(c.COMMUNITY) is None
    assert place_picker.wider("999") is None


def test_numbers_are_counted_and_namesakes_stand_under_what_they_lie_in(cast):
    for number in (10, 3):
        Area.create(code=f"{c.GRID2}{number:05}", kind="building", name=f"{number}幢", parent=c.GRID2)
    tree.rebuild()
    assert names(place_picker.choice(c.COMMUNITY)) == ["1幢", "2幢", "3幢", "10幢"]
    Area.create(code=f"{c.GRID2}00001", kind="building", name="1幢", parent=c.GRID2)
    tree.rebuild()
    assert [group for group, _ in place_picker.choice(c.COMMUNITY).groups] == ["第1网格", "第2网格"]


def test_a_list_too_long_to_read_asks_one_step_more(cast):
    Area.insert_many(
        {"code": f"{c.GRID}{n:06}", "kind": "building", "name": f"{n}号", "parent": c.GRID}
        for n in range(place_picker.MOST + 1)
    ).execute()
    tree.rebuild()
    assert names(place_picker.choice(c.COMMUNITY)) == ["商业街专属网格", "第1网格", "第2网格"]
    assert (
        len(names(place_picker.choice(c.GRID))) >= place_picker.MOST
    )  # a grid has nothing between it and its buildings
