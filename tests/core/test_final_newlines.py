"""An id, a digest, a code or a number matches as a whole: one line break at its end makes it another thing, and is refused."""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

import app as package
from app.core import keyset, patterns
from app.core.decode import Command
from tests import cast as c
from tests import house
from tests.evidence.pictures import picture, sha
from tests.sync.phone import Phone, new_id, said, visit

# what may hold line breaks, or is looked up, parsed or compared as it stands, each in its own file's words
SENTENCES = {
    "text",
    "resident_text",
    "reason",
    "name",
    "label",
    "what",
    "list",
    "value",
    "website",
    "remark",
    "questions",
    "people_a",
    "people_b",
    "people_c",
    "people_d",
}
SECRETS = {"password", "new", "old"}
EXACT = {"move", "type", "until", "token", "fingerprint", "end_left", "p256dh", "auth", "source"}
TRIMMED = {"end", "login", "number", "phone", "staff_no", "area", "role", "unit", "begins", "ends"}
OPAQUE = {"epoch", "lane", "report"}


def _commands(kind: type = Command) -> Iterator[type]:
    for below in kind.__subclasses__():
        yield below
        yield from _commands(below)


def _texts(kind: Any) -> Iterator[msgspec.inspect.StrType]:
    match kind:
        case msgspec.inspect.StrType():
            yield kind
        case msgspec.inspect.UnionType():
            for one in kind.types:
                yield from _texts(one)
        case msgspec.inspect.ListType():
            yield from _texts(kind.item_type)
        case msgspec.inspect.DictType():
            yield from _texts(kind.value_type)


def test_every_text_that_comes_in_is_free_words_or_has_a_pattern_of_the_whole():
    for found in pkgutil.walk_packages(package.__path__, "app."):
        if ".migrations" not in found.name:
            importlib.import_module(found.name)
    loose, strict = [], set()
    for command in set(_commands()):
        if (
            not command.__module__.startswith("app.")
            or command.__module__ == "app.notify.channels.chat_services"
        ):
            continue  # an operator's own file
        for field in msgspec.inspect.type_info(command).fields:
            for text in _texts(field.type):
                if text.pattern is None:
                    if field.encode_name not in SENTENCES | SECRETS | EXACT | TRIMMED | OPAQUE:
                        loose.append(f"{command.__module__}.{command.__name__}.{field.encode_name}")
                else:
                    strict.add(text.pattern)
    assert loose == [], "give it patterns.whole(…), patterns.ONE_LINE, or name it above"
    assert len(strict) >= 6 and all(one.startswith("^(?:") and one.endswith(r")$(?!\n)") for one in strict)


def test_the_house_refuses_a_pattern_that_a_final_newline_slips_past(tmp_path):
    bad = [
        're.compile("^[a-z]$")',
        're.match(f"{x}$", y)',
        're.sub(r"(?:a|b$)", "", y)',
        'msgspec.Meta(pattern="^[0-9]$")',
    ]
    good = [
        r're.compile(r"\$[$]")',
        're.fullmatch("[a-z]", y)',
        'msgspec.Meta(pattern=whole("[0-9]"))',
        r're.sub(r"a\Z", "", y)',
    ]
    assert all(len(house.loose_patterns(tmp_path, ast.parse(one))) == 1 for one in bad)
    assert not any(house.loose_patterns(tmp_path, ast.parse(one)) for one in good)


def test_the_pattern_reads_the_same_in_python_and_as_ecma_262():
    made = re.compile(patterns.whole("[0-9]{2}|x"))
    assert all(made.search(one) for one in ("12", "x"))
    assert not any(made.search(one) for one in ("12\n", "x\n", "\nx", "1x", "12 ", "x\n\n"))


OP_FIELDS = ["id", "person", "deps", "photos", "supersedes", "at", "type"]


@pytest.mark.parametrize("field", OP_FIELDS)
def test_an_op_with_a_line_break_after_an_id_a_digest_or_a_time_is_refused(field, as_, cast):
    phone = Phone(as_, cast)
    op = phone.op()
    whole = {"deps": [new_id()], "photos": ["a" * 64], "supersedes": new_id()}.get(field) or op[field]
    op[field] = [whole[0] + "\n"] if isinstance(whole, list) else whole + "\n"
    result = phone.send(op)[0]
    assert result["status"] == "rejected"
    if field == "id":
        assert result["id"] is None and result["index"] == 0
    if field not in ("type", "person"):
        assert field in result["problem"]["errors"][0]["field"]


