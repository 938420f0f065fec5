"""An open move as a form: what it must carry becomes fields, filled in with what is proposed or was typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.areas.access.reach import Reach
from app.core import clock, ids
from app.core.words import mark, mark_in, translate
from app.desk import times
from app.desk.forms import choices, named_places, pairs
from app.desk.forms.choices import Group
from app.desk.forms.pairs import Pair
from app.matters.area_staff import Ground
from app.matters.models import Matter
from app.matters.moves import table
from app.matters.moves.time_limits import ask_extension, extend
from app.matters.timing import deadlines

OWN_PARTS = ("until", "change", "occasion", "pause_reason", "coming", "instruction", "transfer", "basis")
CHOSEN = (
    "to_handlers",
    "to_units",
    "to_area",
    "to_called",
    "to_judged",
)  # parts that are a choice from `Form.groups`


@dataclass(frozen=True)
class Typed:
    """What somebody typed into a form that was refused, and why it was refused."""

    move: str = ""
    values: dict[str, str] = field(default_factory=dict)
    many: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()  # already stored
    wrong: str = ""
    is_to_look_at: bool = False  # nothing is wrong: what is chosen is to be looked at before it is done


@dataclass(frozen=True)
class Form:
    """One move. `parts` names the fields to draw; an empty one is a button alone. `leads`: it may stand largest."""

    name: str
    label: str
    leads: bool
    hint: str
    parts: tuple[str, ...]
    groups: list[Group]
    chosen: tuple[str, ...]
    pair: Pair | None  # it and what it may be merged with
    reasons: list[tuple[str, str]]
    urgencies: list[tuple[str, str]]
    calls: list[tuple[str, str]]
    places: list[tuple[str, str]]  # those that fit the name that was typed, where they are several
    until: str
    facts: list[tuple[str, str]]  # what to know before deciding: (what, words)
    needs_text: bool
    typed: Typed
    draft: str = ""  # the text to begin from
    key: str = ""  # that opens it, or makes the move
    has_more_units: bool = False  # more than are listed, so that others are written
    quick: tuple[str, str] | None = None  # a reason that is a button of its own: (code, words)
    id: str = field(default_factory=ids.uuid7)  # by which it is carried out once

    @property
    def lacks_choices(self) -> bool:
        """Whether it must name somebody or some place, and there is none to choose: it could do nothing."""
        has_some = any(group.options for group in self.groups)
        return not has_some and any(part in CHOSEN for part in self.parts)

    @property
    def is_plain(self) -> bool:
        """Whether the form has no fields, so that it is a button alone."""
        return not self.parts


def form_of(
    offer: dict[str, Any],
    matter: Matter,
    reach: Reach,
    serialized: dict[str, Any],
    language: str,
    typed: Typed,
) -> Form:
    """The form for one of the moves that `offers.open_moves` returns."""
    carries = offer["carries"]
    proposed = (offer.get("proposed") or {}).get("to") or []
    calls = _calls(offer, serialized)
    return Form(
        offer["name"], offer["label"], offer["leads"], translate(table.BY_NAME[offer["name"]].hint, language),
        _parts(offer, calls, matter), _groups(offer, matter, reach, language),
        tuple(proposed), _pair(matter, reach, language, typed) if "to_matter" in carries else None,
        choices.reasons(offer), choices.urgencies(language), calls,
        _places(offer, matter, reach, typed), times.for_input(_until(offer, matter)),
        _facts(offer, matter, serialized, language), "text" in carries, typed if typed.move == offer["name"] else Typed(),
        key=table.BY_NAME[offer["name"]].key,
        has_more_units=bool({"to_handlers", "to_units"} & set(carries)) and choices.has_more_units(reach),
        quick=(offer["quick"]["code"], offer["quick"]["name"]) if "quick" in offer else None,
    )  # fmt: skip


def _parts(offer: dict[str, Any], calls: list[tuple[str, str]], matter: Matter) -> tuple[str, ...]:
    carries: list[str] = offer["carries"]
    parts = ["call"] if len(calls) > 1 else []
    for word in carries:
        if word.startswith("to_") or word in OWN_PARTS:
            parts.append(word)
        elif word in (
            "reason",
            "reason_or_text",
            "send_back_reason",
            "verdict",
            "part_reason",
            "shelf_reason",
            "contact_reason",
            "ring_reason",
        ):
            parts.append("reason")
    if offer["plain"] and not parts:
        return ()
    if matter.resident_asked and table.BY_NAME[offer["name"]].has_resident_text:
        parts.append("resident_text")
    parts.append("text")
    if "text_or_photo" in carries:
        parts.append("photos")
    return tuple(parts)


def _groups(offer: dict[str, Any], matter: Matter, reach: Reach, language: str) -> list[Group]:
    carries = offer["carries"]
    if "to_handlers" in carries:
        return choices.handlers(offer, reach, matter.level, language)
    if "to_units" in carries:
        waiting = offer["waiting"]  # one open call per unit
        return [
            Group(
                "",
                [
                    pair
                    for pair in choices.units_for(reach, matter.level, language=language)
                    if pair[0] not in waiting
                ],
            )
        ]
    if "called" in offer:
        return [Group("", [(one["to"], one["name"]) for one in offer["called"]])]
    if "to_area" in carries:
        return choices.places(matter, language)
    return choices.things(language) if "change" in carries else []


def _calls(offer: dict[str, Any], serialized: dict[str, Any]) -> list[tuple[str, str]]:
    """The open calls that the person may answer: (ledger number, unit)."""
    open_calls = offer.get("calls") or []
    return [
        (str(call["call"]), call["unit_name"])
        for call in serialized["calls"]
        if call["call"] in open_calls and call["is_mine"] and call["state"] == "open"
    ]


def _pair(matter: Matter, reach: Reach, language: str, typed: Typed) -> Pair:
    return pairs.pair_of(
        matter, reach, language, [value for value in typed.many if value.startswith("matter:")]
    )


def _places(offer: dict[str, Any], matter: Matter, reach: Reach, typed: Typed) -> list[tuple[str, str]]:
    words = typed.values.get("where", "") if typed.move == offer["name"] else ""
    found = named_places.find(amendable(matter, reach), words) if words else []
    return found if len(found) > 1 else []


def amendable(matter: Matter, reach: Reach) -> list[str]:
    """Below these areas a place is looked for that the matter is corrected to."""
    return named_places.desks(reach) or [matter.level]


def _until(offer: dict[str, Any], matter: Matter) -> int:
    """What a time is filled in with: what was asked for, where that is granted; a day after the deadline; else tomorrow."""
    if offer["name"] != extend.MOVE.name:
        return clock.now() + clock.DAY
    return int(matter.asked_until or max(clock.now(), matter.due or 0) + clock.DAY)


def _facts(
    offer: dict[str, Any], matter: Matter, serialized: dict[str, Any], language: str
) -> list[tuple[str, str]]:
    """Of a dispatch: until when it would have to be done, who supports, by which law, and how the list has fared so far.

    Of an extension that was asked for: until when, and why.
    """
    if offer["name"] == extend.MOVE.name and matter.asked_until is not None:
        asked = [one for one in serialized["ledger"] if one["move"] == ask_extension.MOVE.name]
        name = translate(ask_extension.MOVE.label, language)
        return [(name, words) for one in asked[-1:] for words in (one["sentence"], one["text"]) if words]
    if "proposed" not in offer:
        return []
    proposed = offer["proposed"] or {}
    basis = " · ".join(part for part in (proposed.get("code"), proposed.get("basis")) if part)
    supports = translate(mark("、"), language).join(proposed.get("supports") or [])
    facts = [
        (translate(mark("期限"), language), _until_when(matter, language)),
        (translate(mark("协办"), language), supports),
        (translate(mark("依据"), language), basis),
        (translate(mark_in("fact", "退回过"), language), proposed.get("given_back") or ""),
        (translate(mark_in("fact", "退回过"), language), proposed.get("returned") or ""),
    ]
    return [(name, words) for name, words in facts if words]


def _until_when(matter: Matter, language: str) -> str:
    """Until when it would have to be done, dispatched at this moment."""
    ground = Ground()
    tried = deadlines.tried(matter, ground)
    left = deadlines.time_left(tried, ground.kind(matter.level), clock.now())
    due = translate(mark("现在派就到 {due}"), language, due=times.due(tried.due, "running", language))
    note = deadlines.note_sentence(tried.due_note, language)
    parts = (due, times.time_left(left, language) if left is not None else "", note)
    return " · ".join(part for part in parts if part)
