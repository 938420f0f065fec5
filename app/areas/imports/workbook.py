"""Opens workbooks (XLSX, and XLS of before 2007) within limits, fills merged cells, and writes templates.

The libraries that read and write them are loaded for the first workbook: most processes never see one.
"""

from __future__ import annotations

import datetime as dt
import io
import itertools
import re
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.problems.problem import Problem

UNPACKED_MOST = 200_000_000  # bytes of all parts together: what 50,000 rows of names need many times over
PARTS_MOST = 2_000
SHEETS_MOST = 20
MERGES_MOST = 60_000
COLUMNS_MARKED = 200  # as many as are read
NOTES = "说明 Notes"  # the sheet of examples that a template carries
PIECE = 64_000  # bytes of a workbook that is sent while it is read
SHEET_ROWS_MOST = 1_048_576  # that a program shows of a sheet
COLUMN_WIDTH = 22  # characters
MEASURED = 200  # rows, for the widths of the columns of a workbook that is sent while it is read
WIDE_MOST, MOMENT_WIDE = 60, 16  # characters
DAY_FORMAT, MOMENT_FORMAT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
HEADER_COLOUR = "E4EFEA"
MAKER = "巡格"  # in the properties of a file that we make
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
NO_RESULT = "#NO-RESULT!"  # stands in a cell whose formula a program wrote without computing it
_NO_RESULT = re.compile(  # a cell with a formula, and no value or an empty one
    rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)'
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)

Value = str | int | dt.date | dt.datetime
Box = tuple[int, int, int, int]  # first column, first row, last column, last row; from 1


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook and its rows of values. `state`: "visible", "hidden", or "beyond" the sheets that are read."""

    title: str
    state: str = "visible"
    rows: Iterator[list[Any]] = field(default_factory=lambda: iter(()))


def sheets(data: bytes, columns_most: int) -> Iterator[Sheet]:
    """The sheets of an XLSX file; Problem unreadable-table for bombs and broken files."""
    from openpyxl import load_workbook

    try:
        check_archive(data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for number, sheet in enumerate(book.worksheets):
            state = _state(number, sheet.sheet_state == "visible")
            yield Sheet(sheet.title, state, _rows(data, sheet, columns_most))
    except Problem:
        raise
    except Exception as error:  # openpyxl lets through whatever its parsers meet in a broken file
        raise Problem("unreadable-table", ("file", "not-a-table")) from error


def old_sheets(data: bytes, columns_most: int) -> Iterator[Sheet]:
    """The sheets of an XLS file; Problem unreadable-table for broken files."""
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    except Exception as error:  # as above: xlrd checks little before it computes
        raise Problem("unreadable-table", ("file", "old-spreadsheet")) from error
    for number, sheet in enumerate(book.sheets()):
        yield Sheet(sheet.name, _state(number, sheet.visibility == 0), _old_rows(book, sheet, columns_most))


def _state(number: int, is_visible: bool) -> str:
    return "hidden" if not is_visible else "visible" if number < SHEETS_MOST else "beyond"


def _old_rows(book: Any, sheet: Any, columns_most: int) -> Iterator[list[Any]]:
    merged = [(left + 1, top + 1, right, bottom) for top, bottom, left, right in sheet.merged_cells]
    rows = ([_old_value(book, cell) for cell in sheet.row(at)[:columns_most]] for at in range(sheet.nrows))
    return _unmerged(rows, merged, columns_most)


def _old_value(book: Any, cell: Any) -> Any:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate_as_datetime(cell.value, book.datemode)
        except (xlrd.xldate.XLDateError, OverflowError, ValueError):
            return cell.value
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#N/A")
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    return cell.value if cell.value != "" else None


def check_archive(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > PARTS_MOST or sum(part.file_size for part in parts) > UNPACKED_MOST:
            raise Problem("unreadable-table", ("file", "too-large-table"))
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as opened:
                    if _ENTITY.search(opened.read(4096)):
                        raise Problem("unreadable-table", ("file", "not-a-table"))


def _rows(data: bytes, sheet: Any, columns_most: int) -> Iterator[list[Any]]:
    """The sheet's rows, a merged value standing in every cell of its box."""
    sheet.reset_dimensions()
    rows = (list(cells) for cells in sheet.iter_rows(max_col=columns_most, values_only=True))
    return _unmerged(_marked(rows, data, sheet), lambda: _merged(data, sheet), columns_most)


