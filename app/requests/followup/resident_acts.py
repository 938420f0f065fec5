"""What a resident does by the private link: adds a word, withdraws, says whether it is solved."""

from __future__ import annotations

from dataclasses import replace

from app.core import clock, db
from app.core.problems.problem import Problem
from app.evidence import uses
from app.ledger.act import by_resident
from app.ledger.models import Entry
from app.ledger.record import record
from app.matters.models import CLOSED, CONFIRMED, DISPATCHED, REPORTED, RESOLVED, VOID, Matter
from app.matters.moves import table
from app.matters.moves.ending import void
from app.matters.moves.handling import note
from app.matters.moves.with_residents import leave
from app.matters.residents import acts, verdicts
from app.requests import lookup
from app.requests.antispam import token_bucket
from app.requests.commands import RatingBody, WithdrawalBody, WordsBody
from app.requests.followup import requesters
from app.requests.models import ResidentRequest, Verdict

DONE = (RESOLVED, CONFIRMED)
WITHDRAWABLE = (REPORTED, DISPATCHED)


def words(request: ResidentRequest, body: WordsBody) -> bool:
    """Add words or photos to the open matter; False if this addition (`id`) is here already.

    Problems: bad-value, being-looked-at, request-ended, conflict, too-many-requests.
    """
    text, photos = body.text.strip() or None, tuple(dict.fromkeys(body.photos))
    if not text and not photos:
        raise Problem("bad-value", ("text", "needs-text-or-photo"))
    with db.transaction():
        matter = _matter(request)
        if body.id is not None and (known := _earlier_entry(matter, body.id, request)) is not None:
            if (known.text, tuple(known.photos or ())) != (text, photos):
                raise Problem("conflict")
            return False
        if not matter.is_open():
            raise Problem("request-ended")
        parts = token_bucket.words(request.id)
        if not token_bucket.take(parts):
            raise Problem("too-many-requests", retry_after=token_bucket.wait(parts))
        act = replace(by_resident(request.bringer), op=body.id)
        uses.name(photos, "request", request.id, request.bringer)
        acts.move(
            act,
            matter.id,
            note.MOVE.name,
            request.id,
            text=text,
            photos=photos,
            confidential=bool(request.confidential),
        )
    return True


def _earlier_entry(matter: Matter, id: str, request: ResidentRequest) -> Entry | None:
    entry = Entry.get_or_none(
        (Entry.kind == "matter")
        & (Entry.subject == matter.id)
        & (Entry.verb == note.MOVE.name)
        & (Entry.op == id)
    )
    return entry if entry is not None and (entry.body or {}).get("request") == request.id else None


def withdraw(request: ResidentRequest, body: WithdrawalBody | None = None) -> bool:
    """Withdraw the request, while nobody has it in hand; if others found it or asked too, only this one leaves.

    False when it was withdrawn before. Problems: request-ended, cannot-withdraw.
    """
    with db.transaction():
        request = ResidentRequest.get_by_id(request.id)
        if request.withdrawn is not None:
            return False
        if request.refused is not None:
            raise Problem("request-ended")
        request.withdrawn = clock.now()
        request.save()
        act = by_resident(request.bringer)
        if request.matter is None:
            record(act, "request", request.id, "withdraw", photos=(), area=request.area)
            return True
        matter = lookup.matter_of(request)
        if matter is None or matter.state not in WITHDRAWABLE:
            raise Problem("cannot-withdraw")
        others = bool(requesters.requests_of(matter.id))
        alone = not others and matter.finder is None
        text = (body.text or "").strip() or None if body is not None else None
        acts.move(
            act,
            matter.id,
            (void if alone else leave).MOVE.name,
            request.id,
            text=text,
            asked=None if alone else others,
            confidential=bool(request.confidential),
        )
    return True


def rate(request: ResidentRequest, body: RatingBody) -> bool:
    """Solved, or not yet: one verdict a round. False when the same verdict is here already.

    The yes of whoever asked first closes it; that of one who joined does when nobody else has still to speak.
    After a yes or silence a "not yet" within the area's days reopens it one level up.
    Problems: being-looked-at, request-ended, not-done-yet, already-rated, too-late.
    """
    text = (body.text or "").strip() or None
    with db.transaction():
        matter = _matter(request)
        round = round_of(matter)
        last = verdict(request, matter, round)
        if last is not None:
            if (bool(last.solved), last.score, last.text) == (body.solved, body.score, text):
                return False
            if not last.solved or body.solved or matter.state != CLOSED:
                raise Problem("already-rated")
        if body.solved and (
            matter.state == CLOSED or (matter.state in DONE and not _decides(request, matter, round))
        ):
            _count(request, matter, body, text)
        else:
            _judge(request, matter, body.solved, body.score, text)
        Verdict.create(
            request=request.id,
            matter=matter.id,
            round=round,
            solved=body.solved,
            score=body.score,
            text=text,
        )
    return True


def _judge(
    request: ResidentRequest, matter: Matter, solved: bool, score: int | None, text: str | None
) -> None:
    act = by_resident(request.bringer)
    if matter.state in DONE or (not solved and matter.state in (CLOSED, VOID)):
        try:
            verdicts.rate(act, matter.id, solved, score, text, request.id, bool(request.confidential))
        except Problem as problem:
            raise Problem("too-late" if problem.name == "not-open" else problem.name) from problem
    else:
        raise Problem("not-done-yet")


def _count(request: ResidentRequest, matter: Matter, body: RatingBody, text: str | None) -> None:
    """A yes that moves nothing: others have still to speak, or it is closed already."""
    verdict = {"solved": body.solved, "score": body.score, "matter": matter.id}
    record(
        by_resident(request.bringer), "request", request.id, "rate",
        text=text, photos=(), body=verdict, area=request.area,
    )  # fmt: skip


def _decides(request: ResidentRequest, matter: Matter, round: int) -> bool:
    """Whether a yes closes it for everybody: a stranger who joined does not end what a neighbour asked for."""
    if request.matter == matter.id and not request.joined:
        return True
    others = [other for other in requesters.requests_of(matter.id) if other.id != request.id]
    return all(verdict(other, matter, round) is not None for other in others)


def round_of(matter: Matter) -> int:
    """The number of the round: how often the matter was said to be done so far."""
    return (
        Entry.select()
        .where(Entry.kind == "matter", Entry.subject == matter.id, Entry.verb.in_(table.SETTLING))
        .count()
    )


def verdict(request: ResidentRequest, matter: Matter, round: int) -> Verdict | None:
    """The resident's last verdict in this round; None without one."""
    return (
        Verdict.select()
        .where(Verdict.request == request.id, Verdict.matter == matter.id, Verdict.round == round)
        .order_by(Verdict.id.desc())
        .first()
    )


def _matter(request: ResidentRequest) -> Matter:
    """The matter the resident may speak on. Problems: request-ended, being-looked-at."""
    request = ResidentRequest.get_by_id(request.id)
    if request.refused is not None or request.withdrawn is not None:
        raise Problem("request-ended")
    matter = lookup.matter_of(request)
    if matter is None:
        raise Problem("being-looked-at")
    return matter
