"""A report says what the figures say, on the page and in both files; nothing below five is in it, and nothing of one person."""

from __future__ import annotations

import datetime as dt
import io
import re
from urllib.parse import quote

import pytest
from docx import Document
from lxml import etree
from openpyxl import load_workbook

from app.areas.imports.workbook import wide_as
from app.areas.models import Area
from app.core import clock, db
from app.insight import catch_up
from app.insight.reports import often
from app.insight.reports.span import MONTH, QUARTER, WEEK, containing
from app.matters.models import Category
from tests import cast as c
from tests.board import done
from tests.matters import ops

CHART = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}


def asked(reader, suffix="", **query):
    catch_up.follow()
    return reader.get(
        f"/figures/report{suffix}", query_string={"area": c.COMMUNITY, "of": "2026-11-16", **query}
    )


def page(reader, **query):
    reply = asked(reader, **query)
    assert reply.status_code == 200, reply.text[:500]
    return reply.text


def words_of(reply):
    """Every cell and paragraph of a Word document."""
    made = Document(io.BytesIO(reply.data))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return [*(paragraph.text for paragraph in made.paragraphs), *cells]


def cells_of(reply):
    return [
        cell.value
        for sheet in load_workbook(io.BytesIO(reply.data)).worksheets
        for row in sheet.rows
        for cell in row
    ]


def test_a_stranger_an_outsider_and_whoever_reads_no_figures_get_no_report(as_, cast, monday):
    for suffix in ("", "/chart.svg", "/report.docx", "/report.xlsx"):
        assert asked(as_(None), suffix).status_code in (302, 401), suffix
        assert asked(as_("outsider"), suffix).status_code == 404, suffix
        assert asked(as_("head"), suffix).status_code == 403, suffix
        assert asked(as_("dept"), suffix).status_code == 403, suffix


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "year"},
        {"of": "2026-11-31"},
        {"of": "2026-11-17"},
        {"of": "2020-01-01"},
        {"of": "0001-01-01"},
    ],
)
def test_what_cannot_be_reported_on_is_refused(as_, cast, monday, query):
    assert asked(as_("desk"), **query).status_code == 422


def test_weeks_months_and_quarters_begin_and_end_where_they_do():
    new_year = dt.date(2027, 1, 1)
    assert containing(WEEK, new_year).words("zh") == "2026年12月28日到2027年1月3日"
    assert containing(MONTH, new_year).before.words("zh") == "2026年12月"
    quarter = containing(QUARTER, dt.date(2026, 11, 16))
    assert containing(WEEK, new_year).words("en") == "28 Dec 2026 – 3 Jan 2027"
    assert [quarter.words("en"), quarter.short("en"), quarter.before.words("en")] == [
        "Q4 2026",
        "Q4 26",
        "Q3 2026",
    ]
    november = containing(MONTH, dt.date(2026, 11, 16))
    assert november.words_until(dt.date(2026, 11, 16), "en") == "November 2026 (up to 16 Nov)"
    assert november.words_until(dt.date(2026, 11, 16), "zh") == "2026年11月（到11月16日）"
    assert (quarter.first, quarter.last, quarter.words("zh")) == (
        dt.date(2026, 10, 1),
        dt.date(2026, 12, 31),
        "2026年第4季度",
    )
    assert [span.short("zh") for span in containing(MONTH, dt.date(2027, 2, 9)).up_to_here()] == [
        "9月",
        "10月",
        "11月",
        "12月",
        "1月",
        "2月",
    ]


@pytest.mark.both
def test_page_word_and_workbook_say_what_the_figures_say(as_, cast, monday, five):
    for _ in range(6):
        done.through(cast, done.asked("qr"))
    for _ in range(3):
        ops.report(cast.worker)
    desk = as_("desk")
    text = page(desk)
    figures = {
        one["name"]: one
        for one in desk.get(
            "/api/v1/figures", query_string={"area": c.COMMUNITY, "from": "2026-11-01", "to": "2026-11-30"}
        ).json["figures"]
    }
    assert (figures["received"]["value"], figures["closed"]["value"]) == (9, 6)
    day = clock.today().day  # the month is not over, and before it nothing was written down
    sentence = f"2026年11月（到11月{day}日），社区收到 9 件，办结 6 件。".replace(
        "社区", Area.get_by_id(c.COMMUNITY).name, 1
    )
    on_the_spot = f"{100 * figures['on_the_spot']['value']:.0f}%"
    assert sentence in text and on_the_spot in text
    document, book = words_of(asked(desk, "/report.docx")), cells_of(asked(desk, "/report.xlsx"))
    for found, nine, share in (
        (document, "9", on_the_spot),
        (book, 9, round(figures["on_the_spot"]["value"], 2)),
    ):
        assert sentence in found and nine in found
        assert share in found or share in [round(one, 2) for one in found if isinstance(one, float)]
    assert b"<svg" in asked(desk, "/chart.svg").data


