"""Storm mode: who may declare it, what phones on duty get, what counts at a door, and that its end takes the list away."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest

from app.areas import tree
from app.areas.models import Area
from app.core import clock, decode
from app.core.problems.problem import Problem
from app.ledger.models import Entry
from app.matters.models import Matter
from app.storms import declaring
from app.storms.commands import DoorBody
from app.storms.models import QUESTIONS, REACHED_BY, Storm, StormDoor, StormList
from app.sync.phone_vocabulary import phone_vocabulary
from tests import cast as c
from tests.house import ROOT
from tests.sync.phone import Phone, new_id, said


def plain(page: str) -> str:
    """What a page says, without its tags."""
    return re.sub(r"<[^>]+>", "", page)


def declared(by: Any, *areas: str, name: str = "台风海葵") -> Storm:
    """A storm from now on."""
    return declaring.declare(by, new_id(), name, list(areas) or [c.COMMUNITY], clock.now())


def refused(*given: Any) -> tuple[str, str]:
    """The field and the reason, or the name of the problem."""
    with pytest.raises(Problem) as problem:
        declaring.declare(*given)
    return problem.value.errors[0][:2] if problem.value.errors else (problem.value.name, "")


def lists_of(as_: Any, who: str, since: str = "") -> tuple[list[dict[str, Any]], list[str], str]:
    """What the person's phone is told of storms: lists, ids of those that are gone, and where to go on."""
    answer = as_(who).get(f"/api/v1/changes?since={since}").json
    found = [one["data"] for one in answer["changes"] if one["kind"] == "storm"]
    return found, [one["id"] for one in answer["gone"] if one["kind"] == "storm"], answer["cursor"]


def at_door(phone: Phone, list_: str, area: str = c.BUILDING, **more: Any) -> dict[str, Any]:
    """An op of one door; `ago` ms before now."""
    at = clock.rfc3339(clock.now() - more.pop("ago", 0))
    return phone.op("storm.door", {"storm": list_, "area": area, **more}, at=at)


@pytest.mark.both
def test_what_cannot_be_is_refused_with_its_reason_and_nothing_is_kept(cast: Any) -> None:
    now, id = clock.now(), new_id()
    assert refused(cast.desk, id, " ", [c.COMMUNITY], now) == ("name", "missing")
    assert refused(cast.desk, id, "风" * 41, [c.COMMUNITY], now) == ("name", "too-long")
    assert refused(cast.desk, id, "海葵", [], now) == ("areas", "missing")
    assert refused(cast.desk, id, "海葵", [c.OTHER_COMMUNITY], now) == ("areas", "not-here")
    assert refused(cast.desk, id, "海葵", ["gone"], now) == ("areas", "not-here")
    assert refused(cast.desk, id, "海葵", [c.GRID2], now) == ("areas", "no-buildings")
    for far in (now - 4 * clock.DAY, now + 4 * clock.DAY):
        assert refused(cast.desk, id, "海葵", [c.COMMUNITY], far) == ("begins", "storm-too-far")
    for who, area in (("worker", c.GRID), ("lead", c.GRID), ("outsider", c.OTHER_GRID), ("head", c.BUILDING)):
        assert refused(cast.people[who], id, "海葵", [area], now) == ("forbidden", "")
    assert not Storm.select().exists() and not StormList.select().exists()


@pytest.mark.both
def test_declared_twice_it_is_one_and_a_wider_one_leaves_the_doors_on_the_list_they_are_on(cast: Any) -> None:
    storm = declaring.declare(cast.desk, new_id(), "海葵", [c.GRID, c.COMMUNITY], clock.now())
    assert storm.areas == [c.COMMUNITY]
    assert declaring.declare(cast.desk, storm.id, "海葵", [c.GRID, c.COMMUNITY], clock.now()).id == storm.id
    assert refused(cast.city, new_id(), "海葵", [c.CITY], clock.now()) == ("areas", "storm-there")
    assert refused(cast.desk, new_id(), "又来", [c.GRID], clock.now()) == ("areas", "storm-there")
    c.make_area(f"{c.OTHER_GRID}01001", "building", "9幢", c.OTHER_GRID)
    tree.rebuild()
    wider = declared(cast.city, c.CITY)
    assert [row.area_id for row in StormList.select().where(StormList.storm == wider.id)] == [c.OTHER_GRID]
    assert StormDoor.select().count() == 3


