"""The door of administration's first page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request

from app.admin import obstacles, parts, sees, setting_changes
from app.admin.tables import batches, display, starter
from app.admin.tables import lookup as lookups
from app.admin.tables.lookup import Lookup
from app.admin.tables.record import Record, Values
from app.areas import serialize, tree
from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.areas.local_settings import BY_NAME, REASON_MOST
from app.areas.models import Area
from app.areas.role_words import role_name
from app.core import clock, decode
from app.core.decode import Code
from app.core.problems.problem import Problem
from app.core.web import confirmation, page
from app.core.words import mark, mark_in
from app.people.models import Person
from app.people.sign_in import identity

TITLE = mark_in("menu", "管理")

PLACES_MOST = 300
SETUP = mark_in("menu", "首次设置")
SETTING_BACK = confirmation.sentence("setting-taken-back", mark("这一项已经改回去，理由记下了。"))
KIT_BACK = confirmation.sentence("starter-kit-taken-back", mark("起步包已经撤回。改过的和在用的都还在。"))


class AskedKit(page.Agreed, kw_only=True):
    """For which area, and the plan that the person saw."""

    area: Code


routes = Blueprint("admin_pages", __name__, url_prefix="/admin")


@routes.get("/")
@identity.signed_in
def home() -> str:
    """What stands in the way, and every part of administration with how it stands."""
    reach = reach_of(identity.person())
    permissions.require(reach, "administer")
    roots, found = obstacles.admin_roots(reach), obstacles.found(reach)
    return render_template(
        "admin/index.html",
        title=page.translated(TITLE),
        places=[area.name for area in Area.select().where(Area.code.in_(roots)).order_by(Area.code)],
        pressing=[_obstacle(*each) for each in found if each[0].is_urgent],
        later=[_obstacle(*each) for each in found if not each[0].is_urgent],
        groups=[
            (page.translated(group.name), [_part(part, reach, roots[0]) for part in group.parts])
            for group in parts.GROUPS
        ],
    )


@routes.get("/setup")
@identity.signed_in
def setup() -> str:
    """What stands between this store and its first dispatch, each with the way to mend it, and what is there already."""
    reach = reach_of(identity.person())
    permissions.require(reach, "administer")
    asked = [(obstacle, obstacle.find(reach)) for obstacle in obstacles.SETUP]
    lacking = [(obstacle, answer) for obstacle, answer in asked if answer.count]
    return render_template(
        "admin/setup.html",
        title=page.translated(SETUP),
        blocking=[_obstacle(*each) for each in lacking if each[0].blocks],
        later=[_obstacle(*each) for each in lacking if not each[0].blocks],
        places=_places(reach),
        kits=_kits(reach),
        settled=[
            page.translated(obstacle.settled)
            for obstacle, answer in asked
            if not answer.count and answer.is_settled
        ],
    )


@routes.post("/setup/kit")
@identity.signed_in
def starter_kit() -> Any:
    """Show what the starter kit would add to an area; add it if that is what the person agreed to."""
    person = identity.person()
    reach = reach_of(person)
    permissions.require(reach, "administer")
    asked = page.form_body(AskedKit)
    area = starter.find_area(asked.area, reach)
    if asked.agreed is None:
        kit, done = starter.show(area, reach), False
    else:
        kit, done = starter.load(area, reach, person, asked.agreed)
    return render_template(
        "admin/kit.html", kit=kit, done=done, stale=asked.agreed is not None and not done, setup=SETUP
    )


@routes.get("/setup/kits/<batch>/take-back")
@identity.signed_in
def ask_kit_back(batch: str) -> str:
    """What of a starter kit would go and what stays, before it is taken back."""
    reach = reach_of(identity.person())
    permissions.require(reach, "administer")
    back, lookup = batches.show_kit(batch, reach), lookups.load(reach)
    return render_template(
        "admin/kit_back.html",
        batch=batch, area=back.area, setup=SETUP, is_back=batches.is_back(batch),
        gone=_by_table(back.gone, lookup), staying=_by_table(back.staying, lookup),
    )  # fmt: skip


@routes.post("/setup/kits/<batch>/take-back")
@identity.signed_in
def take_kit_back(batch: str) -> Any:
    """Take out what of a starter kit nobody has changed or uses since."""
    person = identity.person()
    reach = reach_of(person)
    permissions.require(reach, "administer")
    batches.take_kit_back(batch, reach, person)
    return confirmation.after("/admin/setup", KIT_BACK)


def _by_table(rows: Sequence[tuple[Record, Values]], lookup: Lookup) -> list[tuple[Record, list[str]]]:
    """What the rows are called, beneath their tables."""
    grouped: dict[str, tuple[Record, list[str]]] = {}
    for record, values in rows:
        called = display.call(record, values, lookup, page.language())
        grouped.setdefault(record.name, (record, []))[1].append(called)
    return list(grouped.values())


def _kits(reach: Reach) -> list[dict[str, Any]]:
    """The kits that were loaded into the asker's areas: where, when, whether they were taken back."""
    lookup = lookups.load(reach)
    return [
        {"batch": row.subject, "area": lookup.areas[row.body["area"]].name, "at": clock.rfc3339(row.received), "is_back": is_back}
        for row, is_back in batches.kits()
        if row.body["area"] in lookup.areas and lookup.may(row.body["area"])
    ]  # fmt: skip


