"""What the forms behind a link may say."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from app.core.decode import Command, Text
from app.core.patterns import ONE_LINE, whole
from app.matters.commands import CaseNumber


class Answer(Command):
    """A building head's answer: why not yet, or nothing at all."""

    reason: Literal["still_there", "only_partly", "came_back", "cannot_see", "other", "concerned"] | None = (
        None
    )
    text: Text | None = None


class Work(Command):
    """What a handler says with a move; which of it a move needs stands in the workflow's table."""

    move: Annotated[str, msgspec.Meta(max_length=40)]
    text: Text | None = None
    resident_text: Text | None = None
    reason: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    until: Annotated[str, msgspec.Meta(max_length=40)] | None = None
    case_number: CaseNumber | None = None
    call: Annotated[str, msgspec.Meta(pattern=whole("[0-9]{1,15}"))] | None = None


class Send(Command):
    """To whom a link is to be made: `person:<id>` or `unit:<code>`."""

    to: Annotated[str, msgspec.Meta(min_length=1, max_length=80, pattern=ONE_LINE)]
