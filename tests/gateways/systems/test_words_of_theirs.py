"""A system without an interface of its own asks by its key, is handed a file, and hands matters over in its own words."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest

from app.core import decode
from app.gateways import sources
from app.gateways.commands import SourceBody
from app.gateways.models import Delivery
from app.gateways.systems import agreements, pulling
from app.gateways.systems.commands import SystemBody
from app.gateways.systems.maps import mapping
from app.gateways.systems.models import ForeignCase, System
from app.matters.models import Matter
from app.settings import ROOT
from tests import cast as c
from tests.board import done
from tests.evidence.pictures import picture
from tests.gateways.systems.conftest import MAP
from tests.matters import ops

pytestmark = pytest.mark.both


@pytest.fixture
def system(app: Any, cast: Any) -> tuple[str, str]:
    """(code, key) of a platform without an address that hands matters over too."""
    said = {"code": "hotline", "name": "市平台", "kind": "people", "area": c.COMMUNITY}
    sources.open_source(None, decode.convert(said, SourceBody))
    row, key = agreements.open_system(
        cast.admin, SystemBody(code="city", name="市平台", area=c.COMMUNITY, source="hotline")
    )
    agreements.set_map(cast.admin, row, mapping.parse(MAP))
    return row.code, key


@pytest.fixture
def call(app: Any, system: tuple[str, str]) -> Any:
    """Call a door of the system with its key."""
    headers = {"Authorization": f"Bearer {system[1]}"}
    return lambda method, path, **more: app.test_client().open(
        f"/api/v1/systems/city/{path}", method=method, headers=headers, **more
    )


def test_it_asks_for_what_changed_and_gets_each_once_in_order(call: Any, cast: Any) -> None:
    first, _ = ops.report(cast.worker, text="一"), ops.report(cast.outsider, area=c.OTHER_GRID, text="别处")
    second = ops.report(cast.worker, text="二")
    begun = call("GET", "matters?limit=1").json
    assert [one["wybh"] for one in begun["matters"]] == [first.number] and begun["more"] is True
    rest = call("GET", f"matters?since={begun['cursor']}").json
    assert [one["wybh"] for one in rest["matters"]] == [second.number] and rest["more"] is False
    assert call("GET", f"matters?since={rest['cursor']}").json["matters"] == []
    ops.move(cast.worker, Matter.get_by_id(first.id), "take")
    again = call("GET", f"matters?since={rest['cursor']}").json["matters"]
    assert [(one["wybh"], one["sjzt"]) for one in again] == [(first.number, "处置中")]
    for wrong in ("since=x", "since=-1", "limit=0", "limit=101"):
        assert call("GET", f"matters?{wrong}").status_code == 422


def test_a_small_place_is_not_sought_through_the_whole_city_at_once(
    call: Any, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulling, "LOOKED_AT_MOST", 2)
    for _ in range(5):
        ops.report(cast.outsider, area=c.OTHER_GRID)
    last = ops.report(cast.worker)
    cursor, numbers, pages, is_more = "", [], 0, True
    while is_more:
        answer = call("GET", f"matters?since={cursor}").json
        cursor, pages, is_more = answer["cursor"], pages + 1, answer["more"]
        numbers += [one["wybh"] for one in answer["matters"]]
    assert numbers == [last.number] and pages > 1


def test_it_hands_a_matter_over_in_its_words_once_however_often_it_sends(
    call: Any, cast: Any, as_: Any
) -> None:
    said = {
        "sjbh": "SJ7",
        "sjlx": "0502",
        "sjnr": "消防通道停满了车",
        "dz": {"qybm": c.BUILDING},
        "lxdh": "13800138010",
    }
    assert (
        call("POST", "matters?dry_run=1", json=said).json["would"] == "new" and Matter.select().count() == 0
    )
    first = call("POST", "matters", json=said)
    assert first.status_code == 201 and call("POST", "matters", json=said).json == first.json
    matter = Matter.get_by_id(first.json["matter"])
    assert (matter.category, matter.area, matter.text) == ("fire_lane", c.BUILDING, "消防通道停满了车")
    assert (Matter.select().count(), Delivery.select().count(), ForeignCase.get().number) == (1, 1, "SJ7")
    assert (
        call("POST", "matters", json={**said, "sjnr": "还是堵着"}).status_code == 200
    )  # filed with the open one
    told = call("GET", "matters").json["matters"]
    assert [(one["wybh"], one["sjbh"]) for one in told] == [(matter.number, "SJ7")]  # it knows its own again
    assert as_("desk").get(f"/desk/matters/{matter.id}").text.count("SJ7") == 1


def test_what_is_wrong_in_their_words_is_called_as_they_call_it(call: Any, cast: Any) -> None:
    good = {"sjbh": "SJ7", "sjlx": "0502", "sjnr": "堵", "dz": {"qybm": c.BUILDING}}
    for wrong, field in (
        ({"sjlx": "9999"}, "sjlx"), ({"dz": {"qybm": "nowhere"}}, "dz.qybm"), ({"sjbh": ""}, "sjbh"), ({"fssj": "昨天"}, "fssj"),
        ({"lxdh": "无"}, "lxdh"), ({"lat": "x", "lon": 1}, "lat"), ({"lat": 27.5}, "lon"),
    ):  # fmt: skip
        reply = call("POST", "matters", json={**good, **wrong})
        assert reply.status_code == 422 and reply.json["errors"][0]["field"] == field, wrong
    assert call("POST", "matters", json=[good]).status_code == 422
    assert call("POST", "matters", data=b"{", content_type="application/json").status_code == 400
    assert call("POST", "matters?dry_run=yes", json=good).status_code == 422
    System.update(source=None).execute()
    refused = call("POST", "matters", json=good)
    assert refused.status_code == 403 and refused.json["errors"][0]["field"] == "source"
    assert Matter.select().count() == 0


def test_matters_go_out_and_answers_come_back_as_files(call: Any, cast: Any, as_: Any) -> None:
    matter = ops.report(cast.worker, text="路灯不亮")
    admin = as_("admin")
    listed = json.loads(admin.get("/admin/systems/city/matters.json").data)
    assert [one["wybh"] for one in listed] == [matter.number]
    workbook = admin.get("/admin/systems/city/matters.xlsx")
    assert workbook.status_code == 200

    def take_back(data: bytes, name: str) -> Any:
        return admin.post("/admin/systems/city/answers/import", data={"file": (io.BytesIO(data), name)})

    said = [{"wybh": matter.number, "sjbh": "SJ9", "dqzt": "已受理"}, {"wybh": "991231-0001", "sjbh": "SJ10"}]
    reply = take_back(json.dumps(said).encode(), "answers.json")
    assert reply.status_code == 200 and f"{matter.number}: 记下了" in reply.text and "3: " in reply.text
    assert ForeignCase.get().number == "SJ9"
    csv = f"wybh,dqzt,hf\n{matter.number},处置中,已派人\n".encode()
    assert "记下了" in take_back(csv, "answers.csv").text and ForeignCase.get().words == "已派人"
    for broken in (b"{", b"[1]", b"\x89PNG"):
        assert take_back(broken, "x").status_code in (400, 422)


def test_the_documents_map_holds_and_its_answers_are_taken_as_they_stand(call: Any, cast: Any) -> None:
    text = (ROOT / "docs" / "platform.md").read_text(encoding="utf-8")
    example, _, answers = (part.split("```")[0] for part in text.split("```json\n")[-3:])
    agreements.set_map(cast.admin, System.get(), mapping.parse(json.loads(example)))
    matter = ops.report(cast.worker)
    filled = json.loads(answers.replace("261130-0001", matter.number))
    results = call("POST", "answers", json=filled).json["results"]
    assert [one["status"] for one in results] == ["taken", "taken"] and ForeignCase.get().state == "已办结"


def test_at_the_desk_a_matter_is_copied_in_the_order_of_their_form_and_by_nobody_elsewhere(
    system: Any, cast: Any, as_: Any
) -> None:
    photo = done.bring(as_, picture(), "worker")
    matter = ops.report(cast.worker, text="路灯不亮", category="street_lamp", photos=(photo,))
    path = f"/desk/matters/{matter.id}/as/city"
    assert path in as_("desk").get(f"/desk/matters/{matter.id}").text
    page = as_("desk").get(path)
    fields = re.findall(r'<label for="v-\d+">([^<]+)</label>\s*<input[^>]* value="([^"]*)"', page.text)
    assert [name for name, _ in fields] == [
        "wybh",
        "sjnr",
        "sjlx",
        "sjzt",
        "dz.qybm",
        "dz.qymc",
        "fssj",
        "ly",
    ]
    assert dict(fields)["sjnr"] == "路灯不亮" and dict(fields)["sjlx"] == "0301"
    assert f'href="/api/v1/photos/{photo}" download' in page.text and "sjnr：路灯不亮" in page.text
    for who, status in (("worker", 403), ("outsider", 403), ("dept", 404)):
        assert as_(who).get(path).status_code == status
    elsewhere = ops.report(cast.outsider, area=c.OTHER_GRID)
    assert as_("city").get(f"/desk/matters/{elsewhere.id}/as/city").status_code == 404  # not of this platform
    assert as_("desk").get(f"/desk/matters/{matter.id}/as/none").status_code == 404


def test_a_number_in_words_goes_out_veiled_whichever_way(call: Any, cast: Any, as_: Any) -> None:
    ops.report(cast.worker, text="请打我电话 13712345678")
    told = call("GET", "matters").json["matters"]
    assert [one["sjnr"] for one in told] == ["请打我电话 137****"]
    for path in ("matters.json", "matters.xlsx"):
        data = as_("admin").get(f"/admin/systems/city/{path}").data
        assert b"12345678" not in data
    kept = as_("admin").get("/admin/systems/city/map.json").data
    shown = (
        as_("admin")
        .post("/admin/systems/city/map/import", data={"file": (io.BytesIO(kept), "map.json")})
        .text
    )
    assert "137****" in shown and "5678" not in shown


def test_a_blank_name_and_an_address_with_a_password_are_refused_as_they_call_them(
    call: Any, cast: Any
) -> None:
    said = {"sjbh": "SJ1", "sjnr": "灯不亮", "foreign_url": "https://a:b@city.example/1"}
    reply = call("POST", "matters", json=said)
    assert (reply.status_code, reply.json["errors"][0]["field"]) == (422, "foreign_url")
    reply = call("POST", "matters", json={"sjbh": "  ", "sjnr": "灯不亮"})
    assert (reply.status_code, reply.json["errors"][0]["field"]) == (422, "sjbh")
    matter = ops.report(cast.worker)
    reply = call("POST", "answers", json={**said, "wybh": matter.number})
    assert (reply.status_code, reply.json["errors"][0]["field"]) == (422, "foreign_url")
    assert Matter.select().count() == 1