def test_no_number_below_five_is_in_any_of_it(as_, cast, monday, five):
    for _ in range(4):
        ops.report(cast.worker)
    desk = as_("desk")
    assert "收到不满 5 件，办结 0 件" in page(desk)
    for found in (words_of(asked(desk, "/report.docx")), cells_of(asked(desk, "/report.xlsx"))):
        assert "—" in found and "4" not in found and 4 not in found


def test_how_one_person_works_is_in_no_report_not_even_in_that_of_the_own_grid(as_, cast, monday):
    for _ in range(6):
        done.through(cast, done.asked("qr"))
    lead = as_("lead")
    catch_up.follow()
    own = lead.get(
        "/api/v1/figures", query_string={"area": c.GRID, "from": "2026-11-01", "to": "2026-11-30"}
    ).json["figures"]
    assert (
        next(one for one in own if one["name"] == "on_the_spot")["value"] is not None
    )  # on the page of figures it is
    text = page(lead, area=c.GRID)
    row = text.split("就地解决（大事不出社区）</th>")[1].split("</tr>")[0]
    assert "收到 6 件" in text and "%" not in row and "<a" not in row
    table = Document(io.BytesIO(asked(lead, "/report.docx", area=c.GRID).data)).tables[0]
    cells = {line.cells[0].text: line.cells[1].text for line in table.rows}
    assert cells["就地解决（大事不出社区）"] == "—" and cells["收到"] == "6"


def test_what_came_often_in_one_place_stands_in_the_trees_order_with_its_list(as_, cast, monday):
    for _ in range(5):
        ops.report(cast.worker)
    for _ in range(7):
        ops.report(cast.worker2, area=c.GRID2)
    for _ in range(4):
        ops.report(cast.worker, category="litter")
    text = page(as_("desk"))
    table = text.split("同一个地方常有的事</h2>")[1].split("</table>")[0]
    assert table.index("第1网格") < table.index("第2网格") and table.count("<tr>") == 3
    assert f"area={c.GRID}" in table and "category=fire_lane" in table


def test_a_name_that_looks_like_a_formula_is_text(as_, cast, monday):
    Area.update(name="=1+1").where(Area.code == c.COMMUNITY).execute()
    db.Meta.write("rarely-version", "x")
    book = load_workbook(io.BytesIO(asked(as_("desk"), "/report.xlsx").data))
    assert all(cell.data_type != "f" for sheet in book.worksheets for row in sheet.rows for cell in row)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_rows_of_the_workbook_are_as_high_as_their_words(as_, cast, monday, language):
    """Not every program makes a height out by itself: long definitions would lie over each other."""
    address = f"/figures/report/report.xlsx?area={c.COMMUNITY}&of=2026-11-16"
    reply = as_("desk").get(address, headers={"Accept-Language": language})
    book = load_workbook(io.BytesIO(reply.data))
    for sheet in book.worksheets:
        merged = {box.min_row for box in sheet.merged_cells.ranges}
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.row not in merged and cell.value:
                    wide = sheet.column_dimensions[cell.column_letter].width
                    lines = wide_as(cell.value) / wide
                    assert sheet.row_dimensions[cell.row].height >= 15 * lines, (sheet.title, cell.coordinate)
    figures = book.worksheets[0]
    assert max(figures.row_dimensions[at].height or 0 for at in range(1, figures.max_row + 1)) > 30


