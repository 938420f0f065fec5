"""A newer blank takes the place of one: what is not found in it is named, a wrong one harms nothing, and it is taken back once."""

from __future__ import annotations

import io
from urllib.parse import quote

import pytest
from openpyxl import Workbook, load_workbook

from app.core import clock
from app.insight import catch_up
from app.insight.forms.models import BlankForm
from app.ledger.models import Entry
from tests import cast as c
from tests.insight.forms.test_forms import brought, click, document, filled, happened, workbook
from tests.matters import ops

ROWS = (("收到", None), ("办结", None))
OTHER_WORDS = (("别的一行", None), ("又一行", None))


def renewed(reader, form, data, name="new.xlsx"):
    return reader.post(f"/figures/forms/{form}/renew", data={"file": (io.BytesIO(data), name)})


def cells(form):
    return BlankForm.get_by_id(form).cells


@pytest.fixture
def form(as_, cast, monday):
    desk = as_("desk")
    form = brought(desk, workbook(ROWS))
    click(desk, form, "0.1.1")
    click(desk, form, "0.2.1", figure="closed")
    return form


def test_an_outsider_takes_nothing_back_and_resumes_nothing(as_, form):
    desk, outsider = as_("desk"), as_("outsider")
    renewed(desk, form, workbook(OTHER_WORDS))
    assert outsider.post(f"/figures/forms/{form}/take-back").status_code == 404
    desk.post(f"/figures/forms/{form}/end")
    assert outsider.post(f"/figures/forms/{form}/resume").status_code == 404
    assert outsider.get(f"/figures/forms/{form}").status_code == 404
    assert BlankForm.get_by_id(form).ended is not None


def test_another_kind_of_file_is_refused_and_every_cell_stays(as_, form):
    desk, before = as_("desk"), cells(form)
    reply = renewed(desk, form, document(), "new.docx")
    assert reply.status_code == 422 and "要换上同一种文件" in reply.text
    assert cells(form) == before and BlankForm.get_by_id(form).kind == "xlsx"


@pytest.mark.both
def test_after_a_wrong_file_the_right_one_has_its_cells_again(as_, form):
    desk, before = as_("desk"), cells(form)
    renewed(desk, form, workbook(OTHER_WORDS))
    assert cells(form) == {}
    renewed(desk, form, workbook((("第三张", None),)))
    renewed(desk, form, workbook(ROWS))
    assert cells(form) == before


def test_two_wrong_files_with_a_cell_in_common_lose_nothing_either(as_, form):
    desk, before = as_("desk"), cells(form)
    renewed(desk, form, workbook((("收到", None), ("别的", None))))
    renewed(desk, form, workbook((("收到", None), ("又一行", None))))
    assert len(cells(form)) == 1
    renewed(desk, form, workbook(ROWS))
    assert cells(form) == before


@pytest.mark.both
def test_a_newer_blank_is_taken_back_once_with_its_cells(as_, form):
    desk, before = as_("desk"), cells(form)
    renewed(desk, form, workbook(OTHER_WORDS))
    for _ in range(2):
        assert desk.post(f"/figures/forms/{form}/take-back").status_code == 303
        assert cells(form) == before
    assert Entry.select().where(Entry.verb == "form_taken_back").count() == 1
    assert load_workbook(io.BytesIO(filled(desk, form))).active["A2"].value == "收到"


def test_what_fell_out_is_named_until_it_is_clicked_again(as_, form):
    desk = as_("desk")
    renewed(desk, form, workbook((("收到", None), ("改了字的办结", None))))
    page = desk.get(f"/figures/forms/{form}").text
    assert "月报 B3（办结 · 上报表）：办结" in page and "没对上" in page
    click(desk, form, "0.2.1", figure="closed")
    assert "没对上" not in desk.get(f"/figures/forms/{form}").text


def test_a_figure_that_stands_in_another_cell_too_is_named_where_it_fell_out(as_, cast, monday):
    desk = as_("desk")
    form = brought(desk, workbook(ROWS))
    for cell in ("0.1.1", "0.2.1"):
        click(desk, form, cell)
    renewed(desk, form, workbook((("收到", None), ("改了字的办结", None))))
    assert "月报 B3（办结 · 上报表）：收到" in desk.get(f"/figures/forms/{form}").text


def test_a_cell_beside_a_formula_whose_rows_moved_is_found_again(as_, cast, monday):
    desk = as_("desk")
    form = brought(desk, workbook((("收到", "=1+1", None, "件"), ("办结", "=B2*2", None, "件"))))
    click(desk, form, "0.1.2")
    click(desk, form, "0.2.2", figure="closed")
    renewed(
        desk,
        form,
        workbook(
            (("新的一行", "=0", None, "件"), ("收到", "=1+2", None, "件"), ("办结", "=B3*2", None, "件"))
        ),
    )
    assert {key: choice[0] for key, choice in cells(form).items()} == {"0.2.2": "received", "0.3.2": "closed"}


