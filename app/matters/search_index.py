"""The index by which matters are searched: of each matter the pairs of signs in its words (those of its notes too) and number, and codes for all that has a name elsewhere.

A name is not in it but the code of what is called so: who is renamed is found by the new name at once. A matter whose words or terms change
is marked in the same transaction (`Matter.indexed` is null); the background work writes the index in pieces, for a full-text index that
took part in every savepoint of a phone's batch would be written once for each. Until a matter is written, a search looks at it
itself (`queries/search.py`), so that it is found as soon as it is stored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from peewee import ModelSelect, fn

from app.core import db
from app.core.prepared import Prepared, given
from app.ledger.models import Entry
from app.matters.models import Matter

NOTE = "note"  # the move that adds words
PIECE = 100  # matters of one transaction: others write between two of them
PIECES = 20  # of one run of the clock's work: other work waits
AT_ONCE = 20  # bits of a place that tell apart what was received in one millisecond
NUMBER_PIECE = 4  # signs of a number that stand together in the index
# signs of ASCII, put where SQLite's tokenizer takes every sign for a letter
_LETTERS = {sign: chr(0xE000 + sign) for sign in range(128)}

_LAST_PLACE = Prepared(
    lambda: Matter.select(fn.MAX(Matter.indexed_at)).where(
        Matter.indexed_at >= given("least"), Matter.indexed_at < given("most")
    )
)
_WRITTEN = Prepared(
    lambda: Matter.update(indexed=given("indexed"), indexed_at=given("place")).where(Matter.id == given("id"))
)


def digest_if_written(matter: Matter) -> str | None:
    """What `Matter.indexed` is to hold: the same as before where the index has the matter as it is now, else None."""
    return matter.indexed if matter.indexed is not None and matter.indexed == _digest(matter) else None


def _digest(matter: Matter) -> str:
    parts = (matter.text, matter.spot or "", *_codes(matter))
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=12).hexdigest()


def tokens(matter: Matter, notes: Iterable[str] = ()) -> list[str]:
    """All that the index has of the matter, with the words that notes added to it."""
    words = (matter.text, matter.spot or "", *notes)
    signs = [*(pair for text in words for pair in pairs(text)), *number_pieces(matter.number)]
    return list(dict.fromkeys([*_codes(matter), *signs]))


def _codes(matter: Matter) -> list[str]:
    terms = [] if matter.keyed is None else matter.keyed[1]
    found = [term for term in terms if not term.startswith("asks:")]
    return [*found, f"kind:{matter.category}", "open" if matter.is_open() else "over"]


def pairs(text: str) -> list[str]:
    """Every two signs that stand beside each other, small letters for capitals."""
    signs = small(text)
    return list(
        dict.fromkeys(pair for pair in map("".join, zip(signs, signs[1:], strict=False)) if _is_solid(pair))
    )


def small(text: str) -> str:
    """The text with small letters for capitals, sign for sign: none becomes two."""
    return "".join(sign.lower()[:1] for sign in text)


def _is_solid(pair: str) -> bool:
    return not (pair[0].isspace() or pair[1].isspace())


def number_pieces(number: str) -> list[str]:
    """Every four signs of a number that stand beside each other; none of a shorter part of one."""
    return [f"#{number[at : at + NUMBER_PIECE]}" for at in range(len(number) - NUMBER_PIECE + 1)]


def fill(pieces: int | None = None, size: int | None = None) -> int:
    """Write what the index has not yet, at most so many pieces (of `PIECE` or this size); how many matters those were. Killed anywhere, the next run goes on."""
    done = 0
    while (pieces is None or pieces > 0) and (written := _piece(size or PIECE)):
        done += written
        pieces = None if pieces is None else pieces - 1
    return done


def catch_up() -> int:
    """`fill` for the clock: a few pieces, then other work has its turn."""
    return fill(PIECES)


def _piece(size: int) -> int:
    waiting = Matter.select().where(Matter.indexed.is_null(), Matter.keyed.is_null(False))
    newest = waiting.order_by(Matter.received_at.desc(), Matter.id.desc()).limit(size)
    if not newest.exists():
        return 0
    with db.transaction():
        matters = list(newest)
        notes = _notes([matter.id for matter in matters])
        for matter in reversed(matters):  # a full-text index takes rising places three times as cheaply
            _write(matter, notes.get(matter.id, []))
    return len(matters)


def noted(subject: Any) -> ModelSelect:
    """A query of the notes with words about this matter (or, of `subject`, a list of them)."""
    of = Entry.subject.in_(subject) if isinstance(subject, list) else Entry.subject == subject
    return Entry.select().where(Entry.kind == "matter", of, Entry.verb == NOTE, Entry.text.is_null(False))


def _notes(matters: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for subject, text in noted(matters).select(Entry.subject, Entry.text).order_by(Entry.seq).tuples():
        found.setdefault(subject, []).append(text)
    return found


def _write(matter: Matter, notes: Iterable[str]) -> None:
    place = matter.indexed_at if matter.indexed_at is not None else _free_place(matter.received_at)
    found = tokens(matter, notes)
    if db.is_sqlite():
        sql, value = (
            "insert or replace into matter_words (rowid, tokens) values (?, ?)",
            " ".join(map(as_letters, found)),
        )
        db.database.execute_sql(sql, (place, value))
    else:
        sql = "insert into matter_words (place, tokens) values (%s, %s) on conflict (place) do update set tokens = excluded.tokens"
        db.database.execute_sql(sql, (place, found))
    _WRITTEN.change(indexed=_digest(matter), place=place, id=matter.id)


def as_letters(token: str) -> str:
    """The token as SQLite's index takes it: one word."""
    return token.translate(_LETTERS)


def first_place(received_at: int) -> int:
    """The first of the places for what was received in this millisecond; the next one's begin where they end."""
    return received_at << AT_ONCE


def _free_place(received_at: int) -> int:
    least = first_place(received_at)
    last = _LAST_PLACE.row(least=least, most=first_place(received_at + 1))
    return least if last is None or last[0] is None else int(last[0]) + 1


def is_current(matter: Matter) -> bool:
    """Whether the index has the matter as it is, or knows that it has not."""
    return matter.indexed is None or (matter.indexed == _digest(matter) and matter.indexed_at is not None)


def strays() -> int:
    """How many rows the index has besides those that matters name."""
    (rows,) = db.database.execute_sql("select count(*) from matter_words").fetchone()
    named = Matter.select().where(Matter.indexed_at.is_null(False)).count()
    return int(rows) - int(named)
