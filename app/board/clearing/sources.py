"""What a matter has to show: its photos before and after, and the answer."""

from __future__ import annotations

from app.ledger import undone
from app.ledger.models import Entry
from app.matters.moves import table
from app.matters.moves.with_residents import answer as answering
from app.matters.moves.with_residents import leave

ANSWERS = (answering.MOVE.name, *table.SETTLING)  # the first of these that has words


def entries(matter: str) -> list[Entry]:
    """The ledger entries of the matter that stand, in order."""
    query = Entry.select().where(Entry.kind == "matter", Entry.subject == matter)
    return undone.standing(query.order_by(Entry.seq))


def photos(entries: list[Entry]) -> list[tuple[str, str]]:
    """(digest, "before" | "after") of every photo that may be shown, in the order they came.

    Not those of a resident who spoke in confidence, or who took the request back.
    """
    left = {(entry.body or {}).get("request") for entry in entries if entry.verb == leave.MOVE.name} - {None}
    after = [photo for entry in entries for photo in (entry.body or {}).get("after") or []]
    kept_photos = {photo for entry in entries if _is_kept(entry, left) for photo in entry.photos or []}
    every = dict.fromkeys(
        photo for entry in entries for photo in entry.photos or [] if photo not in kept_photos
    )
    return [(photo, "after" if photo in after else "before") for photo in every]


def _is_kept(entry: Entry, left: set[str | None]) -> bool:
    body = entry.body or {}
    return bool(body.get("confidential")) or body.get("request") in left


def answer(entries: list[Entry]) -> str:
    """The latest words on what was done: written when it was last settled, or since. What was answered before is of its course."""
    done = entries[_settled_at(entries) :]
    for verb in ANSWERS:
        texts = [text for text in map(_words, (one for one in done if one.verb == verb)) if text]
        if texts:
            return texts[-1]
    return ""


def answers_before(entries: list[Entry]) -> set[str]:
    """What was answered before it was last settled."""
    before = entries[: _settled_at(entries)]
    return {words for words in map(_words, (one for one in before if one.verb == ANSWERS[0])) if words}


def _settled_at(entries: list[Entry]) -> int:
    """Where it was last settled, behind the last where it never was."""
    return max((at for at, one in enumerate(entries) if one.verb in table.SETTLING), default=len(entries))


def _words(entry: Entry) -> str:
    return (entry.body or {}).get("resident_text") or entry.text or ""
