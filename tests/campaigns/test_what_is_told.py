"""What leaves a campaign's page: its files, the API, lists page by page; and how long what is said of a finding may be."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest

from app.areas.models import Area, Post
from app.campaigns import opening
from app.campaigns.changing import changes
from app.campaigns.models import Campaign
from app.campaigns.questions import SIGNS_MOST
from app.core import clock, decode
from app.gateways.reading import grants
from app.gateways.reading.commands import KeyBody
from app.matters.models import Matter
from app.people.models import Person
from app.places.models import Place
from app.sync.models import Quarantine
from tests import cast as c
from tests.campaigns.test_campaigns import crowd, day, opened, period_since_yesterday, register, visit
from tests.campaigns.test_joint_inspections import planned
from tests.sync.phone import new_id, said

__all__ = ["register"]


def firsts_of(as_: Any, path: str) -> set[Any]:
    """What stands in the first column of the file's first sheet, as the desk gets it."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(as_("desk").get(path).data))
    return {row[0].value for row in book.worksheets[0].iter_rows()}


def test_of_fewer_than_five_workers_there_is_no_file_whoever_asks_and_none_by_a_key(
    register: Any, phones: Any, as_: Any, app: Any
) -> None:
    made, own = opened(register.desk), opened(register.lead, c.GRID, name="又一次")
    assert phones("worker").one(visit(phones("worker"), "S1", "mended", bad=["q1"])) == "applied"
    for one in (made, own):
        path = f"/duty/campaigns/{one.id}/report"
        for who in ("desk", "city", "admin", "lead", "worker"):
            for suffix in ("docx", "xlsx"):
                assert as_(who).get(f"{path}.{suffix}").status_code == 403, who
            shown = as_(who).get(path).text
            assert "不到五个网格员，报告只看不导出" in shown and "report.xlsx" not in shown
        assert "请负责整个" not in as_("desk").get(path).text  # there is nobody to ask
        assert read_by_key(app, f"/{one.id}").status_code == 403
    assert "请负责整个" in as_("lead").get(f"/duty/campaigns/{made.id}/report").text
    assert as_("outsider").get(f"/duty/campaigns/{made.id}/report.docx").status_code == 404
    crowd(c.GRID2)  # a grid that was taken out, and in which nothing counts, makes no crowd
    changes.add(register.desk, own, [c.GRID2], "")
    assert as_("desk").get(f"/duty/campaigns/{own.id}/report.docx").status_code == 200
    changes.take_out(register.desk, Campaign.get_by_id(own.id), c.GRID2, None)
    assert as_("desk").get(f"/duty/campaigns/{own.id}/report.docx").status_code == 403


def test_a_line_of_the_file_never_tells_how_far_a_worker_is_and_a_part_of_one_is_no_file(
    register: Any, phones: Any, as_: Any
) -> None:
    """Where one works in the first grid and five in the second, the whole is told, and no part of it."""
    made = opened(register.desk)
    assert phones("worker").one(visit(phones("worker"), "S1", "mended", bad=["q1"])) == "applied"
    crowd(c.GRID2)
    path = f"/duty/campaigns/{made.id}/report"
    firsts = firsts_of(as_, f"{path}.xlsx")
    assert "合计" in firsts and not {"第1网格", "第2网格"} & firsts  # the one would follow from the other
    assert "不到五个网格员的地方不单列" in as_("desk").get(path).text
    for who in ("worker", "lead"):
        for suffix in ("docx", "xlsx"):
            assert as_(who).get(f"{path}.{suffix}").status_code == 403, who
        shown = as_(who).get(path).text
        assert "只看不导出" in shown and "report.xlsx" not in shown
    crowd(c.GRID)
    assert {"第1网格", "第2网格"} <= firsts_of(as_, f"{path}.xlsx")


