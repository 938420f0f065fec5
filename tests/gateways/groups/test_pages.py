"""A desk pastes what a group said, looks at it, files what is something, and takes a reply back to the group."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.board import origins
from app.core import ids
from app.core.db import database
from app.gateways.groups.models import GroupPaste, GroupRequest
from app.ledger.models import Entry
from app.matters.models import Matter
from app.requests.models import ResidentRequest
from tests import cast as c
from tests.matters import ops

pytestmark = pytest.mark.both
PAGE = "/desk/groups"
TALK = """3-501王芳 2026/11/30 9:12
1幢电梯又坏了，打我电话13800138000
3-501王芳 2026/11/30 9:13
孩子都走楼梯
李建国 2026/11/30 9:15
收到
赵大 2026/11/30 9:16
井盖没了，@3-501王芳 也看见了"""
SECRETS = ("王芳", "13800138000", "李建国", "赵大")


def fields(text: str) -> dict[str, str]:
    """The form of drafts as a browser would send it back."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", text):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and ('type="radio"' not in tag or "checked" in tag):
            found[name[1]] = value[1]
    for name, value in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>([^<]*)</textarea>', text):
        found[name] = value
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', text, re.DOTALL):
        found[name] = re.search(r'value="([^"]*)" selected', options)[1]  # type: ignore[index]
    return found


def look(desk: Any, pasted: str = TALK, **more: str) -> dict[str, str]:
    reply = desk.post(PAGE, data={"pasted": pasted, **more})
    assert reply.status_code == 200, reply.text
    return fields(reply.text)


def store_words() -> str:
    """Everything that stands in the store, as text."""
    tables = database.get_tables()
    return "\n".join(str(database.execute_sql(f'select * from "{table}"').fetchall()) for table in tables)


def test_only_desks_open_it_and_what_one_filed_is_not_there_for_another_desk(as_: Any) -> None:
    for name in ("worker", "lead", "head", "dept", "admin", "outsider"):
        client = as_(name)
        assert client.get(PAGE).status_code == client.post(PAGE, data={"pasted": TALK}).status_code == 403, (
            name
        )
        assert client.post(f"{PAGE}/file", data={}).status_code == 403
        assert client.get(f"{PAGE}/{ids.uuid7()}").status_code == 403
    assert as_("desk").get(f"{PAGE}/{ids.uuid7()}").status_code == 404
    where = as_("city").post(f"{PAGE}/file", data=look(as_("city"))).headers["Location"]
    assert as_("desk").get(where).status_code == 404 and as_("city").get(where).status_code == 200


def test_what_cannot_be_read_is_said_and_stays_in_the_form(as_: Any) -> None:
    desk = as_("desk")
    for data, words in (
        ({"pasted": "[图片]"}, "没有读出话来"),
        ({"pasted": "路灯不亮" * 6000}, "最多 20,000 字"),
        ({"pasted": "路灯不亮", "where": "没有这里"}, "没有叫这个名字的地方"),
    ):
        reply = desk.post(PAGE, data=data)
        assert (reply.status_code, words in reply.text) == (422, True), data["pasted"][:20]
        assert data["pasted"][:100] in reply.text
    assert Matter.select().count() == 0


def test_looking_keeps_nothing_and_shows_nobodys_name_or_number(as_: Any) -> None:
    desk = as_("desk")
    form = look(desk)
    assert [form[f"act-{n}"] for n in range(4)] == ["file", "go_on", "drop", "file"]
    assert (form["text-0"], form["text-3"]) == ("1幢电梯又坏了，打我电话…", "井盖没了，也看见了")
    assert form["category-3"] == "manhole"
    assert not [one for one in SECRETS if one in str(form)]
    assert Matter.select().count() == GroupPaste.select().count() == 0
    assert not [one for one in SECRETS[1:] if one in store_words()]


