"""Reads a table as people really keep it: titles above the header, several sheets, totals and notes among the rows."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.areas.imports import messages, people_words, workbook
from app.areas.imports.messages import Remark
from app.areas.imports.sheets import TextSheet, open_sheets
from app.core.problems.problem import Problem

ROWS_MOST = 50_000
BLANK_MOST = 1_000  # so many empty rows in a row end a sheet that is formatted to its last line
HEADER_WITHIN = 30  # titles and notes may stand above the header
CELL_MOST = 2_000
COLUMNS_NAMED = 12
SERIAL = frozenset({"序号", "序", "no", "no.", "#"})

_NOTE = re.compile(r"\([^)]*\)|[\s*:]")
_ERROR = re.compile(
    workbook.NO_RESULT
    + r"|#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|BUSY!|#+|GETTING_DATA)",
    re.IGNORECASE,
)


_TOTAL = re.compile(
    r"(?:本页|本表)?(?:合计|总计|小计|共计|累计|总数|总和)(?:[:(\d].*)?|共\d+(?:人|个|条|户|行|名|处).*"
    r"|(?:grand)?(?:sub)?total[s:]?\d*|sum",
    re.IGNORECASE,
)
_LABELLED = re.compile(  # a label and its colon: whatever comes after it is no data either
    r"(?:注|备注|附注|说明|填表说明|制表人?|填表人|填报人)(?::.*)?"
    r"|(?:(?:填报|制表|编制|报送|上报|主管)?单位|审核人?|负责人|分管领导|联系人|经办人|校对人?|联系电话|电话|"
    r"(?:制表|填表|填报|报送|上报)?(?:日期|时间))(?:\([^)]*\))?:.*"
    r"|(?:签字|签名|签章|盖章)(?:\([^)]*\))?:.*"
)
# by itself each of these could be a cell of a row: no data only where nothing else stands there
_BARE = re.compile(
    r"\(?(?:(?:单位)?(?:盖章|公章|签章)|签字|签名|章)\)?"
    r"|第\d+页(?:[,/]?共\d+页)?|共\d+页(?:[,/]?第\d+页)?"
    r"|\(?(?:以下|此页|本页)?(?:空白|无正文)\)?"
    r"|[.。…·—_=*~/\-]+"
    r"|\d{4}年\d{1,2}月(?:\d{1,2}[日号])?|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|年月日"
)


@dataclass(frozen=True)
class Row:
    """One row below the header: where it stands as a spreadsheet shows it, and the text under each known column.

    `number` is the row's; where several sheets hold rows it is written as spreadsheets do, "Sheet2!5". `known` are the
    columns that its table has: in one of these an empty cell was left empty by somebody.
    """

    number: int | str
    cells: dict[str, str]
    known: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Table:
    """The rows of a file, and what of it was left out: sheets without a header, totals, notes below the table."""

    rows: list[Row]
    remarks: tuple[Remark, ...] = ()


def is_error(text: str) -> bool:
    """Whether a spreadsheet says here that it could not compute, or that its column is too narrow."""
    return bool(_ERROR.fullmatch(text))


def error_reason(text: str) -> str:
    """Why a cell that `is_error` cannot be used, as a key of the reasons for rows and fields."""
    return "no-result" if text == workbook.NO_RESULT else "cell-error"


def place(number: int | str) -> tuple[str, int]:
    """By what row numbers are sorted."""
    sheet, _, row = str(number).rpartition("!")
    return sheet, int(row)


@dataclass(frozen=True)
class _Sheet:
    """A sheet with a header: its title, the header's cells, the rows below, and the numbers of those left out."""

    title: str
    header: list[str]
    rows: list[Row]
    left_out: dict[str, list[int]] = field(default_factory=dict)  # "total", "footnote"
    unread: list[str] = field(default_factory=list)  # what its other columns are called


