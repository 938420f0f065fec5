"""Whose posts a reorganisation changes, as the entries of the ledger name them: by these the people are told."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from app.admin.reorganisation import preview
from app.admin.reorganisation.models import Reorganisation
from app.admin.reorganisation.plans import Plan
from app.areas.models import Area, Post


def by_plan(plan: Plan, day: str) -> dict[str, Any]:
    """{"people": person → {"from", "to"} (codes), "names": code → name, "day"} of what is to come."""
    found: defaultdict[str, dict[str, list[str]]] = defaultdict(lambda: {"from": [], "to": []})
    for post in preview.posts_in(plan, day):
        _enter(found[post.person_id], post.area_id, plan.posts.get(post.id, plan.end[post.area_id]))
    return {"people": dict(found), "names": _names(found, preview.names_of(plan)), "day": day}


def in_force(row: Reorganisation) -> dict[str, Any]:
    """The same of what has come into force: whose posts ended by it or began with it."""
    undone = row.undone or {}
    found: defaultdict[str, dict[str, list[str]]] = defaultdict(lambda: {"from": [], "to": []})
    for side, ids in (("from", list(undone.get("ended", {}))), ("to", undone.get("given", []))):
        for post in Post.select().where(Post.id.in_(ids or [""])).order_by(Post.area):
            if post.area_id not in found[post.person_id][side]:
                found[post.person_id][side].append(post.area_id)
    codes = {code for sides in found.values() for side in sides.values() for code in side}
    names = dict(Area.select(Area.code, Area.name).where(Area.code.in_(list(codes) or [""])).tuples())
    return {"people": dict(found), "names": names, "day": row.day}


def changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Of `after` those alone who are to go elsewhere than by `before`."""
    people = {who: to for who, to in after["people"].items() if before["people"].get(who) != to}
    return {**after, "people": people}


def _enter(sides: dict[str, list[str]], area: str, heirs: tuple[str, ...]) -> None:
    sides["from"] += [area] if area not in sides["from"] else []
    sides["to"] += [heir for heir in heirs if heir not in sides["to"]]


def _names(found: dict[str, dict[str, list[str]]], names: dict[str, str]) -> dict[str, str]:
    codes = {code for sides in found.values() for side in sides.values() for code in side}
    return {code: names[code] for code in sorted(codes)}
