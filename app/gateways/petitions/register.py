"""A desk registers a petition, hands it over, and writes down the days on which something happened to it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from app.areas.access.reach import Reach
from app.areas.models import DESK_ROLES
from app.core import clock, db, decode, typed
from app.core.problems.problem import Problem
from app.gateways.petitions import statutory
from app.gateways.petitions.models import Petition
from app.people import events
from app.people.models import Person

KIND = "petition"
NUMBER = re.compile(r"[^\s\x00-\x1f]{3,60}")
HANDED_TO_MOST = 60
DAYS = ("received", "handed", "informed", "accepted", "done")  # in the order in which they come
LISTED = 500


def add(by: Person, desk: str, id: str, form: Mapping[str, str]) -> Petition:
    """Register it under the form's id; the same form again is the same petition.

    Problems: bad-value (a number that is none or is here already, days that cannot be), form-done (another's form).
    """
    if not decode.UUID7_FORM.fullmatch(id):
        raise Problem("bad-value", ("id", "bad-id"))
    number = typed.code(form.get("number", ""))
    if not NUMBER.fullmatch(number):
        raise Problem("bad-value", ("number", "bad-petition-number"))
    values = _parsed(form)
    with db.transaction():
        known: Petition | None = Petition.get_or_none(Petition.id == id)
        if known is not None:
            if (known.made_by, known.number) != (by.id, number):
                raise Problem("form-done")
            return known
        if Petition.select().where(Petition.desk == desk, Petition.number == number).exists():
            raise Problem("bad-value", ("number", "petition-known"))
        petition = Petition.create(id=id, desk=desk, number=number, made_by=by.id, **values)
        events.note(by, KIND, id, "registered", None, {"number": number, **_kept(values)})
    return petition


def change(by: Person, petition: Petition, version: str, form: Mapping[str, str]) -> None:
    """Write down what has happened since. Problems: bad-value, stale (somebody else wrote meanwhile)."""
    values = _parsed({"received": petition.received, **form})
    with db.transaction():
        now = Petition.get_by_id(petition.id)
        changed = {key: value for key, value in values.items() if getattr(now, key) != value}
        if not changed:
            return
        if version != str(now.version):
            raise Problem("stale")
        Petition.update(version=Petition.version + 1, **changed).where(Petition.id == petition.id).execute()
        events.note(by, KIND, petition.id, "changed", None, {"number": now.number, **changed})


def _kept(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}


def _parsed(form: Mapping[str, str]) -> dict[str, Any]:
    """The days and the authority, in the order in which things happen."""
    days = {name: decode.date(form[name], name) if form.get(name) else None for name in DAYS}
    if days["received"] is None:
        raise Problem("bad-value", ("received", "missing"))
    handed_to = " ".join(form.get("handed_to", "").split())
    if len(handed_to) > HANDED_TO_MOST:
        raise Problem("bad-value", ("handed_to", "too-long", {"most": HANDED_TO_MOST}))
    if days["handed"] is not None and not handed_to:
        raise Problem("bad-value", ("handed_to", "missing"))
    if days["done"] is not None and days["accepted"] is None:
        raise Problem("bad-value", ("accepted", "missing"))
    first: dt.date = days["received"]
    for name, day in days.items():
        if day is not None and day > clock.today():
            raise Problem("bad-value", (name, "day-ahead", {"last": clock.today().isoformat()}))
        if day is not None and day < (days["accepted"] or first if name == "done" else first):
            raise Problem("bad-value", (name, "day-before", {"first": first.isoformat()}))
    is_extended = form.get("is_extended", "") == "1" and days["accepted"] is not None
    written = {name: day.isoformat() if day is not None else None for name, day in days.items()}
    return {**written, "handed_to": handed_to, "is_extended": is_extended}


def find(reach: Reach, id: str) -> Petition:
    """One of one's own desks, or of those below. Problem not-found."""
    petition: Petition | None = Petition.get_or_none(Petition.id == id)
    if petition is None or not reach.roles_over(petition.desk).intersection(DESK_ROLES):
        raise Problem("not-found")
    return petition


def listed(desk: str) -> tuple[list[Petition], list[Petition]]:
    """(those of which a date runs, by the nearest; the others, the last received first) of a desk."""
    rows = Petition.select().where(Petition.desk == desk).order_by(Petition.received.desc(), Petition.id)
    every = list(rows.limit(LISTED))
    running = [one for one in every if statutory.next_of(one) is not None]
    over = [one for one in every if statutory.next_of(one) is None]
    return sorted(running, key=_last), over


def _last(petition: Petition) -> tuple[dt.date, str]:
    limit = statutory.next_of(petition)
    assert limit is not None
    return limit.last, petition.number
