"""What has happened to a request, told to its resident: only what concerns them, and nothing of others who asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.core import clock
from app.core.words import translate
from app.ledger.models import Entry
from app.matters.models import Matter
from app.matters.moves import table
from app.matters.moves.ending import merge
from app.matters.moves.record import Event
from app.matters.residents import spoken_words, told
from app.requests import photos, phrases
from app.requests.followup.offices import Offices
from app.requests.models import FOR_OTHERS, ResidentRequest

_elsewhere: dict[str, Mapping[str, Event]] = {}  # verb → variant of the entry → what is read of it


def register(events: Mapping[str, Mapping[str, Event]]) -> None:
    """Tell residents of what a slice above does with their matter, by verb and variant; an entry's text they read too."""
    _elsewhere.update(events)


def _own(kind: str) -> Event:
    """An event of the request itself, not of a move."""
    return Event(kind, phrases.EVENTS[kind])


class Timeline:
    """The events of one request, the oldest first."""

    def __init__(self, request: ResidentRequest, matters: list[Matter], offices: Offices) -> None:
        self._request, self._matters, self._offices = request, matters, offices
        self._is_sensitive = False

    def events(self) -> list[dict[str, Any]]:
        """`{"at", "when", "kind", "who", "sentence", "text", "photos", "mine"}` each."""
        return [event for _, event in self.numbered()]

    def numbered(self) -> list[tuple[int, dict[str, Any]]]:
        """(number of its ledger entry, 0 without one; event) of each of `events`."""
        history = [*self._of_request()]
        since = 0
        for matter in self._matters:  # its own, then the one into which that one was merged
            entries = told.entries(matter.id, since)
            self._is_sensitive = spoken_words.is_sensitive(matter)
            history += [
                self._event(entry, event)
                for entry in entries
                if (event := self._read(entry, is_first=matter.id == self._request.matter)) is not None
            ]
            since = max((entry.seq for entry in entries if entry.verb == merge.MOVE.name), default=since)
        history.sort(key=lambda event: event["order"])
        return [(event.pop("order")[1], event) for event in history]

    def _of_request(self) -> Iterator[dict[str, Any]]:
        request = self._request
        if request.held is not None:
            yield self._made(request.received, "held", request.words, is_own=True)
        if request.refused is not None:
            yield self._made(request.refused, "refused", request.refused_reason)
        if request.withdrawn is not None and request.matter is None:
            yield self._made(request.withdrawn, "withdrawn", is_own=True)
        counted = (Entry.kind == "request") & (Entry.subject == request.id) & (Entry.verb == "rate")
        for entry in Entry.select().where(counted).order_by(Entry.seq):
            yield self._shown(
                entry.received, entry.seq, _own("yes"), {"who": ""}, entry.text, [], is_own=True
            )

    def _made(self, at: int, kind: str, text: str | None = None, is_own: bool = False) -> dict[str, Any]:
        return self._shown(at, 0, _own(kind), {"who": ""}, text or None, [], is_own)

    def _read(self, entry: Entry, is_first: bool) -> Event | None:
        """Which event it is for this resident; None for what is not theirs to read."""
        body: dict[str, Any] = entry.body or {}
        is_own = body.get("request") == self._request.id
        if entry.verb == "report":
            if not is_own:
                return _own("said by another") if is_first else None
            if self._request.held is not None:
                return _own("released")
            return _own("said for you" if body.get("channel") in FOR_OTHERS else "said")
        variants = [
            *(["own"] if is_own and entry.actor == "resident" else []),
            *(["at head"] if body.get("turn") == "head" else []),
            *entry.variants(),
        ]
        events: Mapping[str, Event | None] = _elsewhere.get(entry.verb, {})
        if entry.verb in table.NAMES:
            events = table.BY_NAME[entry.verb].residents
        return next((events[variant] for variant in variants if variant in events), None)

    def _event(self, entry: Entry, event: Event) -> dict[str, Any]:
        offices, body = self._offices, entry.body or {}
        names = {
            "who": offices.addressee(entry) if event.kind == "dispatched" else offices.of_entry(entry),
            "level": offices.area(body.get("level") or entry.level) or "",
            "until": (phrases.day if event.kind == "shelved" else phrases.when)(
                body.get("until"), offices.language
            ),
        }
        is_own = body.get("request") == self._request.id
        is_theirs = is_own and event.kind != "released"
        text = entry.text if is_theirs or entry.verb in _elsewhere else self._words(entry)
        named = list(entry.photos or []) if is_theirs else list(body.get("after") or [])
        shown = [sha256 for sha256 in named if photos.may_see(self._request, sha256)]
        return self._shown(entry.received, entry.seq, event, names, text, shown, is_own)

    def _words(self, entry: Entry) -> str | None:
        return spoken_words.readable(entry, self._is_sensitive, entry.verb in table.READ)

    def _shown(
        self,
        at: int,
        order: int,
        event: Event,
        names: dict[str, str],
        text: str | None,
        pictures: list[str],
        is_own: bool,
    ) -> dict[str, Any]:
        return {
            "at": clock.rfc3339(at),
            "when": phrases.when(at, self._offices.language),
            "kind": event.kind,
            "who": names["who"],
            "sentence": translate(event.words, self._offices.language, **names),
            "text": text,
            "photos": pictures,
            "mine": is_own,
            "order": (at, order),
        }
