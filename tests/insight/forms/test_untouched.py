"""Whatever else is in a blank comes back as it was: text boxes, pictures, settings of printers, remarks, rules of colour, heads and feet."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from app.insight.forms import blanks, writing
from app.insight.forms.blanks import Fill, Remarks
from app.insight.forms.files import DOCX, XLSX
from tests.insight.forms.test_forms import brought, click, filled, happened

KNOWN, SHARE, UNKNOWN = Fill(7, "0", "7"), Fill(0.25, "0%", "25%"), Fill(None)
BOX = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    "<xdr:twoCellAnchor><xdr:from><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
    "<xdr:to><xdr:col>6</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>5</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
    '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="TextBox 1"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr><xdr:spPr/>'
    "<xdr:txBody><a:bodyPr/><a:p><a:r><a:t>填报说明：每月 25 日前</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATION = f'<Relationship Id="{{id}}" Type="{RELATIONS}/{{kind}}" Target="{{target}}"/>'


def blank() -> Workbook:
    book = Workbook()
    sheet = book.active
    for row in (("收到", None), ("办结", None), ("合计", "=B1+B2"), ("很远", None)):
        sheet.append(row)
    sheet["B1"].font = Font(bold=True, size=18)
    sheet["F9"] = "止"
    sheet.merge_cells("C1:D1")
    sheet.conditional_formatting.add(
        "B1:B2", CellIsRule("greaterThan", ["9"], fill=PatternFill(bgColor="FF0000"))
    )
    sheet.add_data_validation(DataValidation("whole", sqref="B1"))
    book.create_sheet("说明")["A1"] = "不动"
    return book


def bytes_of(book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def drawn(book=None) -> bytes:
    """The blank with a text box and a printer's settings, as a spreadsheet program leaves them."""
    parts = parts_of(bytes_of(book or blank()))
    sheet, rels = "xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels"
    known = parts.get(
        rels,
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>',
    )
    more = "".join([
        RELATION.format(id="rId91", kind="drawing", target="../drawings/drawing1.xml"),
        RELATION.format(id="rId92", kind="printerSettings", target="../printerSettings/printerSettings1.bin"),
    ])  # fmt: skip
    parts[rels] = known.replace(b"</Relationships>", more.encode() + b"</Relationships>")
    body = parts[sheet].replace(b"<pageMargins", b"<!-- kept --><pageMargins", 1)
    margins = re.search(rb"<pageMargins[^>]*/>", body)
    drawing = f'<pageSetup xmlns:r="{RELATIONS}" r:id="rId92"/><drawing xmlns:r="{RELATIONS}" r:id="rId91"/>'.encode()
    parts[sheet] = body[: margins.end()] + drawing + body[margins.end() :]
    parts["xl/drawings/drawing1.xml"] = BOX.encode()
    parts["xl/printerSettings/printerSettings1.bin"] = bytes(range(256))
    entry = '<Default Extension="bin" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"/><Override PartName="/xl/drawings/drawing1.xml" ContentType="application/vnd.openxmlformats-officedocument.drawing+xml"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", entry.encode())
    return zipped(parts)


FILLS = {"0.0.1": KNOWN, "0.1.1": UNKNOWN, "0.3.1": SHARE}
CHANGED = {
    "xl/worksheets/sheet1.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "[Content_Types].xml",
    "xl/worksheets/_rels/sheet1.xml.rels",
}


def test_a_text_box_and_all_else_of_a_workbook_is_byte_for_byte_as_it_was():
    before = drawn()
    after = parts_of(writing.filled(XLSX, before, FILLS, Remarks("请自己填", "不完整", "数到今天")))
    for name, data in parts_of(before).items():
        assert name in CHANGED or after[name] == data, name
    assert b"rId91" in after["xl/worksheets/sheet1.xml"] and b"rId92" in after["xl/worksheets/sheet1.xml"]
    assert b"drawing1.xml" in after["xl/worksheets/_rels/sheet1.xml.rels"]
    order = re.findall(
        rb"<(?:\w+:)?(pageSetup|drawing|legacyDrawing|conditionalFormatting|dataValidations)\b",
        after["xl/worksheets/sheet1.xml"],
    )
    assert order == [b"conditionalFormatting", b"dataValidations", b"pageSetup", b"drawing", b"legacyDrawing"]


def test_numbers_styles_and_remarks_are_there_and_formulas_are_reckoned_anew():
    data = writing.filled(XLSX, drawn(), FILLS, Remarks("请自己填", "不完整", "数到今天"))
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    assert (sheet["B1"].value, sheet["B1"].font.size, sheet["B1"].number_format) == (7, 18, "0")
    assert sheet["B1"].comment.text == "数到今天" and sheet["B2"].comment.text == "请自己填"
    assert sheet["B2"].value is None and sheet["B2"].fill.fgColor.rgb.endswith(blanks.NOT_KNOWN)
    assert (sheet["B4"].value, sheet["B4"].number_format) == (0.25, "0%")
    assert sheet["B3"].value == "=B1+B2" and sheet["F9"].value == "止"
    assert [str(one) for one in sheet.merged_cells.ranges] == ["C1:D1"]
    assert load_workbook(io.BytesIO(data)).calculation.fullCalcOnLoad