def test_its_end_asks_once_more_and_its_pages_are_in_english_too(cast: Any, as_: Any) -> None:
    storm = declared(cast.desk)
    page = as_("desk").get(f"/duty/storms/{storm.id}").text
    behind = page.partition("<details")[2].partition("</details>")[0]
    assert f'action="/duty/storms/{storm.id}/end"' in behind and "确定结束" in behind
    assert page.count('/end"') == 1 and "还没传上来的照样算" in behind
    english = as_("desk").get("/duty/storms", headers={"Accept-Language": "en", "Cookie": "lang=en"}).text
    assert "Storms" in english and "防汛防台" not in english


@pytest.mark.both
def test_the_list_goes_to_those_on_duty_there_alone_and_its_end_takes_it_away(cast: Any, as_: Any) -> None:
    _, _, before = lists_of(as_, "worker")
    storm = declared(cast.desk)
    (got,), gone, cursor = lists_of(as_, "worker", before)
    assert gone == [] and got["name"] == "台风海葵" and got["area"] == c.GRID
    nothing = {"told": None, "moved": None, "help": None}
    assert got["doors"] == [
        {"area": c.BUILDING, "name": "1幢", **nothing},
        {"area": c.BUILDING2, "name": "2幢", **nothing},
    ]
    assert lists_of(as_, "lead")[0] == [got]
    for who in ("outsider", "worker2", "head", "dept", "desk", "city", "admin"):
        assert lists_of(as_, who)[0] == [], who
    for _ in range(2):
        declaring.end(cast.city, storm)
    assert lists_of(as_, "worker", cursor)[:2] == ([], [got["id"]])
    assert lists_of(as_, "worker")[:2] == ([], [])  # a phone that begins anew hears nothing of it
    assert [row.verb for row in Entry.select().where(Entry.kind == "storm").order_by(Entry.seq)] == ["declared", "ended"]  # fmt: skip


def test_entrances_stand_beside_their_building_and_what_ended_or_begins_later_is_no_door(cast: Any) -> None:
    entrance, later, past = f"{c.BUILDING}1", f"{c.GRID}01008", f"{c.GRID}01009"
    tomorrow = (clock.today() + dt.timedelta(days=1)).isoformat()
    c.make_area(entrance, "checkpoint", "1幢2单元", c.BUILDING)
    c.make_area(f"{c.GRID}c", "checkpoint", "路灯", c.GRID)
    c.make_area(later, "building", "8幢", c.GRID, begins=tomorrow)
    c.make_area(past, "building", "9幢", c.GRID, ends="2020-01-01")
    tree.rebuild()
    declared(cast.desk, c.GRID)
    assert {row.area_id for row in StormDoor.select()} == {c.BUILDING, c.BUILDING2, entrance}


@pytest.mark.parametrize("who", ["head", "dept", "admin"])
def test_whoever_is_not_on_duty_there_answers_at_no_door(cast: Any, phones: Any, who: str) -> None:
    declared(cast.desk)
    assert phones(who).one(at_door(phones(who), StormList.get().id, told=True)) == "rejected no-post"


def test_what_is_no_answer_is_a_bad_value_that_is_named(cast: Any, phones: Any) -> None:
    declared(cast.desk)
    phone, list_ = phones("worker"), StormList.get().id
    for more, field in (
        ({}, "told"),
        ({"told": "yes"}, "told"),
        ({"told": 1}, "told"),
        ({"name": "王奶奶"}, "name"),
    ):
        result = phone.send(at_door(phone, list_, **more))[0]
        assert said(result) == "rejected bad-value"
        assert result["problem"]["errors"][0]["field"].endswith(field), more
    assert phone.one(at_door(phone, list_, c.OTHER_GRID, told=True)) == "rejected unknown-area"
    assert phone.one(at_door(phone, list_, "nowhere", told=True)) == "rejected unknown-area"


@pytest.mark.both
def test_two_at_one_door_do_not_undo_each_other(cast: Any, phones: Any, as_: Any) -> None:
    """The latest of each question counts, whatever order they arrive in; every answer stands in the ledger."""
    declared(cast.desk)
    list_ = StormList.get().id
    worker, lead = phones("worker"), phones("lead")
    late = at_door(worker, list_, told=True, moved=False, ago=60_000)
    early = at_door(lead, list_, told=False, moved=True, ago=120_000)
    assert worker.one(late) == "applied" and lead.one(early) == "applied"
    assert lead.one(at_door(lead, list_, help=False, ago=30_000)) == "applied"
    assert worker.one(late) == "duplicate"
    door = StormDoor.get(StormDoor.area == c.BUILDING)
    assert (door.told, door.moved, door.help) == (True, False, False)
    told = [(row.by, row.body) for row in Entry.select().where(Entry.verb == "door").order_by(Entry.seq)]
    assert told == [
        (cast.worker.id, {"told": True, "moved": False}),
        (cast.lead.id, {"told": False, "moved": True, "overtaken": ["moved", "told"]}),
        (cast.lead.id, {"help": False}),
    ]
    assert [door["told"] for door in lists_of(as_, "worker")[0][0]["doors"]] == [True, None]


