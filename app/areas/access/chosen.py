"""Areas as somebody ticked them on a form, for what is opened over all of them at once."""

from __future__ import annotations

from collections.abc import Iterable

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import reach_of
from app.core.problems.problem import Problem
from app.people.models import Person

MOST = 50


def areas(by: Person, may: str, codes: Iterable[str]) -> list[str]:
    """Their codes in order, without those below another of them, each one where the person `may` do that act.

    Problem bad-value for none, too many, or one out of reach; forbidden where another decides.
    """
    wanted = sorted(set(codes))
    if not wanted:
        raise Problem("bad-value", ("areas", "missing"))
    if len(wanted) > MOST:
        raise Problem("bad-value", ("areas", "too-many", {"most": MOST}))
    reach = reach_of(by)
    for code in wanted:
        if not reach.sees_area(code):
            raise Problem("bad-value", ("areas", "not-here"))
        permissions.require(reach, may, code)
    return [code for code in wanted if not set(tree.chain(code)[1:]).intersection(wanted)]
