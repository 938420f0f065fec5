"""The kinds of op a phone may send: name → what its body must be, and the verb that carries it out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.core.decode import Command
from app.ledger.act import Act
from app.ledger.outcome import Outcome


@dataclass(frozen=True)
class Operation:
    """One kind of op: its body, its verb, what it says in a list in zh and en, and the version of its body."""

    body: type[Command]
    verb: Callable[[Act, Any], Outcome]
    words: tuple[str, str]
    v: int = 1


TABLE: dict[str, Operation] = {}


def find(type_: Any, v: Any) -> Operation | None:
    """The operation of that name and version; None where we know none."""
    found = TABLE.get(type_) if isinstance(type_, str) else None
    return found if found is not None and type(v) is int and v == found.v else None


def words(type_: Any, language: str) -> str:
    """The kind of op as people call it; the bare name where we know none."""
    found = TABLE.get(type_) if isinstance(type_, str) else None
    return found.words[language == "en"] if found is not None else str(type_)[:40]
