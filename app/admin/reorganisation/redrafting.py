"""A draft is changed: its words and its day, what the new areas are called, and of a split which part each place goes to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from app.admin.reorganisation import judging, plans, verbs
from app.admin.reorganisation.models import DRAFT, Reorganisation
from app.admin.reorganisation.plans import Plan
from app.areas.access.reach import reach_of
from app.areas.models import Area
from app.core import clock, db
from app.core.problems.problem import Problem
from app.people.models import Person


def split_area(plan: Plan) -> str | None:
    """The area that the plan splits into its new parts; None where it does something else."""
    codes = tuple(new.code for new in plan.begin)
    is_split = len(plan.end) == 1 and len(codes) > 1 and set(plan.move.values()) <= set(codes)
    area = next(iter(plan.end), "")
    return area if is_split and plan.end[area] == codes else None


def changed_plan(plan: Plan, names: Mapping[str, str], places: Mapping[str, str]) -> Plan:
    """The plan with other names of what begins and, of a split, other parts for what lies inside, by code. Problem bad-value."""
    named = [(new.code, names.get(new.code, new.name)) for new in plan.begin]
    area = split_area(plan)
    if area is not None:
        codes = [code for code, _ in named]
        chosen = {child: places.get(child, part) for child, part in plan.move.items()}
        try:
            fresh = plans.split(
                Area.get_by_id(area), named,
                {child: codes.index(part) if part in codes else -1 for child, part in chosen.items()},
            )  # fmt: skip
        except Problem as problem:
            raise _by_code(problem, codes) from problem
        return msgspec.structs.replace(fresh, posts=plan.posts, agreements=plan.agreements)
    wrong: list[tuple[str, str, dict[str, Any]]] = [
        (f"name-{code}", "missing", {}) for code, name in named if not name.strip()
    ]
    wrong += [
        (f"name-{code}", "too-long", {"most": plans.NAME_MOST})
        for code, name in named
        if len(name.strip()) > plans.NAME_MOST
    ]
    if wrong:
        raise Problem("bad-value", *wrong)
    begin = tuple(
        msgspec.structs.replace(new, name=name.strip())
        for new, (_, name) in zip(plan.begin, named, strict=True)
    )
    return msgspec.structs.replace(plan, begin=begin)


def _by_code(problem: Problem, codes: list[str]) -> Problem:
    """The faults of parts by number as those of their codes: the form of a draft knows them so."""
    numbered = {f"{name}-{n}": f"{name}-{code}" for n, code in enumerate(codes) for name in ("name", "code")}
    problem.errors = [(numbered.get(field, field), *rest) for field, *rest in problem.errors]  # type: ignore[misc]
    return problem


def redraft(by: Person, row: Reorganisation, title: str, reason: str, day: str, plan: Plan) -> None:
    """The draft says this from now on; asked twice it is the same. Problems: forbidden, bad-value, not-open once it is agreed or dropped."""
    wrong = verbs.faults(title, reason, day)
    is_day = all(field != "day" for field, _, _ in wrong)
    with db.transaction():
        fresh = verbs.waiting(by, row)[0]
        if fresh.state != DRAFT:
            raise Problem("not-open")
        try:
            judging.check(
                plan, day.strip() if is_day else clock.today().isoformat(), reach_of(by), own=fresh.id
            )
        except Problem as problem:
            wrong = [*problem.errors, *wrong]
        if wrong:
            raise Problem("bad-value", *wrong)
        values = {
            "title": " ".join(title.split()),
            "reason": reason.strip(),
            "day": day.strip(),
            "plan": plans.for_row(plan),
        }
        Reorganisation.update(values).where(Reorganisation.id == fresh.id).execute()
