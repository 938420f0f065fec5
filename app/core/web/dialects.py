"""Doors at which another system's protocol is spoken: there a refusal has that protocol's form, whoever refuses."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.core.problems.problem import Problem


@dataclass(frozen=True)
class Dialect:
    """How refusals are told at the addresses that `addresses` matches as a whole; `sample` is one of them."""

    name: str
    addresses: re.Pattern[str]
    sample: str
    content_type: str
    write: Callable[[Problem, str], tuple[int, str]]  # (problem, "zh" or "en") → status and body


_known: dict[str, Dialect] = {}


def register(*dialects: Dialect) -> None:
    """Tell of doors that speak so; called when the slices are wired. Where two match, the first counts."""
    _known.update({dialect.name: dialect for dialect in dialects})


def find(path: str) -> Dialect | None:
    """The dialect spoken at this address; None where it is ours."""
    return next((dialect for dialect in _known.values() if dialect.addresses.fullmatch(path)), None)


def all_known() -> list[Dialect]:
    """Every one."""
    return list(_known.values())
