"""A map is data: it is imported and exported, refused with a sentence where it cannot be followed, and tried before it is used."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from app.core.problems.problem import Problem
from app.gateways.systems import agreements
from app.gateways.systems.commands import SystemBody
from app.gateways.systems.maps import files as map_files
from app.gateways.systems.maps import mapping
from app.gateways.systems.models import System
from app.ledger.models import Entry
from tests import cast as c
from tests.gateways.systems.conftest import MAP
from tests.matters import ops


@pytest.fixture
def admin(as_: Any, cast: Any) -> Any:
    """The city's administrator, with a system that has no map yet."""
    agreements.open_system(cast.admin, SystemBody(code="city", name="市平台", area=c.COMMUNITY))
    return as_("admin")


def upload(admin: Any, data: bytes, name: str = "map.json") -> Any:
    return admin.post("/admin/systems/city/map/import", data={"file": (io.BytesIO(data), name)})


def table(*rows: list[str]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in (["对方的字段", "我们的字段", "固定的值", "值的对照"], *rows):
        book.active.append(row)
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("fields", "field", "reason"),
    [
        ([{"theirs": "a", "ours": "no_such"}], "fields[0].ours", "no-such-field"),
        ([{"theirs": "a", "ours": "text", "fixed": "x"}], "fields[0]", "ours-or-fixed"),
        ([{"theirs": "a"}], "fields[0]", "ours-or-fixed"),
        (
            [{"theirs": "a", "ours": "text"}, {"theirs": "a", "ours": "number"}],
            "fields[1].theirs",
            "field-twice",
        ),
        (
            [{"theirs": "a", "ours": "text"}, {"theirs": "a.b", "ours": "number"}],
            "fields[1].theirs",
            "field-twice",
        ),
        ([{"theirs": "a b", "ours": "text"}], "fields[0].theirs", "bad-value"),
        ([{"theirs": "a", "fixed": "x", "values": {"x": "y"}}], "fields[0].values", "not-a-choice"),
        ([{"theirs": "a", "ours": "text", "colour": 1}], "fields[0].colour", "unknown"),
    ],
)
def test_a_map_that_cannot_be_followed_is_refused_at_its_entry(fields: Any, field: str, reason: str) -> None:
    with pytest.raises(Problem) as refused:
        mapping.parse({"fields": fields})
    assert refused.value.errors[0][:2] == (field, reason)


def test_a_field_that_does_not_exist_is_named_on_the_page_and_the_map_stays(admin: Any) -> None:
    for data in (b'[{"theirs":"a","ours":"no_such"}]', table(["a", "no_such", "", ""])):
        reply = upload(admin, data)
        assert reply.status_code == 422 and "没有叫“no_such”的字段" in reply.text
    for broken in (b"{", b"\x00\x01", b"PK\x03\x04xx", table(["a", "text", "", "closed:4"])):
        assert upload(admin, broken).status_code in (400, 422)
    assert (
        admin.post("/admin/systems/city/map", data={"map": '{"fields":[{"theirs":"a"}]}'}).status_code == 422
    )
    assert System.get().fields == []


def test_what_is_exported_is_imported_again_as_the_same(admin: Any, cast: Any) -> None:
    body = mapping.parse(MAP)
    for data in (map_files.as_json(body), map_files.as_table(body)):
        assert map_files.parse(data) == body
    agreements.set_map(cast.admin, System.get(), body)
    assert map_files.parse(admin.get("/admin/systems/city/map.json").data) == body
    assert map_files.parse(admin.get("/admin/systems/city/map.xlsx").data) == body


def test_an_empty_map_is_a_table_with_our_fields_to_fill_in(admin: Any) -> None:
    book = load_workbook(io.BytesIO(admin.get("/admin/systems/city/map.xlsx").data))
    assert [cell.value for cell in book.worksheets[0][1]] == [
        "对方的字段",
        "我们的字段",
        "固定的值",
        "值的对照",
    ]
    assert "foreign_number" in {row[1] for row in book.worksheets[1].iter_rows(values_only=True)}


def test_a_map_is_tried_on_ten_real_matters_before_it_holds(admin: Any, cast: Any) -> None:
    for number in range(11):
        ops.report(cast.worker, text=f"第 {number} 件", category="noise")
    ops.report(cast.outsider, area=c.OTHER_GRID, text="别处的事")
    reply = upload(admin, json.dumps(MAP).encode())
    assert reply.status_code == 200 and System.get().fields == []
    assert (
        reply.text.count("noise · 没有对照") == 10
        and "第 10 件" in reply.text
        and "第 0 件" not in reply.text
    )
    assert "别处的事" not in reply.text
    assert admin.post("/admin/systems/city/map", data={"map": json.dumps(MAP)}).status_code == 303
    assert System.get().fields == MAP["fields"] and System.get().answer == MAP["answer"]
    assert "mapped" in {entry.verb for entry in Entry.select().where(Entry.kind == "system")}


def test_what_was_said_in_confidence_goes_to_no_other_system(admin: Any, cast: Any) -> None:
    from tests.requests import saying

    saying.asked(qr=saying.poster(c.BUILDING), text="别说是我讲的", confidential=True)
    reply = upload(admin, json.dumps(MAP).encode())
    assert reply.status_code == 200 and "别说是我讲的" not in reply.text


def test_keys_are_shown_once_and_terms_changed_and_ended(admin: Any, as_: Any) -> None:
    form = {
        "code": "town",
        "name": "镇平台",
        "area": c.COMMUNITY,
        "address": "https://platform.example.org/case",
    }
    shown = admin.post("/admin/systems/new", data=form).text
    assert "whsec_" in shown and "whsec_" not in admin.get("/admin/systems/town").text
    assert admin.post("/admin/systems/new", data=form).status_code == 422
    inside = {**form, "address": "https://10.0.0.8/case"}
    reply = admin.post("/admin/systems/town", data=inside)
    assert reply.status_code == 422 and "公网" in reply.text and 'class="error"' in reply.text
    assert admin.post("/admin/systems/town", data={**form, "name": "新名字"}).status_code == 303
    assert admin.post("/admin/systems/town/key", data={"former": "nothing"}).status_code == 409
    assert admin.post("/admin/systems/town/end").status_code == 303
    assert admin.post("/admin/systems/town", data=form).status_code == 410
    for who in ("worker", "lead", "desk", "outsider"):
        assert as_(who).get("/admin/systems").status_code == 403
        assert as_(who).get("/admin/systems/town").status_code == 404
        assert as_(who).get("/admin/systems/town/map.json").status_code == 404
    verbs = [
        entry.verb
        for entry in Entry.select().where(Entry.kind == "system", Entry.subject == "town").order_by(Entry.seq)
    ]
    assert verbs == ["opened", "changed", "ended"]
