"""Which paper somebody is given of a matter: an order to handle it, a request to come and help, or a case that is handed over."""

from __future__ import annotations

from app.core.words import mark
from app.ledger import undone
from app.ledger.models import Entry
from app.matters.models import CALLED, Call, Matter, Support
from app.matters.moves.passing_on import dispatch

ORDER, HELP, TRANSFER = "order", "help", "transfer"
TITLES = {ORDER: mark("派工单"), HELP: mark("协助单（吹哨）"), TRANSFER: mark("案件移送单")}
BUTTONS = {
    ORDER: mark("派工单"),
    HELP: mark("协助单"),
    TRANSFER: mark("移送单"),
}  # short: they stand in a row


def kind_of(matter: Matter, target: str) -> str:
    """The kind of paper for `person:<id>` or `unit:<code>`: HELP for a unit that was called and has nothing else to do with it."""
    kind, _, code = target.partition(":")
    if kind == "unit" and matter.holder_unit == code:
        return TRANSFER if _is_handed_over(matter, target) else ORDER
    is_supporting = Support.select().where(
        Support.matter == matter.id, Support.kind == kind, Support.code == code
    )
    if kind != "unit" or is_supporting.exists():
        return ORDER
    return HELP if call_of(matter, code) is not None else ORDER


def call_of(matter: Matter, unit: str) -> Call | None:
    """The latest call to the unit that has to do with the matter still."""
    calls = Call.select().where(Call.matter == matter.id, Call.unit == unit, Call.state.in_(CALLED))
    found: Call | None = calls.order_by(Call.entry.desc()).first()
    return found


def _is_handed_over(matter: Matter, target: str) -> bool:
    entries = Entry.select().where(Entry.kind == "matter", Entry.subject == matter.id).order_by(Entry.seq)
    given = [entry for entry in undone.standing(entries) if entry.verb == dispatch.MOVE.name]
    body = (given[-1].body or {}) if given else {}
    return body.get("reason") == dispatch.TRANSFER and (body.get("to") or [""])[0] == target
