"""Traces the rows of one life for another door and another day: what was named, numbered, timed or placed there is so here.

Nothing of what a verb derives is worked out again: it was derived once, for the life that was played.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from peewee import AutoField, BigAutoField, Model, sort_models

from app.core import clock, ids
from app.demo.whole_city.pattern import Life, Pattern
from app.ledger.models import Entry
from app.matters.models import Matter
from app.patrol.track import chunks
from app.requests.models import ResidentRequest

SEQS = ("seq", "position", "entry")  # columns that hold the number of an entry
LAT, LON = ("lat", "lon")
MS = 1_000_000_000_000  # a whole number beyond it is a time
FRESH_MOST = 64  # ids and digests of one life
SCRAMBLE = 0x2B5E_9A3C_7D1F_4E86_B1D3  # odd in its last place after the shift: no two products are alike
TOKEN = re.compile(
    r"(?P<hex>(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f]))|(?P<uuid>[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})"
    r"|(?P<moment>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d)|(?P<number>(?<!\d)\d{6}-\d{4,}(?!\d))"
    r'|(?P<lat>(?<="lat":)-?\d+\.\d+)|(?P<lon>(?<="lon":)-?\d+\.\d+)|(?P<seq>(?:(?<="call":)|(?<="undoes":))\d+)'
    r"|(?P<ms>(?<![\d.])1\d{12}(?!\d))|(?P<name>{names})"
)

Filler = Callable[["Copy"], Any]


class Copy:
    """One life as it is traced: whose names, how far in time (ms) and space (degrees), and from which entry on."""

    __slots__ = ("by", "first", "index", "lat", "lon", "names", "now", "number", "seqs")

    def __init__(
        self, index: int, names: Sequence[str], by: int, place: tuple[float, float], number: str, seqs: Sequence[int], first: int, now: int,
    ) -> None:  # fmt: skip
        self.index, self.names, self.by, self.number, self.now = index, names, by, number, now
        self.lat, self.lon = place
        self.seqs, self.first = seqs, first  # of all copies, and where this one's begin

    def time(self, at: int) -> int:
        """A moment of the played past here; what still lies ahead of it lies ahead here too."""
        return at + self.by if at <= self.now else at


@dataclass(frozen=True)
class Row:
    """A row to be traced: the cells that stay, and what fills the others."""

    cells: list[Any]
    holes: list[tuple[int, Filler]]

    def traced(self, copy: Copy) -> tuple[Any, ...]:
        """The row of that copy."""
        row = self.cells.copy()
        for at, fill in self.holes:
            row[at] = fill(copy)
        return tuple(row)


@dataclass
class Traced:
    """One life ready to be traced: its kind and beginning, the receipts of its entries, and its rows by table."""

    kind: str
    begins: int
    received: list[int]
    rows: dict[type[Model], list[Row]]


def columns_of(table: type[Model]) -> tuple[str, ...]:
    """The columns that are written; a number that the database gives is not, but for the ledger's."""
    return tuple(
        field.column_name
        for field in table._meta.sorted_fields
        if table is Entry or not isinstance(field, AutoField | BigAutoField)
    )


class Tracer:
    """Makes rows of lives ready; `keys` is the order of the names that a copy is given."""

    def __init__(self, pattern: Pattern, keys: Sequence[str]) -> None:
        self.pattern = pattern
        place = {key: at for at, key in enumerate(keys)}
        self._places = {name: place[_walked_by(key)] for name, key in pattern.names.items()}
        # the longest first: an area's code begins with the code of the one above
        longest = sorted(self._places, key=len, reverse=True)
        names = "|".join(rf"(?<![0-9A-Za-z]){re.escape(name)}(?![0-9A-Za-z])" for name in longest)
        self._token = re.compile(TOKEN.pattern.replace("{names}", names))

    def ready(self, life: Life) -> Traced:
        """The life's rows, ready. ValueError for more ids than a copy can be given."""
        lines = _Lines(self, life)
        traced = Traced(life.kind, life.begins, lines.received, {})
        for table, row in life.lines:
            traced.rows.setdefault(table, []).append(lines.row(table, row))
        if lines.fresh_count > FRESH_MOST:
            raise ValueError(f"{life.kind} {life.root} has {lines.fresh_count} ids")
        return traced

    def place_of(self, name: str) -> int | None:
        """Where among a copy's names the one stands that this is here."""
        return self._places.get(name)

    def parts(self, text: str) -> list[tuple[str, str]]:
        """(kind of token, text) in turn; "" is what stays."""
        found, at = [], 0
        for match in self._token.finditer(text):
            found += [("", text[at : match.start()]), (match.lastgroup or "", match[0])]
            at = match.end()
        return [part for part in [*found, ("", text[at:])] if part[1]]