def read_table(data: bytes, columns: dict[str, tuple[str, ...]]) -> Table:
    """The rows of a table; `columns` maps field → the headers accepted for it.

    Every field is a key of `Row.cells`, "" where the cell is empty or the column absent. A value merged over
    several rows counts for each. Headers are compared without case, spaces, stars and what stands in brackets. Every
    visible sheet that has a header counts; what does not is named in `Table.remarks`. Problem unreadable-table for
    anything that is not such a table or has over 50,000 rows.
    """
    wanted = {_plain(header): field for field, headers in columns.items() for header in headers}
    sheets: list[_Sheet] = []
    remarks: list[Remark] = []
    for sheet in open_sheets(data, lambda row: _score(row, wanted)):
        below = _read_sheet(sheet, wanted, list(columns))
        if isinstance(below, _Sheet):
            sheets.append(below)
        elif below is not None:
            remarks.append(below)
    if not sheets:
        raise Problem("unreadable-table", ("file", "no-header", {"headers": _names(columns)}))
    best = max(_score(sheet.header, wanted) for sheet in sheets)
    read = [
        sheet
        for sheet in sheets  # another table in the same workbook shares a word or two
        if _is_mostly_headers(sheet.header, wanted)
        or (2 * _score(sheet.header, wanted) >= best and _names_a_key(sheet.header, wanted))
    ]
    remarks += [Remark("other-table", {"sheet": sheet.title}) for sheet in sheets if sheet not in read]
    several = sum(bool(sheet.rows) for sheet in read) > 1
    rows = [row for sheet in read for row in (_named(sheet) if several else sheet.rows)]
    if len(rows) > ROWS_MOST:
        raise _too_many()
    return Table(rows, (*remarks, *_unread(read), *_left_out(read, several)))


def _read_sheet(sheet: TextSheet, wanted: dict[str, str], fields: list[str]) -> _Sheet | Remark | None:
    """The sheet's rows, or why it is not read; None for one that holds nothing anybody would miss."""
    rest = iter(sheet.rows)
    ahead = list(itertools.islice(rest, HEADER_WITHIN))
    header = _header(ahead, wanted, min(2, len(fields))) if sheet.state == "visible" else None
    if header is not None:
        return _below_header(sheet.title, ahead, rest, header, wanted, fields)
    if sheet.title == workbook.NOTES or not any(map(any, ahead)):
        return None
    is_other = any(_score(row, words) > 1 for words in _other_words(wanted) for row in ahead)
    if is_other and sheet.state == "visible":
        return Remark("other-table", {"sheet": sheet.title})
    reason = {"visible": "no-header", "hidden": "hidden-sheet", "beyond": "sheets-beyond"}[sheet.state]
    return Remark(reason, {"sheet": sheet.title, "most": workbook.SHEETS_MOST})


def _other_words(wanted: dict[str, str]) -> Iterator[dict[str, str]]:
    """The headers of the tables that are imported here, but for this one's."""
    for columns in (messages.COLUMNS, people_words.COLUMNS):
        words = {_plain(header): name for name, headers in columns.items() for header in headers}
        if words != wanted:
            yield words


def _named(sheet: _Sheet) -> list[Row]:
    return [Row(f"{sheet.title}!{row.number}", row.cells, row.known) for row in sheet.rows]


def _left_out(sheets: list[_Sheet], several: bool) -> Iterator[Remark]:
    """A remark for each kind of row that is no data, naming all of them."""
    for reason in ("total", "footnote"):
        rows = [
            f"{sheet.title}!{number}" if several else str(number)
            for sheet in sheets
            for number in sheet.left_out.get(reason, ())
        ]
        if rows:
            yield Remark(reason, {"rows": rows})


def _unread(sheets: list[_Sheet]) -> Iterator[Remark]:
    """A remark that names the columns whose cells nobody reads, serial numbers aside."""
    names = dict.fromkeys(name for sheet in sheets if sheet.rows for name in sheet.unread)
    if names:
        yield Remark("unread-columns", {"columns": "、".join(list(names)[:COLUMNS_NAMED])})


def _too_many() -> Problem:
    return Problem("unreadable-table", ("file", "too-many-rows", {"most": ROWS_MOST}))


def _plain(header: str) -> str:
    return _NOTE.sub("", unicodedata.normalize("NFKC", header)).casefold()


def _names(columns: dict[str, tuple[str, ...]]) -> str:
    return "、".join(headers[0] for headers in columns.values() if headers)


