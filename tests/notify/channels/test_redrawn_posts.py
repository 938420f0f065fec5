"""Whose post a reorganisation changes hears it outside the app too: each for oneself, and only what holds still."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.admin.reorganisation import plans, verbs
from app.areas.models import Area
from app.core import clock
from app.notify.pipeline import collect, deliver
from tests import cast as c
from tests.admin.reorganisation.days import NEW1, NEW2, agreed
from tests.notify.listening import Listener

pytestmark = pytest.mark.usefixtures("noon")


def test_each_hears_it_alone_and_what_was_overtaken_is_not_sent(
    cast: c.Cast, listener: Listener, configured
) -> None:
    address = f"json://127.0.0.1:{listener.port}/"
    chat = f'[[channel]]\nname = "chat"\nurl = "{address}chat"\n'
    file: Path = configured(f"{address}{{phone}}", chat)
    assert file.exists()
    collect.collect()
    halves = plans.split(
        Area.get_by_id(c.GRID), [(NEW1, "东"), (NEW2, "西")], {c.BUILDING: 0, c.BUILDING2: 1}
    )
    row = agreed(cast.admin, halves)
    collect.collect()
    verbs.drop(cast.admin, row)
    collect.collect()
    clock.freeze(clock.now() + clock.MINUTE)
    assert deliver.deliver() == 2  # the worker and the lead
    assert all("照旧：第1网格" in text and "跟着换" not in text for text in listener.texts)
    assert sorted(one.path for one in listener.heard) == sorted(
        f"/{who.phone}" for who in (cast.worker, cast.lead)
    )
