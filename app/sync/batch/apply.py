"""Judges a batch op by op: each in a savepoint with its receipt, all in one durable transaction."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from peewee import DatabaseError, InterfaceError, OperationalError

from app.core import clock, db, decode, place
from app.core.prepared import Prepared, given, insertion
from app.core.problems.problem import Deferred, Problem, from_stored
from app.core.writers import again, postgres
from app.evidence import uses
from app.ledger.act import Act
from app.sync.batch import (
    content_digest,
    envelope,
    help_calls,
    operations,
    order,
    quarantine,
    receipts,
    sender_permission,
)
from app.sync.batch.envelope import Op
from app.sync.batch.sender import Sender
from app.sync.models import Receipt

log = logging.getLogger("gridwalk.sync")

# verdicts that hang on who sends, on this server's version or on its tables: judged anew when the op comes again
CHANGEABLE = frozenset(
    {
        "revoked",
        "other-person",
        "unknown-type",
        "no-post",
        "list-not-yours",
        "forbidden",
        "not-found",
        "unknown-area",
        "unknown-category",
        "unknown-unit",
        "sender-may-not",
    }
)


@dataclass(frozen=True)
class Result:
    """The answer to one op; `index` only where its id could not be read."""

    op: str | None
    status: str
    seq: int | None = None
    entity: dict[str, Any] | None = None
    missing: list[str] | None = None
    dropped: int | None = None
    problem: Problem | None = None
    index: int | None = None

    def serialize(self, language: str) -> dict[str, Any]:
        """The result as the sync API sends it."""
        payload: dict[str, Any] = {"id": self.op, "status": self.status}
        for key in ("index", "seq", "entity", "missing", "dropped"):
            if getattr(self, key) is not None:
                payload[key] = getattr(self, key)
        if self.problem is not None:
            payload["problem"] = self.problem.body(language)
        return payload


@dataclass(frozen=True)
class Case:
    """One op of a batch before it is judged."""

    raw: Any
    index: int
    op: str
    digest: str
    circle: bool


def apply_batch(ops: list[Any], sender: Sender) -> list[Result]:
    """One result per op, in the order sent. Everything is durable when this returns, outside a transaction."""
    if not ops:
        return []
    planned = order.plan(ops)

    def judge(*indexes: int) -> dict[int, Result]:
        with db.transaction():
            return {index: judge_op(ops[index], index, sender, index in planned.circles) for index in indexes}

    try:
        results = judge(*planned.order)
    except DatabaseError as error:
        if db.database.in_transaction() or not db.may_go_apart(error):
            raise
        results = {}  # for another's sake, and the more there are in one the likelier: each alone
        for index in planned.order:
            try:
                results |= again.repeated(lambda index=index: judge(index))  # type: ignore[misc]
            except postgres.TakenBack:
                results[index] = _failed(ops[index])
    return [results[index] for index in range(len(ops))]


def judge_op(raw: Any, index: int, sender: Sender, circle: bool = False) -> Result:
    """Apply one op inside the caller's transaction and return its result; a failure of this op rolls back this op alone."""
    op = envelope.id_of(raw)
    if op is None:
        problem = Problem("bad-value", ("id", "bad-id"))
        quarantine.store(raw, sender, problem)
        return Result(None, "rejected", problem=problem, index=index)
    case = Case(raw, index, op, content_digest.digest(raw), circle)
    try:
        with db.transaction():
            return _judge(case, sender)
    except Deferred:
        Receipt.delete().where(Receipt.op == op, Receipt.status == "rejected").execute()
        return Result(op, "deferred")
    except Problem as problem:
        return _refused(case, sender, problem)
    except (OperationalError, InterfaceError, OSError):
        raise  # the store is locked, full or gone: nothing of this batch was committed, the phone tries again
    except Exception:
        return _failed(raw)


def _failed(raw: Any) -> Result:
    """A fault of ours must not hold up the neighbours, nor make the phone give the op up."""
    op = envelope.id_of(raw)
    log.exception("op failed", extra={"fields": {"op": op, "type": _type(raw)}})
    return Result(op, "busy")


def _type(raw: Any) -> str:
    value = raw.get("type")
    return value if isinstance(value, str) and value in operations.TABLE else "?"


def _refused(case: Case, sender: Sender, problem: Problem) -> Result:
    if problem.status >= 500:
        return Result(case.op, "busy")
    if problem.name == "conflict":
        quarantine.store(case.raw, sender, problem)
        return Result(case.op, "conflict", problem=problem)
    if not receipts.applied(case.op):
        quarantine.store(case.raw, sender, problem)
    if problem.name not in receipts.UNBOUND:
        _write(case, sender, "rejected", final=problem.name not in CHANGEABLE, problem=problem.stored())
    return Result(case.op, "rejected", problem=problem)


