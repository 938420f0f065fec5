"""A roster laid out by a pattern: refused with a sentence, shown first, written as one import, taken back whole."""

import datetime as dt
from collections import Counter

import pytest

from app.admin.duty import patterns
from app.areas.models import DutyTurn, Post
from app.core import clock
from app.core.problems.problem import Problem
from app.settings import ROOT
from tests import cast as c
from tests.admin.tables.files import written

FORM = {
    "area": c.COMMUNITY, "pattern": "three_two", "first": "2026-12-01", "last": "2026-12-06", "hour": "8",
    "people_a": "林晓梅 13900000004", "people_b": "王芳，13900000000\n李强 13900000001 A001", "people_c": "陈建国\t13900000002",
}  # fmt: skip


@pytest.fixture(autouse=True)
def morning(store):
    clock.freeze(clock.parse("2026-11-30T09:00:00+08:00"))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"pattern": "five"}, "没有这种排法"),
        ({"first": "明天"}, "日期要写成"),
        ({"last": "2026-11-30"}, "结束不能早于开始"),
        ({"last": "2029-01-01"}, "一次最多排 400 天"),
        ({"hour": "24"}, "0 到 23"),
        ({"people_b": ""}, "这种排法要 3 个班"),
        ({"people_c": ""}, "这种排法要 3 个班"),
        ({"people_a": "林晓梅"}, "第 1 行看不懂"),
        ({"people_b": "王芳 13900000000\n李强 十三"}, "第 2 行看不懂"),
    ],
)
def test_what_cannot_be_laid_out_is_said_at_its_field(cast, as_, changed, sentence):
    answer = as_("admin").post("/admin/roster/lay", data=FORM | changed)
    assert answer.status_code == 422 and sentence in answer.text and "林晓梅" in answer.text


@pytest.mark.parametrize("who", ["desk", "worker", "dept", "outsider"])
def test_only_an_administrator_lays_out_a_roster(cast, as_, who):
    assert as_(who).get("/admin/roster/lay").status_code == 403
    assert as_(who).post("/admin/roster/lay", data=FORM).status_code == 403


def test_an_administrator_of_another_community_is_refused_every_row(cast, as_):
    Post.update(area=c.OTHER_COMMUNITY).where(Post.person == cast.admin).execute()
    page = as_("admin").post("/admin/roster/lay", data=FORM).text
    assert "有几行不对" in page and 'name="agreed"' not in page


def test_an_administrator_of_the_very_community_lays_out_its_desk_s_roster(cast, as_):
    Post.update(area=c.COMMUNITY).where(Post.person == cast.admin).execute()
    shown = as_("admin").post("/admin/roster/lay", data=FORM).text
    agreed = shown.partition('name="agreed" value="')[2][:64]
    assert "全部写好了" in as_("admin").post("/admin/roster/lay", data=FORM | {"agreed": agreed}).text
    assert {row.area for row in DutyTurn.select()} == {c.COMMUNITY}


@pytest.mark.both
def test_it_is_shown_written_once_and_taken_back_whole(cast, as_):
    admin = as_("admin")
    shown = admin.post("/admin/roster/lay", data=FORM).text
    assert DutyTurn.select().count() == 0
    agreed = shown.partition('name="agreed" value="')[2][:64]
    for _ in range(2):
        assert "全部写好了" in admin.post("/admin/roster/lay", data=FORM | {"agreed": agreed}).text
    nights = DutyTurn.select().where(DutyTurn.begins.endswith("20:00"), DutyTurn.ends.endswith("08:00"))
    assert DutyTurn.select().count() == 16 and nights.count() == 8
    assert DutyTurn.get(DutyTurn.name == "李强").staff == "A001"
    back = admin.get("/admin/roster/import").text
    assert "三班两运转 2026-12-01–2026-12-06" in back
    batch = back.partition("take-back?batch=")[2][:36]
    admin.post("/admin/roster/import/take-back", data={"batch": batch})
    assert DutyTurn.select().count() == 0


def test_whoever_is_on_duty_already_is_not_put_there_twice(cast, as_):
    DutyTurn.create(
        area=c.COMMUNITY,
        begins="2026-12-01 10:00",
        ends="2026-12-01 11:00",
        name="林晓梅",
        phone="139 0000 0004",
    )
    page = as_("admin").post("/admin/roster/lay", data=FORM).text
    assert (
        "这个人 2026-12-01 10:00 到 2026-12-01 11:00 已经排在这里值班" in page and 'name="agreed"' not in page
    )
    answer = as_("admin").post(
        "/admin/roster/new",
        data={
            "area": c.COMMUNITY,
            "begins": "2026-12-01 09:00",
            "ends": "2026-12-01 12:00",
            "name": "林晓梅",
            "phone": "13900000004",
        },
    )
    assert answer.status_code == 422 and "同一个钟头不能排两次" in answer.text
    other = {
        "area": c.COMMUNITY,
        "begins": "2026-12-01 09:00",
        "ends": "2026-12-01 12:00",
        "name": "吴敏",
        "phone": "13900000006",
    }
    assert as_("admin").post("/admin/roster/new", data=other).status_code == 303  # two people on duty


