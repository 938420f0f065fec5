"""What can be done to several matters at once: who is ready for it, and the doing, one by one, with a line for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.areas.access.reach import Reach, reach_of
from app.core import ids
from app.core.decode import UUID_FORM
from app.core.problems.problem import Deferred, Problem
from app.core.words import mark, translate
from app.desk.lists import facets, rows
from app.desk.lists.rows import Line
from app.desk.matter import after_move
from app.desk.matter.after_move import TakeBack
from app.ledger.act import by_web
from app.ledger.outcome import Outcome
from app.matters import transition
from app.matters.area_staff import Ground
from app.matters.commands import MoveBody
from app.matters.models import Matter
from app.matters.moves import table
from app.matters.moves.ending import merge
from app.matters.moves.handling import undo
from app.matters.moves.open_calls import calls_of
from app.matters.moves.passing_on import dispatch
from app.matters.moves.record import Move
from app.matters.moves.time_limits import remind
from app.matters.moves.with_residents import answer
from app.matters.queries import lists
from app.matters.queries.proposed import is_given_back, proposed_units
from app.matters.workflow.roles import Standing
from app.people.models import Person

MOST = 50
ACTS: tuple[Move, ...] = (dispatch.MOVE, answer.MOVE, remind.MOVE, merge.MOVE)
NOT_NOW = mark("这一件现在不能{act}")
NOT_HERE = mark("这一件不在您的范围里了")
NOT_LISTED = mark("权责清单里没有写谁主办，请单独派")
GIVEN_BACK = mark("按清单主办的单位退回过这一件，请单独派")
STAYS = mark("并到这一件里，它留着")


@dataclass(frozen=True)
class Chosen:
    """One of the chosen matters as it stands in the preview; `hinders`: why the act leaves it as it is, or empty."""

    line: Line
    version: int
    hinders: str
    proposed: tuple[str, ...] = ()  # of a dispatch: to whom the list would give it, the lead first
    proposed_words: str = ""


@dataclass(frozen=True)
class Result:
    """What became of one: its number, and a sentence; `is_done`: the act was made."""

    id: str
    number: str
    sentence: str
    is_done: bool
    undo: TakeBack | None = None  # while it can be taken back


def chosen(reach: Reach, wanted: list[str]) -> list[Matter]:
    """Those of the ids that are within reach, in the order given. Problem bad-value for too many, or for none."""
    named = [id for id in dict.fromkeys(wanted) if UUID_FORM.fullmatch(id)]
    if len(named) > MOST:
        raise Problem("bad-value", ("m", "too-many", {"most": MOST}))
    found = {row.id: row for row in lists.visible(reach).where(Matter.id.in_(named))} if named else {}
    return [found[id] for id in named if id in found]


def preview(reach: Reach, matters: list[Matter], act: Move, into: str, language: str) -> list[Chosen]:
    """Each of them, and what hinders the act there."""
    lines, ground = rows.lines(matters, reach, language), Ground()
    names = dict(facets.unit_names())
    found = []
    for line, matter in zip(lines, matters, strict=True):
        hinders = _hinders(reach, matter, act, into, language)
        units = proposed_units(matter, ground) if act is dispatch.MOVE and not hinders else []
        if units and is_given_back(matter, ground):
            units = []
        words = [names.get(unit, unit) for unit in units]
        to = tuple(f"unit:{unit}" for unit in units)
        sentence = _dispatched_to(words, language) if words else _not_proposed(matter, ground, language)
        found.append(Chosen(line, matter.version, hinders, to, sentence))
    return found


def _dispatched_to(names: list[str], language: str) -> str:
    lead, supports = names[0], ("、", ", ")[language == "en"].join(names[1:])
    message = mark("派给{lead}，协办{supports}") if supports else mark("派给{lead}")
    return translate(message, language, lead=lead, supports=supports)


def _not_proposed(matter: Matter, ground: Ground, language: str) -> str:
    """Why the list proposes nobody."""
    return translate(GIVEN_BACK if is_given_back(matter, ground) else NOT_LISTED, language)


def _hinders(reach: Reach, matter: Matter, act: Move, into: str, language: str) -> str:
    if act is merge.MOVE and matter.id == into:
        return translate(STAYS, language)
    standing = Standing(matter, reach, Ground(), calls_of(matter.id))
    if table.row_for(act.name, standing) is not None:
        return ""
    return translate(NOT_NOW, language, act=translate(act.label, language))


@dataclass(frozen=True)
class Order:
    """What is to be done to all: the act, its words, to whom, and the id of the form, by which it is done once.

    `to_of`: by matter to whom, where each goes to the ones that the list proposes for it; None where all go to the same.
    """

    act: Move
    form: str
    text: str
    to: tuple[str, ...]
    into: str
    versions: Mapping[str, int]
    to_of: Mapping[str, tuple[str, ...]] | None = None

    def to_for(self, matter: str) -> list[str]:
        """To whom this one goes."""
        if self.act is merge.MOVE:
            return [f"matter:{self.into}"]
        return list(self.to if self.to_of is None else self.to_of.get(matter, ()))


# carries one form out once: (its id, what stands in it, what it does) → the ledger number of what it did
Once = Callable[[str, dict[str, Any], Callable[[], Outcome]], int]


def make(person: Person, wanted: list[str], order: Order, once: Once, language: str) -> list[Result]:
    """Do it to each by itself: what is refused for one is said, and hinders no other. Sent again it does nothing more."""
    numbers = {row.id: row.number for row in chosen(reach_of(person), wanted)}
    named = [id for id in dict.fromkeys(wanted) if UUID_FORM.fullmatch(id)]
    return [
        _one(person, id, numbers.get(id, ""), order, once, language)
        for id in named[:MOST]
        if not (order.act is merge.MOVE and id == order.into)
    ]


def _one(person: Person, id: str, number: str, order: Order, once: Once, language: str) -> Result:
    to = order.to_for(id)
    if order.to_of is not None and not to:
        return Result(id, number, _why_nowhere(reach_of(person), id, order, language), is_done=False)
    body = MoveBody(
        matter=id, move=order.act.name, text=order.text or None, to=to, base_version=order.versions.get(id)
    )
    content = {"matter": id, "move": order.act.name, "text": order.text, "to": to}
    return _made(person, body, number, lambda verb: once(_form_of(order.form, id), content, verb), language)


def _why_nowhere(reach: Reach, id: str, order: Order, language: str) -> str:
    """Why one went to nobody when each was to go where the list says."""
    matter = lists.find(reach, id)
    if matter is None:
        return translate(NOT_HERE, language)
    return _hinders(reach, matter, order.act, "", language) or _not_proposed(matter, Ground(), language)


def take_back(
    person: Person, wanted: list[tuple[str, int]], form: str, once: Once, language: str
) -> list[Result]:
    """Take back what was done to each, as (matter, ledger number): what cannot be any more is said, and hinders no other."""
    numbers = {row.id: row.number for row in chosen(reach_of(person), [id for id, _ in wanted])}
    return [
        _one_back(person, id, entry, numbers.get(id, ""), form, once, language) for id, entry in wanted[:MOST]
    ]


def _one_back(
    person: Person, id: str, entry: int, number: str, form: str, once: Once, language: str
) -> Result:
    body = MoveBody(matter=id, move=undo.MOVE.name, undoes=entry)
    content = {"matter": id, "undoes": entry}
    form_id = _form_of(form, f"{id} {entry}")
    return _made(person, body, number, lambda verb: once(form_id, content, verb), language)


def _made(
    person: Person, body: MoveBody, number: str, once: Callable[[Callable[[], Outcome]], int], language: str
) -> Result:
    """Make the move, and what became of it."""
    id = body.matter
    try:
        entry = once(lambda: transition.move(by_web(person), body))
    except Deferred:
        return Result(id, number, translate(NOT_HERE, language), is_done=False)
    except Problem as problem:
        payload = problem.body(language)
        wrong = [error["message"] for error in payload.get("errors", [])]
        return Result(id, number, "；".join(wrong) or payload["detail"], is_done=False)
    done = after_move.done(person, str(entry), language)
    if done is None:
        return Result(id, number, "", is_done=True)
    return Result(id, number or done.number, done.sentence, is_done=True, undo=done.undo)


def _form_of(form: str, matter: str) -> str:
    """The id of the form for one matter: the same form and matter, the same id; empty for a form without one."""
    if not form:
        return ""
    return ids.derived(int(form.replace("-", "")[:12], 16), f"several {form} {matter}")
