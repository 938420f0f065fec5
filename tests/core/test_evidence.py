"""What docs/evidence.md says is tested, is: every named test stands where it says."""

from __future__ import annotations

import re

from app.settings import ROOT

PAGE = ROOT / "docs" / "evidence.md"
ROWS = {*range(1, 12), 16, *range(18, 25), *range(27, 33), *range(34, 39), 40, 44, 45, 46, 48}


def rows() -> dict[int, list[str]]:
    """Row number → the tests named for it."""
    found = re.findall(r"^\| (\d+) \|.*?\| ([^|]*) \|$", PAGE.read_text(encoding="utf-8"), re.M)
    return {int(number): re.findall(r"`([^`]+)`", tests) for number, tests in found}


def test_every_failure_that_must_be_tested_names_its_tests():
    named = rows()
    assert set(named) >= ROWS
    assert [number for number in ROWS if not named[number]] == []


def test_every_test_that_is_named_exists():
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    assert len(lines) > 150
    for line in lines:
        for named in re.findall(r"`(tests/[^`]+)`", line):
            path, _, name = named.partition("::")
            file = ROOT / path
            assert file.is_file(), f"{line[:60]}: {path}"
            text = file.read_text(encoding="utf-8")
            # a Python function, or the sentence of a JavaScript test
            assert not name or f"def {name}(" in text or name in text, f"{line[:60]}: {named}"