def test_remarks_that_were_there_stay_and_each_has_its_own_box():
    book = blank()
    for cell in ("A1", "B2"):
        book.active[cell].comment = Comment("街道的话", "街道")
    data = writing.filled(
        XLSX, drawn(book), {"0.0.1": UNKNOWN, "0.1.1": UNKNOWN}, Remarks("请自己填", "不完整")
    )
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    assert sheet["A1"].comment.text == "街道的话" and sheet["B1"].comment.text == "请自己填"
    assert sheet["B2"].comment.text == "街道的话\n请自己填" and sheet["B3"].comment.text == "不完整"
    (boxes,) = [part for name, part in parts_of(data).items() if "rawing" in name and b"ObjectType" in part]
    ids = re.findall(rb'id="(_x0000_s\d+)"', boxes)
    assert len(ids) == len(set(ids)) == 4


@pytest.mark.parametrize(
    "is_bare", [False, True], ids=["named cells", "cells that do not say where they are"]
)
def test_cells_and_rows_that_are_not_in_the_file_yet_come_where_they_belong(is_bare):
    parts = parts_of(bytes_of(blank()))
    sheet = "xl/worksheets/sheet1.xml"
    rows = b'<row r="2" spans="1:1" s="0"><c r="A2" t="inlineStr"><is><t>a</t></is></c><c r="D2" t="inlineStr"><is><t>d</t></is></c></row><row r="9"><c r="A9"/></row>'
    if is_bare:
        rows = b'<row/><row><c t="inlineStr"><is><t>a</t></is></c><c/><c/><c t="inlineStr"><is><t>d</t></is></c></row>'
    parts[sheet] = re.sub(
        rb"<sheetData>.*</sheetData>", b"<sheetData>" + rows + b"</sheetData>", parts[sheet]
    )
    fills = {key: Fill(number, "0", "") for number, key in enumerate(("0.0.0", "0.1.1", "0.1.5", "0.4.2"), 1)}
    data = writing.filled(XLSX, zipped(parts), fills, Remarks())
    read = load_workbook(io.BytesIO(data)).worksheets[0]
    assert [read[cell].value for cell in ("A1", "A2", "B2", "D2", "F2", "C5")] == [1, "a", 2, "d", 3, 4]
    body = parts_of(data)[sheet].decode()
    cells = re.findall(r'<c r="([A-Z]+)(\d+)"', body)
    assert cells == sorted(cells, key=lambda one: (int(one[1]), one[0])) and "spans" not in body


def test_a_sheet_that_is_not_filled_is_not_touched_and_the_second_one_can_be():
    before = bytes_of(blank())
    after = parts_of(writing.filled(XLSX, before, {"1.0.1": KNOWN}, Remarks()))
    assert after["xl/worksheets/sheet1.xml"] == parts_of(before)["xl/worksheets/sheet1.xml"]
    assert load_workbook(io.BytesIO(zipped(after)))["说明"]["B1"].value == 7


def test_the_page_fills_a_blank_with_a_text_box_and_announces_no_loss(as_, cast, monday):
    happened(cast)
    desk, before = as_("desk"), drawn()
    form = brought(desk, before)
    click(desk, form, "0.0.1")
    assert "文本框" not in desk.get(f"/figures/forms/{form}").text
    after = filled(desk, form)
    assert parts_of(after)["xl/drawings/drawing1.xml"] == BOX.encode()
    assert load_workbook(io.BytesIO(after)).active["B1"].value == 7


def boxed() -> bytes:
    """A document with a table in its text, in a text box (twice, as it is written for older programs), in its head and in a control."""
    made = Document()
    made.add_table(1, 2).cell(0, 0).text = "正文"
    head = made.sections[0].header
    head.add_table(1, 2, made.sections[0].page_width).cell(0, 0).text = "页眉"
    made.sections[0].footer.paragraphs[0].text = "第一联"
    table = "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid><w:tr><w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    content = f"<w:txbxContent>{table.format('框里')}<w:p/></w:txbxContent>"
    made.add_paragraph()._p.append(parse_xml(
        f'<w:r {nsdecls("w", "wp", "a")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><mc:AlternateContent>'
        f'<mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>{content}</wps:txbx></wps:wsp></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    ))  # fmt: skip
    made.element.body.insert(
        0, parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent>{table.format('控件')}</w:sdtContent></w:sdt>")
    )
    return bytes_of(made)


def test_tables_of_a_document_in_text_boxes_controls_and_heads_take_figures_too():
    data = boxed()
    sheets = blanks.sheets(DOCX, data)
    words = [sheet.rows[0][0].words for sheet in sheets]
    assert words == [
        "正文",
        "控件",
        "框里",
        "页眉",
    ]  # those of the text first, as forms that are kept have them
    fills = {f"{number}.0.1": Fill(number + 11, "0", str(number + 11)) for number in range(4)}
    after = parts_of(writing.filled(DOCX, data, fills, Remarks()))
    body = after["word/document.xml"].decode()
    assert [body.count(f">{number}<") for number in (11, 12, 13, 14)] == [1, 1, 2, 0]
    choice, fallback = body.split("Fallback>", 1)
    assert ">13<" in choice and ">13<" in fallback
    assert any(">14<" in part.decode(errors="ignore") for name, part in after.items() if "header" in name)
    assert Document(io.BytesIO(zipped(after))).sections[0].footer.paragraphs[0].text == "第一联"
