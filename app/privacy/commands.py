"""What the forms of complaints and the download accept, as types."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from app.core import telephone
from app.core.decode import Code, Command, Text
from app.core.patterns import whole

Secret = Annotated[str, msgspec.Meta(pattern=whole("[A-Za-z0-9_-]{40,60}"))]
Name = Annotated[str, msgspec.Meta(max_length=40)]
Phone = Annotated[str, msgspec.Meta(max_length=telephone.MOST)]
Said = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]


class ComplaintForm(Command):
    """A complaint as the public form sends it; `secret` was made with the form and becomes its private link."""

    secret: Secret
    text: Text = ""
    kind: Literal["complaint", "suggestion", "data"] = "complaint"
    area: Code | None = None  # who shall answer; left out: the top
    name: Name | None = None
    phone: Phone | None = None
    signed: Literal["1"] | None = None  # staff who want to be known
    website: str | None = None  # a trap: people do not see it


class Answer(Command):
    """The answer to a complaint."""

    text: Said


class Unmask(Command):
    """Why a complaint's contact is read."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
