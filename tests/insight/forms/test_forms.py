"""A blank is clicked once and comes back filled each month; what is not known stays empty and is coloured; nothing else changes."""

from __future__ import annotations

import io

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from app.core import clock, ids
from app.insight import catch_up
from app.insight.forms import blanks
from app.insight.forms.models import BlankForm
from app.ledger.models import Entry
from tests import cast as c
from tests.board import done
from tests.matters import ops

NEXT = clock.parse("2026-12-25T09:00:00+08:00")


def workbook(rows=(("收到", None), ("办结", None), ("合计", "=B2+B3")), first="上报表") -> bytes:
    """A title over two columns, rows of words beside empty cells, a sum."""
    book = Workbook()
    sheet = book.active
    sheet.title = "月报"
    sheet["A1"] = first
    sheet["A1"].font = Font(bold=True, size=18)
    sheet.merge_cells("A1:B1")
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def document() -> bytes:
    made = Document()
    made.add_paragraph("某街道月报表")
    table = made.add_table(rows=3, cols=3)
    for at, words in enumerate(("项目", "本月", "上月")):
        table.cell(0, at).text = words
    table.cell(1, 0).text, table.cell(2, 0).text = "受理", "备注"
    table.cell(2, 1).merge(table.cell(2, 2))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def bring(reader, data, name="月报表", area=c.COMMUNITY, id=None):
    body = {"id": id or ids.uuid7(), "area": area, "name": name, "file": (io.BytesIO(data), "blank.xlsx")}
    return reader.post("/figures/forms", data=body)


def brought(reader, data) -> str:
    reply = bring(reader, data)
    assert reply.status_code == 303, reply.text
    return BlankForm.select().order_by(BlankForm.made.desc(), BlankForm.id.desc()).first().id


def click(reader, form, cell, figure="received", span="now", area=c.COMMUNITY):
    return reader.post(
        f"/figures/forms/{form}/cell", data={"cell": cell, "figure": figure, "span": span, "area": area}
    )


def filled(reader, form, of="2026-11-16", **query):
    catch_up.follow()
    reply = reader.get(f"/figures/forms/{form}/filled", query_string={"of": of, **query})
    assert reply.status_code == 200, reply.text
    return reply.data


def happened(cast, came=7):
    for _ in range(5):
        done.through(cast, done.asked("qr"))
    for _ in range(came - 5):
        ops.report(cast.worker)


def test_a_stranger_an_outsider_and_whoever_reads_no_figures_have_none(as_, cast, monday):
    form = brought(as_("desk"), workbook())
    for who, refused in (
        (None, (302, 401)),
        ("outsider", (404,)),
        ("head", (403, 404)),
        ("dept", (403, 404)),
    ):
        reader = as_(who)
        for path in (
            f"/figures/forms?area={c.COMMUNITY}",
            f"/figures/forms/{form}",
            f"/figures/forms/{form}/filled",
        ):
            assert reader.get(path).status_code in refused, (who, path)
        assert click(reader, form, "0.1.1").status_code in refused, who
        assert reader.post(f"/figures/forms/{form}/end").status_code in refused, who
    assert BlankForm.get_by_id(form).cells == {} and BlankForm.get_by_id(form).ended is None


@pytest.mark.parametrize(
    "data",
    [b"", b"no archive", b"PK\x03\x04 cut", workbook(rows=(("收到", 5),)), b"x" * 900_000],
    ids=["empty", "text", "cut", "full", "long"],
)
def test_what_is_no_blank_is_refused_with_a_sentence_and_nothing_is_kept(as_, cast, monday, data):
    reply = bring(as_("desk"), data)
    assert reply.status_code == 422 and 'class="error"' in reply.text
    assert BlankForm.select().count() == 0


def test_the_same_sending_twice_is_one_blank(as_, cast, monday):
    desk, id = as_("desk"), ids.uuid7()
    assert [bring(desk, workbook(), id=id).status_code for _ in range(2)] == [303, 303]
    assert BlankForm.select().count() == 1 and Entry.select().where(Entry.verb == "form_brought").count() == 1


