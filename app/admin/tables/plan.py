"""What a table of administration would do: every row read, judged and compared, before anything is written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.admin.tables.lookup import Lookup, Unfit
from app.admin.tables.record import Doubt, Key, Record, Values, Why
from app.areas.imports import tables
from app.areas.imports.messages import Remark
from app.core.problems import fields
from app.core.words import CONTEXT, mark, translate

BATCH_MOST = 2_000  # rows of one import that are taken back at once: each is judged and noted again
TOUCHED_MOST = 100  # entries ended or moved of which is asked what they touch
VERDICTS = ("new", "changed", "unchanged", "refused")


@dataclass(frozen=True)
class Line:
    """One row and what it would do. `before` is what stands today, None for a new one."""

    number: int | str
    verdict: str
    called: str
    key: Key | None = None
    values: Values = field(default_factory=dict)
    before: Values | None = None
    why: tuple[Why, ...] = ()

    @property
    def differing(self) -> tuple[str, ...]:
        """The columns that would change."""
        before = self.before or {}
        return tuple(name for name, value in self.values.items() if before.get(name) != value)


@dataclass
class Plan:
    """What an import would do. What stands in the store and not in the file is `left`: nobody touches it."""

    record: Record
    lookup: Lookup
    digest: str
    lines: list[Line]
    left: list[str]
    remarks: tuple[Remark, ...] = ()  # what of the file was left out
    doubts: list[Doubt] = field(default_factory=list)
    done_before: dict[str, int] | None = None  # the counts of this plan, where a first press has written it

    def lines_with(self, verdict: str) -> list[Line]:
        """The lines with this verdict."""
        return [line for line in self.lines if line.verdict == verdict]

    @property
    def refused(self) -> list[Line]:
        """The rows that cannot be taken."""
        return self.lines_with("refused")

    @property
    def counts(self) -> dict[str, int]:
        """How many of each verdict, and how many the file leaves out."""
        if self.done_before is not None:
            return self.done_before
        return {verdict: len(self.lines_with(verdict)) for verdict in VERDICTS} | {"left": len(self.left)}

    @property
    def may_be_written(self) -> bool:
        """Whether every row is good and there is something to do."""
        return not self.refused and any(line.verdict in ("new", "changed") for line in self.lines)

    def changes(self, line: Line) -> list[tuple[str, str, str]]:
        """(column, before, after) of what would change, as a table writes it."""
        return [
            (
                name,
                self.record.text(line.before, name, self.lookup) if line.before is not None else "",
                self.record.text(line.values, name, self.lookup),
            )
            for name in line.differing
        ]

    def facts(self, line: Line) -> list[tuple[str, str]]:
        """(column, value) of what the register's list shows of a row beside what it is called."""
        texts = ((name, self.record.text(line.values, name, self.lookup)) for name in self.record.listed)
        return [(name, value) for name, value in texts if value]

    def fields_wrong(self, line: Line, language: str) -> list[tuple[str, str]]:
        """(column, the sentence), for a form."""
        return [
            (name, fields.sentence(reason, language, parameters)) for name, reason, parameters in line.why
        ]

    def reasons(self, line: Line, language: str) -> list[tuple[str, str]]:
        """(what its column is called, the sentence) for everything that is wrong with a row."""
        return [
            (heading(self.record, name, language), fields.sentence(reason, language, parameters))
            for name, reason, parameters in line.why
        ]


def heading(record: Record, name: str, language: str) -> str:
    """What the column is called in "zh" or "en"."""
    return translate(record.column(name).label, language)


def headers(record: Record) -> dict[str, tuple[str, ...]]:
    """Column → the headings that a table may have for it, the exported one first."""
    return {
        name: (*(word.rpartition(CONTEXT)[2] for word in headings), heading(record, name, "en"))
        for name, headings in record.headers().items()
    }


def plan(record: Record, data: bytes, lookup: Lookup) -> Plan:
    """What the file would do. Problem unreadable-table; what is wrong with single rows is in the lines."""
    return plan_table(record, tables.read_table(data, headers(record)), lookup)


def plan_table(record: Record, table: tables.Table, lookup: Lookup) -> Plan:
    """Like `plan`, for rows that were read before."""
    standing = record.standing()
    drafts = [_draft(record, row, lookup, standing) for row in table.rows]
    drafts = _once(record, drafts)
    wanted = dict(standing) | {line.key: line.values for line in drafts if line.key and not line.why}
    lines = [_judged(record, line, lookup, wanted) for line in drafts]
    named = {line.key for line in lines if line.key}
    left = [record.call(values, lookup) for key, values in standing.items() if key not in named]
    content = [(line.number, line.verdict, line.values, line.before) for line in lines]
    digest = hashlib.sha256(repr((record.name, content)).encode()).hexdigest()
    result = Plan(record, lookup, digest, lines, left, table.remarks)
    if not result.refused:
        result.doubts = [*_for_good(result), *_touched(record, lines), *record.doubts(wanted, lookup)]
    return result


