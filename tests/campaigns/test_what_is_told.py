"""What leaves a campaign's page: its files, the API, lists page by page; and how long what is said of a finding may be."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest

from app.areas.models import Post
from app.campaigns.questions import SIGNS_MOST
from app.core import decode
from app.gateways.reading import grants
from app.gateways.reading.commands import KeyBody
from app.matters.models import Matter
from app.people.models import Person
from app.places.models import Place
from app.sync.models import Quarantine
from tests import cast as c
from tests.campaigns.test_campaigns import opened, register, visit
from tests.sync.phone import new_id, said

__all__ = ["register"]


def firsts_of(as_: Any, path: str) -> set[Any]:
    """What stands in the first column of the file's first sheet, as the desk gets it."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(as_("desk").get(path).data))
    return {row[0].value for row in book.worksheets[0].iter_rows()}


def test_a_line_of_the_file_never_tells_how_far_a_worker_is_and_a_part_of_one_is_no_file(
    register: Any, phones: Any, as_: Any
) -> None:
    """Fewer than five work in each of these grids and in all of them: the whole is told, and no part of it."""
    made = opened(register.desk)
    assert phones("worker").one(visit(phones("worker"), "S1", "mended", bad=["q1"])) == "applied"
    path = f"/duty/campaigns/{made.id}/report"
    firsts = firsts_of(as_, f"{path}.xlsx")
    assert "合计" in firsts and not {"第1网格", "第2网格"} & firsts
    assert "不到五个网格员的地方不单列" in as_("desk").get(path).text
    for who in ("worker", "lead", "worker2"):
        for suffix in ("docx", "xlsx"):
            assert as_(who).get(f"{path}.{suffix}").status_code == 403, who
        shown = as_(who).get(path).text
        assert "只看不导出" in shown and "report.xlsx" not in shown
    own = opened(register.lead, c.GRID, name="又一次")
    assert as_("lead").get(f"/duty/campaigns/{own.id}/report.xlsx").status_code == 200  # the whole of it
    for at in range(4):
        person = Person.create(id=new_id(), name=f"新人{at}", login=f"fresh{at}", password="x")
        Post.create(id=new_id(), person=person, area=c.GRID, role="grid_worker")
    assert "第1网格" not in firsts_of(as_, f"{path}.xlsx")  # the other grid would follow from it
    for at in range(4):
        Post.create(
            id=new_id(), person=Person.get(Person.login == f"fresh{at}"), area=c.GRID2, role="grid_worker"
        )
    assert {"第1网格", "第2网格"} <= firsts_of(as_, f"{path}.xlsx")


@pytest.mark.both
def test_other_systems_read_how_far_it_is_as_its_page_says(register: Any, phones: Any, as_: Any) -> None:
    made = opened(register.desk)
    assert phones("worker").one(visit(phones("worker"), "S1", "mended", bad=["q1"])) == "applied"
    path = f"/api/v1/campaigns/{made.id}"
    for who, status in (("outsider", 404), ("head", 403), ("dept", 403), (None, 401)):
        assert as_(who).get(path).status_code == status, who
    assert as_("outsider").get("/api/v1/campaigns").json == {"campaigns": []}
    assert as_("desk").get("/api/v1/campaigns/none").status_code in (404, 422)
    (one,) = as_("desk").get("/api/v1/campaigns").json["campaigns"]
    told = as_("desk").get(path).json
    assert one == {key: told[key] for key in one} and (one["name"], one["ended"]) == ("燃气安全", None)
    assert [told["total"][name] for name in ("places", "visited", "left", "mended", "matters")] == [
        3,
        1,
        2,
        1,
        0,
    ]
    assert [(line["name"], line["places"]) for line in told["progress"][1:]] == [
        ("第1网格", 2),
        ("第2网格", 1),
    ]
    own = as_("worker").get(path).json
    assert [line["area"] for line in own["progress"]] == [c.GRID] and own["total"]["places"] == 2


def test_a_list_behind_a_number_is_read_page_by_page(register: Any, as_: Any) -> None:
    for at in range(230):
        Place.create(code=f"P{at:03}", name=f"店{at}", kind="shop", area=c.BUILDING)
    made = opened(register.desk, c.GRID)
    address, seen, pages = f"/duty/campaigns/{made.id}/places?of=left", list[str](), 0
    while address:
        page = as_("desk").get(address).text
        assert re.search(r'id="count">(\d+)<', page)[1] == "232"  # type: ignore[index]
        seen += re.findall(r'name="place" value="([^"]+)"', page)
        pages += 1
        more = re.search(r'<a class="button" href="(/duty/campaigns/[^"]+after=[^"]+)"', page)
        address = more[1].replace("&amp;", "&") if more else ""
    assert pages == 3 and len(seen) == len(set(seen)) == 232


