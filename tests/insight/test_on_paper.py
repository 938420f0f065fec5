"""What docs/figures.md says of each figure is what the code says."""

from __future__ import annotations

import inspect

from app.insight import figures
from app.insight.figures import FIGURES
from app.settings import ROOT


def test_the_page_for_managers_defines_each_figure_as_the_code_does():
    page = (ROOT / "docs" / "figures.md").read_text(encoding="utf-8")
    for name in FIGURES:
        definition = " ".join(str(inspect.getdoc(getattr(figures, name))).split())
        assert f"- `{name}`: {definition}\n" in page, name
    assert page.count("\n- `") == len(FIGURES)
