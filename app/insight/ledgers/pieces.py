"""What ledgers share: how many rows are read at once, and the names of areas, looked up once."""

from __future__ import annotations

from app.areas.models import Area

PIECE = 500


class Names:
    """Area code → name."""

    def __init__(self) -> None:
        self._areas: dict[str, str] = {}

    def of_area(self, code: str) -> str:
        """The area's name; "" where there is none."""
        if code not in self._areas:
            self._areas[code] = Area.select(Area.name).where(Area.code == code).scalar() or ""
        return self._areas[code]
