"""What the resident who asked does with a matter, for the residents' door to call: a word more, joining, withdrawing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.core import db
from app.core.problems.problem import Problem
from app.ledger.act import Act
from app.ledger.models import Entry
from app.matters import transition
from app.matters.models import Matter
from app.matters.moves import requirements, table
from app.matters.moves.handling import note
from app.matters.moves.step import Step
from app.matters.moves.with_residents import join
from app.matters.timing import answers, pauses
from app.matters.workflow.roles import Standing

SAYING = (note.MOVE.name, join.MOVE.name)  # the words of somebody who waits to be answered


def move(
    act: Act,
    matter: str,
    name: str,
    request: str,
    *,
    text: str | None = None,
    photos: tuple[str, ...] = (),
    asked: bool | None = None,
    confidential: bool = False,
    more: dict[str, Any] | None = None,
) -> Entry:
    """`note`, `join`, `leave` or `void` by the resident of `request`. Problems: not-found, not-open, bad-value.

    `act` is the resident's; whose matter it is, is for the residents' door to know. `confidential`: these words are for
    nobody who may not hear what is said in confidence, whether or not the matter itself is confidential. `more`: what else the entry is to hold.
    """
    with db.transaction():
        known = Matter.get_or_none(Matter.id == matter)
        if known is None:
            raise Problem("not-found")
        act = replace(act, actor="resident")
        text = (text or "").strip() or None
        extra = {"request": request, "asked": asked, "confidential": confidential or None, **(more or {})}
        step = Step(act, known, name, text=text, photos=photos, extra=extra)
        standing = Standing(known, act.reach_now(), step.ground, actor="resident")
        row = table.row_for(name, standing)
        if row is None:
            raise Problem("not-open")
        requirements.check(step, standing, row.carries)
        if pauses.is_question(known):  # and this is what was waited for
            pauses.end(known)
            extra["goes_on"] = True
        transition.VERBS[name](step)
        if name in SAYING:
            answers.wait(known)
        return step.finish()
