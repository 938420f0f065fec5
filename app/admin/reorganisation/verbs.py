"""A reorganisation is drafted, looked at, agreed to, and dropped again while its day has not come."""

from __future__ import annotations

from typing import Any

import msgspec

from app.admin.reorganisation import agreements, concerned, judging, plans, preview
from app.admin.reorganisation.models import AGREED, DRAFT, DROPPED, WAITING, Reorganisation
from app.admin.reorganisation.plans import Plan
from app.areas.access import permissions
from app.areas.access.reach import reach_of
from app.core import clock, db
from app.core.problems.problem import Problem
from app.people import events
from app.people.models import Person

ACT = "import_areas"
TITLE_MOST, REASON_MOST = 60, 500


def draft(by: Person, id: str, title: str, reason: str, day: str, plan: Plan) -> Reorganisation:
    """Write it down to be looked at; asked twice with one id, it is one. Problems: forbidden, bad-value."""
    wrong = faults(title, reason, day)
    title, reason, day = " ".join(title.split()), reason.strip(), day.strip()
    is_day = all(field != "day" for field, _, _ in wrong)
    with db.transaction():
        _require(by, plan)
        try:
            judging.check(plan, day if is_day else clock.today().isoformat(), reach_of(by), own=id)
        except Problem as problem:
            wrong = [*problem.errors, *wrong]
        if wrong:
            raise Problem("bad-value", *wrong)
        values = {
            "title": title,
            "reason": reason,
            "day": day,
            "plan": plans.for_row(plan),
            "state": DRAFT,
            "made": clock.now(),
            "made_by": by.id,
        }
        found = Reorganisation.get_or_none(Reorganisation.id == id)
        if found is None:
            return Reorganisation.create(id=id, **values)
        return found


def faults(title: str, reason: str, day: str) -> list[tuple[str, str, dict[str, Any]]]:
    """All that is wrong with the words and the day of a plan: (field, reason, parameters)."""
    found: list[tuple[str, str, dict[str, Any]]] = []
    words = (("title", " ".join(title.split()), TITLE_MOST), ("reason", reason.strip(), REASON_MOST))
    for field, text, most in words:
        if not text:
            found.append((field, "missing" if field == "title" else "needs-reason", {}))
        if len(text) > most:
            found.append((field, "too-long", {"most": most}))
    try:
        judging.parse_day(day)
    except Problem as problem:
        found += problem.errors
    return found


def send_posts(by: Person, row: Reorganisation, posts: dict[str, tuple[str, ...]]) -> None:
    """Say of the people in what ends where each goes on; agreed before, those who now go elsewhere are told.

    Problems: forbidden, bad-value, not-open.
    """
    with db.transaction():
        fresh, plan = waiting(by, row)
        nowhere = [
            holder
            for holder in preview.preview(plan, fresh.day).people
            for chosen in [posts.get(holder.post, holder.choices)]
            if not chosen or not set(chosen) <= set(holder.choices)
        ]
        if nowhere:
            names = preview.names_of(plan)
            raise Problem(
                "bad-value",
                *(
                    (f"post-{one.post}", "person-nowhere", {"name": one.name, "area": names[one.area]})
                    for one in nowhere
                ),
            )
        kept = {post: tuple(chosen) for post, chosen in posts.items()}
        changed = msgspec.structs.replace(plan, posts=kept)
        Reorganisation.update(plan=plans.for_row(changed)).where(Reorganisation.id == fresh.id).execute()
        before, after = (concerned.by_plan(one, fresh.day) for one in (plan, changed))
        body = concerned.changed(before, after)
        if fresh.state == AGREED and body["people"]:
            events.note(by, "reorganisation", fresh.id, "sent_elsewhere", body={"title": fresh.title, **body})


def send_agreements(by: Person, row: Reorganisation, given: dict[str, str]) -> None:
    """Say of sources, linked platforms and reading keys in what ends where each goes on, by key ("source:CODE").

    Problems: forbidden, bad-value, not-open.
    """
    with db.transaction():
        fresh, plan = waiting(by, row)
        chosen = {**plan.agreements, **agreements.chosen(plan, given, reach_of(by))}
        changed = msgspec.structs.replace(plan, agreements=chosen)
        Reorganisation.update(plan=plans.for_row(changed)).where(Reorganisation.id == fresh.id).execute()


def agree(by: Person, row: Reorganisation) -> None:
    """It will come into force on its day. Agreed before, it stays so. Problems: forbidden, bad-value, not-open."""
    with db.transaction():
        fresh, plan = waiting(by, row)
        if fresh.state == AGREED:
            return
        judging.parse_day(fresh.day)
        judging.check(plan, fresh.day, reach_of(by), own=fresh.id)
        agreements.require_all(plan)
        Reorganisation.update(state=AGREED).where(Reorganisation.id == fresh.id).execute()
        body = {
            "title": fresh.title,
            **concerned.by_plan(plan, fresh.day),
            "ends": sorted(plan.end),
            "begins": [new.code for new in plan.begin],
            "moves": sorted(plan.move),
        }
        events.note(by, "reorganisation", fresh.id, "agreed", fresh.reason, body)


def drop(by: Person, row: Reorganisation) -> None:
    """Nothing of it will happen. Problems: forbidden, not-open where its day has come."""
    with db.transaction():
        if Reorganisation.get_by_id(row.id).state == DROPPED:
            _require(by, plans.of_row(row.plan))
            return
        fresh, plan = waiting(by, row)
        Reorganisation.update(state=DROPPED).where(Reorganisation.id == fresh.id).execute()
        if fresh.state == AGREED:
            events.note(
                by,
                "reorganisation",
                fresh.id,
                "dropped",
                body={"title": fresh.title, **concerned.by_plan(plan, fresh.day)},
            )


def waiting(by: Person, row: Reorganisation) -> tuple[Reorganisation, Plan]:
    """As it is now, and its plan. Problem not-open once its day has come."""
    fresh = Reorganisation.get_by_id(row.id)
    plan = plans.of_row(fresh.plan)
    _require(by, plan)
    if fresh.state not in WAITING:
        raise Problem("not-open")
    return fresh, plan


def _require(by: Person, plan: Plan) -> None:
    """Whoever may import areas, over every area that it changes."""
    reach = reach_of(by)
    permissions.require(reach, ACT)
    for code in plan.ruled:
        permissions.require(reach, ACT, code)
