"""The duty roster and the table of holidays: what is refused, and what a row means on the telephone list and for a deadline."""

import datetime as dt
import io

import pytest

from app.admin.tables import export, records
from app.areas.access.reach import reach_of
from app.areas.models import DutyTurn, Post, Unit
from app.areas.telephones import directory
from app.core import clock
from app.desk.matter import contacts
from app.matters.models import Holiday
from app.matters.timing import workdays
from tests import cast as c
from tests.admin.tables.files import file, planned, why, written
from tests.matters import ops

ROSTER = ("值班区域", "值班单位", "值班起", "值班止", "值班人", "值班电话")
HOLIDAYS = ("日期", "放假或上班", "节日")
NIGHT = (c.COMMUNITY, "", "2026-11-30 17:30", "2026-12-01 08:30", "林晓梅", "0577-64210001")


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (("火星", *NIGHT[1:]), "area", "no-such-entry"),
        ((c.COMMUNITY, "没有的单位", *NIGHT[2:]), "unit", "no-such-entry"),
        ((c.COMMUNITY, "", "今晚", *NIGHT[3:]), "begins", "bad-moment"),
        ((c.COMMUNITY, "", "2026-11-31 08:00", *NIGHT[3:]), "begins", "bad-moment"),
        ((c.COMMUNITY, "", "2026-11-30 25:00", *NIGHT[3:]), "begins", "bad-moment"),
        ((c.COMMUNITY, "", "2026-12-02", *NIGHT[3:]), "ends", "before-start"),
        ((*NIGHT[:4], "林晓梅/王芳", NIGHT[5]), "name", "one-a-row"),
        ((*NIGHT[:4], "王芳", "喊一声"), "phone", "bad-listed-number"),
        (NIGHT, "area", "twice-in-table"),
    ],
)
def test_a_bad_turn_gets_its_sentence(cast, row, column, reason):
    assert why(planned("roster", file(ROSTER, NIGHT, row))) == [(3, column, reason)]


def test_two_rosters_for_one_hour_are_two_people_or_a_sentence_beside_each_row(cast, as_):
    later = (c.COMMUNITY, "", "2026-11-30 20:00", "2026-12-01 08:00")
    colleague = (*later, "王芳", "0577-64210002")
    assert why(planned("roster", file(ROSTER, NIGHT, colleague))) == []
    same = planned("roster", file(ROSTER, NIGHT, (*later, *NIGHT[4:])))
    assert why(same) == [(2, "begins", "twice-on-duty"), (3, "begins", "twice-on-duty")]
    form = {"file": (io.BytesIO(file(ROSTER, NIGHT, (*later, *NIGHT[4:]))), "值班表.csv")}
    page = as_("admin").post("/admin/roster/import", data=form, content_type="multipart/form-data").text
    assert "同一个钟头不能排两次" in page and not DutyTurn.select().exists()


def test_an_administrator_of_another_community_writes_no_turn_here_and_sees_none(cast, as_):
    written("roster", file(ROSTER, NIGHT))
    Post.update(area=c.OTHER_COMMUNITY).where(Post.person == cast.admin).execute()
    assert why(planned("roster", file(ROSTER, NIGHT), reach_of(cast.admin)))[0][1:] == ("area", "not-here")
    assert "林晓梅" not in as_("admin").get("/admin/roster").text


@pytest.mark.both
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_what_is_exported_imports_back_unchanged(cast, suffix):
    unit = (c.COMMUNITY, c.ENFORCEMENT, "2026年11月30日 8点30分", "2026/12/1", "赵磊", "13900000005")
    written("roster", file(ROSTER, NIGHT, unit))
    written("holidays", file(HOLIDAYS, ("2027-02-05", "放假", "春节"), ("2027-02-20", "补班", "春节")))
    for name in ("roster", "holidays"):
        result = planned(name, export.export(records.BY_NAME[name], None, suffix))
        assert result.counts == {"new": 0, "changed": 0, "unchanged": 2, "refused": 0, "left": 0}


@pytest.mark.both
def test_whoever_is_on_duty_stands_on_the_telephone_list_and_beside_the_unit_while_it_lasts(cast):
    unit = (c.COMMUNITY, c.ENFORCEMENT, "2026-11-30 18:00", "2026-11-30 22:00", "赵磊", "0577-64210002")
    written("roster", file(ROSTER, NIGHT, unit))
    matter = ops.report(cast.worker, escalate=True)
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    heard, versions = {}, set()
    for hour in ("2026-11-30T17:29", "2026-11-30T19:00", "2026-11-30T22:00", "2026-12-01T08:30"):
        clock.freeze(clock.parse(f"{hour}:00+08:00"))
        versions.add(directory.version(reach_of(cast.worker)))
        numbers = {row["number"] for row in directory.for_phone(reach_of(cast.worker))}
        beside = contacts.contacts_of(matter, reach_of(cast.desk))[0]
        heard[hour[8:13]] = ("0577-64210001" in numbers, "0577-64210002" in numbers, beside.name)
    assert heard == {
        "30T17": (False, False, "综合执法队"), "30T19": (True, True, "综合执法队 赵磊"),
        "30T22": (True, False, "综合执法队"), "01T08": (False, False, "综合执法队"),
    }  # fmt: skip
    assert len(versions) >= 3


