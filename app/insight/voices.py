"""What residents answered and what became of calls, as figures count them: of each matter read off the ledger and its calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from peewee import Model

from app.core import clock
from app.insight import tallies
from app.insight.course import Told
from app.insight.models import ANSWERED, CALLED, NEITHER, Answer, Called
from app.ledger import undone
from app.ledger.models import Entry
from app.matters.models import Call
from app.matters.moves.calls import judge_call
from app.matters.moves.confirming import rate
from app.matters.moves.ending import reopen
from app.requests.models import Verdict

RESIDENT = "resident"
VERDICTS = frozenset({rate.MOVE.name, reopen.MOVE.name})
NOT_COUNTED = ("off", "returned", "carried", "ended")  # calls that nobody had to answer in the end
CAME = "attended"
Places = Mapping[str, Mapping[str, Any]]  # matter → its course


def store(courses: Places, entries: Mapping[str, list[Told]]) -> None:
    """Keep the answers and the calls of these matters as they are now, and count the answers in the tallies."""
    answers = {one["entry"]: one for one in _answers(courses, entries)}
    before = list(Answer.select().where(Answer.matter.in_(list(courses))).dicts())
    _forget(Answer, [Answer.entry == one["entry"] for one in before if one["entry"] not in answers])
    for one in answers.values():
        ANSWERED.send(**one)
    tallies.move(before, answers.values(), tallies.answered)
    calls = {(one["entry"], one["unit"]): one for one in _calls(courses)}
    known = Called.select(Called.entry, Called.unit).where(Called.matter.in_(list(courses))).tuples()
    gone = [key for key in known if key not in calls]
    _forget(Called, [(Called.entry == entry) & (Called.unit == unit) for entry, unit in gone])
    for one in calls.values():
        CALLED.send(**one)


def _forget(table: type[Model], rows: Iterable[Any]) -> None:
    for row in rows:
        table.delete().where(row).execute()


def _placed(course: Mapping[str, Any], at: int) -> dict[str, Any]:
    names = ("matter", "area", "category", "channel")
    return {**{name: course[name] for name in names}, "day": clock.date_of(at).isoformat()}


def _answers(courses: Places, entries: Mapping[str, list[Told]]) -> Iterable[dict[str, Any]]:
    """A score given later is no answer of its own."""
    for id, course in courses.items():
        for entry in undone.standing(entries[id]):
            body = entry.body or {}
            if entry.actor == RESIDENT and entry.verb in VERDICTS and "solved" in body:
                yield {**_placed(course, entry.received), "entry": entry.seq, "yes": int(body["solved"])}
    for seq, at, body in _beside(list(courses)):
        yield {**_placed(courses[body["matter"]], at), "entry": seq, "yes": int(body["solved"])}


def _beside(matters: list[str]) -> list[tuple[int, int, dict[str, Any]]]:
    """(entry, when, what it carried) of each yes that moved nothing: others have still to speak, or it was closed already."""
    asked = Verdict.select(Verdict.request).where(Verdict.matter.in_(matters))
    rows = Entry.select(Entry.seq, Entry.received, Entry.body).where(
        Entry.kind == "request", Entry.subject.in_(asked), Entry.verb == rate.MOVE.name
    )
    return [
        (seq, at, body)
        for seq, at, body in rows.tuples()
        if body["matter"] in matters and not body.get("added")
    ]


def matters_of(requests: list[str]) -> set[str]:
    """The matters of which these residents said whether they are solved."""
    return {id for (id,) in Verdict.select(Verdict.matter).where(Verdict.request.in_(requests)).tuples()}


def _calls(courses: Places) -> Iterable[dict[str, Any]]:
    calls: dict[str, list[Call]] = defaultdict(list)
    for call in Call.select().where(Call.matter.in_(list(courses)), Call.state.not_in(NOT_COUNTED)):
        calls[call.matter].append(call)
    for id, of_matter in calls.items():
        for call in of_matter:
            has_come = call.state == CAME and call.verdict != judge_call.ABSENT
            is_told = has_come and call.answered is not None
            yield {
                **_placed(courses[id], call.at), "entry": call.entry, "unit": call.unit, "came": int(has_come),
                "minutes": round((call.answered - call.at) / clock.MINUTE) if is_told else NEITHER,
            }  # fmt: skip
