"""The starter kit: shown, written once, kept to the chosen area, and changed freely afterwards."""

import csv
import re

import pytest

from app import cli
from app.admin import obstacles
from app.admin.tables import plan, records, starter
from app.areas import tree
from app.areas.access.reach import reach_of
from app.areas.models import Area, Post, Unit
from app.ledger.models import Entry
from app.matters import responsibility
from app.matters.models import Category, ResponsibilityRow
from tests import cast as c

OTHERS = ("worker", "worker2", "lead", "head", "desk", "dept", "city", "outsider")


def counts():
    return tuple(table.select().count() for table in (Unit, Category, ResponsibilityRow, Entry))


def test_nobody_but_an_administrator_loads_it_and_none_into_another_s_area(as_, cast):
    before = counts()
    assert "/sign-in" in as_(None).post("/admin/setup/kit", data={"area": c.CITY}).headers["Location"]
    for name in OTHERS:
        assert as_(name).post("/admin/setup/kit", data={"area": c.CITY}).status_code == 403
    Post.update(area=c.COMMUNITY).where(Post.person == cast.admin).execute()
    for area in (c.CITY, c.OTHER_COMMUNITY, c.GRID, "nowhere", ""):
        assert as_("admin").post("/admin/setup/kit", data={"area": area}).status_code == 422
    assert counts() == before


@pytest.mark.both
def test_it_is_shown_without_a_trace_then_written_and_a_second_press_adds_nothing(as_, cast):
    admin, before = as_("admin"), counts()
    shown = admin.post("/admin/setup/kit", data={"area": c.CITY}).text
    digest = re.search(r'name="agreed" value="([0-9a-f]{64})"', shown)[1]
    assert "综合行政执法队" in shown and counts() == before
    assert "全部写好了" in admin.post("/admin/setup/kit", data={"area": c.CITY, "agreed": digest}).text
    after = counts()
    assert (
        after[0] == before[0] + 20
        and after[2] > 50
        and Category.get_by_id("dogs").parent == "urban_management"
    )
    assert "全部写好了" in admin.post("/admin/setup/kit", data={"area": c.CITY, "agreed": digest}).text
    assert (
        "这些都已经有了" in admin.post("/admin/setup/kit", data={"area": c.CITY}).text and counts() == after
    )
    stale = admin.post("/admin/setup/kit", data={"area": c.CITY, "agreed": "0" * 64})
    assert "没有写入" in stale.text and counts() == after


def test_in_a_part_of_the_city_it_holds_there_alone_and_touches_no_category(cast):
    Post.update(area=c.COMMUNITY).where(Post.person == cast.admin).execute()
    area, reach, things = Area.get_by_id(c.COMMUNITY), reach_of(cast.admin), Category.select().count()
    starter.load(area, reach, cast.admin)
    assert {row.area for row in ResponsibilityRow.select()} == {
        c.COMMUNITY
    } and Category.select().count() == things
    assert {row.level_kind for row in ResponsibilityRow.select()} == {"community"}
    assert Unit.get_by_id(f"XF-{c.COMMUNITY}").name == "临港社区消防工作站"
    found = responsibility.row_for("fire_lane", "community", tree.chain(c.COMMUNITY))
    assert found.lead == f"XF-{c.COMMUNITY}"
    assert responsibility.row_for("fire_lane", "community", tree.chain(c.OTHER_COMMUNITY)) is None


def test_what_the_city_changed_of_it_stays(cast):
    area = Area.get_by_id(c.CITY)
    starter.load(area, None, None)
    Unit.update(name="我们的执法队").where(Unit.code == f"ZF-{c.CITY}").execute()
    assert starter.load(area, None, None)[0].adds == 0
    assert Unit.get_by_id(f"ZF-{c.CITY}").name == "我们的执法队"


def test_after_it_the_list_has_no_gap_at_any_level_and_the_verb_says_what_it_did(
    store, cast, monkeypatch, capsys
):
    monkeypatch.setenv("DATA_DIR", str(store.data_dir))
    before = counts()
    assert cli.main(["load-starter-kit", "--dry-run"]) == 0 and counts() == before
    assert cli.main(["load-starter-kit", "--area", c.CITY]) == 0
    heard = capsys.readouterr().out
    assert "not written: this was a dry run" in heard and heard.endswith("written\n")
    found = {each.find.__name__ for each, _ in obstacles.found(reach_of(cast.admin))}
    assert not found & {"no_list", "no_units", "led_by_ended"}
    lookup = starter.lookups.load(None)
    assert list(records.RESPONSIBILITIES.doubts(records.RESPONSIBILITIES.standing(), lookup)) == []
    assert cli.main(["load-starter-kit", "--area", "nowhere"]) == 1


@pytest.mark.parametrize("name", ["units", "categories", "responsibilities"])
def test_its_files_have_the_headings_of_the_tables(name):
    with (starter.FOLDER / f"{name}.csv").open(encoding="utf-8") as file:
        head = next(csv.reader(file))
    known = {headings[0] for headings in plan.headers(records.BY_NAME[name]).values()}
    assert set(head) <= known
