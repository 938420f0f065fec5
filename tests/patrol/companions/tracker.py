"""A worker's tracker for the tests: it sends what the apps themselves send."""

from __future__ import annotations

import base64
from typing import Any

from app.areas import local_settings
from app.patrol.companions import devices
from tests import cast as c
from tests.patrol.walk import ms

OWNTRACKS, OSMAND = "/gateways/owntracks", "/gateways/osmand"
HERE = (c.LAT + 0.0009, c.LON + 0.0010)


def open_in(cast: c.Cast, area: str = c.CITY, value: str | None = "1") -> None:
    """An administrator lets workers of the area record so, or takes it back."""
    local_settings.set_value(cast.admin, area, "companion", value, "夜间巡查")


class Tracker:
    """One of a person's, from a phone without our cookies; `secret` given: with somebody else's, or none that is known."""

    def __init__(self, app: Any, person: Any, kind: str = "owntracks", secret: str | None = None) -> None:
        self.client, self.kind = app.test_client(), kind
        self.id, self.secret = "", secret or ""
        if secret is None:
            companion, self.secret = devices.agree(person, kind, "王芳的小米")
            self.id = companion.id

    def post(self, payload: Any) -> Any:
        """What OwnTracks posts."""
        pair = base64.b64encode(f"phone:{self.secret}".encode()).decode()
        given = {"json": payload} if not isinstance(payload, bytes) else {"data": payload}
        return self.client.post(OWNTRACKS, headers={"Authorization": f"Basic {pair}"}, **given)

    def query(self, **fields: Any) -> Any:
        """What Traccar Client asks."""
        return self.client.get(OSMAND, query_string={"id": self.secret, **fields})

    def at(self, seconds: float, lat: float = HERE[0], lon: float = HERE[1], acc: int = 8) -> Any:
        """One position, so many seconds after nine, in the words of its kind."""
        if self.kind == "traccar":
            return self.query(
                lat=lat, lon=lon, accuracy=acc, timestamp=ms(seconds) // 1000, speed="1.5", batt="80"
            )
        return self.post(location(seconds, lat, lon, acc))


def location(
    seconds: float, lat: float = HERE[0], lon: float = HERE[1], acc: int = 8, **more: Any
) -> dict[str, Any]:
    """OwnTracks' message, with the other things that it says of a phone."""
    return {
        "_type": "location", "tid": "wf", "tst": ms(seconds) // 1000, "lat": lat, "lon": lon, "acc": acc, "batt": 81,
        "bs": 1, "conn": "w", "SSID": "a-home-network", "BSSID": "aa:bb:cc:dd:ee:ff", "vel": 4, "m": 2, "t": "p", **more,
    }  # fmt: skip
