"""What a computed gap is called, and the lead's yes or no beside the worker's explanation."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from app.areas.access import permissions
from app.areas.access.reach import reach_of
from app.core import clock, db, decode
from app.core.prepared import Prepared, given
from app.core.problems.problem import Problem
from app.ledger import record
from app.ledger.act import Act
from app.ledger.outcome import Outcome
from app.patrol.commands import JudgementBody
from app.patrol.minutes.minutes_rule import Span
from app.patrol.models import Gap, Patrol

FROM_THE_LEDGER = re.compile(r"entry-\d{1,18}")  # what came by no op is named by its entry


def parse_id(text: str) -> str:
    """What a gap is called: its op's id, or its entry; Problem not-found."""
    return text if FROM_THE_LEDGER.fullmatch(text) else decode.uuid(text)


def named(patrol: Patrol) -> list[Gap]:
    """The stretches that phone or worker named, in the order received."""
    return _NAMED.all_of(Gap, patrol=patrol.id)


_NAMED = Prepared(lambda: Gap.select().where(Gap.patrol == given("patrol")).order_by(Gap.seq))


def cause_of(span: Span, known: Iterable[Gap]) -> Gap | None:
    """The named stretch that overlaps the computed gap longest; of equals one with words, then the later one."""
    overlapping = [gap for gap in known if _overlap(span, gap) > 0]
    if not overlapping:
        return None
    return max(overlapping, key=lambda gap: (_overlap(span, gap), gap.text is not None, gap.seq))


def _overlap(span: Span, gap: Gap) -> int:
    return int(min(span.ends, gap.ends) - max(span.begins, gap.begins))


def with_causes(spans: Iterable[Span], known: list[Gap]) -> list[dict[str, Any]]:
    """Computed gaps with their cause (`unknown` where nothing names it) and the id of what names it."""
    out = []
    for span in spans:
        names = cause_of(span, known)
        out.append(
            {
                "from": clock.rfc3339(span.begins),
                "to": clock.rfc3339(span.ends),
                "cause": names.cause if names is not None else "unknown",
                "gap": names.id if names is not None else None,
            }
        )
    return out


def explanations(known: Iterable[Gap]) -> list[dict[str, Any]]:
    """Every sentence of the worker, with the lead's answer; both stay."""
    return [_explanation(gap) for gap in known if gap.text is not None]


def _explanation(gap: Gap) -> dict[str, Any]:
    judged = None
    if gap.judged_at is not None:
        judged = {
            "agrees": bool(gap.agreed),
            "by": {"id": gap.judged_by_id, "name": gap.judged_by.name},
            "at": clock.rfc3339(gap.judged_at),
            "text": gap.judged_text,
        }
    return {
        "id": gap.id,
        "from": clock.rfc3339(gap.begins),
        "to": clock.rfc3339(gap.ends),
        "cause": gap.cause,
        "text": gap.text,
        "judged": judged,
    }


def judge(act: Act, patrol: Patrol, which: str, body: JudgementBody) -> Outcome:
    """A lead's yes or no to an explained gap; it moves no seconds, and a later answer replaces it in view only.

    A no carries a sentence, which the worker reads. Problem bad-value without it, not-found, or forbidden for whoever does
    not lead the patrol's areas and for one's own patrol.
    """
    assert act.person is not None
    sentence = (body.text or "").strip() or None
    with db.transaction():
        gap = Gap.get_or_none(Gap.id == which, Gap.patrol == patrol.id, Gap.text.is_null(False))
        if gap is None:
            raise Problem("not-found")
        reach = reach_of(act.person)
        leads = any(permissions.may(reach, "judge_gap", code) for code in patrol.areas)
        if not leads or patrol.person_id == act.person.id:
            raise Problem("forbidden")
        if not body.agrees and sentence is None:
            raise Problem("bad-value", ("text", "missing"))
        fields = {"gap": gap.id, "agrees": body.agrees}
        entry = record.record(
            act, "patrol", patrol.id, "judge", text=body.text, body=fields, area=patrol.areas[0]
        )
        gap.agreed, gap.judged_by, gap.judged_at = body.agrees, act.person, act.received
        gap.judged_text = sentence
        gap.save()
        # only these columns: the row in hand was read before the transaction
        told_again = Patrol.update(seq=entry.seq, version=Patrol.version + 1)
        told_again.where(Patrol.id == patrol.id).execute()
    return Outcome("patrol", patrol.id, entry.seq)
