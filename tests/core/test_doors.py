"""Every door there is stands in the one list of doors."""

from __future__ import annotations

from app import doors
from app.settings import ROOT


def test_every_module_with_routes_is_listed_once() -> None:
    written = {
        ".".join(path.relative_to(ROOT / "app").with_suffix("").parts)
        for path in (ROOT / "app").rglob("*.py")
        if "\nroutes = Blueprint(" in path.read_text(encoding="utf-8")
    }
    assert len(doors.DOORS) == len(set(doors.DOORS))
    assert set(doors.DOORS) == written