def test_a_phone_whose_clock_is_ahead_does_not_win_for_ever(cast: Any, phones: Any) -> None:
    declared(cast.desk)
    list_, hour = StormList.get().id, 3_600_000
    wrong, right = phones("worker"), phones("lead")
    ahead = clock.rfc3339(clock.now() + hour)
    first = at_door(wrong, list_, told=False, ago=60_000 - hour)  # a minute ago, as it believes
    assert said(wrong.send(first, sent_at=ahead)[0]) == "applied"
    assert right.one(at_door(right, list_, told=True, ago=30_000)) == "applied"
    assert StormDoor.get(StormDoor.area == c.BUILDING).told is True


@pytest.mark.both
def test_help_is_called_once_as_an_emergency_of_the_desk(cast: Any, phones: Any, as_: Any) -> None:
    declared(cast.desk)
    list_ = StormList.get().id
    worker, lead = phones("worker"), phones("lead")
    for phone in (worker, lead):
        assert phone.one(at_door(phone, list_, help=True)) == "applied"
    matter = Matter.get()
    assert Matter.select().count() == 1 and StormDoor.get(StormDoor.area == c.BUILDING).matter == matter.id
    assert (matter.urgency, matter.area, matter.level) == ("emergency", c.BUILDING, c.COMMUNITY)
    assert "1幢" in matter.text and matter.id in as_("desk").get("/api/v1/matters").text
    assert worker.one(at_door(worker, list_, c.BUILDING2, help=True)) == "applied"
    assert Matter.select().count() == 2
    body = {"matter": matter.id, "move": "void", "reason": "假的"}
    assert phones("desk").one(phones("desk").op("matter.move", body)) == "applied"
    assert lead.one(at_door(lead, list_, help=True, ago=3_600_000)) == "applied"
    assert Matter.select().count() == 2  # said before that one was over
    assert lead.one(at_door(lead, list_, help=True)) == "applied"
    assert Matter.select().count() == 3


@pytest.mark.both
def test_help_that_is_needed_no_more_is_said_to_whoever_was_called_and_closes_nothing(
    cast: Any, phones: Any
) -> None:
    declared(cast.desk)
    list_, worker, lead = StormList.get().id, phones("worker"), phones("lead")
    assert worker.one(at_door(worker, list_, help=False)) == "applied"  # nobody was called
    assert Entry.select().where(Entry.kind == "matter").count() == 0
    assert worker.one(at_door(worker, list_, help=True)) == "applied"
    matter = Matter.get()
    assert lead.one(at_door(lead, list_, help=False)) == "applied"
    assert lead.one(at_door(lead, list_, help=False)) == "applied"  # said again it is not told again
    told = list(Entry.select().where(Entry.kind == "matter", Entry.verb == "note"))
    assert len(told) == 1 and "不用帮忙" in told[0].text and told[0].subject == matter.id
    assert (
        Matter.get().state == matter.state and StormDoor.get(StormDoor.area == c.BUILDING).matter == matter.id
    )
    desk = phones("desk")
    assert worker.one(at_door(worker, list_, help=True)) == "applied"
    assert (
        desk.one(desk.op("matter.move", {"matter": matter.id, "move": "void", "reason": "假的"})) == "applied"
    )
    assert worker.one(at_door(worker, list_, help=False)) == "applied"
    assert Entry.select().where(Entry.verb == "note").count() == 1