def test_a_cell_that_a_merged_one_covers_now_is_named(as_, form):
    book = load_workbook(io.BytesIO(workbook(ROWS)))
    book.active.merge_cells("A3:B3")
    out = io.BytesIO()
    book.save(out)
    desk = as_("desk")
    renewed(desk, form, out.getvalue())
    assert list(cells(form)) == ["0.1.1"]
    page = desk.get(f"/figures/forms/{form}").text
    assert "月报 B3" in page and 'colspan="2"' in page


def test_an_ended_form_says_so_and_is_used_again_with_its_cells(as_, form):
    desk, before = as_("desk"), cells(form)
    desk.post(f"/figures/forms/{form}/end")
    for reply in (desk.get(f"/figures/forms/{form}"), click(desk, form, "0.1.1")):
        assert reply.status_code == 410 and "收起来" in reply.text
    assert "月报表" in desk.get(f"/figures/forms?area={c.COMMUNITY}").text
    for _ in range(2):
        assert desk.post(f"/figures/forms/{form}/resume").status_code == 303
    assert cells(form) == before and Entry.select().where(Entry.verb == "form_resumed").count() == 1


def test_any_span_can_be_chosen_the_running_one_first_from_the_20th_on(as_, form):
    desk = as_("desk")
    page = desk.get(f"/figures/forms/{form}").text
    assert (
        page.index("<span>2026年10月<") < page.index("<span>2026年11月 （还没过完）<")
        and 'type="date"' in page
    )
    clock.freeze(clock.parse("2026-11-25T09:00:00+08:00"))
    page = desk.get(f"/figures/forms/{form}").text
    assert page.index("<span>2026年11月 （") < page.index("<span>2026年10月<") and "还没过完" in page


def test_the_workbook_of_a_running_month_says_how_far_it_counts(as_, cast, form):
    desk = as_("desk")
    for _ in range(5):
        ops.report(cast.worker)
    catch_up.follow()
    running = load_workbook(io.BytesIO(filled(desk, form, of="2026-11-16"))).active["B2"]
    assert running.value == 5 and "数到 2026-11-16" in running.comment.text
    clock.freeze(clock.parse("2026-12-03T09:00:00+08:00"))
    over = load_workbook(io.BytesIO(filled(desk, form, of="2026-11-16"))).active["B2"]
    assert over.value == 5 and over.comment is None


@pytest.mark.parametrize("path", ["/figures/forms/{form}/filled?kind=year", "/daily?last=never"])
def test_where_nothing_was_to_be_saved_no_page_says_that_it_was_not(as_, form, path):
    reply = as_("desk").get(path.format(form=form))
    assert reply.status_code == 422 and "没有保存" not in reply.text and "请改好再看" in reply.text


@pytest.mark.parametrize(
    ("query", "plain", "name"),
    [
        ("kind=month&of=2026-10-03", "gridwalk-form-2026-10.xlsx", "月报表-2026年10月.xlsx"),
        ("kind=quarter&of=2026-11-16", "gridwalk-form-2026-Q4.xlsx", "月报表-2026年第4季度（还没过完）.xlsx"),
        ("kind=week&of=2026-11-10", "gridwalk-form-2026-11-09-week.xlsx", "月报表-2026年11月9日到15日.xlsx"),
    ],
)
def test_its_name_tells_month_quarter_and_week_apart(as_, form, query, plain, name):
    header = as_("desk").get(f"/figures/forms/{form}/filled?{query}").headers["Content-Disposition"]
    assert header == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def test_a_cells_own_way_of_showing_numbers_stays(as_, cast, monday):
    happened(cast)
    book = load_workbook(io.BytesIO(workbook(ROWS)))
    book.active["B2"].number_format = '0.00"件"'
    out = io.BytesIO()
    book.save(out)
    desk = as_("desk")
    form = brought(desk, out.getvalue())
    click(desk, form, "0.1.1")
    click(desk, form, "0.2.1", figure="closed")
    sheet = load_workbook(io.BytesIO(filled(desk, form))).active
    assert (sheet["B2"].number_format, sheet["B3"].number_format) == ('0.00"件"', "0")


def test_words_in_two_colours_stay_so(as_, cast, monday):
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    book = Workbook()
    book.active["A1"] = CellRichText("收到", TextBlock(InlineFont(color="FFFF0000"), "（必填）"))
    book.active["C9"] = "止"
    out = io.BytesIO()
    book.save(out)
    desk = as_("desk")
    form = brought(desk, out.getvalue())
    cell = load_workbook(io.BytesIO(filled(desk, form)), rich_text=True).active["A1"].value
    assert isinstance(cell, CellRichText) and cell[1].font.color.rgb == "FFFF0000"


def test_a_blank_that_is_longer_than_is_shown_says_so(as_, cast, monday):
    desk = as_("desk")
    page = desk.get(f"/figures/forms/{brought(desk, workbook((('收到', None),) * 90))}").text
    assert "这里只显示前 80 行" in page
