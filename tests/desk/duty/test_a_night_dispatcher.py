"""What a night dispatcher met: half a telephone number, an absent colleague on the roster, an emergency while on another page."""

from __future__ import annotations

import re

import pytest

from app.areas.duty import absences, roster
from app.desk.duty.handing_over.models import Handover
from app.desk.lists import listing
from tests import cast as c
from tests.matters import ops
from tests.matters.duty.turns import freeze, turn

PAGES = (
    "/duty/", "/duty/handover", "/duty/storms", "/desk/hotline", "/desk/groups", "/desk/petitions", "/desk/new", "/desk/units",
    "/desk/map", "/figures/", "/duty/pauses", "/notices/",
)  # fmt: skip


@pytest.fixture(autouse=True)
def night(store):
    freeze("2026-11-30 22:00")


def test_no_bar_and_no_look_up_for_whoever_has_no_desk(cast, as_, monkeypatch):
    ops.report(cast.worker, urgency="emergency", text="2楼冒烟")

    def never(*_):
        raise AssertionError("looked up")

    monkeypatch.setattr(listing, "pressing", never)
    for who in ("admin", "lead"):
        assert 'id="alarms"' not in as_(who).get("/areas/").text, who
    for who in ("worker", "outsider", "admin"):
        assert as_(who).get("/desk/alarms").status_code == 403, who


@pytest.mark.parametrize("path", PAGES)
def test_an_emergency_stands_red_on_every_page_of_a_dispatcher(cast, as_, path):
    page = as_("desk").get(path, follow_redirects=True)
    assert page.status_code == 200 and 'id="alarms"' in page.text and "alarmline" not in page.text
    matter = ops.report(cast.worker, urgency="emergency", text="2楼冒烟")
    shown = as_("desk").get(path, follow_redirects=True).text
    assert shown.count('id="alarms"') == 1 and shown.count(f'data-ring="{matter.id}"') == 1
    assert re.search(r"/desk[^\"]*\.css", shown) and "2楼冒烟" in shown


def test_the_bar_asks_again_and_is_answered_only_with_what_is_new(cast, as_):
    desk = as_("desk")
    page = desk.get("/duty/").text
    asks = page.partition('hx-get="/desk/alarms')[2].partition('"')[0]
    assert desk.get(f"/desk/alarms{asks}").status_code == 204
    matter = ops.report(cast.worker, urgency="emergency", text="2楼冒烟")
    now = desk.get(f"/desk/alarms{asks}")
    assert now.status_code == 200 and f'data-ring="{matter.id}"' in now.text
    assert desk.get("/desk/").text.count('id="alarms"') == 1  # the list has its own


@pytest.mark.both
def test_words_added_to_an_emergency_stand_first_where_its_report_has_none(cast, as_):
    matter = ops.report(cast.worker, urgency="emergency", text=None)
    ops.move(cast.worker, matter, "note", text="3幢2楼冒烟，有人")
    ops.move(cast.worker, matter, "note", text="消防到了")
    for path in ("/desk/", "/duty/"):
        bar = as_("desk").get(path).text.partition('class="alarmline')[2].partition("</a>")[0]
        assert "3幢2楼冒烟，有人</b>" in bar and "消防到了" not in bar, path


@pytest.mark.both
def test_whoever_stands_in_for_the_absent_is_on_duty_with_the_own_telephone(cast, as_):
    c.enter(cast, "colleague", 30, "dispatcher", c.COMMUNITY)
    colleague = cast.people["colleague"]
    turn(
        "2026-11-30 20:00",
        "2026-12-01 08:00",
        name=cast.desk.name,
        staff=cast.desk.staff_no or cast.desk.login,
    )
    assert f"{colleague.name}替" not in as_("desk").get("/duty/").text
    absences.enter(cast.desk, cast.desk, colleague.id, "2026-11-30", "2026-12-01")
    for who in ("desk", "city", "lead"):
        page = as_(who).get("/duty/").text
        assert f"{colleague.name}替{cast.desk.name}" in page and "tel:0577-64210001" not in page, who
        assert not colleague.phone or f"tel:{colleague.phone}" in page
    assert "2026-11-30 20:00–2026-12-01 08:00" in as_("desk").get("/absences").text


