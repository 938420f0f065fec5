"""Reads the tables of a web page, as many an office system saves it under the name of a spreadsheet (.xls)."""

from __future__ import annotations

from html.parser import HTMLParser

SPAN_MOST = 1_000  # rows or columns of one cell
CELLS_MOST = 2_000_000


class _Reader(HTMLParser):
    """Collects the rows of every table; a cell over several rows or columns stands in each of them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self._open: list[str] | None = None  # the text of the cell being read
        self._span = (1, 1)
        self._below: dict[int, tuple[int, str]] = {}  # column → rows still to fill, text
        self._cells = 0
        self._is_in_row = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A row or cell begins; a line break is white space."""
        if tag == "tr":
            self._end_cell()
            self._end_row()
            self._begin_row()
        elif tag in ("td", "th"):
            self._end_cell()
            self._open = []
            given = dict(attrs)
            self._span = _span(given.get("rowspan")), _span(given.get("colspan"))
        elif tag in ("br", "p", "div") and self._open is not None:
            self._open.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """A cell, row or table ends."""
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()
        if tag in ("tr", "table"):
            self._end_row()
        if tag == "table":
            self._below = {}

    def handle_data(self, data: str) -> None:
        """Text, of which only that in cells counts."""
        if self._open is not None:
            self._open.append(data)

    def _end_cell(self) -> None:
        if self._open is None:
            return
        text, (down, across) = "".join(self._open).strip(), self._span
        self._open = None
        if not self._is_in_row:
            self._begin_row()
        self._fill()
        for _ in range(across if self._cells < CELLS_MOST else 0):
            if down > 1:
                self._below[len(self.rows[-1])] = (down, text)
            self._put(text)

    def _begin_row(self) -> None:
        self._is_in_row = True
        self.rows.append([])

    def _end_row(self) -> None:
        if self._is_in_row:
            self._is_in_row = False
            self._fill()
            self._below = {
                column: (left - 1, text) for column, (left, text) in self._below.items() if left > 1
            }

    def _fill(self) -> None:
        """Put what reaches down from above into the columns that come next."""
        while len(self.rows[-1]) in self._below:
            self._put(self._below[len(self.rows[-1])][1])

    def _put(self, text: str) -> None:
        self.rows[-1].append(text)
        self._cells += 1


def _span(text: str | None) -> int:
    return min(int(text), SPAN_MOST) if text and text.strip().isdecimal() and int(text) > 0 else 1


def rows_of(page: str) -> list[list[str]]:
    """The rows of all tables of the page, one below the other, as text."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.rows