def _marked(rows: Iterator[list[Any]], data: bytes, sheet: Any) -> Iterator[list[Any]]:
    """The rows with a mark where a formula stands without its result, which is not an empty cell."""
    missing: dict[int, list[int]] | None = None
    for number, row in enumerate(rows, start=1):
        if missing is None:
            missing = _without_result(data, sheet)
        for column in missing.get(number, ()):
            row.extend([None] * (column - len(row)))
            if row[column - 1] is None:
                row[column - 1] = NO_RESULT
        yield row


def _without_result(data: bytes, sheet: Any) -> dict[int, list[int]]:
    """Row → columns of formulas without a result, from 1; read by hand, since openpyxl gives values or formulas."""
    from openpyxl.utils.cell import range_boundaries

    cells: dict[int, list[int]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = _NO_RESULT.findall(archive.read(str(sheet._worksheet_path).lstrip("/")))
    for ref in found:
        column, row, _, _ = range_boundaries(ref.decode())
        if column <= COLUMNS_MARKED:
            cells.setdefault(row, []).append(column)
    return cells


def _unmerged(
    rows: Iterator[list[Any]], merged: list[Box] | Callable[[], list[Box]], columns_most: int
) -> Iterator[list[Any]]:
    try:
        boxes = sorted(merged() if callable(merged) else merged, key=lambda box: box[1])
        waiting, active = iter([*boxes, None]), dict[Box, Any]()
        upcoming = next(waiting)
        for number, row in enumerate(rows, start=1):
            active = {box: value for box, value in active.items() if box[3] >= number}
            while upcoming is not None and upcoming[1] <= number:
                active[upcoming] = row[upcoming[0] - 1] if upcoming[0] <= len(row) else None
                upcoming = next(waiting)
            if len(active) > columns_most:
                raise Problem("unreadable-table", ("file", "not-a-table"))
            yield _filled(row, active, columns_most)
    except Problem:
        raise
    except Exception as error:
        raise Problem("unreadable-table", ("file", "not-a-table")) from error


def _filled(row: list[Any], active: dict[Box, Any], columns_most: int) -> list[Any]:
    for (first, _, last, _), value in active.items():
        last = min(last, columns_most)
        row.extend([None] * (last - len(row)))
        for column in range(first, last + 1):
            if row[column - 1] is None:
                row[column - 1] = value
    return row


def _merged(data: bytes, sheet: Any) -> list[Box]:
    """The merged cell ranges, read by hand: openpyxl does not report them when it reads row by row."""
    from openpyxl.utils.cell import range_boundaries

    path = str(sheet._worksheet_path).lstrip("/")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        ranges = _MERGE.findall(archive.read(path))
    if len(ranges) > MERGES_MOST:
        raise Problem("unreadable-table", ("file", "too-large-table"))
    return [range_boundaries(ref.decode()) for ref in ranges]


def new_book(**how: bool) -> Any:
    """An empty workbook that names us as its maker, not the library."""
    from openpyxl import Workbook

    made = Workbook(**how)
    made.properties.creator = MAKER
    return made


def template(
    sheet: str, headers: Sequence[str], examples: Sequence[Sequence[str]], notes: Sequence[str]
) -> bytes:
    """An XLSX to fill in: the header row on the first sheet, examples and notes on the second."""
    book = new_book()
    table, guide = book.active, book.create_sheet(NOTES)
    table.title = sheet
    table.freeze_panes = "A2"
    _head(table, headers)
    _head(
        guide, [f"例 {header}" for header in headers]
    )  # marked, so that it is never taken for the table itself
    for example in examples:
        guide.append(example)
    guide.append([])
    for note in notes:
        guide.append([note])
    return _saved(book)


def book(sheet: str, rows: Sequence[Sequence[str]]) -> bytes:
    """An XLSX of one sheet: a header row, and rows of text below it."""
    written = new_book()
    table = written.active
    table.title = sheet
    table.freeze_panes = "A2"
    _head(table, rows[0])
    for row in rows[1:]:
        table.append(row)
    return _saved(written)


def streamed(
    sheet: str, rows: Iterable[Sequence[Value]], rows_most: int = SHEET_ROWS_MOST
) -> Iterator[bytes]:
    """`book` of any number of rows, in pieces: written through a file, so that no more than the first rows are held, whose
    words say how wide the columns are. Words are text, numbers and days are such. What is more than a sheet may have goes on,
    under the same heads, on a further one.
    """
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    written, left = new_book(write_only=True), Alignment(horizontal="left")
    coming = iter(rows)
    first = list(itertools.islice(coming, MEASURED))
    table = None
    for sheet_row, row in _over_sheets(itertools.chain(first, coming), rows_most):
        if table is None or sheet_row == 0:
            number = len(written.worksheets) + 1
            table = written.create_sheet(sheet if number == 1 else f"{sheet} {number}")
            _laid_out(table, first)
        cells = [WriteOnlyCell(table, value) for value in row]
        for cell, value in zip(cells, row, strict=True):
            if isinstance(value, str):
                cell.data_type = "s"
            else:
                cell.alignment = left  # below its head, and not against what stands on its right
            if isinstance(value, dt.date):
                cell.number_format = MOMENT_FORMAT if isinstance(value, dt.datetime) else DAY_FORMAT
            if sheet_row == 0:
                cell.font = Font(bold=True)
        table.append(cells)
    if table is None:
        written.create_sheet(sheet)
    with tempfile.TemporaryFile() as file:
        written.save(file)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _over_sheets(rows: Iterable[Sequence[Value]], most: int) -> Iterator[tuple[int, Sequence[Value]]]:
    """(its number on its sheet, the row) of each; the first, the heads, stands on every sheet."""
    heads: Sequence[Value] | None = None
    at = 0
    for row in rows:
        if heads is None:
            heads = row
        elif at == most:
            yield 0, heads
            at = 1
        yield at, row
        at += 1


def _laid_out(table: Any, first: Sequence[Sequence[Value]]) -> None:
    """So wide that what stands in the first rows can be read, the heads at hand, on paper no wider than a page."""
    from openpyxl.utils.cell import get_column_letter

    table.freeze_panes = "A2"
    for number, cells in enumerate(itertools.zip_longest(*first, fillvalue=""), 1):
        wide = max(MOMENT_WIDE if isinstance(one, dt.date) else wide_as(str(one)) for one in cells)
        table.column_dimensions[get_column_letter(number)].width = min(wide + 2, WIDE_MOST)
    table.print_title_rows = "1:1"
    on_paper(table)


def on_paper(sheet: Any) -> None:
    """A4 across, all columns on one page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", "9"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def wide_as(text: str) -> int:
    """How many letters wide a line is: what is Chinese takes the room of two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def _saved(book: Any) -> bytes:
    for cell in (cell for page in book.worksheets for row in page.rows for cell in row):
        if cell.data_type == "f":  # what begins with "=" is a sentence here, and never a formula
            cell.data_type = "s"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _head(sheet: Any, headers: Sequence[str]) -> None:
    """Write the header row, over columns that hold text, so that numbers keep their leading zeros."""
    from openpyxl.styles import Border, Font, PatternFill, Side
    from openpyxl.styles.numbers import FORMAT_TEXT
    from openpyxl.utils.cell import get_column_letter

    fill, border = PatternFill("solid", fgColor=HEADER_COLOUR), Border(*[Side(style="thin")] * 4)
    sheet.append(headers)
    for number in range(1, len(headers) + 1):
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width, column.number_format = COLUMN_WIDTH, FORMAT_TEXT
        cell = sheet.cell(1, number)
        cell.font, cell.fill, cell.border = Font(bold=True), fill, border
