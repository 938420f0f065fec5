"""What docs/desk.md promises is what the code holds."""

from __future__ import annotations

import re

from app.core import clock, words
from app.desk.lists import views
from app.settings import ROOT

MANUAL = (ROOT / "docs" / "desk.md").read_text(encoding="utf-8")
LIVE = (ROOT / "static" / "js" / "desk" / "live.js").read_text(encoding="utf-8")
SOUND = (ROOT / "static" / "js" / "desk" / "sound.js").read_text(encoding="utf-8")


def seconds(source: str, name: str) -> int:
    """A constant of a script, which is in milliseconds."""
    found = re.search(rf"const {name} = ([\d_]+)", source)
    assert found
    return int(found.group(1).replace("_", "")) // 1000


def test_every_view_is_described_and_no_other():
    told = re.findall(r"^\| (\S+) [A-Z]", MANUAL, re.MULTILINE)
    assert told == [words.translate(view.words, "zh") for view in views.TABLE if view is not views.FOUND]


def test_times_are_those_of_the_code():
    assert f"every {seconds(LIVE, 'SOON')} seconds" in MANUAL
    assert f"background tab every {seconds(LIVE, 'LATER')}" in MANUAL
    assert f"cut off for {seconds(LIVE, 'OLD')} seconds" in MANUAL
    assert f"again every {seconds(SOUND, 'AGAIN')} seconds" in MANUAL
    assert views.FRESH == 24 * clock.HOUR and "last 24 hours" in MANUAL
    assert f"last {views.LATELY // clock.DAY} days" in MANUAL
