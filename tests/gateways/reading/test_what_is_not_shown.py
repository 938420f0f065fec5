"""By what a key is not shown it finds nothing: no caller's number, no figure that is veiled in words, no name of another system."""

from __future__ import annotations

from typing import Any

import pytest

from app.areas.models import Unit
from app.core import decode, ids
from app.gateways import intake, sources
from app.gateways.commands import IntakeBody, SourceBody
from app.gateways.models import Source
from app.matters.models import Matter
from tests import cast as c
from tests.gateways.reading.test_reading import given, read  # noqa: F401
from tests.matters import ops
from tests.requests import saying

pytestmark = pytest.mark.both
NUMBER, SAID = "13912345620", "13712345678"


def found(reply: Any) -> list[str]:
    """The numbers of the matters, and that nothing else tells that there are some."""
    assert reply.status_code == 200
    if not reply.json["matters"]:
        assert reply.json["cursor"] is None
    return [matter["number"] for matter in reply.json["matters"]]


def test_nobody_is_found_by_the_number_they_left(read: Any, cast: Any, as_: Any) -> None:  # noqa: F811
    for confidential in (True, False):
        saying.asked(
            qr=saying.poster(c.BUILDING),
            contact={"name": "陈阿姨", "phone": NUMBER},
            confidential=confidential,
        )
    assert len(as_("desk").get(f"/api/v1/matters?q={NUMBER}").json["matters"]) == 2  # a desk is rung up
    for code, role in (("a", "dispatcher"), ("b", "duty_desk")):
        secret = given(code, role=role)
        for words in (NUMBER, f"+86 {NUMBER}", f"电话：{NUMBER}", "139-1234-5620"):
            assert found(read(secret, f"matters?limit=1&q={words}")) == []


def test_not_even_the_last_four_figures_of_a_number_are_told(read: Any, cast: Any) -> None:  # noqa: F811
    saying.asked(qr=saying.poster(c.BUILDING), contact={"name": "陈阿姨", "phone": NUMBER})
    secret = given(role="duty_desk")
    assert "139****" in read(secret, "matters").text
    for path in ("matters", "matters?shape=row", "changes"):
        assert NUMBER[-4:] not in read(secret, path).text, path


def test_nothing_is_found_by_what_another_system_calls_it(read: Any, cast: Any, as_: Any) -> None:  # noqa: F811
    terms = {"code": "hotline", "name": "热线", "kind": "people", "area": c.COMMUNITY}
    sources.open_source(None, decode.convert(terms, SourceBody))
    said = {"id": ids.uuid7(), "external": SAID, "category": "noise", "text": "吵", "area": c.BUILDING}
    intake.take(Source.get_by_id("hotline"), decode.convert(said, IntakeBody))
    assert len(as_("desk").get(f"/api/v1/matters?q={SAID}").json["matters"]) == 1
    assert found(read(given(), f"matters?q={SAID}")) == []


def test_a_number_in_words_is_veiled_wherever_it_stands(read: Any, cast: Any) -> None:  # noqa: F811
    long = "很" * 112  # so that the end of a row cuts the number off
    matter, cut = (
        ops.report(cast.worker, text=f"请打我电话 {SAID}"),
        ops.report(cast.worker, text=long + SAID),
    )
    ops.move(
        cast.worker, Matter.get_by_id(matter.id), "note", text=f"他又说打{SAID[:3]}-{SAID[3:7]}-{SAID[7:]}"
    )
    saying.asked(qr=saying.poster(c.BUILDING), text=f"家里 0577-64212345 手机{SAID}")
    secret = given()
    paths = ("matters", "matters?shape=row", "changes", f"matters/{matter.id}", f"matters/{cut.id}")
    for path in paths:
        text = read(secret, path).text
        assert ("137****" in text and "137****5678" not in text) or path == "matters?shape=row"
        assert not any(part in text for part in ("3712", "1234", "64212")), path
    row = [one for one in read(secret, "matters?shape=row").json["matters"] if one["id"] == cut.id]
    assert row[0]["text"].startswith(long + "137****")


def test_by_the_veiled_part_nothing_is_found_and_by_the_rest_it_is(read: Any, cast: Any, as_: Any) -> None:  # noqa: F811
    matter = ops.report(cast.worker, text=f"请打我电话 {SAID} 找我")
    ops.report(cast.worker, text="门锁的密码不是1234")  # what is no telephone number is found
    person = as_("desk")
    for number, words in enumerate((SAID, "1371", "13712345", "3456", "2345678", "电话 3456")):
        assert matter.number in [
            one["number"] for one in person.get(f"/api/v1/matters?q={words}").json["matters"]
        ]
        assert found(read(given(f"key-{number}"), f"matters?limit=1&q={words}")) == [], words
    for number, words in enumerate(("137", "5678", "请打我电话", "找我 5678"), 10):
        assert found(read(given(f"key-{number}"), f"matters?q={words}")) == [matter.number], words
    assert len(found(read(given("last"), "matters?q=1234"))) == 1


def test_a_handlers_key_finds_nobody_by_name(read: Any, cast: Any) -> None:  # noqa: F811
    matter = ops.report(cast.worker, escalate=True)
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    name = cast.worker.name
    assert found(read(given("a", role="handler", unit=c.ENFORCEMENT), f"matters?q={name}")) == []
    assert found(read(given("b"), f"matters?q={name}")) == [matter.number]  # whoever may read the name


def test_no_offices_number_is_given(read: Any, cast: Any, as_: Any) -> None:  # noqa: F811
    Unit.update(phone="13800009999").where(Unit.code == c.PROPERTY).execute()
    units = {row["code"]: row["phone"] for row in read(given(), "units").json["units"]}
    assert units[c.PROPERTY] is None