BODIES: list[tuple[str, str, dict[str, Any]]] = [
    ("patrol.start", "patrol", {"patrol": new_id()}),
    ("patrol.start", "area", {"patrol": new_id(), "area": c.GRID}),
    ("patrol.mark", "patrol", {"patrol": new_id(), "area": c.BUILDING, "how": "near"}),
    ("patrol.mark", "area", {"patrol": new_id(), "area": c.BUILDING, "how": "near"}),
    ("patrol.finish", "patrol", {"patrol": new_id()}),
    ("visit.record", "visit", visit()),
    ("visit.record", "area", visit()),
    ("visit.record", "household", visit(household="302")),
    ("visit.record", "started", visit()),
    ("visit.plan", "on", {"plan": new_id(), "area": c.BUILDING, "purpose": "看望", "on": "2026-11-29"}),
    ("visit.unplan", "plan", {"plan": new_id()}),
    ("errand.take", "errand", {"errand": new_id(), "area": c.BUILDING, "what": "代交材料"}),
    ("errand.step", "errand", {"errand": new_id(), "step": "done"}),
    ("matter.report", "matter", {"matter": new_id(), "text": "灯不亮"}),
    ("matter.report", "category", {"matter": new_id(), "category": "other", "text": "灯不亮"}),
    ("matter.report", "area", {"matter": new_id(), "area": c.GRID, "text": "灯不亮"}),
    ("matter.report", "about", {"matter": new_id(), "about": new_id(), "text": "灯不亮"}),
    ("matter.move", "matter", {"matter": new_id(), "move": "note", "text": "x"}),
    ("matter.move", "to", {"matter": new_id(), "move": "whistle", "to": [f"unit:{c.ENFORCEMENT}"]}),
    ("matter.move", "category", {"matter": new_id(), "move": "amend", "category": "other"}),
    ("matter.move", "area", {"matter": new_id(), "move": "amend", "area": c.GRID}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "field", "body"), BODIES, ids=[f"{kind} {field}" for kind, field, _ in BODIES]
)
def test_a_body_with_a_line_break_after_an_id_or_a_code_is_refused_by_name(kind, field, body, as_, cast):
    phone = Phone(as_, cast)
    value = body[field]
    broken = {**body, field: [value[0] + "\n"] if isinstance(value, list) else value + "\n"}
    result = phone.send(phone.op(kind, broken))[0]
    assert said(result) == "rejected bad-value"
    assert result["problem"]["errors"][0]["field"].startswith(f"body.{field}")


def test_an_envelope_with_a_line_break_after_its_phone_or_its_time_is_refused(as_, cast):
    phone = Phone(as_, cast)
    for key, value in (("device", phone.device), ("sent_at", phone.envelope([])["sent_at"])):
        answer = phone.post([], **{key: value + "\n"})
        assert answer.status_code == 422 and answer.json["errors"][0]["field"] == key, key
    assert phone.post([], have=[new_id() + "\n"]).status_code == 422


def test_addresses_queries_and_cursors_with_a_line_break_find_nothing(as_, cast):
    desk, cursor = as_("desk"), new_id()
    for path, status in (
        (f"/api/v1/matters/{cursor}%0A", 404),
        (f"/api/v1/patrols/{cursor}%0A", 404),
        (f"/api/v1/photos/{'a' * 64}%0A", 404),
        (f"/api/v1/people/{cast.worker.id}%0A/day", 404),
        (f"/people/{cast.worker.id}%0A", 404),
        (f"/desk/matters/{cursor}%0A", 404),
        ("/quarantine/1%0A/release", 405),
        (f"/api/v1/matters?area={c.COMMUNITY}%0A", 422),
        ("/api/v1/matters?category=other%0A", 422),
        ("/api/v1/matters?state=new%0A", 422),
        ("/api/v1/matters?limit=10%0A", 422),
        ("/api/v1/matters?mine=1%0A", 422),
        (f"/api/v1/matters?cursor={keyset.format_cursor(1, cursor)}%0A", 422),
        ("/api/v1/changes?limit=10%0A", 422),
        (f"/api/v1/patrols?cursor=1.{cursor}%0A", 422),
        ("/api/v1/me/day?date=2026-11-22%0A", 422),
        ("/api/v1/requests/nearby?lat=27.58%0A&lon=120.55&category=other", 422),
    ):
        assert desk.get(path).status_code == status, path
    assert as_("lead").post("/quarantine/1%0A/release").status_code == 404


def test_a_photo_is_not_brought_under_a_name_that_ends_in_a_line_break(as_, cast):
    raw = picture()
    answer = as_("worker").put(f"/api/v1/photos/{sha(raw)}%0A", data=raw)
    assert answer.status_code in (404, 422)


@pytest.mark.parametrize("field", ["id", "nonce", "category", "area", "photos", "qr", "join"])
def test_a_residents_request_with_a_line_break_is_refused_as_json_and_as_a_form(field, as_, cast):
    stranger = as_(None)
    body = {
        "id": new_id(), "nonce": "n" * 20, "category": "other", "text": "灯不亮", "area": c.GRID,
        "photos": ["a" * 64], "qr": "abcdefg", "join": "x" * 40,
    }  # fmt: skip
    body = {key: value for key, value in body.items() if key not in ("qr", "join") or key == field}
    body[field] = [body[field][0] + "\n"] if field == "photos" else body[field] + "\n"
    answer = stranger.post("/api/v1/requests", data=json.dumps(body), content_type="application/json")
    assert answer.status_code == 422 and answer.json["errors"][0]["field"].startswith(field)
    if field != "photos":
        answer = stranger.post(
            "/api/v1/requests", data=body | {"photos": ""}, content_type="multipart/form-data"
        )
        assert answer.status_code == 422 and answer.json["errors"][0]["field"].startswith(field)


def test_a_lost_link_a_notice_and_a_phone_are_not_found_by_a_value_with_a_line_break(as_, cast):
    stranger, worker = as_(None), as_("worker")
    for body in ({"number": "261122-0042\n", "last4": "1234"}, {"number": "261122-0042", "last4": "123\n"}):
        assert stranger.post("/api/v1/requests/find", json=body).status_code == 422
    # a line break that was pasted along with a number is none of it: the form looks the number up, and finds nothing
    assert stranger.post("/find", data={"number": "261122-0042\n", "last4": "1234\n"}).status_code == 404
    assert stranger.post("/find", data={"number": "261122-0042", "last4": "123\n"}).status_code == 422
    assert worker.post("/api/v1/notices/read", json={"ids": ["1\n"]}).status_code == 422
    assert worker.post("/notices/read", data={"until": "1\n"}).status_code == 422
    device = {"id": cast.devices["worker"] + "\n", "label": ""}
    login = {"login": "worker", "password": c.PASSWORD, "device": device}
    assert stranger.post("/api/v1/session", json=login).status_code == 422
