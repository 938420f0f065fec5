"""What an administrator says of a reading key."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from app.core.decode import Code, Command
from app.core.patterns import whole
from app.gateways.commands import Name
from app.gateways.reading.models import DAILY

DAILY_MOST = 1_000_000
Role = Literal["building_head", "grid_lead", "dispatcher", "duty_desk", "handler"]
Day = Annotated[str, msgspec.Meta(pattern=whole("[0-9]{4}-[0-9]{2}-[0-9]{2}"))]


class KeyBody(Command):
    """What a key opens: what `role` at `area` can see, for a handler the matters of `unit`; `expires` is its last day."""

    code: Annotated[str, msgspec.Meta(max_length=40, pattern=whole("[a-z0-9][a-z0-9_-]*"))]
    name: Name
    role: Role
    area: Code
    unit: Code | None = None
    daily: Annotated[int, msgspec.Meta(ge=1, le=DAILY_MOST)] = DAILY
    expires: Day | None = None
