"""What is said to the database in a test, by whichever way: as peewee says it, prepared, or together with what is asked next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.core import db

WAYS = ("execute_sql", "execute_prepared", "execute_later")
Said = tuple[str, Any]  # statement, values


def listen(patch: pytest.MonkeyPatch) -> list[Said]:
    """Every statement from now on, once whichever ways it goes, as long as the patch lasts."""
    heard: list[Said] = []
    within: list[bool] = []
    for name in WAYS:
        patch.setattr(db.database.obj, name, _listening(getattr(db.database.obj, name), heard, within))
    return heard


def _listening(execute: Callable[..., Any], heard: list[Said], within: list[bool]) -> Callable[..., Any]:
    def inner(sql: str, values: Any = None) -> Any:
        if not within:
            heard.append((sql, values))
        within.append(True)
        try:
            return execute(sql, values)
        finally:
            within.pop()

    return inner
