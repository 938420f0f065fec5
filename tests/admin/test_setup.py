"""First setup: what stands between a store and its first dispatch, told by the verb and by the page in the same words."""

import re

import pytest

from app import cli
from app.admin import obstacles
from app.areas.access import posts
from app.areas.access.reach import reach_of
from app.areas.models import Post, Unit
from app.core import clock
from app.matters.models import Category, ResponsibilityRow
from app.people.models import Passkey, Person
from app.people.sign_in import enrolment
from tests import cast as c

OTHERS = ("worker", "worker2", "lead", "head", "desk", "dept", "city", "outsider")


@pytest.fixture
def run(store, monkeypatch, capsys):
    """Types a verb; its status and what it said."""
    monkeypatch.setenv("DATA_DIR", str(store.data_dir))
    monkeypatch.setenv("DATABASE_URL", store.database_url)

    def typed(*words):
        status = cli.main([str(word) for word in words])
        return status, capsys.readouterr().out

    return typed


BEGIN = {"none_dispatches", "none_takes"}


def enrol(*people):
    Person.update(password="x").where(Person.id.in_([person.id for person in people])).execute()


def lacking(reach):
    return {each.find.__name__: each.find(reach).count for each in obstacles.SETUP if each.find(reach).count}


def test_a_stranger_is_led_to_sign_in_and_nobody_else_sets_up(as_, cast):
    assert "/sign-in" in as_(None).get("/admin/setup").headers["Location"]
    for name in OTHERS:
        assert as_(name).get("/admin/setup").status_code == 403


def test_an_empty_store_lacks_everything_but_its_categories(run):
    status, heard = run("check-setup")
    assert status == 1 and "还没有区域 / There are no areas yet" in heard and "/areas/import" in heard
    assert "还没有单位" in heard and "还没有可以报的事" not in heard and "ready" not in heard


@pytest.mark.both
def test_a_store_whose_tables_are_in_is_ready_and_says_first_who_has_still_to_begin(run, cast, as_):
    status, heard = run("check-setup")
    assert status == 0 and "lacking" not in heard
    assert heard.startswith("soon: 值班的 2 人都还没有启用，没有人能派单") and "/people/slips" in heard
    assert "soon: 承办的 1 人都还没有启用" in heard
    assert "值班的 2 人都还没有启用" in as_("admin").get("/admin/setup").text
    enrol(cast.desk)
    assert set(lacking(obstacles.whole_store())) & BEGIN == {"none_takes"}
    Passkey.create(id="k", person=cast.dept, public_key=b"k", sign_count=0, label="")
    assert set(lacking(obstacles.whole_store())) & BEGIN == set() and "soon" not in run("check-setup")[1]
    Person.update(ended=clock.now()).where(Person.id == cast.desk.id).execute()
    assert lacking(obstacles.whole_store())["none_dispatches"] == 1


def test_a_link_by_which_somebody_can_begin_counts_until_it_is_over(run, cast):
    for person in (cast.desk, cast.dept):
        enrolment.make(None, person)
    assert set(lacking(obstacles.whole_store())) & BEGIN == set()
    clock.freeze(clock.now() + clock.DAY)
    assert set(lacking(obstacles.whole_store())) & BEGIN == BEGIN


def test_units_at_which_nobody_has_a_post_are_told_as_that_alone(run, cast):
    enrol(cast.desk)
    Post.update(ends="2026-01-01").where(Post.role == "handler").execute()
    assert lacking(reach_of(cast.admin))["none_at_units"] == 2
    assert not {"none_takes", "handlerless"} & set(lacking(reach_of(cast.admin)))
    status, heard = run("check-setup")
    assert status == 0 and "soon: 2 个单位都没有承办人" in heard  # they are reached by links


@pytest.mark.both
def test_a_store_with_a_desk_and_a_unit_is_ready_and_what_may_wait_is_told(run, cast):
    enrol(cast.desk, cast.dept)
    status, heard = run("check-setup")
    assert status == 0 and heard.endswith("ready: the first dispatch is possible\n")
    assert "lacking" not in heard and "later: 还没有权责清单" in heard and "滨海物业" in heard