@pytest.mark.both
def test_page_and_file_of_what_still_runs_say_as_of_when_that_it_is_not_over_and_where(
    register: Any, as_: Any
) -> None:
    from docx import Document

    crowd(c.GRID)
    made, period = opened(register.desk), period_since_yesterday(register.desk, c.GRID, name="高考")
    joint = planned(as_)

    def told(one: Campaign) -> list[str]:
        """The heading and the sentences of the Word document, which the page has, too."""
        path = f"/duty/campaigns/{one.id}/report"
        found = [each.text for each in Document(io.BytesIO(as_("desk").get(f"{path}.docx").data)).paragraphs]
        page = as_("desk").get(path).text
        assert all(sentence in page for sentence in found[:2]), found
        return found

    area = Area.get_by_id(c.COMMUNITY).name
    heading, first, *more = told(made)
    assert heading == f"燃气安全 专项整治情况（{area}）"
    assert first.startswith(
        f"燃气安全（{area}），{day(0)} 到 {day(7)}，截至 {clock.to_the_minute(clock.now())[:13]}"
    )
    assert "还没有结束，数字还会变。" in more
    heading, first, *more = told(period)
    assert "（第1网格）" in heading and "截至" in first
    assert "还没有结束，数字还会变；还没到的日子不算。" in more
    assert told(joint)[1].startswith(f"节前联合检查（第1网格），{day(0)}，截至")  # a day is a day
    opening.end(register.desk, made)
    heading, first, *more = told(made)
    assert "截至" not in first and f"{day(0)} 结束" in first and not any("数字还会变" in one for one in more)
    crowd(c.GRID2, c.OTHER_GRID)
    wide = opened(register.city, c.GRID2, c.OTHER_GRID, name="大排查")
    assert told_by_city(as_, wide) == f"大排查 专项整治情况（第2网格、{Area.get_by_id(c.OTHER_GRID).name}）"


def told_by_city(as_: Any, one: Campaign) -> str:
    """The heading of its Word document, as the city gets it."""
    from docx import Document

    made = as_("city").get(f"/duty/campaigns/{one.id}/report.docx")
    return Document(io.BytesIO(made.data)).paragraphs[0].text


def read_by_key(app: Any, path: str, **terms: Any) -> Any:
    """The answer to a system with a key of the community, or of these terms."""
    held = {"code": new_id()[-8:], "name": "市平台", "role": "dispatcher", "area": c.COMMUNITY, **terms}
    secret = grants.give(None, decode.convert(held, KeyBody))[1]
    return app.test_client().get(f"/api/v1/campaigns{path}", headers={"Authorization": f"Bearer {secret}"})


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
    crowd(c.GRID2)
    made = opened(register.desk, name="找0577-64210001", asked="打0577-64210002\n软管好")
    wrong = visit(phones("worker"), "S1", "mended", bad=["q1"], chosen={})
    assert phones("worker").one(wrong) == "applied"

    def read(path: str, code: str = "", **terms: Any) -> Any:
        """The answer to a system with a key of these terms; without a code to one with none."""
        if code:
            return read_by_key(app, path, code=code, **terms)
        return app.test_client().get(
            f"/api/v1/campaigns{path}", headers={"Authorization": f"Bearer {'x' * 43}"}
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


def test_whether_one_that_is_over_has_a_file_goes_by_who_worked_there_until_it_ended(
    register: Any, as_: Any
) -> None:
    few = opened(register.lead, c.GRID, name="又一次")
    crowd(c.GRID2)
    many = opened(register.desk)
    for campaign in (few, many):
        opening.end(register.desk, campaign)
    today = clock.today().isoformat()
    clock.freeze(clock.now() + 2 * clock.DAY)
    fresh = Person.select(Person.id).where(Person.login.startswith("fresh-"))
    Post.update(ends=today).where(Post.person.in_(fresh)).execute()  # they have left since
    crowd(c.GRID)
    Post.update(begins=clock.today().isoformat()).where(Post.person.in_(fresh), Post.area == c.GRID).execute()
    path = "/duty/campaigns/{}/report.docx".format
    assert as_("desk").get(path(many.id)).status_code == 200
    assert as_("desk").get(path(few.id)).status_code == 403
    assert as_("outsider").get(path(many.id)).status_code == 404