@pytest.mark.parametrize(
    ("cell", "more"),
    [
        ("0.0.0", {}), ("0.0.1", {}), ("0.1.0", {}), ("0.3.1", {}), ("9.9.9", {}), ("", {}),
        ("0.1.1", {"figure": "fastest"}), ("0.1.1", {"span": "never"}), ("0.1.1", {"area": c.OTHER_COMMUNITY}),
    ],
)  # fmt: skip
def test_words_formulas_merged_cells_and_what_is_no_figure_take_nothing(as_, cast, monday, cell, more):
    desk = as_("desk")
    form = brought(desk, workbook())
    assert click(desk, form, cell, **more).status_code == 422
    assert BlankForm.get_by_id(form).cells == {}


@pytest.mark.both
def test_a_months_form_is_filled_and_the_next_months_too(as_, cast, monday):
    happened(cast)
    desk = as_("desk")
    form = brought(desk, workbook())
    assert click(desk, form, "0.1.1").status_code == 303
    assert click(desk, form, "0.2.1", figure="closed").status_code == 303
    sheet = load_workbook(io.BytesIO(filled(desk, form))).active
    assert (sheet["B2"].value, sheet["B3"].value, sheet["B4"].value) == (7, 5, "=B2+B3")
    assert (
        sheet["A1"].value == "上报表" and sheet["A1"].font.bold and "A1:B1" in str(sheet.merged_cells.ranges)
    )
    clock.freeze(NEXT)
    for _ in range(6):
        ops.report(cast.worker)
    sheet = load_workbook(io.BytesIO(filled(desk, form, of="2026-12-25"))).active
    assert (sheet["B2"].value, sheet["B3"].value) == (6, 0)
    assert BlankForm.get_by_id(form).data[:2] == b"PK"


def test_what_is_not_known_stays_empty_and_says_so(as_, cast, monday):
    for _ in range(4):
        ops.report(cast.worker)
    desk = as_("desk")
    form = brought(desk, workbook())
    click(desk, form, "0.1.1")
    click(desk, form, "0.2.1", figure="in_time")
    sheet = load_workbook(io.BytesIO(filled(desk, form))).active
    for cell in (sheet["B2"], sheet["B3"]):
        assert (
            cell.value is None
            and cell.fill.fgColor.rgb.endswith(blanks.NOT_KNOWN)
            and "请自己填" in cell.comment.text
        )
    assert "不满 5 件" in sheet["B2"].comment.text and "网格员" not in sheet["B2"].comment.text
    assert "这里不到五名网格员" in sheet["B3"].comment.text and "不满" not in sheet["B3"].comment.text


def test_of_none_and_of_a_few_nothing_else_is_said_and_of_days_before_the_first_that_nobody_wrote(
    as_, cast, monday
):
    desk = as_("desk")
    form = brought(desk, workbook())
    click(desk, form, "0.1.1", figure="reopened")
    click(desk, form, "0.2.1", span="before")
    reasons = []
    for _ in range(2):
        ops.report(cast.worker2, area=c.GRID2)
        sheet = load_workbook(io.BytesIO(filled(desk, form))).active
        reasons.append(sheet["B2"].comment.text)
        assert "还没有开始记" in sheet["B3"].comment.text
    assert reasons[0] == reasons[1]


def test_a_set_cell_takes_another_figure_that_is_chosen_and_is_left_empty_by_its_own(as_, cast, monday):
    desk = as_("desk")
    form = brought(desk, workbook())
    click(desk, form, "0.1.1")
    tap = {"clear": "0.1.1", "figure": "closed", "span": "now", "area": c.COMMUNITY}
    assert as_("outsider").post(f"/figures/forms/{form}/cell", data=tap).status_code == 404
    assert desk.post(f"/figures/forms/{form}/cell", data={**tap, "figure": "x"}).status_code == 422
    desk.post(f"/figures/forms/{form}/cell", data=tap)
    assert BlankForm.get_by_id(form).cells == {"0.1.1": ["closed", "now", c.COMMUNITY]}
    desk.post(f"/figures/forms/{form}/cell", data=tap)
    assert BlankForm.get_by_id(form).cells == {}


def test_a_blank_a_little_too_large_is_not_said_to_be_as_large_as_one_may_be(as_, cast, monday):
    reply = bring(as_("desk"), workbook() + b"0" * 1_000_001)
    assert reply.status_code == 422 and "1.1 MB" in reply.text


