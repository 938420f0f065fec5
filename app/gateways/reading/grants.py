"""Reading keys are given, changed, replaced and ended by administrators; each step stands in the ledger."""

from __future__ import annotations

from typing import Any

from app.areas.access import permissions
from app.areas.models import Unit
from app.core.problems.problem import Problem
from app.gateways import agreed
from app.gateways.reading.commands import KeyBody
from app.gateways.reading.models import ReadingKey
from app.people.models import Person

KIND = "reading_key"
TERMS = ("name", "role", "area", "unit", "daily", "expires")


def give(by: Person | None, body: KeyBody) -> tuple[ReadingKey, str]:
    """The new key's row, and its secret, which is shown this once; `by` None: the operator.

    Problems: bad-value (a code that is taken, days gone by, a handler without unit), unknown-area, forbidden.
    """
    return agreed.add(by, ReadingKey, KIND, {"code": body.code, **_columns(by, body)}, TERMS)


def change(by: Person | None, row: ReadingKey, body: KeyBody) -> ReadingKey:
    """The key with another name, reach, budget or last day. Problems as `give`, and gone once it ended."""
    return agreed.change(by, row, KIND, _columns(by, body), TERMS)


def renew(by: Person | None, row: ReadingKey, former: str | None = None) -> str:
    """Another secret, shown this once; see `agreed.renew`."""
    return agreed.renew(by, row, KIND, former)[1]


def end(by: Person | None, row: ReadingKey) -> bool:
    """It opens nothing more. False when it ended before."""
    return agreed.end(by, row, KIND)


def _columns(by: Person | None, body: KeyBody) -> dict[str, Any]:
    agreed.check_place(by, body.area)
    return {
        "name": body.name.strip(), "role": body.role, "area": body.area, "unit": _unit(by, body), "daily": body.daily,
        "expires": agreed.expiry(body.expires),
    }  # fmt: skip


def _unit(by: Person | None, body: KeyBody) -> str | None:
    """The unit for which a handler reads, one of the places that the administrator may set."""
    if body.role != "handler":
        if body.unit is not None:
            raise Problem("bad-value", ("unit", "not-a-choice"))
        return None
    if body.unit is None:
        raise Problem("bad-value", ("unit", "missing"))
    row = Unit.get_or_none(Unit.code == body.unit)
    if row is None:
        raise Problem("bad-value", ("unit", "not-here"))
    if by is not None:
        permissions.require(by, agreed.ACT, row.area_id)
    return body.unit