@pytest.mark.parametrize(
    ("take", "told"),
    [
        (lambda: Post.update(ends="2026-01-01").where(Post.role.in_(("dispatcher", "duty_desk"))).execute(), "unreceived"),
        (lambda: Unit.update(ended=clock.now()).execute(), "no_units"),
        (lambda: Category.update(parent=None).execute(), "no_things"),
    ],
)  # fmt: skip
def test_what_is_taken_away_is_lacking(run, cast, take, told):
    take()
    assert told in lacking(reach_of(cast.admin)) and told in lacking(obstacles.whole_store())
    assert run("check-setup")[0] == 1


def test_units_that_no_desk_can_call_are_none_and_where_one_can_the_others_may_wait(cast, run):
    Unit.update(area=c.OTHER_GRID).execute()
    enrol(cast.desk, cast.city, cast.dept)
    found = {each.find.__name__: answer for each, answer in obstacles.found(reach_of(cast.admin))}
    status, heard = run("check-setup")
    assert found["some_uncallable"].names == ("临港社区",) and status == 0, heard
    Post.update(ends="2026-01-01").where(Post.role == "duty_desk").execute()
    assert lacking(reach_of(cast.admin))["all_uncallable"] == 1 and run("check-setup")[0] == 1


def test_whoever_has_left_sits_at_no_desk(cast):
    Person.update(ended=clock.now()).where(Person.id.in_((cast.desk.id, cast.city.id))).execute()
    assert lacking(reach_of(cast.admin))["unreceived"] == 2


def test_the_page_says_what_the_verb_says_each_with_a_way_that_opens(as_, cast, run):
    enrol(cast.desk)
    Unit.update(ended=clock.now()).execute()
    page = as_("admin").get("/admin/setup").text
    main = page[page.index("<main") :]
    heard = run("check-setup")[1]
    for words in ("还没有单位，没有可以派的对象", "还没有权责清单"):
        assert words in main and words in heard
    ways = set(re.findall(r'href="(/[^"]+)"', main))
    assert "/admin/units/import" in ways and {as_("admin").get(way).status_code for way in ways} <= {200, 308}
    assert "还差 1 步才能派单" in as_("admin").get("/admin").text


def test_rows_whose_lead_has_ended_are_told_by_the_verb_and_the_page_as_administration_tells_them(
    as_, cast, run
):
    enrol(cast.desk, cast.dept)
    ResponsibilityRow.create(category="litter", level_kind="community", lead=c.PROPERTY)
    Unit.update(ended=clock.now()).where(Unit.code == c.PROPERTY).execute()
    words = "权责清单有 1 行的牵头单位已经撤销"
    status, heard = run("check-setup")
    assert status == 0 and f"later: {words}" in heard
    for path in ("/admin", "/admin/setup"):
        assert words in as_("admin").get(path).text


def test_what_was_mended_is_there_and_the_page_says_so(as_, cast):
    ResponsibilityRow.create(category="litter", level_kind="community", lead=c.ENFORCEMENT)
    posts.give(cast.admin, cast.lead, "handler", c.COMMUNITY, unit=c.PROPERTY)
    Person.update(password="x").execute()
    assert lacking(reach_of(cast.admin)) == {}
    page = as_("admin").get("/admin/setup").text
    assert "可以派单了" in page and "还可以补上" not in page and "权责清单有了" in page


def test_a_row_whose_lead_has_ended_stands_in_the_way(cast):
    ResponsibilityRow.create(category="litter", level_kind="community", lead=c.PROPERTY)
    Unit.update(ended=clock.now()).where(Unit.code == c.PROPERTY).execute()
    found = {each.find.__name__: answer.count for each, answer in obstacles.found(reach_of(cast.admin))}
    assert found["led_by_ended"] == 1


def test_what_cannot_be_asked_yet_is_not_ticked_off(as_, cast):
    Unit.update(ended=clock.now()).execute()
    page = as_("admin").get("/admin/setup").text
    for words in ("单位里有承办人", "派出去有人收", "值班的地方都叫得到单位", "单位都有承办人"):
        assert words not in page
    assert "区域有了" in page