def test_blanks_in_the_running_text_are_counted_and_marked_and_keep_their_words(as_, cast, monday):
    happened(cast)
    made = Document(io.BytesIO(document()))
    made.add_paragraph("本月共受理____件，满意率______。")
    line = made.add_paragraph("办结")
    line.add_run("      ").underline = True
    made.sections[0].footer.paragraphs[0].text = "填表人：____"
    out = io.BytesIO()
    made.save(out)
    desk = as_("desk")
    form = brought(desk, out.getvalue())
    click(desk, form, "0.1.1")
    assert "正文里还有 4 处空白不会填" in desk.get(f"/figures/forms/{form}").text
    got = Document(io.BytesIO(filled(desk, form)))
    marked = [run.text for of in got.paragraphs for run in of.runs if run.font.highlight_color]
    assert (
        marked == ["本月共受理____件，满意率______。", "      "] and got.paragraphs[0].text == "某街道月报表"
    )
    plain = brought(desk, document())
    assert "正文里还有" not in desk.get(f"/figures/forms/{plain}").text


def test_a_word_form_is_filled_with_this_span_the_one_before_and_the_year(as_, cast, monday):
    happened(cast)
    clock.freeze(NEXT)
    for _ in range(6):
        ops.report(cast.worker)
    desk = as_("desk")
    form = brought(desk, document())
    click(desk, form, "0.1.1")
    click(desk, form, "0.1.2", span="before")
    click(desk, form, "0.2.1", span="year")
    assert click(desk, form, "0.2.2").status_code == 422  # covered by the merged one
    made = Document(io.BytesIO(filled(desk, form, of="2026-12-25")))
    assert [cell.text for cell in made.tables[0].rows[1].cells] == ["受理", "6", "7"]
    assert made.tables[0].cell(2, 1).text == "13" and made.paragraphs[0].text == "某街道月报表"


def test_a_cell_is_left_empty_again_and_clicking_twice_is_harmless(as_, cast, monday):
    desk = as_("desk")
    form = brought(desk, workbook())
    for _ in range(2):
        assert click(desk, form, "0.1.1").status_code == 303
    assert Entry.select().where(Entry.verb == "form_cells").count() == 1
    for _ in range(2):
        assert desk.post(f"/figures/forms/{form}/cell", data={"clear": "0.1.1"}).status_code == 303
    assert BlankForm.get_by_id(form).cells == {}


def test_a_newer_blank_keeps_what_stands_beside_the_same_words(as_, cast, monday):
    happened(cast)
    desk = as_("desk")
    form = brought(desk, workbook())
    click(desk, form, "0.1.1")
    click(desk, form, "0.2.1", figure="closed")
    moved = workbook(rows=(("新增一行", None), ("收到", None), ("改了字的办结", None)))
    reply = desk.post(f"/figures/forms/{form}/renew", data={"file": (io.BytesIO(moved), "new.xlsx")})
    assert reply.status_code == 303
    assert BlankForm.get_by_id(form).cells == {"0.2.1": ["received", "now", c.COMMUNITY]}
    assert load_workbook(io.BytesIO(filled(desk, form))).active["B3"].value == 7
    broken = desk.post(f"/figures/forms/{form}/renew", data={"file": (io.BytesIO(b"x"), "new.xlsx")})
    assert broken.status_code == 422 and load_workbook(io.BytesIO(filled(desk, form))).active["B3"].value == 7


def test_an_ended_form_is_gone_from_the_list_and_its_entry_stays(as_, cast, monday):
    desk = as_("desk")
    form = brought(desk, workbook())
    assert desk.post(f"/figures/forms/{form}/end").status_code == 303
    assert desk.get(f"/figures/forms/{form}").status_code == 410
    assert "月报表" not in desk.get(f"/figures/forms?area={c.COMMUNITY}").text.split("<details")[0]
    assert Entry.select().where(Entry.verb == "form_ended").count() == 1


def test_a_form_that_nobody_named_is_called_like_its_file(as_, cast, monday):
    assert bring(as_("desk"), workbook(), name="").status_code == 303
    assert [form.name for form in BlankForm.select(BlankForm.name)] == ["blank"]