def _judge(case: Case, sender: Sender) -> Result:
    """Sender, earlier verdict, kind, form, corrections, dependencies, verb: the first that refuses decides."""
    sender.check(case.raw)
    is_new = not receipts.heard_of(case.op)
    known = None if is_new else _known(case, sender)
    if known is not None:
        return known
    kind = operations.find(case.raw.get("type"), case.raw.get("v"))
    if kind is None:
        raise Problem("unknown-type")
    op = decode.convert(case.raw, Op)
    act = _act(op, sender)
    _check_corrections(op, is_new)
    _check_deps(op, case.circle)
    body = decode.convert(op.body, kind.body, "body")
    if act.by_another is not None and kind.is_move(body):
        sender_permission.require(act, kind, body)
    try:
        outcome = kind.verb(act, body)
    except Problem as problem:
        problem.lies_in("body", kind.fields)
        raise
    if op.photos:  # whatever kind of record it is, its photos are named and stay
        uses.name(op.photos, outcome.kind, outcome.id, op.person)
    done = {"seq": outcome.seq, "entity": outcome.entity(), "dropped": outcome.dropped or None}
    _write(case, sender, "applied", photos=op.photos or None, **done)
    if not is_new:
        if help_calls.is_call(case.raw):
            help_calls.close(case.op, case.digest)
        quarantine.settle(case.op, case.digest)
    if op.supersedes:
        quarantine.settle_replaced(op.supersedes, op.person)
    return _done(case.op, "applied", op.photos, op.person, done)


def _done(op: str, status: str, photos: list[str], person: str, done: dict[str, Any]) -> Result:
    """`done` is what the receipt keeps of it, so that a duplicate is answered alike; what is missing is looked up anew."""
    return Result(op, status, missing=uses.missing(photos, person) if photos else None, **done)


_VERDICT = Prepared(
    lambda: Receipt.select(
        Receipt.digest, Receipt.status, Receipt.final, Receipt.person, Receipt.seq,
        Receipt.entity, Receipt.dropped, Receipt.photos, Receipt.problem,
    ).where(Receipt.op == given("op"))
)  # fmt: skip


def _known(case: Case, sender: Sender) -> Result | None:
    """The earlier verdict on this op, if it stands. Raises Problem conflict if the content differs."""
    row = _VERDICT.row(op=case.op)
    if row is None:
        if quarantine.came_otherwise(case.raw, case.digest, sender.person.id):
            raise Problem("conflict")
        return None
    digest, status, is_final, person, seq, entity, dropped, photos, problem = row
    if not content_digest.is_of(digest, case.raw, case.digest):
        raise Problem("conflict")
    if status == "applied":
        done = {"seq": seq, "entity": entity, "dropped": dropped}
        return _done(case.op, "duplicate", photos or [], person, done)
    return Result(case.op, "rejected", problem=from_stored(problem)) if is_final else None


def _act(op: Op, sender: Sender) -> Act:
    return Act(
        person=sender.owner(op.person),
        at=decode.time(op.at, "at"),
        op=op.id,
        place=place.from_input(op.place),
        photos=tuple(dict.fromkeys(op.photos)),
        imported=sender.imported,
        skewed=sender.skewed,
        relay=sender.way(op.person),
        sent=sender.sent,
    )


def _check_corrections(op: Op, is_new: bool) -> None:
    if op.supersedes == op.id:
        raise Problem("bad-value", ("supersedes", "bad-value"))
    if not is_new and receipts.replaced(op.id, op.person):
        raise Problem("superseded")
    if op.supersedes and receipts.settled_for(op.supersedes, op.person):
        raise Problem("superseded-late")


def _check_deps(op: Op, circle: bool) -> None:
    if all(receipts.satisfied(dep, op.person) for dep in op.deps):
        return
    if circle:
        raise Problem("cycle")
    raise Deferred


_WRITE = Prepared(
    lambda: insertion(Receipt).on_conflict(
        conflict_target=[Receipt.op],
        preserve=[field for field in Receipt._meta.sorted_fields if field is not Receipt.op],
        where=Receipt.status == "rejected",
    )
)


def _write(case: Case, sender: Sender, status: str, **more: Any) -> None:
    """Write the receipt in the transaction of the effect; it replaces an earlier verdict on the same op."""
    named = case.raw.get("supersedes")
    fresh: dict[str, Any] = {
        "op": case.op,
        "person": envelope.person_of(case.raw) or sender.person.id,
        "device": sender.device,
        "digest": case.digest,
        "type": _type(case.raw),
        "status": status,
        "final": True,
        "seq": None,
        "entity": None,
        "problem": None,
        "photos": None,
        "dropped": None,
        "supersedes": named if isinstance(named, str) and decode.UUID7_FORM.fullmatch(named) else None,
        "imported": sender.imported,
        "received": clock.now(),
        **more,
    }
    if not _WRITE.change(**fresh):
        raise RuntimeError(f"{case.op} has been applied already")
