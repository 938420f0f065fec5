"""包联单位: who may name one, that its people get the report of that community, and nothing else of it."""

from __future__ import annotations

import io
import re

import pytest
from docx import Document

from app.areas.models import Post
from app.areas.patrons import naming
from app.areas.patrons.models import Patron
from app.core import clock
from app.insight import catch_up
from app.insight.reports import telling
from app.ledger.models import Entry
from app.notify.models import INBOX, Notice
from app.notify.pipeline import collect
from tests import cast as c
from tests.matters import ops

MONDAY = clock.parse("2026-11-16T09:00:00+08:00")


@pytest.fixture
def monday(cast):
    clock.freeze(MONDAY)
    collect.collect()
    return MONDAY


def name(reader, unit=c.ENFORCEMENT, area=c.COMMUNITY):
    return reader.post("/admin/patrons", data={"area": area, "unit": unit})


def end(reader, unit=c.ENFORCEMENT, area=c.COMMUNITY):
    return reader.post("/admin/patrons/end", data={"area": area, "unit": unit})


def told() -> list[tuple[str, str]]:
    rows = Notice.select().where(Notice.kind == "report_ready", Notice.channel == INBOX).order_by(Notice.id)
    return [(row.recipient, row.subject) for row in rows]


def test_only_the_communitys_administrator_names_who_looks_after_it(as_, cast, monday):
    for who in ("worker", "lead", "head", "desk", "dept", "outsider"):
        assert name(as_(who)).status_code in (403, 404), who
        assert as_(who).get(f"/admin/patrons?area={c.COMMUNITY}").status_code in (403, 404), who
    assert name(as_(None)).status_code in (302, 401)
    assert not Patron.select().exists()
    admin = as_("admin")
    for area in (c.GRID, "nowhere"):
        assert name(admin, area=area).status_code == 404, area
    assert name(admin, unit="none").status_code == 422
    assert not Patron.select().exists()


def test_without_an_area_the_administrator_chooses_among_those_administered_and_nobody_else_does(
    as_, cast, monday
):
    for who in ("worker", "lead", "head", "desk", "dept"):
        assert as_(who).get("/admin/patrons").status_code == 403, who
    assert as_(None).get("/admin/patrons").status_code in (302, 401)
    admin = as_("admin")
    name(admin)
    page = admin.get("/admin/patrons")
    assert page.status_code == 200 and f"area={c.COMMUNITY}" in page.text and "1 个单位" in page.text
    assert f"area={c.GRID}" not in page.text
    assert as_("outsider").get("/admin/patrons").status_code == 403


@pytest.mark.both
def test_it_is_named_once_and_ended_once_with_an_entry_of_each(as_, cast, monday):
    admin = as_("admin")
    for _ in range(2):
        assert name(admin).status_code == 303
    assert [unit.code for unit in naming.units_of(c.COMMUNITY)] == [c.ENFORCEMENT]
    page = admin.get(f"/admin/patrons?area={c.COMMUNITY}").text
    assert "不再包联" in page and page.count(f'value="{c.ENFORCEMENT}"') == 1
    for _ in range(2):
        assert end(admin).status_code == 303
    verbs = [
        entry.verb for entry in Entry.select().where(Entry.verb.startswith("patron_")).order_by(Entry.seq)
    ]
    assert verbs == ["patron_named", "patron_ended"] and not Patron.select().exists()


