"""People from a table: a sentence per refused row, everything shown before anything is written."""

import pytest

from app.areas.access.reach import reach_of
from app.areas.imports import dates, people
from app.areas.models import FOREVER, Area, Post
from app.core import clock
from app.core.problems.problem import Problem
from app.ledger.models import Entry
from app.people.models import Person
from tests import cast as c

NOON = 1_795_320_000_000  # 2026-11-22 in the city


@pytest.fixture(autouse=True)
def _now(cast):
    clock.freeze(NOON)


def table(*rows, headers="姓名,手机号,网格,岗位,起止,工号,单位"):
    return "\n".join([headers, *rows]).encode()


def planned(data, cast, who="admin"):
    return people.plan(data, reach_of(cast.people[who]))


def done(data, cast, end=None):
    shown = planned(data, cast)
    theirs = reach_of(cast.admin)
    return people.apply(data, theirs, cast.admin, shown.fingerprint, end)


REFUSED = {
    ",13900001111,第1网格,网格员,,,": ("name", "missing"),
    "张三,1390000,第1网格,网格员,,,": ("phone", "bad-phone"),
    "张三,1.39E+10,第1网格,网格员,,,": ("phone", "bad-phone"),
    "张三,,第1网格,网格员,,,": ("phone", "missing"),
    "张三,13900001111,,网格员,,,": ("area", "missing"),
    "张三,13900001111,第9网格,网格员,,,": ("area", "not-here"),
    "张三,13900001111,第1网格,将军,,,": ("role", "unknown-role"),
    "张三,13900001111,第1网格,,,,": ("role", "missing"),
    "张三,13900001111,第1网格,网格员,明年,,": ("term", "bad-date"),
    "张三,13900001111,第1网格,网格员,2026-13-01,,": ("term", "bad-date"),
    "张三,13900001111,第1网格,网格员,2026-12-01至2026-01-01,,": ("term", "before-start"),
    "张三,13900001111,第1网格,网格员,至2026-01-01,,": ("term", "before-start"),
    "王芳,13900000000,第1网格,网格员,9999-12-31至9999-12-31,A000,": ("begins", "bad-date"),
    "张三,13900001111,临港社区,部门承办人,,,": ("unit", "missing"),
    "张三,13900001111,临港社区,部门承办人,,,没有的单位": ("unit", "not-here"),
    "张三,13900000000,第1网格,网格员,,,": ("phone", "belongs-to"),
    "张三,13900001111,第1网格,网格员,," + "X" * 61 + ",": ("staff_no", "too-long"),
    "王芳,13900000001,第1网格,网格员,,A000,": ("phone", "belongs-to"),
}


@pytest.mark.parametrize("row", REFUSED)
def test_each_refused_row_says_why(cast, row):
    plan = planned(table(row), cast)
    assert [line.verdict for line in plan.lines] == ["refused"]
    assert REFUSED[row] in [why[:2] for why in plan.lines[0].why]
    assert plan.lines[0].number == 2


def test_several_faults_of_one_row_are_all_named(cast):
    plan = planned(table(",1,第9网格,将军,昨天,,"), cast)
    assert {why[0] for why in plan.lines[0].why} == {"name", "phone", "area", "role", "term"}


def test_one_wrong_row_does_not_hold_up_its_neighbours(cast):
    data = table(
        "张三,139,第1网格,网格员,,,",
        "李四,13900001112,第2网格,网格员,,,",
        "李四,13900001112,第2网格,网格员,,,",
    )
    plan, joined = done(data, cast)
    assert [line.verdict for line in plan.lines] == ["refused", "new", "refused"]
    assert plan.lines[2].why[0][1:] == ("twice-in-table", {"row": 3})
    assert [person.name for person in joined] == ["李四"]
    assert not Person.select().where(Person.name == "张三").exists()


def test_one_number_under_two_names_is_a_slip(cast):
    plan = planned(table("张三,13900001111,第1网格,网格员,,,", "李四,13900001111,第2网格,网格员,,,"), cast)
    assert [line.verdict for line in plan.lines] == ["new", "refused"]


def test_an_ambiguous_grid_name_asks_for_the_code_and_the_name_above_settles_it(cast):
    Area.create(code="330399001002002", kind="grid", name="第1网格", parent=c.OTHER_COMMUNITY)
    assert planned(table("张三,13900001111,第1网格,网格员,,,"), cast).lines[0].why[0][1] == "several-areas"
    for name in ("临港社区第1网格", "临港社区/第1网格", "临港市 临港社区 第1网格", c.GRID):
        assert planned(table(f"张三,13900001111,{name},网格员,,,"), cast).lines[0].wanted.area == c.GRID


@pytest.mark.parametrize("who", ["worker", "lead", "head", "desk", "dept", "city", "outsider"])
def test_nobody_else_imports_anything_anywhere(cast, who):
    plan = planned(table("张三,13900001111,第1网格,网格员,,,"), cast, who)
    assert [line.verdict for line in plan.lines] == ["refused"]


