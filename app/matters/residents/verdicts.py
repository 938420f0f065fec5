"""The resident's own verdict, for the residents' door to call: yes closes, no reopens one level up."""

from __future__ import annotations

from dataclasses import replace

from app.core import db
from app.core.problems.problem import Problem
from app.ledger.act import Act
from app.ledger.outcome import Outcome
from app.matters.area_staff import Ground
from app.matters.models import Matter
from app.matters.moves import lifecycle, table
from app.matters.moves.confirming import rate as rating
from app.matters.moves.ending import reopen
from app.matters.moves.step import Step
from app.matters.timing import answers
from app.matters.workflow.roles import Standing


def rate(
    act: Act,
    matter: str,
    solved: bool,
    score: int | None = None,
    text: str | None = None,
    request: str | None = None,
    confidential: bool = False,
) -> Outcome:
    """ "Solved?" — yes: closed; no: reopened. Problems: not-found, not-open (not yet done, or too late).

    `act` is the resident's (actor "resident"); who may rate this matter is for the residents' door to know.
    """
    with db.transaction():
        row = Matter.get_or_none(Matter.id == matter)
        if row is None:
            raise Problem("not-found")
        act = replace(act, actor="resident")
        ground = Ground()
        standing = Standing(row, act.reach_now(), ground, actor="resident")
        verb = (rating if solved else reopen).MOVE.name
        if table.row_for(verb, standing) is None:
            raise Problem("not-open")
        extra = {"solved": solved, "score": score, "request": request, "confidential": confidential or None}
        step = Step(act, row, verb, ground, text=text, extra=extra)
        if solved:
            lifecycle.close(row)
        else:
            reopen.reopen(step)
            answers.wait(row)
        entry = step.finish()
        return Outcome("matter", row.id, entry.seq, row.number)
