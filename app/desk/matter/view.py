"""One matter as the desk shows it: the contract's own shape, its open moves as forms, and what happened since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.areas.access.reach import Reach, reach_of
from app.core import clock
from app.core.problems.problem import Problem
from app.core.words import translate
from app.desk import times
from app.desk.forms import fields
from app.desk.forms.fields import Form, Typed
from app.desk.forms.pairs import Side
from app.desk.lists import rows
from app.desk.lists.rows import Line
from app.desk.matter import contacts, whereabouts
from app.desk.matter.contacts import Contact
from app.desk.requests import residents
from app.desk.requests.residents import Asker
from app.evidence import uses
from app.ledger.models import Entry
from app.matters.models import Call, Matter
from app.matters.moves import record, table
from app.matters.moves.with_residents import answer
from app.matters.queries import lists
from app.matters.residents import spoken_words
from app.matters.timing import hotline
from app.matters.views import known_elsewhere, next_act, serialize
from app.matters.views.known_elsewhere import KnownAs, OtherForm
from app.people.models import Person
from app.requests.followup import callers, requesters


@dataclass(frozen=True)
class Purpose:
    """Moves that serve the same end, under its words (a message); `is_grave`: not easily taken back."""

    words: str
    forms: list[Form]
    is_grave: bool


@dataclass(frozen=True)
class Opened:
    """The values that the page of a matter needs."""

    matter: Matter
    shown: dict[str, Any]
    line: Line
    whereabouts: str
    late_calls: frozenset[int]  # the whistles whose time to answer is over
    large: list[Form]
    more: list[Form]
    away: frozenset[str]  # photos whose bytes have not arrived
    since: list[dict[str, Any]]  # what happened after the reader last looked
    typed: Typed
    askers: list[Asker]
    people: list[Contact]
    unspoken: str | None  # what somebody wrote for residents and a desk has still to look at
    doubts: list[str]  # what to look at in it
    reader: str  # the id of the person who looks
    known_as: Sequence[KnownAs]  # what other systems call it
    other_forms: Sequence[OtherForm]  # in whose forms it can be copied
    clocks: Sequence[
        tuple[str, str, str]
    ]  # of a hotline's ticket: which, until when, when it was stopped or ""
    same_caller: Sequence[Line]  # what else those who asked for it asked for by the same number

    @property
    def purposes(self) -> list[Purpose]:
        """The moves that do not stand large, by what they are for."""
        found = [
            Purpose(
                words,
                [form for form in self.more if table.BY_NAME[form.name].purpose == name],
                name == record.GRAVE,
            )
            for name, words in record.PURPOSES.items()
        ]
        return [purpose for purpose in found if purpose.forms]

    @property
    def likely(self) -> list[Side]:
        """What is likely the same, for a reader who may merge."""
        forms = (form for form in (*self.large, *self.more) if form.pair is not None)
        return next((form.pair.likely for form in forms if form.pair is not None), [])

    @property
    def lost(self) -> bool:
        """Whether something was typed for a move that is not open any more."""
        names = {form.name for form in (*self.large, *self.more)}
        return bool(self.typed.move) and self.typed.move not in names


def find(reach: Reach, matter: str) -> Matter:
    """The matter, if in reach. Raises Problem not-found otherwise."""
    row = lists.find(reach, matter)
    if row is None:
        raise Problem("not-found")
    return row


def opened(
    person: Person, matter: str, language: str, typed: Typed = Typed(), seen: int | None = None
) -> Opened:
    """The matter for this person; `seen` is the ledger number up to which the reader had read."""
    reach = reach_of(person)
    row = find(reach, matter)
    serialized = serialize.for_person(row, person, language)
    unspoken = _unspoken(row, reach) if serialized["resident_asked"] else None
    forms = [
        fields.form_of(offer, row, reach, serialized, language, typed) for offer in serialized["open_moves"]
    ]
    forms = [
        replace(form, draft=unspoken) if unspoken and form.name == answer.MOVE.name else form
        for form in forms
        if not form.lacks_choices
    ]
    line = rows.lines([row], reach, language)[0]
    photos = [*serialized["photos"], *serialized["photos_after"], *serialized["photos_before"]]
    since = [entry for entry in serialized["ledger"] if seen is not None and entry["seq"] > seen]
    return Opened(
        row, serialized, line, whereabouts.sentence(row, line, serialized, language), _late_calls(row),
        forms[: next_act.LARGE], forms[next_act.LARGE :], frozenset(uses.missing(photos)), since, typed,
        residents.askers(person, reach, row.id, language), contacts.contacts_of(row, reach),
        unspoken, spoken_words.doubts(row, unspoken, language) if unspoken else [], person.id, known_elsewhere.of_matter(row.id),
        known_elsewhere.forms_of(row), _clocks(row, language), _same_caller(reach, row, language),
    )  # fmt: skip


def _same_caller(reach: Reach, matter: Matter, language: str) -> list[Line]:
    found = callers.others_of(reach, requesters.requests_of(matter.id)) if matter.resident_asked else []
    return rows.lines_of(found, reach, language)


def _clocks(matter: Matter, language: str) -> list[tuple[str, str, str]]:
    """The hotline's clocks in words."""
    return [
        (
            translate(words, language),
            times.until(until, language)
            if done is None and until in running
            else times.moment(until, language),
            times.moment(done, language),
        )
        for words, until, done in hotline.lines(matter)
        for running in (hotline.running(matter).values(),)
    ]


def _unspoken(matter: Matter, reach: Reach) -> str | None:
    """The words for residents that wait, for a reader who may hear all of the matter."""
    if (
        matter.confidential
        and not lists.visible(reach).where(Matter.id == matter.id, lists.may_hear(reach)).exists()
    ):
        return None
    entries = Entry.select().where(Entry.kind == "matter", Entry.subject == matter.id).order_by(Entry.seq)
    return spoken_words.waiting(entries, spoken_words.is_sensitive(matter), table.READ)


def _late_calls(matter: Matter) -> frozenset[int]:
    late = Call.select(Call.entry).where(
        Call.matter == matter.id, Call.state == "open", Call.due < clock.now()
    )
    return frozenset(call.entry for call in late)