@routes.get("/settings/<code>")
@identity.signed_in
def setting_changes_of(code: str) -> str:
    """What was set at an area: when, by whom, why, each with a way to take it back."""
    return _setting_changes(_settable(code))


@routes.post("/settings/<code>/take-back")
@identity.signed_in
def take_setting_back(code: str) -> Any:
    """Make one setting what it was before a change of it; the reason is kept like any."""
    area = _settable(code)
    seq = request.form.get("seq", "")
    if not seq.isdecimal() or len(seq) > 15:
        raise Problem("not-found")
    reason = request.form.get("reason", "").strip()
    if not reason:
        return _setting_changes(area, wrong=int(seq)), 422
    if len(reason) > REASON_MOST:
        raise Problem("bad-value", ("reason", "too-long", {"most": REASON_MOST}))
    decode.convert({"reason": reason}, dict[str, str])
    setting_changes.take_back(area.code, int(seq), identity.person(), reason)
    return confirmation.after(f"/admin/settings/{area.code}", SETTING_BACK)


def _settable(code: str) -> Area:
    """The area, where the person may set it; Problem not-found out of reach, else forbidden."""
    reach = reach_of(identity.person())
    serialize.roots(reach, code)
    permissions.require(reach, "set_area", code)
    found: Area = Area.get_by_id(code)
    return found


def _setting_changes(area: Area, wrong: int = 0) -> str:
    found = setting_changes.changes_at(area.code)
    ids = [change.by for change in found if change.by]
    return render_template(
        "admin/settings.html",
        area=area, changes=found, known=BY_NAME, wrong=wrong, when=clock.rfc3339, most=REASON_MOST,
        people=dict(Person.select(Person.id, Person.name).where(Person.id.in_(ids)).tuples()),
    )  # fmt: skip


@routes.get("/sees/<uuid:post>")
@identity.signed_in
def looked_through(post: Any) -> str:
    """What one post sees, read-only; that it was looked at is recorded."""
    person = identity.person()
    reach = reach_of(person)
    permissions.require(reach, "administer")
    row = sees.find(reach, str(post))
    return render_template(
        "admin/sees.html",
        post=row,
        sight=sees.sight_of(person, row, page.language()),
        role=role_name(row.role, page.language()),
    )


def _places(reach: Reach) -> list[tuple[str, str]]:
    """Where the starter kit may go."""
    below, today = tree.below(*obstacles.admin_roots(reach)), clock.today().isoformat()
    rows = (
        Area.select()
        .where(
            Area.code.in_(below), Area.kind.in_(starter.KINDS_FOR), Area.begins <= today, Area.ends >= today
        )
        .order_by(Area.depth, Area.code)
    )
    return [(area.code, area.name) for area in rows.limit(PLACES_MOST)]


def _obstacle(obstacle: obstacles.Obstacle, found: obstacles.Found) -> dict[str, Any]:
    return {
        "words": page.translated(obstacle.words, n=found.count),
        "act": page.translated(obstacle.act),
        "href": obstacle.href,
        "names": found.names,
        "more": found.count > len(found.names) > 0,
    }


def _part(part: parts.Part, reach: Reach, area: str) -> dict[str, Any]:
    return {
        "name": page.translated(part.name),
        "href": part.href.format(area=area),
        "stands": [page.translated(words, n=number) for words, number in part.stands(reach)],
        "ways": [(href, page.translated(word)) for href, word in part.ways],
    }
