"""A move's form as the command of the one door of moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.core import decode
from app.core.problems.problem import Problem
from app.desk import times
from app.matters.commands import MoveBody

PLAIN = ("text", "reason", "category", "area", "urgency")


def body(matter: str, move: str, given: Mapping[str, str], to: Sequence[str]) -> MoveBody:
    """The command; the lead comes first among `to`. Problem bad-value names the field."""
    said: dict[str, Any] = {"matter": matter, "move": move}
    # a form's line ends are CRLF; ours are not
    said |= {key: given[key].replace("\r\n", "\n") for key in PLAIN if given.get(key)}
    if given.get("until"):
        said["until"] = times.from_input(given["until"])
    for key in ("base_version", "call"):
        if given.get(key):
            said[key] = _number(given[key], key)
    wanted = [given.get("lead", ""), *to]
    said["to"] = list(dict.fromkeys(value for value in wanted if value))
    return decode.convert(said, MoveBody)


def _number(text: str, key: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise Problem("bad-value", (key, "wrong-type"))
    return int(text)