def test_an_administrator_of_one_community_changes_nobody_elsewhere(cast):
    Post.update(area=c.OTHER_COMMUNITY).where(Post.person == cast.admin).execute()
    plan = planned(
        table("王丽芳,13900000000,东塘第1网格,网格员,,A000,", "张三,13900001111,第1网格,网格员,,,"), cast
    )
    assert [(line.verdict, line.why[0][1]) for line in plan.lines] == [
        ("refused", "posts-elsewhere"),
        ("refused", "not-here"),
    ]


def test_what_was_shown_is_what_is_done_or_nothing(cast):
    data = table("张三,13900001111,第1网格,网格员,,,")
    shown = planned(data, cast).fingerprint
    Person.create(id="x", name="赵六", phone="13900001111")
    with pytest.raises(Problem) as refused:
        people.apply(data, reach_of(cast.admin), cast.admin, shown)
    assert refused.value.name == "stale"


def test_nothing_is_half_imported(cast, monkeypatch):
    data = table("张三,13900001111,第1网格,网格员,,,", "李四,13900001112,第2网格,网格员,,,")
    shown, before = planned(data, cast).fingerprint, Entry.select().count()
    real, calls = people.posts.enter, []

    def breaks(*given):
        calls.append(given)
        if len(calls) == 2:
            raise Problem("storage-full")
        return real(*given)

    monkeypatch.setattr(people.posts, "enter", breaks)
    with pytest.raises(Problem):
        people.apply(data, reach_of(cast.admin), cast.admin, shown)
    assert not Person.select().where(Person.name.in_(["张三", "李四"])).exists()
    assert Entry.select().count() == before


@pytest.mark.both
def test_new_changed_unchanged_and_left_out_are_told_apart_and_a_second_run_changes_nothing(cast):
    data = table(
        "张三,139 0000 1111,第1网格,网格员,2026-01-01至2026-12-31,B001,",
        "王丽芳,13900000000,第1网格,网格员,,A000,",
        "李强,13900000001,第2网格,网格员,,,",
        "钱七,13900001113,临港社区,承办人,2026.3,,综合执法队",
    )
    extra = Post.create(id="left", person=cast.worker2, area=c.GRID, role="grid_worker")
    plan, joined = done(data, cast)
    assert [line.verdict for line in plan.lines] == ["new", "changed", "unchanged", "new"]
    assert plan.lines[1].changes == (("name", "王芳", "王丽芳"),)
    assert {post.person_id for post in plan.left} == {cast.worker2.id, cast.dept.id}
    assert {person.name for person in joined} == {"张三", "钱七"}
    post = Post.get(Post.person == Person.get(Person.staff_no == "B001"))
    assert (post.begins, post.ends, post.area_id) == ("2026-01-01", "2026-12-31", c.GRID)
    handler = Post.get(Post.person == Person.get(Person.phone == "13900001113"))
    assert (handler.unit_id, handler.begins, handler.ends) == (c.ENFORCEMENT, "2026-03-01", FOREVER)
    assert Post.get_by_id(extra.id).ends == FOREVER
    again = planned(data, cast)
    assert {line.verdict for line in again.lines} == {"unchanged"}
    verbs = [entry.verb for entry in Entry.select().order_by(Entry.seq)]
    assert verbs == ["added", "post_given", "changed", "added", "post_given"]
    assert Person.get_by_id(cast.worker.id).name == "王丽芳"


def test_those_left_out_are_ended_only_when_asked(cast):
    data = table("王芳,13900000000,第1网格,网格员,,,", "王芳,13900000000,第2网格,网格员,,,")
    done(data, cast, end=1)
    assert Post.get(Post.person == cast.worker2).ends == "2026-11-21"
    assert reach_of(cast.worker2).posts == ()
    assert len(reach_of(cast.worker).posts) == 2


def test_one_new_person_may_have_two_posts_in_one_table(cast):
    data = table("张三,13900001111,第1网格,网格员,,,", "张三,13900001111,第1网格,网格长,,B009,")
    _, joined = done(data, cast)
    assert len(joined) == 1
    kept = Person.get(Person.name == "张三")
    assert kept.staff_no == "B009"
    assert {post.role for post in kept.posts} == {"grid_worker", "grid_lead"}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026-01-05至2026-12-31", ["2026-01-05", "2026-12-31"]),
        ("2026/1/5 - 2026/12/31", ["2026-01-05", "2026-12-31"]),
        ("2026.1-2026.12", ["2026-01-01", "2026-12-31"]),
        ("2026年1月5日—至今", ["2026-01-05", FOREVER]),
        ("20260105~长期", ["2026-01-05", FOREVER]),
        ("2026年2月到2026年2月", ["2026-02-01", "2026-02-28"]),
        ("", []),
    ],
)
def test_dates_are_read_as_people_write_them(text, days):
    assert dates.days(text) == days
