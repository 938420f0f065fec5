"""The desk says what is so: lists in the order of what they show, a matter once, what a move did, and what comes next."""

from __future__ import annotations

import re

import pytest

from app.core import clock
from app.desk.lists import views, ways
from app.desk.matter import view as matters
from app.ledger.models import Entry
from app.matters.models import Call, Matter
from app.matters.queries import lists, order
from app.matters.terms import TO_DO, MatterTerm
from tests import cast as c
from tests import place
from tests.matters import ops
from tests.matters.workflow.test_every_move import TABLE, make
from tests.requests import saying

PART = {"HX-Request": "true"}


def at_desk(cast, **body) -> Matter:
    return ops.report(cast.worker, escalate=True, **body)


def rows(page: str) -> list[str]:
    return re.findall(r'id="row-([^"]+)"', page)


def fresh(matter: Matter) -> Matter:
    return Matter.get_by_id(matter.id)


def done(matter: Matter) -> int:
    """The number of its last entry."""
    return Entry.select().where(Entry.subject == matter.id).order_by(Entry.seq.desc()).first().seq


@pytest.mark.both
def test_the_database_orders_matters_in_every_state_as_the_key_does(cast):
    for situation in list(TABLE):
        make(cast, situation)
    every = list(Matter.select())
    assert len({matter.state for matter in every}) > 5
    listed = MatterTerm.select().where(MatterTerm.term == f"area:{c.CITY}", MatterTerm.list == TO_DO)
    by_database = [row.matter for row in listed.order_by(MatterTerm.place, MatterTerm.matter)]
    to_do = [one for one in every if one.is_open()]
    assert by_database == [row.id for row in sorted(to_do, key=lambda one: (order.key(one), one.id))]


def test_a_list_to_work_through_is_in_the_order_of_what_its_rows_show(as_, cast):
    confirms = at_desk(cast, text="等确认的")
    soon, later = at_desk(cast, text="先到期"), at_desk(cast, text="后到期")
    danger = at_desk(cast, text="紧急但有人在办", urgency="emergency")
    ops.move(cast.desk, danger, "take")
    hour = clock.HOUR
    for matter, due in ((confirms, -hour), (soon, hour), (later, 2 * hour), (danger, 9 * hour)):
        ops.put(Matter.id == matter.id, due=clock.now() + due)
    ops.put(Matter.id == confirms.id, state="resolved", confirm_turn="desk", confirm_desk=c.COMMUNITY)
    page = as_("desk").get("/desk?view=waiting").text
    assert rows(page) == [danger.id, soon.id, later.id, confirms.id]
    due = re.findall(r'class="deskrow-due[^"]*">([^<]+)<', page)
    assert due[-1].endswith("来的") and not any(word.endswith("来的") for word in due[:-1])


def test_a_matter_stands_once_in_the_lists_of_a_page(as_, cast):
    danger = at_desk(cast, urgency="emergency", text="楼道起火")
    whistled = at_desk(cast)
    ops.move(cast.desk, whistled, "whistle", to=[f"unit:{c.PROPERTY}"], text="请来看看")
    for path in ("/desk?view=waiting", "/desk?view=open", f"/desk?view=found&q={whistled.number}"):
        page = as_("desk").get(path).text
        assert len(re.findall(rf'id="(?:now|row)-{whistled.id}"', page)) == 1
        stands = re.findall(rf'(?:id="(?:now|row)-|data-ring="){danger.id}"', page)
        assert len(stands) == 1


def test_a_whistle_is_red_when_its_time_is_over_and_not_before(as_, cast):
    matter = at_desk(cast)
    ops.move(cast.desk, matter, "whistle", to=[f"unit:{c.ENFORCEMENT}"], text="请来看看")
    page, dept = (as_(who).get(f"/desk/matters/{matter.id}").text for who in ("desk", "dept"))
    assert 'deskrow-waits soon">吹哨' in page and 'deskrow-waits late"' not in page
    assert 'class="alarmline soon"' in dept and '<span class="soon">还没有报到' in page
    Call.update(due=clock.now() - clock.HOUR).execute()
    page, dept = (as_(who).get(f"/desk/matters/{matter.id}").text for who in ("desk", "dept"))
    assert 'deskrow-waits late">吹哨超时 1 小时' in page and '<span class="late">还没有报到' in page
    assert 'class="alarmline" data-ring=' in dept


