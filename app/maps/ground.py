"""What lies under the desk's map: nothing but our own plan, or a map service that the operator names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from app.core import place
from app.core.web.dress import CSP

IMAGES = "img-src 'self' blob: data:"


@dataclass(frozen=True)
class Ground:
    """A map service; `url` is "" where there is none. `is_shifted`: its pictures are drawn in GCJ-02."""

    url: str = ""
    subdomains: str = ""
    attribution: str = ""
    is_shifted: bool = False

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


def ground_of(settings: Any) -> Ground:
    """As the settings say."""
    return Ground(
        settings.map_tiles,
        settings.map_subdomains,
        settings.map_attribution,
        settings.map_datum == "gcj02",
    )
