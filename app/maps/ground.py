"""What lies under a map: our own plan, and the map files that were given or a map service that the operator names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from app.areas.access.reach import Reach
from app.core import place
from app.core.web.dress import CSP
from app.maps import files

IMAGES = "img-src 'self' blob: data:"


@dataclass(frozen=True)
class Ground:
    """A map service (`url` is "" where there is none) and our own files. `is_shifted`: their pictures are drawn in GCJ-02."""

    url: str = ""
    subdomains: str = ""
    attribution: str = ""
    is_shifted: bool = False
    files: tuple[dict[str, Any], ...] = ()  # as map.js draws them, the widest first

    def position(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a WGS-84 position stands on this ground, to about a decimetre."""
        lat, lon = place.to_gcj02(lat, lon) if self.is_shifted else (lat, lon)
        return round(lat, 6), round(lon, 6)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The origins from which its pictures come; none without one."""
        if not self.url:
            return ()
        parts = urlsplit(self.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        names = {origin.replace("{s}", name) for name in self.subdomains} if "{s}" in origin else {origin}
        return tuple(sorted(names))

    @property
    def policy(self) -> str:
        """The content security policy of the map's page: pictures may come from these hosts too, nothing else may."""
        assert IMAGES in CSP
        return CSP.replace(IMAGES, " ".join([IMAGES, *self.hosts]))


def ground_of(settings: Any, reach: Reach) -> Ground:
    """The files that the reader may see, and the service as the settings say.

    One map has one datum: that of the widest file, else the service's; what is drawn in the other is left out.
    """
    given = [row for row in files.seen_by(reach) if files.is_here(row)]
    is_service_shifted = settings.map_datum == "gcj02"
    is_shifted = given[0].is_shifted if given else is_service_shifted
    drawn = tuple(_drawn(row) for row in given if row.is_shifted == is_shifted)
    if settings.map_tiles and is_service_shifted == is_shifted:
        return Ground(
            settings.map_tiles, settings.map_subdomains, settings.map_attribution, is_shifted, drawn
        )
    return Ground(is_shifted=is_shifted, files=drawn)


def _drawn(row: files.MapFile) -> dict[str, Any]:
    return {
        "address": f"/api/v1/maps/{row.id}", "tiles": row.tiles, "lowest": row.lowest, "highest": row.highest,
        "bounds": [[row.south, row.west], [row.north, row.east]], "attribution": row.attribution,
    }  # fmt: skip
