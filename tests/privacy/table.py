"""The tables of docs/privacy.md: as they stand there, as they should, and writing them anew."""

from __future__ import annotations

from app.privacy import rules_in_force
from app.settings import ROOT

PAGE = ROOT / "docs" / "privacy.md"
BEGINS, ENDS = "<!-- rules -->\n", "\n<!-- /rules -->"


def written() -> str:
    """The page."""
    return PAGE.read_text(encoding="utf-8")


def wanted() -> str:
    """The page with the tables made from the rules; every slice's lengths have to be known (create_app)."""
    before, _, rest = written().partition(BEGINS)
    return before + BEGINS + rules_in_force.markdown().strip() + ENDS + rest.partition(ENDS)[2]


if __name__ == "__main__":
    from app import create_app

    create_app()
    PAGE.write_text(wanted(), encoding="utf-8")