def _draft(record: Record, row: tables.Row, lookup: Lookup, standing: dict[Key, Values]) -> Line:
    """The row's meaning, cell by cell; what the table has no column for stays as it stands, or is empty."""
    why: list[Why] = []
    given: Values = {}
    for column in record.columns:
        if column.name not in row.known:
            if column.is_required and column.name in record.keys:
                why.append((column.name, "missing", {}))
            continue
        text = row.cells[column.name]
        try:
            if tables.is_error(text):
                raise Unfit(tables.error_reason(text), {"value": text})
            if not text and column.is_required:
                raise Unfit("missing")
            given[column.name] = column.kind.parse(text, lookup) if text else column.empty
        except Unfit as unfit:
            why.append((column.name, unfit.reason, unfit.parameters))
    empty = {column.name: column.empty for column in record.columns}
    called = " · ".join(row.cells[name] for name in record.told if row.cells[name])[:80]
    if any(name in record.keys for name, *_ in why):
        return Line(row.number, "refused", called, why=tuple(why))
    key = record.key(empty | given)
    before = standing.get(key)
    if before is None:
        absent = (
            column.name for column in record.columns if column.is_required and column.name not in row.known
        )
        why += [(name, "missing", {}) for name in absent]
    values = (empty if before is None else before) | given
    return Line(row.number, "", called, key, values, before, tuple(why))


def _once(record: Record, drafts: Iterable[Line]) -> list[Line]:
    """A row that says again what one above it says of is refused."""
    first: dict[Key, int | str] = {}
    lines: list[Line] = []
    for line in drafts:
        if line.key is not None and line.key in first:
            again: Why = (record.keys[0], "twice-in-table", {"row": first[line.key]})
            line = Line(line.number, "refused", line.called, line.key, why=(*line.why, again))
        elif line.key is not None:
            first[line.key] = line.number
        lines.append(line)
    return lines


def may_go_back(counts: Mapping[str, int]) -> bool:
    """Whether an import with these counts can be taken back as a whole."""
    return counts["new"] + counts["changed"] <= BATCH_MOST


def _for_good(plan: Plan) -> Iterator[Doubt]:
    if not may_go_back(plan.counts):
        n = plan.counts["new"] + plan.counts["changed"]
        words = mark("会写 {n} 条，多于 {most} 条，写入以后不能整批撤回；要留退路，请分几次导入")
        yield Doubt(words, {"n": n, "most": BATCH_MOST})


def _touched(record: Record, lines: list[Line]) -> Iterator[Doubt]:
    """What lies with the entries that the table ends or moves, as a form tells it."""
    touching = [
        line for line in lines if line.before is not None and record.touches(line.before, line.values)
    ]
    for line in touching[:TOUCHED_MOST]:
        for effect in record.affected(line.before or {}, line.values):
            yield Doubt(effect.words, {"n": effect.count}, line.called)
    if len(touching) > TOUCHED_MOST:
        more = len(touching) - TOUCHED_MOST
        yield Doubt(mark("另有 {n} 条也会停用或改到别处，没有逐条查它们在不在用"), {"n": more})


def _judged(record: Record, line: Line, lookup: Lookup, wanted: dict[Key, Values]) -> Line:
    """Whether the row may stand; one that changes nothing is never refused where the asker sees it."""
    why = list(line.why)
    if not why and line.key is not None:
        why += record.judged(line.values, lookup, wanted, line.before)
        if line.before is not None and not why and not record.may(line.before, lookup):
            why.append((record.keys[0], "not-here", {}))
    is_same = not line.why and line.before is not None and not line.differing
    if why and not (is_same and line.before is not None and record.sees(line.before, lookup)):
        return Line(line.number, "refused", line.called, line.key, why=tuple(why))
    called = record.call(line.values, lookup) if line.before is None else record.call(line.before, lookup)
    verdict = "new" if line.before is None else "unchanged" if is_same else "changed"
    return Line(line.number, verdict, called, line.key, line.values, line.before)


def single(record: Record, cells: dict[str, Any], lookup: Lookup) -> Plan:
    """What one entry of a form would do, by the rules of a table's row."""
    texts = {column.name: " ".join(str(cells.get(column.name, "")).split()) for column in record.columns}
    known = frozenset(cells)
    return plan_table(record, tables.Table([tables.Row(1, texts, known)]), lookup)
