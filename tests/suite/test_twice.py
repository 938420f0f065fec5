"""What a failure of the suite becomes: one that repeats stays one, one that does not is told by name, many are never excused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ALWAYS = "def test_always():\n    assert False\n"
ONCE = """
from pathlib import Path
def test_once():
    mark = Path(__file__).with_suffix(".seen")
    seen = mark.exists()
    mark.touch()
    assert seen
"""


def suite(folder: Path, *files: str) -> tuple[int, str]:
    """Exit code and what was printed, for a suite of these files."""
    for n, text in enumerate(files):
        (folder / f"test_{n}.py").write_text(text)
    code = (
        f"import sys; sys.path.append({str(ROOT)!r}); from tests.suite.twice import main; sys.exit(main([]))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True)
    return done.returncode, done.stdout


def test_a_failure_that_repeats_is_one(tmp_path: Path) -> None:
    code, said = suite(tmp_path, ALWAYS, ONCE)
    assert code == 1 and "passed alone" not in said


def test_many_failures_are_not_tried_again(tmp_path: Path) -> None:
    code, said = suite(tmp_path, *[ONCE] * 6)
    assert code == 1 and "Once more" not in said


def test_a_suite_that_cannot_be_read_is_not_tried_again(tmp_path: Path) -> None:
    code, said = suite(tmp_path, "no python")
    assert code == 2 and "Once more" not in said


def test_one_that_does_not_repeat_is_told_by_name_and_all_is_well(tmp_path: Path) -> None:
    code, said = suite(tmp_path, ONCE, "def test_well():\n    pass\n")
    assert code == 0 and said.rstrip().endswith("  test_0.py::test_once")
    assert suite(tmp_path, ONCE)[0] == 0
