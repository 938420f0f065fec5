"""What a phone may say of a place that was looked at, decoded and bounded."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from app.core.decode import Code, Command
from app.core.patterns import ONE_LINE

FINDING_MOST = 500  # signs of what is said of a finding

Item = Annotated[str, msgspec.Meta(max_length=40, pattern=ONE_LINE)]
Day = Annotated[str, msgspec.Meta(max_length=10, extra_json_schema={"format": "date"})]


class CheckBody(Command, kw_only=True):
    """`place.check`: a place was looked at. `bad` are the items of its checklist that are not right.

    `outcome`: `fine` (nothing is bad), `mended` (put right on the spot), `again` (looked at again on the day `again`),
    `passed_on` (a matter is made of it in the same act).
    """

    place: Code
    outcome: Literal["fine", "mended", "again", "passed_on"]
    bad: Annotated[list[Item], msgspec.Meta(max_length=20)] = []
    again: Day | None = None
    text: Annotated[str, msgspec.Meta(max_length=FINDING_MOST)] | None = None
