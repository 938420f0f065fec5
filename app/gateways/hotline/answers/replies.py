"""The sheet of answers that goes back to the hotline: only tickets that are ready, each under its own number, each once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.areas.access.reach import Reach
from app.areas.imports import workbook
from app.core import clock, db, ids
from app.core.files import csv_file
from app.core.problems.problem import Problem
from app.core.words import mark, translate
from app.gateways.hotline import hotlines, tickets
from app.gateways.hotline.columns import REPLY_FIELDS, reply_headers
from app.gateways.hotline.models import REPLIES, Hotline, HotlineReply, HotlineSheet
from app.gateways.hotline.tickets import Ticket
from app.ledger.act import by_web
from app.matters.models import CLOSED, CONFIRMED, RESOLVED, VOID, Matter
from app.matters.moves.hotline import reply_to_hotline
from app.matters.moves.step import Step
from app.matters.queries import lists
from app.matters.timing import hotline as clocks
from app.matters.workflow import labels
from app.people import events
from app.people.models import Person

DONE = (RESOLVED, CONFIRMED, CLOSED)
AT_ONCE = 25
LEFT_OUT: Mapping[str, str] = {
    "returned": mark("退回热线了，不用答复"),
    "open": mark("还没有办完"),
    "unanswered": mark("办完了，还没有写答复"),
}


@dataclass(frozen=True)
class Ready:
    """A ticket that can be answered, and its answer; `left_out` says why it cannot be, "" where it can."""

    ticket: Ticket
    answer: str
    left_out: str


def unanswered(reach: Reach, hotline: Hotline, since: int, until: int) -> list[Ready]:
    """The tickets of that time to which no answer has gone yet, with those that went back, which get none."""
    found = [
        ticket
        for ticket in tickets.within(reach, hotline, since, until)
        if clocks.is_unanswered(ticket.matter) or ticket.matter.ticket.get("returned")
    ]
    answers: dict[str, str] = {}
    for start in range(0, len(found), tickets.AT_ONCE):
        part = found[start : start + tickets.AT_ONCE]
        answers |= tickets.answers_of(matter for one in part for matter in (one.matter.id, one.lying.id))
    return [_ready(ticket, answers) for ticket in found]


def _ready(ticket: Ticket, answers: Mapping[str, str]) -> Ready:
    words = answers.get(ticket.matter.id) or answers.get(ticket.lying.id) or ""
    if ticket.matter.ticket.get("returned"):
        return Ready(ticket, words, "returned")
    is_done = ticket.lying.state in DONE or (ticket.lying.state == VOID and bool(words))
    return Ready(ticket, words, "" if is_done and words else "unanswered" if is_done else "open")


def write(by: Person, reach: Reach, hotline: Hotline, id: str, since: int, until: int) -> HotlineSheet:
    """The sheet under this id, made once: every ticket that is ready stands in it, and its clocks stand from then on."""
    with db.transaction():
        sheet = HotlineSheet.get_or_none(HotlineSheet.id == id)
        if sheet is None:
            hotlines.ensure(by, hotline)
            sheet = HotlineSheet.create(id=id, hotline=hotline.code, kind=REPLIES, name=_name(), by=by.id)
        elif sheet.by != by.id or sheet.kind != REPLIES or sheet.hotline != hotline.code:
            raise Problem("form-done")
    if sheet.counts:
        return sheet
    rows = [row for row in unanswered(reach, hotline, since, until) if not row.left_out]
    for start in range(0, len(rows), AT_ONCE):
        with db.transaction():
            for row in rows[start : start + AT_ONCE]:
                _reply(by, sheet, row)
    count = HotlineReply.select().where(HotlineReply.sheet == id).count()
    with db.transaction():
        HotlineSheet.update(counts={REPLIES: count}).where(HotlineSheet.id == id).execute()
        events.note(by, "import", id, "replies_exported", None, {"hotline": hotline.code, "rows": count})
    return HotlineSheet.get_by_id(id)


def _name() -> str:
    return f"答复 {clock.today().isoformat()}"


def _reply(by: Person, sheet: HotlineSheet, row: Ready) -> None:
    matter = Matter.get_by_id(row.ticket.matter.id)  # anew: another sheet may have had it meanwhile
    if not clocks.is_unanswered(matter):
        return
    HotlineReply.create(
        sheet=sheet.id, matter=matter.id, number=row.ticket.number, state=row.ticket.lying.state, answer=row.answer,
        contacted=matter.ticket["done"].get(clocks.CONTACT), done=row.ticket.lying.closed_at,
    )  # fmt: skip
    step = Step(by_web(by), matter, reply_to_hotline.MOVE.name, text=row.answer)
    reply_to_hotline.reply_to_hotline(step)
    step.finish()


def find(reach: Reach, hotline: Hotline, id: str) -> HotlineSheet:
    """A sheet of answers of which every ticket is within reach; Problem not-found."""
    sheet = HotlineSheet.get_or_none(
        HotlineSheet.id == id, HotlineSheet.hotline == hotline.code, HotlineSheet.kind == REPLIES
    )
    if sheet is None:
        raise Problem("not-found")
    wanted = HotlineReply.select(HotlineReply.matter).where(HotlineReply.sheet == id)
    seen = lists.visible(reach).where(Matter.id.in_(wanted)).count()
    if seen < wanted.count():
        raise Problem("not-found")
    return sheet


def rows_of(hotline: Hotline, sheet: HotlineSheet) -> Iterator[list[str]]:
    """The header in the city's own words, and a row for each ticket, as they were written."""
    yield list(reply_headers(hotline).values())
    rows = HotlineReply.select().where(HotlineReply.sheet == sheet.id).order_by(HotlineReply.number)
    for row in rows.iterator():
        yield [
            row.number, translate(labels.STATES[row.state], "zh"), row.answer, _moment(row.contacted), _moment(row.done)
        ][: len(REPLY_FIELDS)]  # fmt: skip


def _moment(at: int | None) -> str:
    return "" if at is None else clock.rfc3339(at)[:16].replace("T", " ")


def as_csv(hotline: Hotline, sheet: HotlineSheet) -> Iterator[bytes]:
    """UTF-8 with the mark by which spreadsheets know it, row by row; what would be a formula is text."""
    return csv_file.streamed(rows_of(hotline, sheet))


def as_workbook(hotline: Hotline, sheet: HotlineSheet) -> Iterator[bytes]:
    """The same as an XLSX, in which every cell is text, in pieces."""
    return workbook.streamed("答复", rows_of(hotline, sheet))


def fresh() -> str:
    """The id of a sheet that is not made yet."""
    return ids.uuid7()