def test_areas_put_elsewhere_and_days_without_anything(as_, cast, store):
    clock.freeze(clock.parse("2026-12-31T23:59:59+08:00"))
    for _ in range(5):
        ops.report(cast.worker)
    clock.freeze(clock.parse("2027-01-01T00:00:00+08:00"))
    for _ in range(6):
        ops.report(cast.worker)
    clock.freeze(clock.parse("2027-02-01T09:00:00+08:00"))
    desk = as_("desk")
    assert "收到 6 件，办结 0 件，上月是 5 件和 0 件" in page(desk, of="2027-01-05")
    assert "收到 0 件，办结 0 件，上月同期是 6 件和 0 件" in page(desk, of="2027-02-01")


def test_from_the_20th_on_a_report_begins_with_the_month_that_is_asked_for_by_the_25th(as_, cast, monday):
    for day, words in (
        ("11-19", "2026年10月"),
        ("11-20", "2026年11月（到11月20日）"),
        ("12-01", "2026年11月"),
    ):
        clock.freeze(clock.parse(f"2026-{day}T09:00:00+08:00"))
        assert f"{words} 网格工作月报" in as_("desk").get(f"/figures/report?area={c.COMMUNITY}").text, day


def test_a_files_tables_fit_the_paper(as_, cast, monday):
    for _ in range(6):
        ops.report(cast.worker)
    made = Document(io.BytesIO(asked(as_("desk"), "/report.docx").data))
    page = made.sections[0]
    room = page.page_width - page.left_margin - page.right_margin
    for table in made.tables:
        assert sum(column.width for column in table.columns) <= room
        assert "tblHeader" in table.rows[0]._tr.xml  # the heads come again on the next page
    book = load_workbook(io.BytesIO(asked(as_("desk"), "/report.xlsx").data))
    assert all(sheet.sheet_properties.pageSetUpPr.fitToPage for sheet in book.worksheets)


def test_before_the_first_thing_came_there_is_no_number_and_not_nought(as_, cast, monday, five):
    for _ in range(6):
        ops.report(cast.worker)
    desk = as_("desk")
    row = page(desk).split("收到</th>")[1].split("</tr>")[0]
    assert ">6<" in row and '<td class="num" data-head="前一段">—</td>' in row and "+6" not in row
    assert "上月是" not in page(desk)
    assert "不满 5 件" in page(desk, of="2026-10-05")  # a month of which nothing is known
    clock.freeze(clock.parse("2026-12-03T09:00:00+08:00"))
    assert "收到 0 件，办结 0 件。" in page(
        desk, of="2026-12-01"
    )  # of its first days nothing is known a month before
    clock.freeze(clock.parse("2026-12-17T09:00:00+08:00"))
    running = page(desk, of="2026-12-01")
    assert "收到 0 件，办结 0 件，上月同期是 6 件和 0 件" in running
    assert "前一段也只数同样的天数：2026年11月1日到17日" in running
    clock.freeze(clock.parse("2027-01-03T09:00:00+08:00"))
    over = page(desk, of="2026-12-01")
    assert "收到 0 件，办结 0 件，上月是 6 件和 0 件" in over and "同样的天数" not in over


def test_numbers_of_the_workbook_can_be_reckoned_with(as_, cast, monday, five):
    for _ in range(6):
        done.through(cast, done.asked("qr"))
    sheet = load_workbook(io.BytesIO(asked(as_("desk"), "/report.xlsx").data)).worksheets[0]
    cells = {row[0].value: row[1] for row in sheet.iter_rows(min_row=6)}
    assert cells["收到"].value == 6 and cells["收到"].number_format == "#,##0"
    share = cells["就地解决（大事不出社区）"]
    assert share.value == 1 and share.number_format == "0%"


def test_a_list_that_is_cut_has_the_most_and_says_how_many_more_there_are(as_, cast, monday, monkeypatch):
    monkeypatch.setattr(often, "MOST", 1)
    for _ in range(5):
        ops.report(cast.worker)
    for _ in range(7):
        ops.report(cast.worker2, area=c.GRID2)
    text = page(as_("desk"))
    section = text.split("同一个地方常有的事</h2>")[1].split("</section>")[0]
    assert "第2网格" in section and "第1网格" not in section and "还有 1 处没有列" in section
    assert "还有 1 处没有列" in "".join(words_of(asked(as_("desk"), "/report.docx")))
    assert any("还有 1 处没有列" in str(one) for one in cells_of(asked(as_("desk"), "/report.xlsx")))