GROUPS = [[patterns.OnDuty(name, "1")] for name in "甲乙丙丁"]


@pytest.mark.parametrize(("name", "at_once"), [("three_two", 1), ("four_three", 1), ("whole_days", 1)])
def test_every_hour_of_a_month_is_covered_by_one_group_and_all_work_alike(cast, name, at_once):
    pattern = patterns.PATTERNS[name]
    laid = list(
        patterns.turns(pattern, dt.date(2026, 12, 1), dt.date(2026, 12, 24), 8, GROUPS[: pattern.most])
    )
    hours = Counter(
        begins + dt.timedelta(hours=n)
        for begins, ends, _ in laid
        for n in range(int((ends - begins).total_seconds() // 3600))
    )
    wanted = {dt.datetime(2026, 12, 1, 8) + dt.timedelta(hours=n) for n in range(24 * 24)}
    assert set(hours) == wanted and set(hours.values()) == {at_once}
    worked = Counter()
    for begins, ends, who in laid:
        worked[who.name] += int((ends - begins).total_seconds() // 3600)
    assert len(set(worked.values())) == 1


def test_whoever_had_the_night_in_three_shifts_rests_the_day_after(cast):
    laid = list(
        patterns.turns(
            patterns.PATTERNS["three_two"], dt.date(2026, 12, 1), dt.date(2026, 12, 9), 8, GROUPS[:3]
        )
    )
    own = [(begins.day, begins.hour) for begins, _, who in laid if who.name == "甲"]
    assert own == [(1, 8), (2, 20), (4, 8), (5, 20), (7, 8), (8, 20)]


def test_nights_and_holidays_leave_working_hours_alone(cast):
    """From Wednesday, 30 September 2026 into the National Day holidays; Saturday, 10 October is worked."""
    laid = [
        (f"{begins:%d %H}", f"{ends:%d %H}")
        for begins, ends, _ in patterns.turns(
            patterns.PATTERNS["off_hours"], dt.date(2026, 9, 30), dt.date(2026, 10, 2), 8, GROUPS[:2]
        )
    ]
    assert laid == [("30 18", "01 08"), ("01 08", "02 08"), ("02 08", "03 08")]


def test_a_line_of_people_that_is_none_is_named():
    with pytest.raises(Problem) as refused:
        patterns.read_people("王芳 13900000001\n\n李强", "a")
    assert list(refused.value.errors) == [("a", "bad-people-line", {"row": 3})]


@pytest.mark.parametrize(
    ("line", "phone", "staff"),
    [
        ("李四 0573 82110000", "0573-82110000", ""),
        ("李四（0573）82110000", "0573-82110000", ""),
        ("李四（0573）82110000", "0573-82110000", ""),
        ("李四（0573）82110000 A001", "0573-82110000", "A001"),
        ("李四，139 0000 0001，A001", "13900000001", "A001"),
        ("李四 82110000 A001", "82110000", "A001"),
        ("李四 12345", "12345", ""),
        ("李四 110 A001", "110", "A001"),
        ("李四 13900000001 10023", "13900000001", "10023"),
    ],
)
def test_a_number_with_blanks_or_brackets_is_one_number(line, phone, staff):
    assert patterns.read_people(line, "a") == [patterns.OnDuty("李四", phone, staff)]


@pytest.mark.parametrize(
    "line",
    [
        "李四 139",
        "李四 0573",
        "李四 0573 8211",
        "李四 139 0000",
        "李四 8211 0000",
        "李四 13900000001 A001 B002",
    ],
)
def test_what_may_be_half_a_number_is_refused(line):
    with pytest.raises(Problem) as refused:
        patterns.read_people(line, "a")
    assert list(refused.value.errors) == [("a", "bad-people-line", {"row": 1})]


def test_the_preview_says_hours_and_telephone_and_doubts_a_staff_number_nobody_has(cast, as_):
    page = (
        as_("admin").post("/admin/roster/lay", data=FORM | {"people_a": "林晓梅（0577）64210001 A999"}).text
    )
    assert "2026-12-01 08:00" in page and "2026-12-01 20:00" in page and "0577-64210001" in page
    assert page.count("没有人的工号或登录名是“A999”") == 1 and "“A001”" not in page
    assert 'name="agreed"' in page


@pytest.mark.parametrize(("phone", "status"), [("139", 422), ("0577", 422), ("110", 303), ("12345", 303)])
def test_half_a_telephone_is_refused_with_a_sentence_in_the_form(cast, as_, phone, status):
    one = {
        "area": c.COMMUNITY, "begins": "2026-12-01 09:00", "ends": "2026-12-01 12:00", "name": "吴敏", "phone": phone,
    }  # fmt: skip
    answer = as_("admin").post("/admin/roster/new", data=one)
    assert answer.status_code == status and ("这个电话不完整" in answer.text) == (status == 422)


def test_the_roster_of_the_document_imports_as_it_stands(cast):
    page = (ROOT / "docs" / "duty.md").read_text(encoding="utf-8")
    table = page.partition("```csv\n")[2].partition("```")[0]
    assert written("roster", table.encode()).counts["new"] == 2
    assert all(f"| {zh} |" in page for zh in (one.words for one in patterns.PATTERNS.values()))
