"""Entries that stand, and those that were taken back: an `undo` takes back the last entry of its thing that stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

UNDO = "undo"


class Told(Protocol):
    """What of an entry this goes by."""

    @property
    def verb(self) -> str: ...
    @property
    def subject(self) -> str: ...


E = TypeVar("E", bound=Told)


def standing(entries: Iterable[E]) -> list[E]:
    """The entries, in the ledger's order as they were given, without those taken back and without what took them back.

    Figures, the residents' page and the board read these; a list of what happened shows them all. Of several things each
    is reckoned by itself. An entry taken back before the first of those given takes nothing of them with it.
    """
    given = list(entries)
    gone: set[int] = set()
    stacks: dict[str, list[int]] = {}
    for at, entry in enumerate(given):
        stack = stacks.setdefault(entry.subject, [])
        if entry.verb != UNDO:
            stack.append(at)
            continue
        gone.add(at)
        if stack:
            gone.add(stack.pop())
    return [entry for at, entry in enumerate(given) if at not in gone]
