"""What a phone may say about matters: a report and a move, with exactly the contract's keys."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from app.core.decode import INT_MOST, Code, Command, Sha256, Text, Time, Uuid, Uuid7
from app.core.patterns import ONE_LINE, WORDS_OR_NONE, whole

Urgency = Literal["normal", "urgent", "emergency"]
Target = Annotated[str, msgspec.Meta(min_length=1, max_length=80, pattern=ONE_LINE)]
Spot = Annotated[str, msgspec.Meta(max_length=80, pattern=WORDS_OR_NONE)]
Reason = Annotated[str, msgspec.Meta(max_length=200)]
Basis = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=ONE_LINE)]
Date = Annotated[str, msgspec.Meta(pattern=whole("[0-9]{4}-[0-9]{2}-[0-9]{2}"))]
CaseNumber = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=ONE_LINE)]
Number = Annotated[int, msgspec.Meta(ge=0, le=INT_MOST)]
Photos = Annotated[list[Sha256], msgspec.Meta(max_length=50)]


class Settled(Command):
    """How it was settled on the spot: in words, or by those of the op's photos taken afterwards."""

    text: Text | None = None
    photos: Photos = []


class ReportBody(Command):
    """`matter.report`."""

    matter: Uuid7
    category: Code = "other"
    text: Text | None = None
    area: Code | None = None
    urgency: Urgency = "normal"
    patrol: Uuid | None = None
    settled: Settled | None = None
    escalate: bool = False
    about: Uuid | None = None


class MoveBody(Command):
    """`matter.move`; which keys a move needs stands in the workflow's table."""

    matter: Uuid
    move: Annotated[str, msgspec.Meta(max_length=40)]
    text: Text | None = None
    resident_text: Text | None = (
        None  # what residents who asked read of it, with `resolve` and `settle_on_spot`
    )
    to: Annotated[list[Target], msgspec.Meta(max_length=20)] = []
    until: Time | None = None
    reason: Reason | None = None
    call: Number | None = None
    undoes: Number | None = None  # ledger seq of the entry that `undo` takes back
    category: Code | None = None
    area: Code | None = None
    spot: Spot | None = None
    urgency: Urgency | None = None
    case_number: CaseNumber | None = None  # under which another office has it, for `pause` and `dispatch`
    instruction: CaseNumber | None = None  # 领导批示: the number of a leader's instruction, with `supervise`
    instructed: Date | None = None  # and its day
    basis: Basis | None = (
        None  # the law or rule by which a hotline's ticket goes back, with `return_to_hotline`
    )
    base_version: Number | None = None