def test_its_people_read_the_report_of_that_community_and_nothing_else_of_it(as_, cast, monday):
    for _ in range(6):
        ops.report(cast.worker, text="张大爷家门口")
    few = ops.report(cast.worker, category="litter")
    catch_up.follow()
    dept = as_("dept")
    address = f"/figures/report?area={c.COMMUNITY}&of=2026-11-16"
    assert dept.get(address).status_code == 403 and "/figures/report" not in dept.get("/notices").text
    name(as_("admin"))
    reply = dept.get(address)
    assert reply.status_code == 200 and "收到 7 件" in reply.text
    assert 'href="/figures/received' not in reply.text and "/again?" not in reply.text
    assert "/desk/matters/" not in reply.text and "张大爷" not in reply.text and "1幢" not in reply.text
    assert "/figures/report" in dept.get("/notices").text  # the way there
    assert dept.get("/figures/report").status_code == 200
    brief = dept.get(f"/figures/report/brief?area={c.COMMUNITY}").text
    assert 'href="/figures/received' not in brief
    for suffix in ("docx", "xlsx"):
        file = dept.get(f"/figures/report/report.{suffix}?area={c.COMMUNITY}&of=2026-11-16")
        assert file.status_code == 200
    cells = [
        cell.text
        for table in Document(
            io.BytesIO(dept.get(address.replace("report?", "report/report.docx?")).data)
        ).tables
        for row in table.rows
        for cell in row.cells
    ]
    assert few.number in cells and not any(person.name in cells for person in cast.people.values())
    for other in (
        f"/figures?area={c.COMMUNITY}", f"/figures/received?area={c.COMMUNITY}", f"/figures/report/again?what=back&area={c.COMMUNITY}",
        f"/figures/ledger/matters.csv?area={c.COMMUNITY}", f"/figures/forms?area={c.COMMUNITY}", f"/figures/report?area={c.GRID}",
        f"/figures/report?area={c.OTHER_COMMUNITY}", f"/figures/report?area={c.CITY}",
    ):  # fmt: skip
        assert dept.get(other).status_code in (403, 404), other
    assert as_("outsider").get(address).status_code == 404
    end(as_("admin"))
    assert dept.get(address).status_code == 403


@pytest.mark.both
def test_they_are_told_once_of_each_week_and_month_and_nobody_else(as_, cast, monday):
    name(as_("admin"))
    for _ in range(2):
        telling.tell()
        collect.collect()
    subjects = {subject for _, subject in told()}
    assert {who for who, _ in told()} == {cast.dept.id} and len(told()) == 2
    assert subjects == {f"report:{c.COMMUNITY}:week:2026-11-09", f"report:{c.COMMUNITY}:month:2026-10-01"}
    bundle = next(one for one in as_("dept").get("/api/v1/notices").json["notices"] if "报告" in one["what"])
    assert as_("dept").get(bundle["page"]).status_code == 200
    clock.freeze(MONDAY + 7 * clock.DAY)
    telling.tell()
    collect.collect()
    assert len(told()) == 3
    Post.update(ends="2026-11-24").where(Post.person == cast.dept.id).execute()
    clock.freeze(MONDAY + 15 * clock.DAY)
    telling.tell()
    collect.collect()
    assert len(told()) == 3


def test_whoever_reads_no_figures_finds_the_report_on_the_phone_while_the_unit_looks_after_it(
    as_, cast, monday
):
    def has_it(who: str) -> bool:
        return as_(who).get("/api/v1/me").json["patron"]

    assert not any(has_it(who) for who in ("dept", "worker", "desk", "outsider"))
    name(as_("admin"))
    assert has_it("dept") and not any(has_it(who) for who in ("worker", "desk", "outsider"))
    page = as_("dept").get("/").text
    line = re.search(r'<li data-part="patron" hidden><a class="item" href="([^"]+)"', page)
    assert line is not None and as_("dept").get(line[1]).status_code == 200
    end(as_("admin"))
    assert not has_it("dept")


def test_of_several_areas_each_is_reached_from_the_report_of_any(as_, cast, monday):
    name(as_("admin"))
    assert "哪里的报告" not in as_("dept").get("/figures/report").text
    Patron.insert_many([
        {**row, "area": c.OTHER_COMMUNITY} for row in Patron.select().where(Patron.area == c.COMMUNITY).dicts()
    ]).execute()  # fmt: skip
    page = as_("dept").get("/figures/report").text
    assert "哪里的报告" in page and page.count("area=" + c.OTHER_COMMUNITY) == 1
    other = as_("dept").get(f"/figures/report?area={c.OTHER_COMMUNITY}").text
    assert re.search(r'aria-current="true">东塘社区</a>', other)
    assert "哪里的报告" not in as_("desk").get("/figures/report").text