def _below_header(
    title: str,
    ahead: list[list[str]],
    rest: Iterable[list[str]],
    header: tuple[int, int],
    wanted: dict[str, str],
    fields: list[str],
) -> _Sheet:
    """The header and the rows below it; `header` is where it stands in `ahead`, after which `rest` comes.

    What stands above is skipped where it comes again, as at the top of each printed page; a header of other columns
    further down holds for the rows below it. Totals and notes are left out and their numbers kept.
    """
    first, last = header
    places = _places(ahead[last], wanted)
    known = frozenset(places)
    result = _Sheet(title, ahead[last], [], unread=_others(ahead[last], places))
    blank = 0
    for number, row in enumerate(itertools.chain(ahead[last + 1 :], rest), start=last + 2):
        blank = 0 if any(row) else blank + 1
        if blank > BLANK_MOST:
            break
        if not any(row) or row in ahead[:first] or _repeats(row, ahead[first : last + 1]):
            continue
        if _score(row, wanted) >= min(2, len(fields)) and _is_mostly_headers(row, wanted):
            places = _places(row, wanted)
            known = frozenset(places)
            continue
        if reason := _why_no_data(row):
            result.left_out.setdefault(reason, []).append(number)
            continue
        if len(result.rows) == ROWS_MOST:
            raise _too_many()
        result.rows.append(Row(number, _cells(row, places, fields), known))
    return result


def _why_no_data(row: list[str]) -> str:
    """ "total" for 合计 and the like, "footnote" for 注：…, 单位（盖章）：… and 第1页; "" for what may be data."""
    words = [_compared(cell) for cell in row if cell]
    first = (
        words[1] if len(words) > 1 and re.fullmatch(r"\d{1,4}", words[0]) else words[0]
    )  # a serial number before it
    if _TOTAL.fullmatch(first):
        return "total"
    is_note = _LABELLED.fullmatch(first) or all(_LABELLED.fullmatch(w) or _BARE.fullmatch(w) for w in words)
    return "footnote" if is_note else ""


def _compared(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _header(ahead: list[list[str]], wanted: dict[str, str], least: int) -> tuple[int, int] | None:
    """First and last row of the first header, which may be two rows high; None where there is none.

    A form's line above it ("单位 | 临港社区 | 电话 | …") has words of a header too, but as many others.
    """
    scores = [_score(row, wanted) for row in ahead]
    best = max(scores, default=0)
    if best < least:
        return None
    first = next(
        at
        for at, row in enumerate(ahead)
        if scores[at] == best or (scores[at] >= least and _is_mostly_headers(row, wanted))
    )
    last = first
    while last + 1 < len(ahead) and scores[last + 1] >= scores[last]:
        last += 1
    return first, last


def _score(row: list[str], wanted: dict[str, str]) -> int:
    """How many fields the row names."""
    return len({wanted[plain] for plain in map(_plain, row) if plain in wanted})


def _is_mostly_headers(row: list[str], wanted: dict[str, str]) -> bool:
    """Whether most of what stands in the row are headers."""
    words = [_plain(cell) for cell in row if cell]
    return 2 * sum(plain in wanted for plain in words) > len(words)


def _names_a_key(header: list[str], wanted: dict[str, str]) -> bool:
    """Whether it has a column for one of the first two fields, which say what a row is about."""
    keys = list(dict.fromkeys(wanted.values()))[:2]
    return any(wanted.get(_plain(cell)) in keys for cell in header)


def _repeats(row: list[str], header: list[list[str]]) -> bool:
    """Whether every cell is the header's of its column once more."""
    return all(
        not cell or any(at < len(line) and _plain(cell) == _plain(line[at]) for line in header)
        for at, cell in enumerate(row)
    )


def _places(header: list[str], wanted: dict[str, str]) -> dict[str, int]:
    """Field → column; where two headers name one field, that which stands first in the field's list counts."""
    rank = {plain: at for at, plain in enumerate(wanted)}
    found = sorted((rank[plain], index) for index, plain in enumerate(map(_plain, header)) if plain in wanted)
    places: dict[str, int] = {}
    for _, index in found:
        places.setdefault(wanted[_plain(header[index])], index)
    return places


def _others(header: list[str], places: dict[str, int]) -> list[str]:
    """What the header calls the columns that stand for no field."""
    return [
        name
        for at, name in enumerate(header)
        if name and at not in places.values() and _plain(name) not in SERIAL
        if not any(header[other] == name for other in places.values())
    ]


def _cells(row: list[str], places: dict[str, int], fields: list[str]) -> dict[str, str]:
    def cell(field: str) -> str:
        at = places.get(field)
        return row[at][:CELL_MOST] if at is not None and at < len(row) else ""

    return {field: cell(field) for field in fields}
