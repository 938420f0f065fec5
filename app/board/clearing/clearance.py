"""A person clears a matter for the board: saves words and masked photos, looks, shows it, takes it off again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.board import allowed
from app.board.clearing import masking, sources
from app.board.clearing.marks import Marks, serialize
from app.board.models import ClearedPhoto, Clearing
from app.core import clock, db
from app.core.problems.problem import Problem
from app.core.words import mark
from app.evidence import uses
from app.ledger import act as acts
from app.ledger.record import record
from app.matters.models import Matter
from app.matters.moves.record import Event
from app.matters.residents import involved, public_words
from app.people.models import Person

WORDS_MOST = 300
PHOTOS_MOST = 6
REASON_MOST = 200


@dataclass(frozen=True)
class ChosenPhoto:
    """A photo of the matter that may be shown, and what is covered on it."""

    source: str
    marks: Marks = field(default_factory=Marks)


def find(reach: Reach, matter: str) -> Matter:
    """A matter this person may clear. Problem not-found out of reach, forbidden for others than the desk above it,
    not-for-the-board for one that may not be shown."""
    row = allowed.within(reach, matter)
    if row is None:
        raise Problem("not-found")
    permissions.require(reach, "clear_board", row.area)
    if not allowed.may_be_shown(row):
        raise Problem("not-for-the-board")
    return row


def save(by: Person, matter: str, problem_words: str, done: str, chosen: list[ChosenPhoto]) -> Clearing:
    """Keep words and masked copies for a look before they are shown; what was on the board comes off it.

    Problems: as `find`; bad-value for empty or long words, numbers of persons, a photo that is not the matter's.
    """
    subject = find(reach_of(by), matter)
    problem_words, done = _checked("said", problem_words), _checked("done", done)
    own_photos = dict(sources.photos(sources.entries(subject.id)))
    if len(chosen) > PHOTOS_MOST:
        raise Problem("bad-value", ("photos", "too-many", {"most": PHOTOS_MOST}))
    if any(choice.source not in own_photos or not uses.may_see(by, choice.source) for choice in chosen):
        raise Problem("bad-value", ("photos", "not-among-photos"))
    copies = [
        _copy(subject.id, place, choice, own_photos[choice.source]) for place, choice in enumerate(chosen)
    ]
    with db.transaction():
        before = Clearing.get_or_none(Clearing.matter == subject.id)
        if before is not None and before.shown is not None:
            _note(by, subject, "taken_off_board", None, before, why="again")
        old = {row.digest for row in photos(subject.id)}
        ClearedPhoto.delete().where(ClearedPhoto.matter == subject.id).execute()
        Clearing.delete().where(Clearing.matter == subject.id).execute()
        clearing: Clearing = Clearing.create(
            matter=subject.id, said=problem_words, done=done, saved=clock.now(), saved_by=by.id
        )
        for photo in copies:
            photo.save(force_insert=True)
    masking.drop_unused(old)
    return clearing


def _checked(name: str, words: str) -> str:
    words = " ".join(words.split())
    if not words:
        raise Problem("bad-value", (name, "needs-text"))
    if len(words) > WORDS_MOST:
        raise Problem("bad-value", (name, "too-long", {"most": WORDS_MOST}))
    if public_words.has_personal_number(words):
        raise Problem("bad-value", (name, "personal-number"))
    return words


def _copy(matter: str, place: int, choice: ChosenPhoto, side: str) -> ClearedPhoto:
    image = masking.masked(choice.source, choice.marks)
    return ClearedPhoto(
        matter=matter, source=choice.source, digest=masking.store(image), side=side, sort=place,
        width=image.width, height=image.height, marks=serialize(choice.marks),
    )  # fmt: skip


def photos(matter: str) -> list[ClearedPhoto]:
    """The masked copies of the matter, in their order."""
    copies = ClearedPhoto.select().where(ClearedPhoto.matter == matter)
    return list(copies.order_by(ClearedPhoto.sort))


def fingerprint(clearing: Clearing) -> str:
    """A digest of words and photos as a person looked at them: only exactly that is shown."""
    seen = [clearing.said, clearing.done, [[row.side, row.digest] for row in photos(clearing.matter)]]
    return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode()).hexdigest()


def hints(matter: Matter, words: str) -> list[tuple[str, str]]:
    """What to check once more before showing: findings in the public words, and photos on which nothing is covered."""
    result = public_words.hints(words, involved.names(matter))
    bare = sum(not any(row.marks.values()) for row in photos(matter.id))
    return [*result, ("bare", str(bare))] if bare else result


def show(by: Person, matter: str, seen: str, sure: bool) -> None:
    """Put it on the board as it was looked at. Asking twice is harmless.

    Problems: as `find`; stale where it has changed since `seen`; bad-value where a hint was not answered with `sure`.
    """
    with db.transaction():
        row = find(reach_of(by), matter)
        clearing = Clearing.get_or_none(Clearing.matter == row.id)
        if clearing is None:
            raise Problem("not-found")
        if seen != fingerprint(clearing):
            raise Problem("stale")
        if not sure and hints(row, f"{clearing.said}\n{clearing.done}"):
            raise Problem("bad-value", ("sure", "needs-a-look"))
        if is_public(clearing, row):
            return
        clearing.shown, clearing.shown_by = clock.now(), by.id
        clearing.save()
        masked = [photo.source for photo in photos(row.id) if any(photo.marks.values())]
        _note(by, row, "shown_on_board", None, clearing, why="masked" if masked else "", masked=masked)


def take_off(by: Person, matter: str, reason: str = "") -> None:
    """Take it off the board, with the reason that those whose words and photos it was read; the copies stay for another time.

    Asking twice is harmless. Problem not-found out of reach, forbidden for others than the desk above it, bad-value
    without a reason.
    """
    with db.transaction():
        row = allowed.within(reach_of(by), matter)
        if row is None:
            raise Problem("not-found")
        permissions.require(by, "clear_board", row.area)
        clearing = Clearing.get_or_none(Clearing.matter == row.id)
        if clearing is None or clearing.shown is None:
            return
        why = " ".join(reason.split())[:REASON_MOST]
        if not why:
            raise Problem("bad-value", ("reason", "needs-reason"))
        if public_words.has_personal_number(why):
            raise Problem("bad-value", ("reason", "personal-number"))
        clearing.shown = clearing.shown_by = None
        clearing.save()
        _note(by, row, "taken_off_board", why, clearing)


def is_public(clearing: Clearing, matter: Matter) -> bool:
    """Whether it stands on the board: shown after the matter was closed for the last time."""
    return clearing.shown is not None and matter.closed_at is not None and clearing.shown >= matter.closed_at


# what the ledger says of it: to staff, and to the resident whose matter it was
SENTENCES = {
    "shown_on_board": {
        "": mark("{by} 放上公示墙"),
        "masked": mark("{by} 放上公示墙，照片上能认出人、车、门牌的地方已遮住，保护每个人"),
    },
    "taken_off_board": {
        "": mark("{by} 从公示墙撤下"),
        "again": mark("{by} 从公示墙撤下，重新核对文字和照片"),
    },
}
RESIDENTS = {
    "shown_on_board": {
        "": Event("on board", mark("{who}把这件事放上了公示墙，文字是工作人员写的，不写是谁说的")),
        "masked": Event(
            "on board",
            mark(
                "{who}把这件事放上了公示墙，文字是工作人员写的；照片上能认出人、车、门牌的地方已遮住，保护您和别人"
            ),
        ),
    },
    "taken_off_board": {
        "": Event("off board", mark("{who}把这件事从公示墙撤下了，原因：")),
        "again": Event("off board", mark("{who}把这件事从公示墙撤下了，要重新核对文字和照片")),
    },
}


def _note(
    by: Person, matter: Matter, verb: str, text: str | None, clearing: Clearing, why: str = "", **more: Any
) -> None:
    """Who showed what: the words and the digests of the copies, so that it can be said later what was public."""
    body = {
        "said": clearing.said,
        "done": clearing.done,
        "copies": [row.digest for row in photos(matter.id)],
        "sources": [row.source for row in photos(matter.id)],
        **({"why": why} if why else {}),
        **more,
    }
    record(acts.by_web(by), "matter", matter.id, verb, text=text, body=body, level=matter.level)
