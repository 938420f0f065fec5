"""The page of duty and what a desk is told of hours that nobody covers."""

import re

import pytest

from tests import cast as c
from tests.matters.duty.turns import freeze, turn


@pytest.fixture(autouse=True)
def monday(store):
    freeze("2026-11-30 09:00")


def test_a_worker_and_the_outsider_have_no_page_of_duty(cast, as_):
    assert as_("worker").get("/duty/").status_code == 403
    assert as_("outsider").get("/duty/").status_code == 403


def test_a_desk_without_a_roster_reads_nothing_red(cast, as_):
    assert "没有人值班" not in as_("desk").get("/desk/").text
    assert "还没有值班表" in as_("desk").get("/duty/").text


@pytest.mark.both
def test_whoever_is_on_duty_stands_there_with_a_telephone_and_the_open_night_in_red(cast, as_):
    turn("2026-11-30 08:00", "2026-12-01 00:00")
    turn("2026-12-01 08:00", "2026-12-02 08:00", "吴敏")
    for who in ("desk", "city", "admin", "lead"):
        page = as_(who).get("/duty/").text
        assert "林晓梅" in page and "tel:0577-64210001" in page, who
        assert "明天 00:00 到 明天 08:00 没有人值班" in page, who
    assert "明天 00:00 到 明天 08:00 没有人值班" in as_("desk").get("/desk/").text
    assert "没有人值班" not in as_("city").get("/desk/").text  # not its own desk
    assert "1 处排了值班表，一天之内有钟头没有人值班" in as_("admin").get("/admin/").text


def test_another_community_s_duty_is_not_there_for_its_neighbour(cast, as_):
    turn("2026-11-30 08:00", "2026-12-01 00:00", area=c.OTHER_COMMUNITY)
    assert "林晓梅" not in as_("desk").get("/duty/").text
    assert "林晓梅" in as_("city").get("/duty/").text


def test_the_end_of_a_roster_is_said(cast, as_):
    turn("2026-11-30 08:00", "2026-11-30 20:00")
    assert "20:00 起没有人值班，后面没有排" in as_("desk").get("/duty/").text
    freeze("2026-11-30 22:00")
    assert "现在没有人值班，后面也没有排" in as_("desk").get("/desk/").text


def test_a_handler_reads_of_the_own_unit(cast, as_):
    turn("2026-11-30 08:00", "2026-11-30 10:00", unit=c.ENFORCEMENT)
    assert "综合执法队" in as_("dept").get("/duty/").text
    assert "10:00 起没有人值班" in as_("dept").get("/desk/").text


@pytest.mark.both
def test_the_week_marks_the_hours_without_anybody(cast, as_):
    turn("2026-11-30 08:00", "2026-11-30 20:00")
    turn("2026-12-01 08:00", "2026-12-01 12:00", "吴敏")
    turn("2026-12-01 14:00", "2026-12-02 08:00", "周强")
    for who in ("desk", "city", "lead"):
        week = as_(who).get("/duty/").text.partition('<dl class="facts">')[2].partition("</dl>")[0]
        days = [part.partition("</dd>")[0] for part in week.split("<dt>")[1:]]
        marked = [re.findall(r"([\d:]+–[\d:]+)</span> 无人值班", day) for day in days]
        assert marked[:3] == [["20:00–24:00"], ["00:00–08:00", "12:00–14:00"], ["08:00–24:00"]], who
        assert days[1].index("00:00–08:00") < days[1].index("吴敏") < days[1].index("12:00–14:00")
    freeze("2026-11-30 21:30")
    week = as_("desk").get("/duty/").text.partition('<dl class="facts">')[2]
    assert (
        "21:30–24:00</span> 无人值班" in week and "20:00–24:00" not in week
    )  # what is over is no gap any more
