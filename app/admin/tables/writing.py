"""Writes rows of administration's tables: all of a file or nothing, one entry of a form, each with its entry in the ledger."""

from __future__ import annotations

from typing import Any

from app.admin.tables import lookup as lookups
from app.admin.tables.plan import Line, Plan, plan, single
from app.admin.tables.record import Key, Record, Values
from app.areas.access.reach import Reach
from app.areas.imports import receipts
from app.core import db, ids
from app.core.problems.problem import Problem
from app.core.remembered import digest
from app.people import events
from app.people.models import Person

FILE_NAME_MOST = 120
AT_ONCE = 200  # rows of one statement


def write(
    record: Record,
    data: bytes,
    reach: Reach | None,
    by: Person | None,
    agreed: str | None = None,
    file_name: str = "",
) -> tuple[Plan, bool]:
    """Import the file; (what was done, True), or (what would be done, False) and nothing written.

    Nothing is written while a row is refused, or where `agreed` — the plan a person agreed to — is no longer what
    would happen; the plan that was written already is answered as done. `reach` and `by` None: the operator. `file_name`
    stands with the import, so that whoever would take it back knows which it was.
    """
    with db.transaction():
        result = plan(record, data, lookups.load(reach))
        if agreed is not None and agreed != result.digest:
            result.done_before = receipts.find_receipt(record.name, by, agreed)
            return result, result.done_before is not None
        if not result.may_be_written:
            return result, False
        batch = ids.uuid7()
        events.note(
            by,
            "import",
            batch,
            f"{record.kind}_imported",
            None,
            result.counts | {"file": file_name[-FILE_NAME_MOST:]},
        )
        store(record, result.lines, by, batch)
        receipts.write_receipt(record.name, by, agreed, result.counts)
    return result, True


def store(record: Record, lines: list[Line], by: Person | None, batch: str | None = None) -> None:
    """Write the new and changed lines in the caller's transaction; `batch` joins the entries of one file."""
    new = sorted(
        (line for line in lines if line.verdict == "new"), key=lambda line: record.order(line.values)
    )
    for start in range(0, len(new), AT_ONCE):
        record.model.insert_many([line.values for line in new[start : start + AT_ONCE]]).execute()
    for line in new:
        _note(record, by, line, f"{record.kind}_added", None, line.values, batch)
    for line in lines:
        if line.verdict == "changed" and line.key is not None and line.before is not None:
            after = {name: line.values[name] for name in line.differing}
            record.model.update(after).where(record.is_row(line.key)).execute()
            before = {name: line.before[name] for name in line.differing}
            _note(record, by, line, f"{record.kind}_changed", before, after, batch)


def _note(
    record: Record,
    by: Person | None,
    line: Line,
    verb: str,
    before: Values | None,
    after: Values | None,
    batch: str | None,
) -> None:
    body: dict[str, Any] = {"before": before, "after": after}
    if batch is not None:
        body["batch"] = batch
    events.note(by, record.kind, record.subject(line.key or ()), verb, None, body)


def save(
    record: Record, cells: dict[str, str], reach: Reach | None, by: Person | None, was: str | None
) -> tuple[Key, str]:
    """Write one entry as a form has it; its key, and "new", "changed" or "unchanged".

    `was` is the digest of what the form showed (None: nothing, a new entry). Problem stale where something else
    stands there now, bad-value with everything that is wrong.
    """
    with db.transaction():
        line = single(record, cells, lookups.load(reach)).lines[0]
        if line.why or line.key is None:
            raise Problem(
                "bad-value", *((name or record.keys[0], reason, values) for name, reason, values in line.why)
            )
        if line.verdict == "unchanged":
            return line.key, "unchanged"
        if (None if line.before is None else digest_of(line.before)) != was:
            if was is None:
                raise Problem("bad-value", (record.keys[0], "taken"))
            raise Problem("stale")
        store(record, [line], by)
        return line.key, line.verdict


def digest_of(values: Values) -> str:
    """By what a form knows again what it showed."""
    return digest({name: values[name] for name in sorted(values)})
