"""What has happened to a request, told to its resident: only what concerns them, and nothing of others who asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.core import clock
from app.ledger.models import Entry
from app.matters.models import Matter
from app.requests import phrases
from app.requests.followup.offices import Offices
from app.requests.models import ResidentRequest

SETTLED = ("resolve", "settle_on_spot")
# verb → kind of event, where nothing else decides
PLAIN = {
    "take": "taken",
    "dispatch": "dispatched",
    "hand_down": "passed on",
    "answer": "answered",
    "extend": "extended",
    "shelve": "shelved",
    "resume": "resumed",
    "resolve": "done",
    "settle_on_spot": "done",
    "merge": "merged",
}


class Timeline:
    """The events of one request, the oldest first."""

    def __init__(self, request: ResidentRequest, matters: list[Matter], offices: Offices) -> None:
        self._request, self._matters, self._offices = request, matters, offices

    def events(self) -> list[dict[str, Any]]:
        """`{"at", "when", "kind", "who", "sentence", "text", "photos", "mine"}` each."""
        history = [*self._of_request()]
        since = 0
        for matter in self._matters:  # its own, then the one into which that one was merged
            entries = list(
                Entry.select()
                .where(Entry.kind == "matter", Entry.subject == matter.id, Entry.seq > since)
                .order_by(Entry.seq)
            )
            history += [
                self._event(entry, kind)
                for entry in entries
                if (kind := self._kind(entry, is_first=matter.id == self._request.matter)) is not None
            ]
            since = max((entry.seq for entry in entries if entry.verb == "merge"), default=since)
        history.sort(key=lambda event: event.pop("order"))
        return history

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
            yield self._shown(entry.received, entry.seq, "yes", {"who": ""}, entry.text, [], is_own=True)

    def _made(self, at: int, kind: str, text: str | None = None, is_own: bool = False) -> dict[str, Any]:
        return self._shown(at, 0, kind, {"who": ""}, text or None, [], is_own)

    def _kind(self, entry: Entry, is_first: bool) -> str | None:
        """Which event it is for this resident; None for what is not theirs to read."""
        body: dict[str, Any] = entry.body or {}
        is_own = body.get("request") == self._request.id
        if entry.verb == "report":
            if is_own:
                if self._request.held is not None:
                    return "released"
                return "said for you" if body.get("channel") == "staff" else "said"
            return "said by another" if is_first else None
        if entry.actor == "resident":
            return self._by_resident(entry, body, is_own)
        if entry.verb == "escalate":
            return None if body.get("top") else "passed up"
        if entry.verb in ("confirm", "refuse"):
            verdict = "confirmed" if entry.verb == "confirm" else "not yet"
            return f"{verdict} in the building" if body.get("turn") == "head" else verdict
        if entry.verb == "close":
            return "closed by silence" if entry.actor == "clock" else "closed"
        if entry.verb in ("reopen", "void"):
            return "reopened" if entry.verb == "reopen" else "ended"
        return PLAIN.get(entry.verb)

    def _by_resident(self, entry: Entry, body: dict[str, Any], is_own: bool) -> str | None:
        if entry.verb == "rate":
            return "yes" if is_own else "closed"
        if entry.verb == "reopen":
            return "no" if is_own else "reopened"
        if entry.verb == "void":
            return "withdrawn" if is_own else "ended"
        return {"note": "added", "join": "joined", "leave": "withdrawn"}.get(entry.verb) if is_own else None

    def _event(self, entry: Entry, kind: str) -> dict[str, Any]:
        offices, body = self._offices, entry.body or {}
        names = {
            "who": offices.addressee(entry) if kind == "dispatched" else offices.of_entry(entry),
            "level": offices.area(body.get("level") or entry.level) or "",
            "until": (phrases.day if kind == "shelved" else phrases.when)(
                body.get("until"), offices.language
            ),
        }
        is_own = body.get("request") == self._request.id
        is_theirs = is_own and kind != "released"
        text = entry.text if is_theirs or entry.verb == "answer" else None
        photos = list(entry.photos or []) if is_theirs else list(body.get("after") or [])
        return self._shown(entry.received, entry.seq, kind, names, text, photos, is_own)

    def _shown(
        self,
        at: int,
        order: int,
        kind: str,
        names: dict[str, str],
        text: str | None,
        photos: list[str],
        is_own: bool,
    ) -> dict[str, Any]:
        return {
            "at": clock.rfc3339(at),
            "when": phrases.when(at, self._offices.language),
            "kind": kind,
            "who": names["who"],
            "sentence": phrases.say(phrases.EVENTS[kind], self._offices.language, **names),
            "text": text,
            "photos": photos,
            "mine": is_own,
            "order": (at, order),
        }