def test_an_alarm_says_when_the_unit_was_called_and_not_when_it_was_reported(as_, cast):
    clock.freeze(clock.parse("2026-11-23T09:05:00+08:00"))
    matter = at_desk(cast)
    clock.freeze(clock.parse("2026-11-23T10:41:00+08:00"))
    ops.move(cast.desk, matter, "whistle", to=[f"unit:{c.ENFORCEMENT}"], text="请来看看")
    page = as_("dept").get("/desk?view=waiting").text
    (said,) = re.findall(r'data-ring=.*?<span class="num">([^<]*)</span>', page, re.S)
    assert said == "10:41"
    danger = at_desk(cast, urgency="emergency", text="楼道起火")
    page = as_("desk").get("/desk?view=waiting").text
    said = re.findall(rf'data-ring="{danger.id}".*?<span class="num">([^<]*)</span>', page, re.S)
    assert said == ["10:41"]


def test_what_is_closed_or_void_lies_with_nobody(cast):
    closed = ops.report(cast.worker)
    ops.move(cast.worker, closed, "settle_on_spot", text="搬走了")
    void = at_desk(cast)
    ops.move(cast.desk, void, "void", reason="查无此事")
    for matter, word in ((closed, "结案"), (void, "作废")):
        page = matters.opened(cast.desk, matter.id, "zh")
        assert page.line.who == "" and page.shown["holder_name"] == ""
        assert word in page.whereabouts and "王芳" not in page.whereabouts


def test_where_it_lies_is_one_sentence(as_, cast):
    matter = at_desk(cast)
    assert matters.opened(cast.desk, matter.id, "zh").whereabouts == "在临港社区"
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    assert matters.opened(cast.desk, matter.id, "zh").whereabouts == "在临港社区的综合执法队"
    ops.move(cast.dept, matter, "take")
    page = as_("desk").get(f"/desk/matters/{matter.id}").text
    assert "在临港社区的综合执法队，赵磊在办" in page and "现在归" not in page
    ops.move(cast.dept, matter, "resolve", text="办好了")
    assert matters.opened(cast.desk, matter.id, "zh").whereabouts == "办完了，等楼栋长确认"


def test_what_staff_found_does_not_carry_that_residents_said_it(cast):
    _, said, _ = saying.asked()
    found = at_desk(cast)
    Matter.update(resident_asked=True).where(Matter.id == found.id).execute()  # a resident joined
    words = [matters.opened(cast.city, one.id, "zh").shown["asked_word"] for one in (said, found)]
    assert words == ["居民反映", "居民也反映过"]
    assert matters.opened(cast.city, at_desk(cast).id, "zh").shown["asked_word"] is None


def test_what_was_entered_at_the_desk_is_called_so(as_, cast):
    as_("desk").get("/desk/new")
    page = as_("desk").get("/desk/new").text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    typed = {**hidden, "category": "street_lamp", "where": "1幢", "text": "楼道灯坏了"}
    assert as_("desk").post("/desk/new", data=typed).status_code == 303
    matter = Matter.get()
    assert matters.opened(cast.desk, matter.id, "zh").shown["asked_word"] == "电话登记"


def test_passing_up_is_not_offered_where_nobody_is_above(cast):
    matter = at_desk(cast)
    assert "escalate" in offered(cast.desk, matter)
    ops.move(cast.desk, matter, "escalate")
    assert fresh(matter).level == c.CITY and "escalate" not in offered(cast.city, matter)


def offered(person, matter: Matter) -> set[str]:
    page = matters.opened(person, matter.id, "zh")
    return {form.name for form in (*page.large, *page.more)}


