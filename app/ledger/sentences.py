"""An entry of the ledger as a sentence; what is said of a verb stands with the verb and is registered here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.core import clock
from app.core.words import mark, mark_in, translate
from app.ledger.models import Entry


@dataclass(frozen=True)
class Names:
    """Names by id or code, as far as the reader may know them."""

    people: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)  # of matters
    reasons: Mapping[str, str] = field(default_factory=dict)

    def name_of(self, target: str) -> str:
        """The name of `kind:code`."""
        kind, _, code = target.partition(":")
        books = {"person": self.people, "unit": self.units, "area": self.areas, "matter": self.numbers}
        return books.get(kind, {}).get(code, code)


ACTORS = {
    "clock": mark("系统"),
    "resident": mark_in("actor", "居民"),
    "unit": mark("承办单位"),
    "operator": mark_in("actor", "管理员"),
    "person": mark("有人"),
}
# kind → verb → variant of the entry → message: {by} who, {to} to whom, {from} from whom, {level} where it lies now, {area} its place,
# {until}, {reason}, {unit}, {case}, {instruction}, {basis}, {n} the how manieth time
_sentences: dict[str, dict[str, Mapping[str, str]]] = {}


OTHERS = ("merged", "parted", "apart")  # the other matter, of which an entry tells that it came or went


def targets(body: dict[str, Any]) -> list[str]:
    """Whom or what an entry is about besides its own thing, as `kind:code`."""
    return body.get("to") or [f"matter:{body[key]}" for key in OTHERS if body.get(key)]


def register(kind: str, verbs: Mapping[str, Mapping[str, str]]) -> None:
    """Messages for entries of a kind, by verb and by variant (`Entry.variants`); called by the wiring."""
    _sentences.setdefault(kind, {}).update(verbs)


def sentence(entry: Entry, names: Names, language: str = "zh") -> str:
    """What happened, without the entry's own text. Verbs without a sentence are named as they are."""
    body: dict[str, Any] = entry.body or {}
    by = (
        names.people.get(entry.by)
        if entry.by
        else names.units.get(body.get("by_unit") or "", body.get("by_name"))
    )
    separator = translate(mark("、"), language)
    plain = translate(
        _message(entry),
        language,
        by=by or translate(ACTORS.get(entry.actor, ACTORS["person"]), language),
        to=separator.join(names.name_of(target) for target in targets(body)),
        level=_level(entry, body, names),
        area=names.areas.get(body.get("area") or "", body.get("area") or ""),
        until=_until(body.get("until")),
        reason=_reason(body.get("reason"), names, language),
        case=body.get("case_number") or "",
        instruction=body.get("instruction") or "",
        basis=body.get("basis") or "",
        n=body.get("n") or "",
        unit=names.units.get(body.get("unit") or "", body.get("unit") or ""),
        **{"from": _from(body.get("from") or "", names)},
    )
    return plain.strip() + _way(body.get("came"), entry, names, language)


def _message(entry: Entry) -> str:
    variants = _sentences.get(entry.kind, {}).get(entry.verb, {})
    return next((variants[key] for key in entry.variants() if key in variants), f"{{by}} {entry.verb}")


def _way(came: dict[str, str] | None, entry: Entry, names: Names, language: str) -> str:
    """That it came by another's hand, as far as the reader may know whose; the person's own sending needs no word."""
    if came is None:
        return ""
    sender, by = names.people.get(came["sender"]), names.people.get(came.get("released_by", ""))
    parts = []
    if sender and came["sender"] != entry.by and "imported_by" not in came:
        parts.append(translate(mark("由{sender}的手机发来"), language, sender=sender))
    if by:
        parts.append(translate(mark("{by}放行"), language, by=by))
    between = translate(mark("，"), language)
    return translate(mark("（{ways}）"), language, ways=between.join(parts)) if parts else ""


def _level(entry: Entry, body: dict[str, Any], names: Names) -> str:
    code = body.get("level") or entry.level or ""
    return names.areas.get(code, code)


def _from(whom: str, names: Names) -> str:
    """A person's id, or a unit whose people had it by a link."""
    return names.name_of(whom) if whom.startswith("unit:") else names.people.get(whom, "")


def _until(at: int | None) -> str:
    return clock.to_the_minute(at) if at is not None else ""


def _reason(reason: str | None, names: Names, language: str) -> str:
    words = names.reasons.get(reason or "", reason)
    return translate(mark("：{reason}"), language, reason=words) if words else ""