@pytest.mark.both
def test_what_was_said_offline_counts_after_the_end_and_for_a_building_that_ended(cast: Any, phones: Any, as_: Any) -> None:  # fmt: skip
    storm = declared(cast.desk)
    list_ = StormList.get().id
    phone = phones("worker")
    waiting = [at_door(phone, list_, told=True), at_door(phone, list_, c.BUILDING2, help=True)]
    _, _, cursor = lists_of(as_, "worker")
    Area.update(ends="2020-01-01").where(Area.code == c.BUILDING2).execute()
    tree.rebuild()
    declaring.end(cast.desk, storm)
    assert [said(one) for one in phone.send(*waiting)] == ["applied", "applied"]
    assert [row.told for row in StormDoor.select().order_by(StormDoor.area)] == [True, None]
    assert Matter.get().urgency == "emergency"
    assert all(row.body["after_end"] for row in Entry.select().where(Entry.verb == "door"))
    assert lists_of(as_, "worker", cursor)[:2] == ([], [list_])
    page = as_("desk").get(f"/duty/storms/{storm.id}").text
    assert "已经结束" in page and "2幢" not in page.partition('id="progress"')[2]


def test_the_desk_sees_who_has_not_been_reached_and_others_do_not(cast: Any, phones: Any, as_: Any) -> None:
    storm = declared(cast.desk)
    list_ = StormList.get().id
    assert phones("worker").one(at_door(phones("worker"), list_, told=True, moved=True)) == "applied"
    path = f"/duty/storms/{storm.id}"
    for who in ("outsider", "worker2"):
        assert as_(who).get(path).status_code == 404
        assert as_(who).get(f"/api/v1{path.removeprefix('/duty')}").status_code == 404
    for who in ("head", "dept"):
        assert as_(who).get(path).status_code == 403
        assert as_(who).get("/api/v1/storms").status_code == 403
    for who in ("desk", "city", "lead", "worker"):
        page = plain(as_(who).get(path).text)
        assert "共 2 处，1 处还没到" in page and "2幢" in page, who
    admin = as_("admin").get(path).text  # counts, for whoever is not on duty there
    assert "共 2 处，1 处还没到" in admin and "2幢" not in admin
    (told,) = as_("desk").get(f"/api/v1/storms/{storm.id}").json["lists"]
    assert told == {
        "area": c.GRID, "name": "第1网格", "doors": 2, "told": 1, "moved": 1, "help": 0, "not_reached": 1,
        "untold": [{"area": c.BUILDING2, "name": "2幢"}], "helped": [],
    }  # fmt: skip
    assert "untold" not in as_("admin").get(f"/api/v1/storms/{storm.id}").json["lists"][0]
    assert [one["name"] for one in as_("lead").get("/api/v1/storms").json["storms"]] == ["台风海葵"]
    assert as_("desk").get(f"/duty/storms/{new_id()}").status_code == 404


def test_the_form_declares_and_ends_and_says_what_is_wrong_with_it(cast: Any, as_: Any) -> None:
    now = clock.to_the_minute(clock.now()).replace(" ", "T")
    form = {"id": new_id(), "name": "梅花", "begins": now, "areas": [c.COMMUNITY]}
    for who in ("worker", "lead", "outsider", "dept"):
        assert as_(who).post("/duty/storms", data=form).status_code == 403
    for change, sentence in (
        ({"areas": []}, "这一项不能空着"), ({"begins": "今晚"}, "时间要写成"), ({"name": ""}, "这一项不能空着"),
        ({"areas": [c.GRID2]}, "那里还没有录入楼栋"), ({"begins": "2020-01-01T08:00"}, "只能是前后 3 天以内"), ({"id": "x"}, "role=\"alert\""),
    ):  # fmt: skip
        wrong = as_("desk").post("/duty/storms", data=form | change)
        assert wrong.status_code == 422 and sentence in wrong.text, change
    for _ in range(2):
        answer = as_("desk").post("/duty/storms", data=form)
        assert answer.status_code == 303 and Storm.get().id in answer.headers["Location"]
    assert Storm.select().count() == 1 and "梅花" in as_("worker").get("/duty/storms").text
    assert "开启防汛防台" not in as_("worker").get("/duty/storms").text.replace("现在没有开启防汛防台", "")
    again = as_("city").post("/duty/storms", data=form | {"id": new_id(), "areas": [c.CITY]})
    assert again.status_code == 422 and "那里已经在防汛防台（梅花）" in again.text
    end = f"/duty/storms/{Storm.get().id}/end"
    assert as_("lead").post(end).status_code == 403
    assert as_("desk").post(end).status_code == 303 and Storm.get().ended is not None
    assert "已经结束" in as_("desk").get("/duty/storms").text