def test_after_a_move_the_next_matter_opens_with_what_was_done(as_, cast):
    first, second, third = (at_desk(cast, text=f"第{n}件") for n in range(3))
    for nth, matter in enumerate((first, second, third)):
        ops.put(Matter.id == matter.id, due=clock.now() + (nth + 1) * clock.HOUR)
    path = f"/desk/matters/{second.id}/moves/dispatch?view=waiting"
    answer = as_("desk").post(path, data={"lead": f"unit:{c.ENFORCEMENT}"}, headers=PART)
    assert f'data-matter="{third.id}"' in answer.text
    assert re.search(
        rf"data-done.*{second.number}</span></a> 林晓梅 派单给 综合执法队", answer.text, re.DOTALL
    )
    path = f"/desk/matters/{third.id}/moves/dispatch?view=waiting"
    answer = as_("desk").post(path, data={"lead": f"unit:{c.ENFORCEMENT}"})
    assert answer.headers["Location"] == f"/desk/matters/{first.id}?view=waiting&done={done(third)}"
    told = place.texts(as_("desk").get(answer.headers["Location"]).text, ".banner")
    assert [
        text for text in told if third.number in text
    ]  # its row stands in the list, and it is offered for merging
    path = f"/desk/matters/{first.id}/moves/dispatch?view=waiting"
    last = as_("desk").post(path, data={"lead": f"unit:{c.ENFORCEMENT}"}, headers=PART).text
    assert "data-matter=" not in last and first.number in last


def test_what_still_waits_or_did_not_wait_before_stays_open_after_a_move(as_, cast):
    mine, other = at_desk(cast), at_desk(cast)
    answer = as_("desk").post(f"/desk/matters/{mine.id}/moves/note", data={"text": "看过"}, headers=PART)
    assert f'data-matter="{mine.id}"' in answer.text and "data-done" in answer.text
    ops.move(cast.desk, other, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    answer = as_("desk").post(f"/desk/matters/{other.id}/moves/remind", headers=PART)
    assert f'data-matter="{other.id}"' in answer.text


def test_what_somebody_else_did_is_not_told_as_one_s_own(as_, cast):
    matter = at_desk(cast)
    ops.move(cast.desk, matter, "note", text="别人写的")
    for entry in (done(matter), "zzz", 10**18):
        assert "data-done" not in as_("city").get(f"/desk?done={entry}").text


def test_a_place_is_corrected_by_its_name_with_the_spot_and_the_poster_s_spot_goes(as_, cast):
    _, matter, _ = saying.asked()
    ops.move(cast.worker, matter, "escalate")
    page = matters.opened(cast.desk, matter.id, "zh")
    assert page.shown["spot"] == "1幢大门"
    path = f"/desk/matters/{matter.id}/moves/amend"
    assert as_("desk").post(path, data={"where": "没有的地方"}).status_code in (404, 422)
    assert as_("desk").post(path, data={"where": "2幢"}).status_code == 303
    page = matters.opened(cast.desk, matter.id, "zh")
    assert fresh(matter).area == c.BUILDING2 and page.shown["spot"] is None
    assert page.shown["ledger"][-1]["sentence"] == "林晓梅 更正了地点：2幢"
    assert as_("desk").post(path, data={"spot": "北门东侧"}).status_code == 303
    page = matters.opened(cast.desk, matter.id, "zh")
    assert page.shown["spot"] == "北门东侧" and page.line.where.endswith("北门东侧")
    wide = as_("desk").post(path, data={"where": "网格", "text": "不知道是哪个"})
    assert wide.status_code == 422 and "说的是哪一个" in wide.text and "不知道是哪个" in wide.text


@pytest.mark.parametrize("situation", list(TABLE))
def test_what_waits_for_somebody_can_be_taken_on_by_them(cast, situation):
    matter = make(cast, situation)
    for name, person in cast.people.items():
        if not lists.visible(person).where(Matter.id == matter.id).exists():
            continue
        asked, _ = lists.page(person, lists.Asked(mine=True, limit=100))
        if matter.id not in {one.id for one in asked}:
            continue
        page = matters.opened(person, matter.id, "zh")
        moves = {form.name for form in (*page.large, *page.more)}
        assert moves - {"note", "amend", "answer", "remind", "supervise", "void", "merge"}, (name, moves)


def test_the_views_have_an_order_each(cast):
    assert {view.order for view in views.TABLE if view.places is None} <= set(ways.ORDERS)