def test_what_is_chosen_is_filed_at_once_and_asked_twice_once(as_: Any, cast: Any) -> None:
    desk = as_("desk")
    form = look(desk)
    first = desk.post(f"{PAGE}/file", data=form)
    again = desk.post(f"{PAGE}/file", data=form)
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.headers["Location"] == again.headers["Location"]
    lift, lid = Matter.select().order_by(Matter.number)
    assert lift.text == "1幢电梯又坏了，打我电话…\n孩子都走楼梯" and lid.text == "井盖没了，也看见了"
    assert lift.resident_asked and lid.category == "manhole"
    requests = list(ResidentRequest.select())
    assert {(one.channel, one.name, one.phone, one.entered_by) for one in requests} == {
        ("group", None, None, cast.desk.id)
    }
    assert origins.of_many([lift, lid]) == {lift.id: origins.GROUP, lid.id: origins.GROUP}
    words = store_words()
    assert not [one for one in ("13800138000", "李建国", "3-501") if one in words]
    changed = desk.post(f"{PAGE}/file", data={**form, "text-3": "另一件"})
    assert changed.status_code == 409 and Matter.select().count() == 2
    assert as_("city").post(f"{PAGE}/file", data=form).status_code == 409
    assert "业主群" in desk.get(f"/desk/matters/{lift.id}").text
    assert "从业主群里记的" in desk.get(f"/desk/matters/{lift.id}").text


def test_what_is_still_wrong_is_said_beside_it_and_nothing_is_filed(as_: Any) -> None:
    desk = as_("desk")
    form = look(desk)
    for change, words in (
        ({"where-3": "没有这里"}, "没有叫这个名字的地方"),
        ({"text-3": " "}, "没有内容了"),
        ({"text-0": "长" * 1999}, "连起来超过 2,000 字"),
        ({f"act-{n}": "drop" for n in range(4)}, "一条也没有记"),
        ({"category-3": "no-such"}, "没有"),
        ({"id-3": "x"}, 'role="alert"'),
        ({"id": "x"}, 'role="alert"'),
    ):
        reply = desk.post(f"{PAGE}/file", data={**form, **change})
        assert (reply.status_code, words in reply.text) == (422, True), change
        assert Matter.select().count() == GroupPaste.select().count() == 0
    desk.post(f"{PAGE}/file", data={**form, "text-3": "井盖没了，打 13900139000"})
    assert "13900139000" not in store_words() and Matter.select().count() == 2


def test_a_place_that_several_are_called_is_chosen(as_: Any) -> None:
    desk = as_("city")
    form = look(desk)
    reply = desk.post(f"{PAGE}/file", data={**form, "act-0": "drop", "act-1": "drop", "where-3": "网格"})
    assert reply.status_code == 422 and "说的是哪一个" in reply.text
    code = re.search(r'name="area-3" value="([^"]+)"', reply.text)[1]  # type: ignore[index]
    done = desk.post(f"{PAGE}/file", data={**fields(reply.text), "area-3": code})
    assert done.status_code == 303 and Matter.get().area == code


def test_the_place_of_the_group_and_the_building_that_is_named_are_found(as_: Any) -> None:
    desk = as_("desk")
    form = look(desk, "王芳：1幢楼道灯不亮", where="临港社区")
    assert form["area-0"] == c.BUILDING, form
    form = look(desk, "1-301 王芳：楼道灯不亮\n", where="临港社区")
    assert form["area-0"] == c.BUILDING and "301" not in form["text-0"]


def test_the_reply_has_what_is_settled_and_nobodys_name(as_: Any, cast: Any) -> None:
    desk = as_("desk")
    where = desk.post(f"{PAGE}/file", data=look(desk)).headers["Location"]
    assert "还没有办好的" in desk.get(where).text
    lift, lid = Matter.select().order_by(Matter.number)
    ops.move(cast.worker, lift, "take")
    ops.move(cast.worker, lift, "resolve", text="换了门机")
    ops.move(cast.head, lift, "confirm")
    ops.move(
        cast.desk, lift, "answer", text=f"{cast.worker.name} 30 日请人修好了，有事打 13900139000，找陈师傅"
    )
    text = desk.get(where).text
    words = re.search(r'id="words"[^>]*>([^<]*)<', text)[1]  # type: ignore[index]
    assert "30 日请人修好了" in words and "电梯" in words
    assert not [one for one in ("13900139000", cast.worker.name, "陈师傅", "1幢") if one in words]
    assert lid.number in text and "还在办" in text and "井盖" not in words
    assert lift.number not in words
    assert Entry.select().where(Entry.verb == "group_filed").count() == 1
    assert GroupRequest.select().count() == 2