def test_the_form_of_absence_says_the_turns_and_proposes_nobody(cast, as_):
    c.enter(cast, "colleague", 30, "dispatcher", c.COMMUNITY)
    path = f"/absences/{cast.desk.id}"
    assert "值班表上已经排了" not in as_("desk").get(path).text
    turn(
        "2026-12-02 20:00",
        "2026-12-03 08:00",
        name=cast.desk.name,
        staff=cast.desk.staff_no or cast.desk.login,
    )
    turn("2026-12-03 20:00", "2026-12-04 08:00", name="别人", phone="0577-64210009")
    page = as_("desk").get(path).text
    assert "2026-12-02 20:00–2026-12-03 08:00" in page and "2026-12-03 20:00" not in page
    choice = page.partition('id="f-substitute"')[2].partition("</select>")[0]
    assert '<option value="" selected>请选择</option>' in choice and choice.count("selected") == 1
    assert " · 临港社区 " in choice


def test_this_turn_s_end_is_said_beside_the_roster_s(cast, as_):
    turn("2026-11-30 20:00", "2026-12-01 08:00")
    turn("2026-12-01 08:00", "2026-12-01 20:00", name="吴敏")
    turn("2026-12-01 20:00", "2026-12-05 08:00", name="王芳")
    page = as_("desk").get("/duty/").text.partition("接下来")[2]
    assert "吴敏" in page[:80] and "值到 明天 20:00" in page[:200] and "整张表排到" in page[:260]


@pytest.mark.parametrize("remark", ["王阿姨 13800138010 要回电", "身份证 330302199001011234"])
def test_a_resident_s_number_in_the_remark_is_said_and_nothing_is_lost(cast, as_, remark):
    c.enter(cast, "colleague", 30, "dispatcher", c.COMMUNITY)
    form = {
        "form": "0191f1f1-0000-7000-8000-000000000001", "area": c.COMMUNITY, "to": cast.people["colleague"].id, "remark": remark,
    }  # fmt: skip
    answer = as_("desk").post("/duty/handover", data=form)
    assert (
        answer.status_code == 422
        and "里面有像手机号或身份证号的数字" in answer.text
        and remark in answer.text
    )
    assert not Handover.select().exists()
    assert as_("desk").post("/duty/handover", data=form | {"remark": "钥匙在抽屉里"}).status_code == 303


def test_days_between_are_the_roster_s_own(cast):
    """An absence of a day that has no turn of the person says none."""
    turn("2026-12-02 20:00", "2026-12-03 08:00", name=cast.desk.name)
    posts = absences.covered_posts(cast.desk.id, "2026-12-01", "2026-12-09")
    found = {
        day: bool(roster.turns_between(cast.desk.id, posts, day, day))
        for day in ("2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04")
    }
    assert list(found.values()) == [False, True, True, False]


@pytest.mark.both
def test_the_bar_says_how_many_minutes_ago_it_began_and_is_not_drawn_anew_for_it(cast, as_):
    matter = ops.report(cast.worker, urgency="emergency", text="2楼冒烟")
    freeze("2026-11-30 22:12")
    for path in ("/duty/", "/desk/"):
        assert "已过 12 分钟" in as_("desk").get(path).text, path
    page = as_("desk").get("/duty/").text
    asks = page.partition('hx-get="/desk/alarms')[2].partition('"')[0]
    freeze("2026-11-30 22:13")
    assert as_("desk").get(f"/desk/alarms{asks}").status_code == 204
    assert f'data-since="{matter.received_at}"' in page
    assert "13 min so far" in as_("desk").get("/duty/", headers={"Accept-Language": "en"}).text