def test_the_example_of_the_document_is_a_body_that_is_taken() -> None:
    page = (ROOT / "docs" / "storms.md").read_text(encoding="utf-8")
    example = json.loads(page.partition("```json\n")[2].partition("\n```")[0])
    assert decode.convert(example, DoorBody).told is True


@pytest.mark.both
def test_when_it_is_expected_to_be_over_can_be_changed_and_phones_hear_of_it(cast: Any, as_: Any) -> None:
    now, id = clock.now(), new_id()
    for far in (now - clock.HOUR, now + 8 * clock.DAY):
        assert refused(cast.desk, id, "海葵", [c.COMMUNITY], now, far) == ("until", "storm-until")
    assert refused(cast.desk, id, "海葵", [c.COMMUNITY], now + clock.DAY, now + clock.HOUR) == ("until", "storm-until")  # fmt: skip
    storm = declared(cast.desk)
    (got,), _, cursor = lists_of(as_, "worker")
    assert 0 <= clock.parse(got["until"]) - now - clock.DAY < clock.HOUR and got["keep_hours"] == 12
    path, later = (
        f"/duty/storms/{storm.id}/until",
        clock.to_the_minute(now + 3 * clock.HOUR).replace(" ", "T"),
    )
    assert as_("lead").post(path, data={"until": later}).status_code == 403
    assert as_("outsider").post(path, data={"until": later}).status_code == 403
    for typed, sentence in (("今晚", "时间要写成"), ("2020-01-01T08:00", "要晚于现在和开始的时间"), ("", "时间要写成")):  # fmt: skip
        wrong = as_("desk").post(path, data={"until": typed})
        assert wrong.status_code == 422 and sentence in wrong.text, typed
    for _ in range(2):
        assert as_("desk").post(path, data={"until": later}).status_code == 303
    (heard,), _, _ = lists_of(as_, "worker", cursor)
    assert clock.to_the_minute(clock.parse(heard["until"])).replace(" ", "T") == later
    assert Entry.select().where(Entry.verb == "expected").count() == 1
    assert "过了预计结束的时间" not in as_("desk").get(f"/duty/storms/{storm.id}").text
    Storm.update(until=now - 1).where(Storm.id == storm.id).execute()
    assert "过了预计结束的时间" in as_("desk").get(f"/duty/storms/{storm.id}").text
    declaring.end(cast.desk, storm)
    over = as_("desk").post(path, data={"until": later})
    assert over.status_code == 422 and "已经结束了" in over.text


@pytest.mark.parametrize(
    ("answers", "is_reached"),
    [
        ({"told": True}, True),
        ({"moved": True}, True),
        ({"help": True}, True),
        ({"help": False}, True),
        ({"told": False}, False),
        ({"told": False, "moved": False}, False),
        ({"told": False, "moved": True}, True),
    ],
)
def test_a_door_is_reached_by_whatever_only_somebody_there_can_have_said(
    cast: Any, phones: Any, as_: Any, answers: dict[str, bool], is_reached: bool
) -> None:
    storm = declared(cast.desk)
    phone = phones("worker")
    assert phone.one(at_door(phone, StormList.get().id, **answers)) == "applied"
    (line,) = as_("desk").get(f"/api/v1/storms/{storm.id}").json["lists"]
    assert line["not_reached"] == 2 - is_reached
    assert [one["name"] for one in line["untold"]] == ["2幢"] if is_reached else ["1幢", "2幢"]


def test_what_is_asked_at_a_door_stands_once_and_phones_have_it_with_their_words() -> None:
    asked = phone_vocabulary("zh")["doors"]
    assert [one["id"] for one in asked] == list(QUESTIONS) == ["told", "moved", "help"]
    assert [one["word"] for one in asked] == ["已通知", "已转移", "要帮忙"]
    assert phone_vocabulary("en")["doors"][0]["word"] == "Told"
    assert {one["id"]: tuple(one["reached"]) for one in asked} == REACHED_BY
    assert not re.search(r'\[\s*"told"', (ROOT / "static/js/screens/storm.js").read_text(encoding="utf-8"))


def test_an_address_to_which_a_form_is_sent_leads_to_the_page_when_it_is_opened(cast: Any, as_: Any) -> None:
    page = f"/duty/storms/{declared(cast.desk).id}"
    for act in ("until", "end"):
        answer = as_("desk").get(f"{page}/{act}")
        assert (answer.status_code, answer.headers["Location"]) == (303, page)
        assert as_("outsider").get(f"{page}/{act}").status_code == 404
        assert as_("head").get(f"{page}/{act}").status_code == 403
