"""One rule of what is kept: its words, and its length from the setting or constant by which a job deletes."""

from __future__ import annotations

from dataclasses import dataclass

from app.areas import local_settings
from app.areas.models import Area, AreaSetting
from app.core import clock
from app.core.words import translate

# milliseconds by name, from the slices beside this one; filled in create_app
LENGTHS: dict[str, int] = {}


@dataclass(frozen=True)
class Rule:
    """One kind of thing, its words as marked messages. `length` may name {n}: the area setting `setting`, or `fixed` in `unit`s of milliseconds."""

    group: str
    what: str
    length: str
    who: str
    why: str
    setting: str | None = None
    fixed: int = 0
    unit: int = clock.DAY
    beside: str = ""  # a name in LENGTHS, instead of `fixed`
    more: int = 0  # {m} days that its remains stay longer

    def number(self, area: str | None = None) -> str:
        """The {n} of its length, as it holds at the area; the default where none is named."""
        if self.setting is None:
            return f"{LENGTHS.get(self.beside, self.fixed) / self.unit:g}"
        if area is None:
            return f"{float(local_settings.BY_NAME[self.setting].default):g}"
        return f"{local_settings.number_at(area, self.setting):g}"

    def how_long(self, language: str, area: str | None = None) -> str:
        """Its length as a sentence."""
        return translate(self.length, language, n=self.number(area), m=f"{self.more / clock.DAY:g}")

    def elsewhere(self, language: str) -> list[tuple[str, str]]:
        """The (area, length) pairs of areas below the top with a length of their own."""
        rows = (
            AreaSetting.select(AreaSetting, Area).join(Area).where(AreaSetting.name == (self.setting or ""))
        )
        below = [row for row in rows.order_by(AreaSetting.area) if row.area.parent_id is not None]
        return [(row.area.name, self.how_long(language, row.area_id)) for row in below]
