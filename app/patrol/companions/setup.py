"""What configures a tracker in one tap, and what starts and stops it: OwnTracks' and Traccar Client's own links."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from app.patrol.companions.models import OWNTRACKS
from app.patrol.companions.modes import MONITORING, MOVE, QUIET

SECONDS = 30  # between two positions while it moves: a gap begins at ninety
USER = "gridwalk"  # Basic needs a name; whose tracker it is the secret says
TRACCAR_APP = "org.traccar.client:"


@dataclass(frozen=True)
class Setup:
    """The link that configures the app, and what it says, for whoever has to type it."""

    link: str
    code: str  # what a QR code of it holds
    address: str
    secret: str


def of_kind(kind: str, public_url: str, secret: str) -> Setup:
    """How a tracker of this kind is told where to send, with its secret."""
    if kind == OWNTRACKS:
        address = f"{public_url}/gateways/owntracks"
        link = inline(_owntracks(address, secret))
        return Setup(link, link, address, secret)
    address = f"{public_url}/gateways/osmand"
    fields = {
        "id": secret,
        "accuracy": "high",
        "interval": SECONDS,
        "distance": 0,
        "buffer": "true",
        "stop_detection": "false",
    }
    link = f"{TRACCAR_APP}//config?{urlencode({'url': address, **fields})}"
    return Setup(link, f"{address}?{urlencode(fields)}", address, secret)


def switch(kind: str, mode: str) -> str:
    """The link that starts the app's recording, or ends it."""
    if kind == OWNTRACKS:
        return inline({"_type": "configuration", "monitoring": MONITORING[mode]})
    return f"{TRACCAR_APP}//action/{'start' if mode == MOVE else 'stop'}"


def inline(configuration: dict[str, Any]) -> str:
    """OwnTracks' link that carries a configuration."""
    text = json.dumps(configuration, separators=(",", ":"))
    return "owntracks:///config?" + urlencode({"inline": base64.b64encode(text.encode()).decode()})


def _owntracks(address: str, secret: str) -> dict[str, Any]:
    """HTTP mode, quiet until a patrol, open to our commands, and nothing of the networks around."""
    return {
        "_type": "configuration", "mode": 3, "url": address, "auth": True, "username": USER, "password": secret,
        "deviceId": "phone", "tid": "gw", "encryptionKey": "", "monitoring": MONITORING[QUIET], "cmd": True,
        "remoteConfiguration": True, "extendedData": False, "locatorInterval": SECONDS,
        "moveModeLocatorInterval": SECONDS, "locatorDisplacement": 0, "ignoreInaccurateLocations": 0,
    }  # fmt: skip
