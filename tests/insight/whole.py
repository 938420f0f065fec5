"""Every figure of every area of a store, beside its recomputation from the raw ledger: what differs, in words."""

from __future__ import annotations

import datetime as dt

import pytest

from app.areas.access.reach import Reach, reach_of
from app.areas.models import DESK_ROLES, LEAD_ROLES, Area, Post
from app.insight import catch_up, counting
from app.insight.figures import FIGURES
from app.insight.questions import MONTH, Question
from app.insight.recurring import rule
from app.insight.reports import again
from app.insight.reports.span import MONTH as A_MONTH
from app.insight.reports.span import containing
from tests.insight import again_recomputed, recomputed

KINDS = ("city", "street", "community", "grid", "dedicated_grid")


def reader_of(area: str) -> Reach:
    """Who may be told most of it: of a grid its own people, else a desk over it."""
    own = Post.select().where(Post.area == area, Post.role.in_(("grid_worker", *LEAD_ROLES))).first()
    desk = Post.select().where(Post.role.in_(DESK_ROLES), Post.area == area).first()
    top = Post.select().join(Area).where(Post.role.in_(DESK_ROLES), Area.parent.is_null()).first()
    return reach_of((own or desk or top).person)


def wrong(first: dt.date, last: dt.date) -> tuple[int, list[str]]:
    """(how many numbers were compared, what differs) over the days, month by month, and over each area."""
    catch_up.follow()
    assert catch_up.is_whole()
    compared, found = 0, []
    for area in Area.select().where(Area.kind.in_(KINDS)).order_by(Area.code):
        reach = reader_of(area.code)
        asked = Question(area.code, first, last)
        questions = [asked]
        questions += [one.question for one in counting.counted_by(FIGURES["received"], asked, MONTH, reach)]
        for question in questions:
            expected = recomputed.figures(
                question.area, question.first.isoformat(), question.last.isoformat()
            )
            for name, figure in FIGURES.items():
                one = counting.counted(figure, question, reach)
                if one.is_withheld:
                    continue
                value = one.part if figure.parts.part is not None else one.of
                of = one.of if figure.parts.part is not None else None
                compared += 1
                if (one.value, value, of) != pytest.approx(expected[name]):
                    found.append(
                        f"{area.name} {question.first}: {name} {(one.value, value, of)} is {expected[name]}"
                    )
        for month in {containing(A_MONTH, first), containing(A_MONTH, last)}:
            counts = tuple(again.counted(kind, area.code, month) for kind in rule.KINDS)
            compared += sum(map(len, counts))
            if counts != again_recomputed.again(area.code, month.first.isoformat(), month.last.isoformat()):
                found.append(f"{area.name} {month.words}: what comes again")
    return compared, found
