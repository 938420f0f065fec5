"""Only a whole, valid answer of our own server takes anything out of the outbox (field rows 1–6, 35, 37)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.phone.conftest import Office, Phone
from tests.phone.line import PHOTOS, SYNC, until

pytestmark = pytest.mark.browser

LIES: list[tuple[str, Any]] = [
    ("portal", None),
    ("redirect", None),
    ("foreign", None),
    ("truncate", None),
    ("cut", None),
    ("lose", None),
    ("status", (500, "internal")),
    ("status", (503, "busy")),
    ("status", (429, "slow-down")),
    ("status", (511, "portal")),
]


@pytest.mark.parametrize(("kind", "value"), LIES, ids=[f"{kind}-{(value or [''])[0]}" for kind, value in LIES])
def test_what_is_not_a_whole_answer_of_ours_takes_nothing_away(
    phone: Phone, office: Office, kind: str, value: Any
) -> None:
    phone.do("await e.report(); await e.report()")
    office.line.fail(kind, SYNC, value=value)
    kept = phone.do("await e.drain.kick(); return (await e.store.all('ops')).length")
    assert office.line.struck.is_set()
    assert kept == 2
    assert phone.drain()["safe"] is True
    results = [r["status"] for one in office.line.requests(SYNC) if one.status == 200 for r in []]
    assert results == []
    assert phone.states() == ["received", "received"]
