"""What a sheet of the hotline would do, row by row, named by a digest so that exactly what was shown is written, and writing it once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, TypeVar

from app.areas.imports import tables
from app.core import db
from app.core.problems.problem import Problem
from app.gateways.hotline import hotlines
from app.gateways.hotline.columns import Columns
from app.gateways.hotline.models import Hotline, HotlineSheet
from app.people import events
from app.people.models import Person

AT_ONCE = 25  # rows of one transaction: nobody waits long for the one writer


class Judged(Protocol):
    """A row of the sheet, and what becomes of it."""

    @property
    def row(self) -> int | str:
        """Its number in the sheet."""

    @property
    def outcome(self) -> str:
        """What becomes of it."""


L = TypeVar("L", bound=Judged)


@dataclass(frozen=True)
class Plan(Generic[L]):
    """The lines and the table's remarks; `counts`: outcome → how many; `digest` names exactly this."""

    lines: Sequence[L]
    remarks: Sequence[Any]
    digest: str
    counts: Mapping[str, int]
    writing: Collection[str]  # the outcomes that write

    @property
    def writes(self) -> bool:
        """Whether anything would be written."""
        return any(self.counts.get(outcome) for outcome in self.writing)


def of_sheet(
    columns: Columns, data: bytes, rows_most: int, judge: Callable[[Sequence[tables.Row]], Iterator[L]],
    outcomes: Iterable[str], writing: Collection[str],
) -> Plan[L]:  # fmt: skip
    """What the sheet would do by `judge`; `writing` are the outcomes that write. Problem unreadable-table."""
    table = tables.read_table(data, columns)
    if len(table.rows) > rows_most:
        raise Problem("unreadable-table", ("file", "too-many-rows", {"most": rows_most}))
    lines = list(judge(table.rows))
    judged = [hashlib.sha256(data).hexdigest(), columns, [(line.row, line.outcome) for line in lines]]
    digest = hashlib.sha256(json.dumps(judged, ensure_ascii=False).encode()).hexdigest()
    return Plan(lines, table.remarks, digest, _counted(lines, outcomes), writing)


def write(
    by: Person, hotline: Hotline, draft: Plan[L], agreed: str, take: Callable[[HotlineSheet, L], L],
    *, kind: str, verb: str, token: str, name: str,
) -> tuple[Plan[L], bool]:  # fmt: skip
    """(what was done, whether it was): the sheet under this token is written once, and only as it was agreed to.

    `take` does a line and says what became of it; `verb` is that of the ledger's entry about the whole sheet.
    """
    with db.transaction():
        sheet = HotlineSheet.get_or_none(HotlineSheet.id == token)
        if sheet is None:
            if draft.digest != agreed:
                return draft, False
            hotlines.ensure(by, hotline)
            sheet = HotlineSheet.create(id=token, hotline=hotline.code, kind=kind, name=name[:200], by=by.id)
    if sheet.counts:
        return replace(draft, counts=sheet.counts), True
    done: list[L] = []
    for start in range(0, len(draft.lines), AT_ONCE):
        with db.transaction():
            done += [take(sheet, line) for line in draft.lines[start : start + AT_ONCE]]
    counts = _counted(done, draft.counts)
    with db.transaction():
        HotlineSheet.update(counts=counts).where(HotlineSheet.id == token).execute()
        events.note(by, "import", token, verb, None, {"hotline": hotline.code, "file": name, **counts})
    return replace(draft, lines=done, counts=counts), True


def _counted(lines: Sequence[Judged], outcomes: Iterable[str]) -> dict[str, int]:
    return {outcome: sum(line.outcome == outcome for line in lines) for outcome in outcomes}