def test_what_goes_out_names_no_delicate_thing_neither_in_its_sentences_nor_by_place(as_, cast, monday):
    for _ in range(8):
        ops.report(cast.worker, category="dispute", area=c.GRID)
    for _ in range(5):
        ops.report(cast.worker)
    desk, word = as_("desk"), Category.get_by_id("dispute").name
    text = page(desk)
    assert word in text.split("同一个地方常有的事</h2>")[1].split("</section>")[0]
    assert "说得多的是消防通道 5 件" in text
    for found in (words_of(asked(desk, "/report.docx")), cells_of(asked(desk, "/report.xlsx"))):
        assert word not in found


def test_a_file_is_called_like_its_report_also_where_a_month_and_a_quarter_begin_together(as_, cast, monday):
    names = [
        asked(as_("desk"), "/report.docx", kind=kind, of="2026-10-05").headers["Content-Disposition"]
        for kind in ("month", "quarter")
    ]
    assert quote("2026年10月") in names[0] and quote("第4季度") in names[1]
    assert len({name.split('"')[1] for name in names}) == 2


def chart_of(reply):
    """(the chart's XML as numbers by series, what a span is called): of a Word document's drawing."""
    made = Document(io.BytesIO(reply.data))
    (drawn,) = made.element.xpath("//w:drawing//*[local-name()='chart']/@r:id")
    chart = made.part.related_parts[drawn]
    tree = etree.fromstring(chart.blob)
    series = [
        {
            int(point.get("idx")): int(point.findtext("c:v", namespaces=CHART))
            for point in one.iterfind("c:val//c:pt", CHART)
        }
        for one in tree.iterfind(".//c:ser", CHART)
    ]
    words = [
        point.findtext("c:v", namespaces=CHART)
        for point in tree.find(".//c:ser/c:cat", CHART).iter(f"{{{CHART['c']}}}pt")
    ]
    (numbers,) = chart.rels.values()
    return series, words, [*load_workbook(io.BytesIO(numbers.target_part.blob)).active.values]


def test_the_chart_stands_in_the_word_document_with_its_numbers_and_none_below_five(as_, cast, monday, five):
    for _ in range(6):
        done.through(cast, done.asked("qr"))
    for _ in range(3):
        ops.report(cast.worker)
    clock.freeze(clock.parse("2026-12-03T09:00:00+08:00"))
    for _ in range(4):
        ops.report(cast.worker)
    series, words, rows = chart_of(asked(as_("desk"), "/report.docx", of="2026-12-01"))
    assert words == ["7月", "8月", "9月", "10月", "11月", "12月"]
    assert series == [{4: 9}, {4: 6, 5: 0}]  # of December four came: no bar
    assert rows[0] == ("哪段", "收到", "办结") and rows[5:] == [("11月", 9, 6), ("12月", None, 0)]


def test_a_document_without_any_number_still_has_its_chart(as_, cast, monday):
    assert chart_of(asked(as_("desk"), "/report.docx"))[0] == [{}, {}]


def test_an_english_report_has_no_chinese_but_names(as_, cast, monday, five):
    for _ in range(6):
        done.through(cast, done.asked("qr"))
    for _ in range(5):
        ops.report(cast.worker, category="litter")
    names = [name for (name,) in Area.select(Area.name).tuples()]
    desk = as_("desk")
    desk.set_cookie("lang", "en")
    document, book = asked(desk, "/report.docx"), asked(desk, "/report.xlsx")
    sheets = load_workbook(io.BytesIO(book.data)).sheetnames
    series_words = chart_of(document)[1:]
    brief = desk.get("/figures/report/brief", query_string={"area": c.COMMUNITY}).text
    said = [
        part.split("</textarea>")[0].split(">")[1]
        for part in (page(desk).split("<textarea")[1], brief.split("<textarea")[1])
    ]
    for words in [
        *words_of(document),
        *cells_of(book),
        *sheets,
        str(series_words),
        page(desk).split("<h1")[1].split("</h1>")[0],
        *said,
    ]:
        left = str(words)
        for name in sorted(names, key=len, reverse=True):
            left = left.replace(name, "")
        assert not re.search("[\u3000-\u9fff\uff00-\uffef]", left), words
    assert any("received 11 matters and closed 6 matters" in words for words in words_of(document))
