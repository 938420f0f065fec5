"""What an import has just done, kept so that a second press of its button is answered with that and not as a stranger."""

from __future__ import annotations

import json
from typing import Any

from app.core import db
from app.people.models import Person


def write_receipt(of: str, by: Person | None, agreed: str | None, done: dict[str, Any]) -> None:
    """Remember, in the caller's transaction, what `by` did to `of` when they agreed to this plan; the last one each."""
    if by is not None and agreed is not None:
        db.Meta.write(_key(of, by), json.dumps({"agreed": agreed, "done": done}))


def find_receipt(of: str, by: Person | None, agreed: str | None) -> dict[str, Any] | None:
    """What was done by exactly this agreement, None where it was not."""
    kept = json.loads(db.Meta.value_of(_key(of, by), "{}")) if by is not None and agreed is not None else {}
    done: dict[str, Any] | None = (
        kept["done"] if kept.get("agreed") == agreed and agreed is not None else None
    )
    return done


def _key(of: str, by: Person) -> str:
    return f"imported-{of}:{by.id}"
