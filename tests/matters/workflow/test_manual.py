"""The page for managers says what the code does."""

from app.matters.moves import manual
from app.settings import ROOT


def test_the_page_holds_the_table_and_the_settings_as_they_are():
    page = (ROOT / "docs" / "workflow.md").read_text(encoding="utf-8")
    assert manual.table() in page and manual.settings() in page
