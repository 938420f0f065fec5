"""What docs/patrols.md says of visits, errands and telephones is so."""

from __future__ import annotations

import re

from app.areas.local_settings import BY_NAME
from app.core import clock
from app.patrol.errands import slips
from app.patrol.errands.table import TABLE
from app.settings import ROOT

TEXT = (ROOT / "docs" / "patrols.md").read_text(encoding="utf-8")


def test_the_steps_of_an_errand_stand_there_as_the_table_has_them() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([^|]*) \| ([^|]*) \|", TEXT.split("## Errands")[1], re.M)
    written = {
        name: (re.findall(r"`(\w+)`", when), "resident" in who, "sentence" in when)
        for name, when, who in rows
    }
    assert written == {
        name: (list(step.frm), step.who == ("resident",), step.needs_text) for name, step in TABLE.items()
    }


def test_the_days_that_are_long_are_as_written() -> None:
    assert f"within `visit_days` ({BY_NAME['visit_days'].default} by default)" in TEXT
    assert f"forgotten after `door_days` ({BY_NAME['door_days'].default} by default" in TEXT
    assert f"ends {slips.KEPT // clock.DAY} days after the errand is over" in TEXT
