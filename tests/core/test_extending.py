"""What docs/extending.md tells of the places to extend is so."""

from __future__ import annotations

import re

from app.settings import ROOT

PAGE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")


def test_every_file_a_diff_shows_is_there_or_is_the_one_that_it_makes():
    shown = set(re.findall(r"^# (\S+)$", PAGE, re.MULTILINE)) - {"Extending"}
    assert {path for path in shown if not (ROOT / path).exists()} == {
        "app/matters/moves/with_residents/thank.py"
    }


def test_the_lines_around_a_change_stand_in_the_file_as_the_page_shows_them():
    for name, body in re.findall(r"^# (\S+)\n((?:[ +-].*\n)+)", PAGE, re.MULTILINE):
        path = ROOT / name
        if not path.exists():
            continue
        source = path.read_text(encoding="utf-8").splitlines()
        around = [line[1:] for line in body.splitlines() if line.startswith((" ", "-"))]
        assert [
            line for line in around if line.strip() and line not in source and "remark" not in line
        ] == [], name


def test_the_table_counts_the_files_that_the_diffs_show():
    sections = re.findall(r"^## (An? [^\n]+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    counts = {
        title.split(" ", 1)[1]: len(re.findall(r"^# \S+\.py$", text, re.MULTILINE))
        for title, text in sections
    }
    told = {kind: int(count) for kind, count in re.findall(r"^\| (\w[^|]+?) \| (\d) \|", PAGE, re.MULTILINE)}
    assert counts == {
        "move": told["move of a matter"],
        "op": told["op of a phone"],
        "setting by area": told["setting by area"],
        "kind of notice": told["kind of notice"],
        "view of the desk": told["view of the desk"],
    }
