"""What others than its holder have to do with a matter, as the outside sees it: supports, called units, whoever watches or was asked first."""

from __future__ import annotations

from typing import Any

from app.core import clock
from app.core.words import mark, translate
from app.ledger import undone
from app.ledger.models import Entry
from app.matters.models import Matter
from app.matters.moves.calls import judge_call
from app.matters.moves.time_limits import pause, supervise
from app.matters.timing import occasions
from app.matters.views.loader import Reading
from app.matters.workflow import whistles

PAUSES = {reason.code: reason.words for reason in pause.MOVE.reasons}
PARTS = {"open": mark("还没有回复"), "done": mark("办好了"), "not_ours": mark("说不属本单位")}
VERDICTS = {reason.code: reason.words for reason in judge_call.MOVE.reasons}


def support(matter: Matter, row: Any, reading: Reading) -> dict[str, Any]:
    """A support and what it says of its own part."""
    if row.kind == "unit":
        name = reading.units[row.code].name if row.code in reading.units else row.code
    else:
        name = reading.name(matter, row.code)
    word = translate(PARTS[row.state], reading.language) if row.state else ""
    return {"kind": row.kind, "code": row.code, "name": name, "state": row.state, "state_word": word}


def call(row: Any, reading: Reading) -> dict[str, Any]:
    """A called unit with its own clock."""
    return {
        "call": row.entry,
        "unit": row.unit,
        "unit_name": reading.units[row.unit].name,
        "state": row.state,
        "at": clock.rfc3339(row.at),
        "due": clock.rfc3339(row.due),
        "reason": row.reason,
        "reason_word": translate(occasions.named(row.reason).words, reading.language),
        "kind": row.kind,
        "kind_word": translate(whistles.WORDS.get(row.kind or "", ""), reading.language),
        "accepted": clock.rfc3339_or_none(row.accepted),
        "answered": clock.rfc3339_or_none(row.answered),
        "verdict": row.verdict,
        "verdict_word": translate(VERDICTS.get(row.verdict or "", ""), reading.language),
        "is_late": row.state == "open" and row.due < clock.now(),
        "listed": row.listed,
        "listed_name": reading.ground.name(row.listed),
        "is_mine": row.unit in reading.reach.units,
    }


def paused_word(matter: Matter, language: str) -> str:
    """Why its clock stands; empty where it runs."""
    if matter.paused is None:
        return ""
    return translate(PAUSES.get(matter.paused["why"]) or PAUSES["asking"], language)


def supervision(matter: Matter, entries: list[Entry], reading: Reading, is_readable: bool) -> dict[str, Any]:
    """Who watches by which instruction, and with whom it lay first (首问责任)."""
    made = (
        entry
        for entry in reversed(undone.standing(entries))
        if entry.verb == supervise.MOVE.name and entry.by
    )
    watching = next(made, None) if matter.supervised_until else None
    body = (watching.body or {}) if watching else {}
    report = next(iter(entries), None)
    first = None
    if report is not None:
        is_hidden = report.person == matter.finder and not is_readable
        named = None if is_hidden else reading.name(matter, report.person)
        first = named or reading.ground.name(report.level)
    return {
        "first_asked_name": first,
        "supervised_by_name": reading.name(matter, watching.by) if watching else None,
        "instruction": body.get("instruction"),
        "instructed": body.get("instructed"),
    }
