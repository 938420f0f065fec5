"""What comes again and what waits longest: told on the page with its lists, in files without what is below five, delicate or a person's."""

from __future__ import annotations

import io

import pytest
from docx import Document
from openpyxl import load_workbook

from app.core import clock
from app.insight import catch_up
from app.insight.recurring import rule
from app.insight.reports import again
from app.insight.reports.span import MONTH, containing
from app.matters.models import Matter
from app.people.models import Person
from tests import cast as c
from tests.board import done
from tests.insight import again_recomputed
from tests.insight.asked import MONDAY
from tests.insight.reports.test_reports import asked, cells_of, page, words_of
from tests.matters import ops

BACK, SAID, WAITS = "处理好以后又有的事", "不止一个人说、反复说的事", "到现在等得最久的"


def part(text: str, title: str) -> str:
    """The section under a heading."""
    return text.split(f"{title}</h2>")[1].split("</section>")[0]


def listed(reader, address: str) -> int:
    """How many matters the list at an address has."""
    reply = reader.get(address.replace("&amp;", "&"))
    assert reply.status_code == 200, reply.text[:300]
    return reply.text.count('<li class="item">')


def settled(cast, times: int, who: str = "worker", **more) -> list[Matter]:
    """One thing at one place, settled each time before it is found once more."""
    found = []
    for _ in range(times):
        found.append(ops.report(cast.people[who], settled={"text": "清了"}, **more))
        clock.freeze(clock.now() + clock.DAY // 2)
    return found


def test_a_stranger_an_outsider_and_whoever_reads_no_figures_get_no_list(as_, cast, monday):
    settled(cast, 2)
    catch_up.follow()
    address = f"/figures/report/again?what=back&area={c.COMMUNITY}"
    assert as_(None).get(address).status_code in (302, 401)
    assert as_("outsider").get(address).status_code == 404
    assert as_("head").get(address).status_code == as_("dept").get(address).status_code == 403
    for wrong in ("what=front", "what=", "what=back&cursor=x", "what=back&category=nothing"):
        assert as_("desk").get(f"/figures/report/again?area={c.COMMUNITY}&{wrong}").status_code == 422, wrong


@pytest.mark.both
def test_what_came_back_is_told_by_place_and_thing_and_each_number_opens_its_list(as_, cast, monday):
    settled(cast, 4)
    settled(cast, 2, "worker2", area=c.GRID2, category="litter")
    settled(cast, 3, category="dispute")  # told to nobody by its place
    again_open = ops.report(cast.worker, category="ebike_wire")
    ops.move(cast.desk, again_open, "void", reason="mistake")
    desk = as_("desk")
    section = part(page(desk), BACK)
    assert section.count("<tr>") == 3
    addresses = [one.split('"')[0] for one in section.split('class="num" href="')[1:]]
    assert [listed(desk, one) for one in addresses] == [4, 3, 1]
    assert again.counted("back", c.COMMUNITY, containing(MONTH, clock.today())) == {
        (c.BUILDING, "fire_lane"): 3,
        (c.GRID2, "litter"): 1,
    }


@pytest.mark.both
def test_what_more_than_one_said_is_told_once_for_each_matter(as_, cast, monday):
    first = done.asked("qr")
    clock.freeze(MONDAY + clock.DAY)
    done.asked("web")  # the same thing at the same place, a day later
    clock.freeze(MONDAY + 40 * clock.DAY)
    done.asked("qr")  # nobody had said it for a month
    catch_up.follow()
    counts = again.counted("repeated", c.COMMUNITY, containing(MONTH, clock.date_of(MONDAY)))
    assert counts == {(first.area, first.category): 1}
    december = again.counted("repeated", c.COMMUNITY, containing(MONTH, clock.today()))
    assert not december
    section = part(page(as_("desk")), SAID)
    assert section.count("<tr>") == 2


def test_a_file_names_no_place_below_five_and_nothing_is_left_by_subtraction(as_, cast, monday):
    settled(cast, 7)  # six came back to one building
    settled(cast, 4, area=c.BUILDING2)  # three, and
    settled(cast, 3, area=c.GRID)  # two in the same grid together are five
    settled(cast, 3, "worker2", area=c.GRID2)  # two: told nowhere
    desk = as_("desk")
    section = part(page(desk), BACK)
    assert section.count("<tr>") == 5  # on the page each
    book = load_workbook(io.BytesIO(asked(desk, "/report.xlsx").data))
    rows = list(book[BACK].iter_rows(values_only=True))[1:]
    assert sorted(int(row[2]) for row in rows) == [5, 6]
    assert sum("其他地方" in row[0] for row in rows) == 1
    document = Document(io.BytesIO(asked(desk, "/report.docx").data))
    cells = {tuple(cell.text for cell in line.cells) for table in document.tables for line in table.rows}
    assert {tuple(map(str, row)) for row in rows} <= cells


def test_where_no_place_is_told_alone_an_area_is_called_by_its_name(as_, cast, monday):
    settled(cast, 4, area=c.BUILDING)
    settled(cast, 4, area=c.BUILDING2)  # three each: told as their grid's six
    book = load_workbook(io.BytesIO(asked(as_("desk"), "/report.xlsx").data))
    (row,) = list(book[BACK].iter_rows(values_only=True))[1:]
    assert row[0] == "第1网格" and int(row[2]) == 6


def test_what_waits_longest_stands_first_and_opens_its_matter(as_, cast, monday):
    old = ops.report(cast.worker, text="张大爷13912345678家门口")
    clock.freeze(MONDAY + 3 * clock.DAY)
    newer = ops.report(cast.worker, category="litter")
    quarrel = ops.report(cast.worker, category="dispute")
    kept = ops.report(cast.worker, category="litter")
    Matter.update(confidential=True).where(Matter.id == kept.id).execute()
    ops.report(cast.outsider, area=c.OTHER_GRID)
    clock.freeze(MONDAY + 5 * clock.DAY)
    desk = as_("desk")
    section = part(page(desk), WAITS)
    assert section.index(old.number) < section.index(newer.number) < section.index(quarrel.number)
    assert f"/desk/matters/{old.id}?" in section and ">5</td>" in section
    assert desk.get(f"/desk/matters/{old.id}?view=found").status_code == 200
    assert "<a" not in part(page(as_("worker"), area=c.GRID), WAITS)
    for found in (words_of(asked(desk, "/report.docx")), cells_of(asked(desk, "/report.xlsx"))):
        assert old.number in found and newer.number in found
        assert quarrel.number not in found and kept.number not in found
        names = {person.name for person in Person.select()}
        assert not any("张大爷" in str(one) or "139" in str(one) or one in names for one in found)
        assert not any("幢" in str(one) for one in found)


def test_an_earlier_months_report_tells_what_it_received_and_is_open_still(as_, cast, monday):
    old = ops.report(cast.worker)
    clock.freeze(clock.parse("2026-12-02T09:00:00+08:00"))
    newer = ops.report(cast.worker)
    section = part(page(as_("desk")), WAITS)
    assert old.number in section and newer.number not in section


@pytest.mark.both
def test_what_comes_again_equals_its_recomputation(as_, cast, monday):
    settled(cast, 3)
    settled(cast, 2, area=c.BUILDING2, category="litter")
    for channel in ("qr", "staff", "web"):
        done.through(cast, done.asked(channel))
        clock.freeze(clock.now() + 9 * clock.DAY)
    back = done.asked("qr")
    done.through(cast, back)
    ops.move(cast.desk, back, "reopen", text="又来了")
    ops.move(cast.desk, done.asked("qr"), "merge", to=[f"matter:{back.id}"])
    catch_up.follow()
    for area in (c.COMMUNITY, c.CITY):
        for month in ("2026-11-30", "2026-12-31"):
            span = containing(MONTH, clock.date_of(clock.parse(f"{month}T09:00:00+08:00")))
            expected = again_recomputed.again(area, span.first.isoformat(), span.last.isoformat())
            assert tuple(again.counted(kind, area, span) for kind in rule.KINDS) == expected, (area, month)
