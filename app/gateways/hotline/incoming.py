"""A hotline's sheet of tickets: what each row would do, and doing it; each number is one ticket, however often it comes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.areas.access.reach import Reach
from app.areas.imports import tables
from app.core import clock, db, ids
from app.core.problems.problem import Problem
from app.core.words import mark
from app.gateways.hotline import plans
from app.gateways.hotline.columns import Columns
from app.gateways.hotline.models import TICKETS, Hotline, HotlineSheet, HotlineTicket
from app.gateways.hotline.places import Places
from app.gateways.hotline.plans import Plan
from app.gateways.hotline.rows import Said, TicketRow, Unfit, parse
from app.gateways.models import Delivery, Source
from app.ledger.act import Act, by_resident, by_web
from app.matters.models import VOID, Matter
from app.matters.moves.ending import reopen
from app.matters.moves.handling import note
from app.matters.moves.hotline import hotline_extend
from app.matters.moves.step import Step
from app.matters.queries import lists
from app.matters.residents import acts
from app.matters.timing import hotline as clocks
from app.people.models import Person
from app.requests import signing
from app.requests.commands import Contact, RequestBody
from app.requests.models import SOURCE
from app.requests.submission import admission, handed_over

ROWS_MOST = 2_000
NEW, KNOWN, NOTE, TIMES, AGAIN, OVER, ELSEWHERE, REFUSED = (
    "new", "known", "added", "times", "again", "over", "elsewhere", "refused",
)  # fmt: skip
OUTCOMES: Mapping[str, str] = {
    NEW: mark("新工单"),
    NOTE: mark("这个编号已经有了，不同的话记作补充"),
    TIMES: mark("这个编号已经有了，时限改成表里的"),
    AGAIN: mark("退回过，热线又派来，重新办理"),
    KNOWN: mark("已经有了，没有新的"),
    OVER: mark("已经办结，没有动；要重办请打开那一件"),
    ELSEWHERE: mark("别的指挥室已经收了，没有动"),
    REFUSED: mark("不能导入"),
}
WRITES = (NEW, NOTE, TIMES, AGAIN)


@dataclass(frozen=True)
class Line:
    """One row of the sheet: what becomes of it, what is to be said of it, and the ticket that it is about."""

    row: int | str
    number: str
    outcome: str
    said: tuple[Said, ...] = ()
    ticket: TicketRow | None = None
    matter: Matter | None = None


def plan(reach: Reach, hotline: Hotline, desk: str, columns: Columns, data: bytes) -> Plan[Line]:
    """What the sheet would do; nothing is written. Problem unreadable-table."""
    return plans.of_sheet(
        columns, data, ROWS_MOST, lambda rows: _judged(reach, hotline, Places(desk), rows), OUTCOMES, WRITES
    )


def _judged(reach: Reach, hotline: Hotline, places: Places, rows: Sequence[tables.Row]) -> Iterator[Line]:
    """Each row as it would find things: what stood further up in the sheet is there by then."""
    ahead: dict[str, set[str]] = {}
    for row in rows:
        try:
            ticket = parse(row, places)
        except Unfit as unfit:
            yield Line(row.number, row.cells["number"], REFUSED, (unfit.said,))
            continue
        digest = digest_of(hotline, ticket)
        if ticket.number in ahead:
            outcome = KNOWN if digest in ahead[ticket.number] else NOTE
            ahead[ticket.number].add(digest)
            yield Line(row.number, ticket.number, outcome, ticket.remarks, ticket)
            continue
        line = judge(reach, hotline, ticket)
        ahead[ticket.number] = _digests(hotline, ticket.number) | {digest}
        yield line


def judge(reach: Reach, hotline: Hotline, ticket: TicketRow) -> Line:
    """What would become of this row now."""
    known = HotlineTicket.get_or_none(
        HotlineTicket.hotline == hotline.code, HotlineTicket.number == ticket.number
    )
    if known is None:
        return Line(ticket.line, ticket.number, NEW, ticket.remarks, ticket)
    matter = lists.find(reach, known.matter)
    if matter is None:
        return Line(ticket.line, ticket.number, ELSEWHERE, (), ticket)
    return Line(ticket.line, ticket.number, _outcome(hotline, ticket, matter), ticket.remarks, ticket, matter)


def _outcome(hotline: Hotline, ticket: TicketRow, matter: Matter) -> str:
    is_known = digest_of(hotline, ticket) in _digests(hotline, ticket.number)
    if matter.ticket.get("returned") and matter.state == VOID:
        sooner = {
            name: until for name, until in ticket.due.items() if matter.ticket["due"].get(name) != until
        }
        return KNOWN if is_known and not (set(sooner) & ticket.fixed) else AGAIN
    if not is_known and admission.joinable(matter.id) is not None:
        return NOTE
    if changed_clocks(ticket, matter):
        return TIMES
    return KNOWN if is_known else OVER


def changed_clocks(ticket: TicketRow, matter: Matter) -> dict[str, int]:
    """The clocks that the row sets otherwise than they stand, by moments of their own, and that still run."""
    standing = matter.ticket
    return {
        name: until
        for name, until in ticket.due.items()
        if name in ticket.fixed and name not in standing["done"] and standing["due"].get(name) != until
    }


def digest_of(hotline: Hotline, ticket: TicketRow) -> str:
    """Of the words under this number, made with the city's secret."""
    return signing.sign("delivery", "\n".join((hotline.code, ticket.number, ticket.text))).hex()