def test_a_desk_reads_a_unit_s_duty_hours_beside_its_number(cast, as_):
    Unit.update(duty_hours="工作日 8:30–17:30", phone="0577-64210009").where(
        Unit.code == c.ENFORCEMENT
    ).execute()
    matter = ops.report(cast.worker, escalate=True)
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    assert "工作日 8:30–17:30" in as_("desk").get(f"/desk/matters/{matter.id}").text


def test_a_day_is_added_by_its_page_and_taken_back(as_, cast):
    admin = as_("admin")
    assert (
        admin.post(
            "/admin/holidays/new", data={"day": "2027-02-05", "kind": "off", "name": "春节"}
        ).status_code
        == 303
    )
    assert "2027-02-05" in admin.get("/admin/holidays").text and Holiday.get().kind == "off"
    assert as_("desk").get("/admin/holidays").status_code == 403


def test_a_bad_day_is_refused_and_a_part_of_the_city_sets_none(cast):
    rows = (("2027-02-30", "放假", ""), ("", "放假", ""), ("2027-02-05", "半天", ""))
    assert [reason for *_, reason in why(planned("holidays", file(HOLIDAYS, *rows)))] == [
        "bad-date",
        "missing",
        "unknown-word",
    ]
    Post.update(area=c.COMMUNITY).where(Post.person == cast.admin).execute()
    answer = why(planned("holidays", file(HOLIDAYS, ("2027-02-05", "放假", "")), reach_of(cast.admin)))
    assert answer == [(2, "day", "top-alone")]


def whole_2030(but=()):
    """The holidays of 2030 as the notice of a year would list them; nobody has published them yet."""
    spans = {
        "元旦": ("2030-01-01", 1), "春节": ("2030-02-02", 7), "清明节": ("2030-04-05", 1),
        "劳动节": ("2030-05-01", 2), "端午节": ("2030-06-05", 1), "中秋节": ("2030-09-12", 1), "国庆节": ("2030-10-01", 7),
    }  # fmt: skip
    off = [
        ((dt.date.fromisoformat(first) + dt.timedelta(days=n)).isoformat(), "放假", name)
        for name, (first, days) in spans.items()
        for n in range(days)
        if name not in but
    ]
    return [*off, ("2030-02-09", "上班", "春节")]


def test_the_table_corrects_the_published_list_day_by_day(cast):
    wednesday, saturday = dt.date(2026, 11, 25), dt.date(2026, 11, 28)
    assert workdays.is_workday(wednesday) == (True, True) and workdays.is_workday(saturday) == (False, True)
    written("holidays", file(HOLIDAYS, ("2026-11-25", "放假", "开元节"), ("2026-11-28", "上班", "")))
    assert workdays.is_workday(wednesday) == (False, True) and workdays.is_workday(saturday) == (True, True)
    evening = clock.parse("2026-11-24T17:00:00+08:00")
    ends, guessed = workdays.add(evening, 60)
    assert clock.rfc3339(ends)[:16] == "2026-11-26T09:00" and guessed is None
    Holiday.delete().execute()
    assert clock.rfc3339(workdays.add(evening, 60)[0])[:16] == "2026-11-25T09:00"


@pytest.mark.parametrize(
    "but", [("元旦",), ("春节",), ("劳动节",), ("国庆节",), ("清明节", "端午节", "中秋节", "国庆节")]
)
def test_a_year_of_which_the_table_has_some_days_is_not_known_and_both_pages_say_so(cast, as_, but):
    new_year, ordinary = dt.date(2030, 2, 5), dt.date(2030, 3, 5)
    assert workdays.is_workday(new_year) == (True, False)
    written("holidays", file(HOLIDAYS, ("2030-03-06", "放假", "开元节"), *whole_2030(but)))
    assert workdays.is_workday(dt.date(2030, 3, 6)) == (False, False)  # the day itself counts
    assert workdays.is_workday(ordinary) == (True, False)
    assert workdays.add(clock.parse("2030-03-05T17:00:00+08:00"), 60)[1] == 2030
    number = Holiday.select().count()
    result = planned("holidays", export.export(records.HOLIDAYS, None, "csv"))
    assert [doubt.parameters for doubt in result.doubts] == [{"year": 2030, "n": number}]
    assert f"2030 年只有 {number} 天" in as_("admin").get("/admin/holidays").text


def test_a_year_s_whole_list_makes_it_known_and_no_other_year(cast, as_):
    written("holidays", file(HOLIDAYS, *whole_2030()))
    assert workdays.is_workday(dt.date(2030, 2, 5)) == (False, True)
    assert workdays.is_workday(dt.date(2031, 2, 5)) == (True, False)
    assert "2030 年只有" not in as_("admin").get("/admin/holidays").text
    Holiday.delete().where(Holiday.day == "2030-10-02").execute()
    assert workdays.is_workday(dt.date(2030, 2, 5)) == (False, False)


def test_a_deadline_over_spring_festival_goes_by_the_days_that_the_table_has(cast):
    """Spring Festival of 2030: 2 to 8 February off, Saturday the 9th worked; with it alone the deadline says it is guessed."""
    rows = whole_2030()
    for table, note in ((rows[1:8] + rows[-1:], "no-calendar:2030"), (rows, None)):
        clock.freeze(clock.parse("2030-01-01T16:00:00+08:00"))
        written("holidays", file(HOLIDAYS, *table))
        clock.freeze(clock.parse("2030-02-01T16:00:00+08:00"))
        matter = ops.report(cast.worker, category="stalls")  # seven working hours
        assert clock.rfc3339(matter.due)[:16] == "2030-02-09T16:00" and matter.due_note == note
