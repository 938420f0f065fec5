"""Every move goes through here: found in reach, still as the phone saw it, open in the table, carrying what it must."""

from __future__ import annotations

from app.areas.access.reach import Reach, reach_then_or_now
from app.core import db
from app.core.problems.catalogue import BY_ONESELF
from app.core.problems.problem import Deferred, Problem
from app.ledger.act import Act
from app.ledger.models import Entry
from app.ledger.outcome import Outcome
from app.matters.area_staff import Ground
from app.matters.commands import MoveBody
from app.matters.models import Matter
from app.matters.moves import climb, open_calls, requirements, table, takebacks
from app.matters.moves.calls import accept, call_off, judge_call
from app.matters.moves.confirming import refuse
from app.matters.moves.handling import amend, note, undo
from app.matters.moves.open_calls import calls_of
from app.matters.moves.parts import supports_of
from app.matters.moves.passing_on import redraw
from app.matters.moves.record import SAME
from app.matters.moves.step import Step
from app.matters.moves.time_limits import pause
from app.matters.queries import lists
from app.matters.residents import spoken_words
from app.matters.timing import answers, pauses
from app.matters.views import serialize
from app.matters.workflow.roles import Standing

VERBS = {move.name: move.verb for move in table.MOVES if move.verb is not None}
SINCE_MOST = 20  # entries that are looked at to tell whose doing it was
FACTS = tuple(move.name for move in table.MOVES if move.counts_late)


def is_move(body: MoveBody) -> bool:
    """Whether it needs the powers of a post held now, and is no mere fact."""
    return body.move not in FACTS


def move(act: Act, body: MoveBody) -> Outcome:
    """The moved matter and its ledger number.

    Problems: no-post, bad-value, unknown-area, unknown-category, unknown-unit, stale (with the matter as it is),
    not-open; with `file_as: note` where the areas were redrawn meanwhile. Deferred when the matter, or one that the move
    names, is not here or out of reach.
    """
    if body.move not in VERBS:
        raise Problem("bad-value", ("move", "not-a-choice"))
    try:
        return _move(act, body)
    except Problem as problem:
        if problem.name in ("no-post", "stale", "not-open") and _went_to_others(act, body):
            problem.extra["file_as"] = note.MOVE.name
        raise


def _went_to_others(act: Act, body: MoveBody) -> bool:
    """Whether the areas were redrawn before the office heard of this: its words and photos are for whoever has it now."""
    return act.person is not None and is_move(body) and redraw.has_been_since(body.matter, act.at)


def _move(act: Act, body: MoveBody) -> Outcome:
    verb = refuse.meant(body.move, body.reason)
    with db.transaction():
        if verb == undo.MOVE.name:
            return _take_back(act, body)
        reach = act.reach_now() if is_move(body) else act.reach_for_facts()
        matter = _find(act, body.matter, reach)
        standing = Standing(matter, reach, Ground(), calls_of(matter.id), act.actor, supports_of(matter.id))
        heard = _heard_before(act, body, matter, standing)
        if heard is not None:
            return Outcome("matter", matter.id, heard.seq, matter.number)
        if body.base_version is not None and body.base_version < matter.moved_version:
            serialized = serialize.for_person(matter, act.person or reach, "zh")
            sentence = BY_ONESELF if _is_own_doing(act, matter, body.base_version) else None
            raise Problem("stale", sentence=sentence, matter=serialized)
        row = table.row_for(verb, standing)
        if row is None:
            raise _not_open(body, standing)
        step = Step(act, matter, verb, standing.ground, photos=act.photos)
        requirements.fill(step, body)
        requirements.check(step, standing, row.carries)
        requirements.check_case_number(step, standing)
        record = table.BY_NAME[verb]
        if step.resident_text and not record.has_resident_text:
            raise Problem("bad-value", ("resident_text", "not-a-choice"))
        spoken_words.check(step, standing, record.is_text_for_residents)
        return perform(step, standing)


def _not_open(body: MoveBody, standing: Standing) -> Problem:
    """The refusal of a move that is not open; of a call that one may judge or call off, with what became of it."""
    if body.move not in (call_off.MOVE.name, judge_call.MOVE.name):
        return Problem("not-open")
    units = [unit for kind, _, unit in (to.partition(":") for to in body.to) if kind == "unit"]
    over = open_calls.over_by_now(standing.own_calls, (), body.call, units)
    return Problem("not-open", *([over] if over is not None else []))