def _digests(hotline: Hotline, number: str) -> set[str]:
    rows = Delivery.select(Delivery.digest).where(
        Delivery.source == hotline.code, Delivery.external == number
    )
    return {digest for (digest,) in rows.tuples()}


def write(
    by: Person, reach: Reach, hotline: Hotline, desk: str, columns: Columns, data: bytes, token: str, name: str, agreed: str
) -> tuple[Plan[Line], bool]:  # fmt: skip
    """(what was done, whether it was): the sheet under this token is written once, and only as it was agreed to."""
    draft = plan(reach, hotline, desk, columns, data)
    return plans.write(
        by, hotline, draft, agreed, lambda sheet, line: _take(by, reach, hotline, desk, sheet, line),
        kind=TICKETS, verb="tickets_imported", token=token, name=name,
    )  # fmt: skip


def _take(by: Person, reach: Reach, hotline: Hotline, desk: str, sheet: HotlineSheet, line: Line) -> Line:
    """One row, judged once more, and done; what is refused on the way says why and holds up nothing."""
    if line.ticket is None:
        return line
    now = judge(reach, hotline, line.ticket)
    try:
        with db.transaction():
            if now.outcome == NEW:
                return replace(now, matter=_open(by, hotline, desk, sheet, line.ticket))
            if now.outcome in WRITES:
                assert now.matter is not None
                _add(by, hotline, line.ticket, now.matter, now.outcome)
            return now
    except Problem as problem:
        body = problem.body("zh")
        wrong = "；".join(error["message"] for error in body.get("errors", [])) or body["detail"]
        return replace(now, outcome=REFUSED, said=(Said("refused", {"value": wrong}),))


def _open(by: Person, hotline: Hotline, desk: str, sheet: HotlineSheet, ticket: TicketRow) -> Matter:
    source = Source.get_by_id(hotline.code)
    contact = Contact(name=ticket.name or None, phone=ticket.phone or None)
    body = RequestBody(
        id=ids.uuid7(), nonce=handed_over.nonce(), category=ticket.category, text=ticket.text, area=ticket.area,
        contact=contact if ticket.name or ticket.phone else None, confidential=ticket.confidential,
    )  # fmt: skip
    since = clock.now()
    terms = handed_over.Terms(
        hotline.code, source.name, ticket.placed, None, ticket.due.get(clocks.CONTACT), level=desk,
        ticket=clocks.ticket_of(hotline.code, ticket.number, ticket.due, since),
    )  # fmt: skip
    matter = Matter.get_by_id(handed_over.receive(by_web(by), body, terms))
    HotlineTicket.create(
        matter=matter.id, hotline=hotline.code, number=ticket.number, sheet=sheet.id, received=since
    )
    _deliver(hotline, ticket, matter, body.id, is_note=False)
    return matter


def _deliver(hotline: Hotline, ticket: TicketRow, matter: Matter, id: str, is_note: bool) -> None:
    Delivery.create(
        id=id, source=hotline.code, external=ticket.number, digest=digest_of(hotline, ticket), matter=matter.id,
        number=matter.number, is_note=is_note,
    )  # fmt: skip


def _add(by: Person, hotline: Hotline, ticket: TicketRow, matter: Matter, outcome: str) -> None:
    """What a number that is here brings: other words, other times, or the ticket once more."""
    if outcome == AGAIN:
        step = Step(by_web(by), matter, reopen.MOVE.name, extra={"why": "hotline"})
        clocks.come_again(matter, ticket.due)
        reopen.reopen(step)
        step.finish()
    due = changed_clocks(ticket, matter)
    if due and outcome != AGAIN:
        step = Step(
            by_web(by), matter, hotline_extend.MOVE.name, until=due.get(clocks.ANSWER), extra={"why": "sheet"}
        )
        hotline_extend.set_anew(step, due)
        step.finish()
    if digest_of(hotline, ticket) in _digests(hotline, ticket.number):
        return
    id = ids.uuid7()
    target = admission.joinable(matter.id)
    if target is not None:
        _say(hotline, ticket, matter, target, id)
    _deliver(hotline, ticket, matter, id, is_note=True)


def _say(hotline: Hotline, ticket: TicketRow, matter: Matter, target: Matter, id: str) -> None:
    """The words go to the matter that goes on, as of whoever called the hotline."""
    source = Source.get_by_id(hotline.code)
    first = Delivery.select().where(Delivery.matter == matter.id, Delivery.is_note == False).first()  # noqa: E712
    act: Act = replace(by_resident(source.bringer), op=id)
    acts.move(
        act, target.id, note.MOVE.name, first.id if first is not None else "", text=ticket.text,
        confidential=bool(target.confidential), more={"channel": SOURCE, "by_name": source.name},
    )  # fmt: skip
