"""What an administrator says of another system, and the map between its words and ours."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from app.core.decode import Code, Command
from app.core.patterns import ONE_LINE, ONE_LINE_OR_NONE, whole
from app.gateways.commands import Address, Name

ENTRIES_MOST, VALUES_MOST = 100, 200
Path = Annotated[str, msgspec.Meta(max_length=80, pattern=whole(r"[^\s.]+(?:\.[^\s.]+)*"))]
Word = Annotated[str, msgspec.Meta(max_length=200, pattern=ONE_LINE)]


class Entry(Command):
    """One field: `theirs` is its path in their JSON (dots between), `ours` one of our fields or `fixed` a value that never changes.

    `values`: our code → theirs, for what both have words for.
    """

    theirs: Path
    ours: Code | None = None
    fixed: Word | None = None
    values: Annotated[dict[Word, Word], msgspec.Meta(max_length=VALUES_MOST)] = {}


class Answered(Command):
    """Where what stands in its answer: `ok` is the path that must hold `is_ok`; `number` and `state` what the matter is called there and how it stands."""

    ok: Path | None = None
    is_ok: Word | None = None
    number: Path | None = None
    state: Path | None = None


class SystemBody(Command):
    """What a system is told: of which place and things (none: all), where, and as which source it hands matters over itself."""

    code: Annotated[str, msgspec.Meta(max_length=40, pattern=whole("[a-z0-9][a-z0-9_-]*"))]
    name: Name
    area: Code
    categories: Annotated[list[Code], msgspec.Meta(max_length=200)] = []
    address: Address | None = None
    source: Code | None = None


class VisitsForm(Command):
    """Whether another system is told of visits, and why."""

    choice: Literal["on", "off"]
    reason: Annotated[str, msgspec.Meta(max_length=200, pattern=ONE_LINE_OR_NONE)] = ""


class MapBody(Command):
    """A whole map, as it is exported and imported."""

    fields: Annotated[list[Entry], msgspec.Meta(max_length=ENTRIES_MOST)]
    answer: Answered = msgspec.field(default_factory=Answered)