def test_what_is_said_of_a_finding_has_its_length_on_the_server_too_and_is_kept(register: Any, phones: Any, as_: Any) -> None:  # fmt: skip
    opened(register.desk)
    phone = phones("worker")
    long = visit(phone, "S1", "passed_on", bad=["q1"], text="长" * 501)
    (result,) = phone.send(long)
    assert said(result) == "rejected bad-value"
    assert result["problem"]["errors"] == [{"field": "body.text", "message": "太长了，最多 500 个字"}]
    assert Quarantine.get().raw["body"]["text"] == "长" * 501 and not Matter.select().exists()
    shorter = {**visit(phone, "S1", "passed_on", bad=["q1"], text="长" * 500), "supersedes": long["id"]}
    assert phone.one(shorter) == "applied" and Matter.get().text.endswith("长" * 500)
    assert Quarantine.get().settled is not None
    wrong = as_("desk").post("/duty/campaigns", data={"id": new_id(), "questions": "问" * (SIGNS_MOST + 1)})
    assert (
        wrong.status_code == 422
        and f"最多 {SIGNS_MOST} 个字" in wrong.text
        and "问" * (SIGNS_MOST + 1) in wrong.text
    )


def test_the_page_of_a_place_says_what_campaigns_found_there_to_whoever_reads_them(
    register: Any, phones: Any, as_: Any
) -> None:
    made = opened(register.desk)
    phone = phones("worker")
    assert "燃气安全" not in as_("desk").get("/desk/places/S1").text  # nobody was there yet
    assert phone.one(visit(phone, "S1", "mended", bad=["q1"])) == "applied"
    for who in ("desk", "worker", "lead"):
        page = as_(who).get("/desk/places/S1").text.partition('id="in-campaigns"')[2]
        assert f"/duty/campaigns/{made.id}" in page and "软管没有老化" in page and "当场改好" in page, who
        assert register.worker.name not in page
    assert "in-campaigns" not in as_("desk").get("/desk/places/S2").text
    assert as_("outsider").get("/desk/places/S1").status_code == 404


@pytest.mark.both
def test_another_system_reads_by_a_key_as_much_as_a_file_tells_and_how_far_a_worker_is_never(
    register: Any, phones: Any, as_: Any, app: Any
) -> None:
    made = opened(register.desk, name="找0577-64210001", asked="打0577-64210002\n软管好")
    wrong = visit(phones("worker"), "S1", "mended", bad=["q1"], chosen={})
    assert phones("worker").one(wrong) == "applied"

    def read(path: str, code: str = "", **terms: Any) -> Any:
        """The answer to a system with a key of these terms."""
        said = {"code": code or "city", "name": "市平台", "role": "dispatcher", "area": c.COMMUNITY, **terms}
        secret = grants.give(None, decode.convert(said, KeyBody))[1] if code else "x" * 43
        return app.test_client().get(
            f"/api/v1/campaigns{path}", headers={"Authorization": f"Bearer {secret}"}
        )

    assert read("").status_code == read(f"/{made.id}").status_code == 401
    assert read(f"/{made.id}", "far", area=c.OTHER_COMMUNITY).status_code == 404
    assert read("", "far2", area=c.OTHER_COMMUNITY).json == {"campaigns": []}
    for code, role in (("h", "building_head"), ("l", "grid_lead")):
        assert read(f"/{made.id}", code, role=role, area=c.GRID).status_code == 403, role
    (listed,) = read("", "list").json["campaigns"]
    told = read(f"/{made.id}", "whole").json
    assert listed["id"] == made.id and "6421000" in as_("desk").get("/api/v1/campaigns").text
    assert "6421000" not in str(listed) + str(told) and "软管好" in str(listed)
    assert (told["total"]["places"], told["total"]["mended"]) == (3, 1)
    assert not {c.GRID, c.GRID2} & {line["area"] for line in told["progress"]}
    by_session = as_("desk").get(f"/api/v1/campaigns/{made.id}").json["progress"]
    assert {c.GRID, c.GRID2} <= {line["area"] for line in by_session}