def _heard_before(act: Act, body: MoveBody, matter: Matter, standing: Standing) -> Entry | None:
    """The answer of a colleague that makes this 收到 one that was said already; one with words or photos says more."""
    if body.move != accept.MOVE.name or body.text or act.photos:
        return None
    units = [unit for kind, _, unit in (to.partition(":") for to in body.to) if kind == "unit"]
    return open_calls.heard_before(matter, standing, body.call, units)


def _take_back(act: Act, body: MoveBody) -> Outcome:
    """`undo`: by whoever made the move, also where that has taken the matter out of their reach.

    Problems: no-post, bad-value, not-open. Deferred when the matter is not here, or neither within reach nor theirs.
    """
    entry = (
        None
        if body.undoes is None
        else Entry.get_or_none(Entry.seq == body.undoes, Entry.kind == "matter", Entry.subject == body.matter)
    )
    reach = act.reach_now()
    if entry is None or act.person is None or entry.by != act.person.id:
        _find(act, body.matter, reach)
        if entry is not None:
            raise Problem("not-open")
        raise Problem("bad-value", ("undoes", "needs-undoes" if body.undoes is None else "not-here"))
    if not reach.posts:
        raise Problem("no-post")
    matter = Matter.get_by_id(body.matter)
    is_text_read = entry.verb in table.BY_NAME and table.BY_NAME[entry.verb].is_text_for_residents
    undo.require(matter, entry, act.person.id, act.received, is_text_read)
    standing = Standing(matter, reach, Ground(), takes_back=True)
    step = Step(act, matter, undo.MOVE.name, standing.ground, undoes=entry.seq)
    return perform(step, standing)


def perform(step: Step, standing: Standing) -> Outcome:
    """Do what the checked step says, inside the caller's transaction."""
    if _is_undoable(step):
        step.was = takebacks.before(step.matter)
    if standing.is_("answering"):
        step.matter.climb_at = None  # any move by the desk or unit that holds it stops the climb
    step.matter.case_number = step.extra.get("case_number", step.matter.case_number)
    _end_pause(step, standing)
    raised = step.changes.get("urgency") == "emergency" and step.verb == amend.MOVE.name
    VERBS[step.verb](step)
    if table.BY_NAME[step.verb].is_answer:
        answers.end(step.matter)
    if raised and not standing.is_("answering"):
        climb.wait_for_answer(step.matter)
    if step.matter.urgency == "emergency":
        step.was = None  # whoever is in danger, or waits for those who are, is told at once
    entry = step.finish()
    return Outcome("matter", step.matter.id, entry.seq, step.matter.number)


def _is_undoable(step: Step) -> bool:
    is_persons = step.act.actor == "person" and step.act.person is not None
    return is_persons and table.BY_NAME[step.verb].is_undoable and step.matter.urgency != "emergency"


def _end_pause(step: Step, standing: Standing) -> None:
    """A clock that stands goes on with whatever takes the matter on; a question to the resident, with the holder's next move."""
    if step.verb == undo.MOVE.name:
        return  # it puts the clock back itself
    rows = table.BY_NAME[step.verb].rows
    is_moving = any(row.to != SAME for row in rows if step.matter.state in row.froms)
    is_answered = pauses.is_question(step.matter) and standing.is_("holder")
    if step.matter.paused is not None and (is_moving or is_answered or step.verb == pause.MOVE.name):
        pauses.end(step.matter)
        step.extra["goes_on"] = True


def _is_own_doing(act: Act, matter: Matter, since: int) -> bool:
    """Whether all that has happened to it since that version was done by the same person."""
    entries = Entry.select(Entry.by).where(Entry.kind == "matter", Entry.subject == matter.id)
    last = entries.order_by(Entry.seq.desc()).limit(min(matter.version - since, SINCE_MOST))
    return act.person is not None and {entry.by for entry in last} == {act.person.id}


def _find(act: Act, matter: str, reach: Reach) -> Matter:
    """The matter within reach. Problem no-post when the person holds no post for it any more."""
    if not reach.posts:
        raise Problem("no-post")
    row = lists.find(reach, matter)
    if row is not None:
        return row
    if act.person is not None:
        then = reach_then_or_now(act.person, act.at)
        if lists.find(then, matter) is not None:
            raise Problem("no-post")
    raise Deferred