def _walked_by(key: str) -> str:
    """The rounds were played by a second worker; in the city every grid has one."""
    return "worker" if key == "walker" else key


class _Lines:
    """What fills the cells of one life."""

    def __init__(self, tracer: Tracer, life: Life) -> None:
        self.tracer = tracer
        entries = [row for table, row in life.lines if table is Entry]
        self._order = {row["seq"]: at for at, row in enumerate(entries)}
        self.received = [row["received"] for row in entries]
        self._fresh: dict[str, int] = {}

    @property
    def fresh_count(self) -> int:
        return len(self._fresh)

    def row(self, table: type[Model], row: dict[str, Any]) -> Row:
        cells, holes = [], []
        for at, column in enumerate(columns_of(table)):
            fill = self._filler(column, row[column])
            cells.append(row[column] if fill is None else None)
            if fill is not None:
                holes.append((at, fill))
        return Row(cells, holes)

    def _filler(self, column: str, value: Any) -> Filler | None:
        """What fills this cell; None where it stays."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, bytes):
            return lambda copy: chunks.moved(value, copy.by, copy.lat, copy.lon)
        if isinstance(value, float) and column in (LAT, LON):
            return lambda copy: round(value + getattr(copy, column), 7)
        if isinstance(value, int) and column in SEQS and value in self._order:
            return self._seq(value)
        if isinstance(value, int) and value > MS:
            return lambda copy: copy.time(value)
        return None

    def _text(self, text: str) -> Filler | None:
        parts = [self._token(kind, part) for kind, part in self.tracer.parts(text)]
        if all(isinstance(part, str) for part in parts):
            return None
        if len(parts) == 1 and not isinstance(parts[0], str):
            return parts[0]
        return lambda copy: "".join(part if isinstance(part, str) else str(part(copy)) for part in parts)

    def _token(self, kind: str, text: str) -> str | Filler:
        place = self.tracer.place_of(text)
        if place is not None:
            return lambda copy: copy.names[place]
        match kind:
            case "hex":
                return text if text in self.tracer.pattern.photos else self._hex(text)
            case "uuid":
                return self._uuid(text)
            case "moment":
                at = clock.parse(text)
                return lambda copy: clock.rfc3339(copy.time(at))
            case "number":
                return lambda copy: copy.number
            case "lat" | "lon":
                degrees = float(text)
                return lambda copy: round(degrees + getattr(copy, kind), 7)
            case "seq" if int(text) in self._order:
                return self._seq(int(text))
            case "ms":
                return lambda copy: copy.time(int(text))
        return text

    def _seq(self, seq: int) -> Filler:
        order = self._order[seq]
        return lambda copy: copy.seqs[copy.first + order]

    def _uuid(self, id: str) -> Filler:
        salt = self._fresh.setdefault(id, len(self._fresh))
        at = int(id[:8] + id[9:13], 16)
        return lambda copy: ids.composed(at + copy.by, _scrambled(copy.index, salt, ids.TAIL))

    def _hex(self, digest: str) -> Filler:
        salt = self._fresh.setdefault(digest, len(self._fresh))
        return lambda copy: f"{_scrambled(copy.index, salt, 80):020x}{digest[20:]}"


def _scrambled(index: int, salt: int, bits: int) -> int:
    """Bits that look like chance, other ones for every copy and salt: the product with an odd number loses nothing."""
    return (index * FRESH_MOST + salt) * (SCRAMBLE | 1) & (1 << bits) - 1


NAMED: tuple[type[Model], ...] = (Matter, ResidentRequest)  # by their ids, of which the models say no more


def every_table(lives: Sequence[Traced]) -> list[type[Model]]:
    """The tables that these lives have rows in, those first that others name: in the models, or in the database alone."""
    found = sort_models(set(chain.from_iterable(life.rows for life in lives)))
    return sorted(found, key=lambda table: NAMED.index(table) if table in NAMED else len(NAMED))
