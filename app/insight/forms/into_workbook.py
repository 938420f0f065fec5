"""Writes numbers into the cells of a workbook's own XML: every other part of the file stays byte for byte, and so all that is drawn.

A library that reads a workbook and writes it again leaves out what it does not know: text boxes, shapes, controls, settings
of printers.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lxml import etree

from app.insight.forms import blanks, cell_styles, formulas, remarks
from app.insight.forms.blanks import Fill, Remarks
from app.insight.forms.package import Parts

WORKBOOK = "xl/workbook.xml"
# what stands before `calcPr` in a workbook, and so where it goes
BEFORE_CALC = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames",
)  # fmt: skip


def filled(data: bytes, fills: Mapping[str, Fill], remarks_of: Remarks) -> bytes:
    """The workbook with these numbers; a cell whose number is not known is coloured and has a remark, and so has a formula that
    takes one in. Formulas are reckoned anew when it is opened.
    """
    parts = Parts(data)
    names, styles, units = list(_sheets(parts)), cell_styles.Styles(parts), blanks.units(data)
    remarks_at: dict[str, dict[str, str]] = {}
    of_all, unknown = remarks_of.of_all, []
    for key, fill in fills.items():
        sheet, row, column = map(int, key.split("."))
        name = names[sheet]
        cell = _cell(parts.tree(name), row + 1, column + 1)
        style = int(cell.get("s", "0"))
        if fill.number is None:
            cell.set("s", str(styles.coloured(style)))
            remarks_at.setdefault(name, {})[cell.get("r")] = remarks_of.reasons.get(
                fill.why, remarks_of.unknown
            )
            unknown.append((sheet, row, column))
            continue
        style, number = styles.in_format(style, fill, units.get(key, ""))
        cell.set("s", str(style))
        _write(cell, number)
        if of_all:
            remarks_at.setdefault(name, {})[cell.get("r")], of_all = of_all, ""
    for sheet, row, column in formulas.incomplete(data, unknown):
        cell = _cell(parts.tree(names[sheet]), row + 1, column + 1)
        cell.set("s", str(styles.coloured(int(cell.get("s", "0")))))
        remarks_at.setdefault(names[sheet], {})[cell.get("r")] = remarks_of.incomplete
    for name, by_cell in remarks_at.items():
        remarks.add(parts, name, by_cell)
    _reckon_anew(parts, {*remarks_at, *(names[int(key.split(".")[0])] for key in fills)})
    return parts.saved()


def _sheets(parts: Parts) -> Iterator[str]:
    """The parts of the sheets that have cells, in the workbook's order."""
    book = parts.seen(WORKBOOK)
    targets = {
        one.get("Id"): (posixpath.normpath(posixpath.join("/xl", one.get("Target")))[1:], one.get("Type"))
        for one in parts.seen("xl/_rels/workbook.xml.rels")
    }
    for sheet in book.iter("{*}sheet"):
        id = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        name, kind = targets.get(id, ("", ""))
        if kind.endswith("/worksheet"):
            yield name


def _cell(sheet: Any, row: int, column: int) -> Any:
    """The cell of the sheet, made where it is not there yet, with the style of its row or column."""
    line = _row(sheet, row)
    found, at = _find(line, "c", column, lambda one: _column(one.get("r", "")))
    if found is not None:
        found.set("r", f"{_letters(column)}{row}")
        return found
    made = etree.Element(_tag(sheet, "c"), {"r": f"{_letters(column)}{row}"})
    style = line.get("s") if line.get("customFormat") in ("1", "true") else _style_of_column(sheet, column)
    if style is not None:
        made.set("s", style)
    line.attrib.pop("spans", None)  # of the cells that it had
    line.insert(at, made)
    return made


def _row(sheet: Any, number: int) -> Any:
    rows = sheet.find(_tag(sheet, "sheetData"))
    found, at = _find(rows, "row", number, lambda one: int(one.get("r", "0")))
    if found is not None:
        found.set("r", str(number))
        return found
    made = etree.Element(_tag(sheet, "row"), {"r": str(number)})
    rows.insert(at, made)
    return made


def _find(among: Any, name: str, number: int, number_of: Callable[[Any], int]) -> tuple[Any, int]:
    """(the one of this number, or None; where it would come): one that does not say its number comes behind the one before it."""
    here, end = 0, 0
    for one in among.iterfind(_tag(among, name)):
        here = number_of(one) or here + 1
        if here == number:
            return one, end
        if here > number:
            break
        end = among.index(one) + 1
    return None, end


def _style_of_column(sheet: Any, column: int) -> str | None:
    for one in sheet.iterfind(f"{_tag(sheet, 'cols')}/{_tag(sheet, 'col')}"):
        if int(one.get("min")) <= column <= int(one.get("max")):
            return str(one.get("style")) if one.get("style") is not None else None
    return None


def _write(cell: Any, number: float | int) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    etree.SubElement(cell, _tag(cell, "v")).text = repr(number)


def _reckon_anew(parts: Parts, sheets: set[str]) -> None:
    """What a formula came to before is not shown, and the workbook reckons all of them when it is opened."""
    for name in sheets:
        sheet = parts.tree(name)
        for cell in sheet.iter(_tag(sheet, "c")):
            value = cell.find(_tag(sheet, "v"))
            if value is not None and cell.find(_tag(sheet, "f")) is not None:
                cell.remove(value)
    book = parts.tree(WORKBOOK)
    found = book.find(_tag(book, "calcPr"))
    if found is None:
        found = etree.Element(_tag(book, "calcPr"))
        before = [at for at, one in enumerate(book) if etree.QName(one).localname in BEFORE_CALC]
        book.insert(max(before) + 1, found)
    found.set("fullCalcOnLoad", "1")


def _tag(of: Any, name: str) -> str:
    """The name in the namespace of this part."""
    return f"{{{etree.QName(of).namespace}}}{name}"


def _letters(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))


def _column(place: str) -> int:
    """1 for "A7"; 0 where a cell does not say where it is."""
    from openpyxl.utils import column_index_from_string

    letters = place.rstrip("0123456789")
    return int(column_index_from_string(letters)) if letters else 0
