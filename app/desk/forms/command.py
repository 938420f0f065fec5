"""A move's form as the command of the one door of moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.core import clock, decode
from app.core.problems.problem import Problem
from app.desk import times
from app.matters.commands import MoveBody
from app.matters.models import Matter
from app.matters.moves.time_limits import extend

PLAIN = (
    "text",
    "resident_text",
    "reason",
    "category",
    "area",
    "spot",
    "urgency",
    "case_number",
    "instruction",
    "instructed",
    "basis",
)


def body(matter: str, move: str, form: Mapping[str, str], to: Sequence[str]) -> MoveBody:
    """The move as the form describes it, the lead unit first in `to`. Raises Problem bad-value naming the field."""
    fields: dict[str, Any] = {"matter": matter, "move": move}
    # a form's line ends are CRLF; ours are not
    fields |= {key: form[key].replace("\r\n", "\n") for key in PLAIN if form.get(key)}
    if form.get("until"):
        fields["until"] = times.from_input(form["until"])
    for key in ("base_version", "call"):
        if form.get(key):
            fields[key] = _number(form[key], key)
    wanted = [form.get("lead", ""), *to]
    fields["to"] = list(dict.fromkeys(value for value in wanted if value))
    return decode.convert(fields, MoveBody)


def require_more_time(matter: Matter, body: MoveBody) -> None:
    """Problem bad-value where a desk's 延期 would end before the deadline it has. The move itself takes any, as it always did."""
    if body.move != extend.MOVE.name or body.until is None or matter.due is None:
        return
    if decode.time(body.until, "until") < matter.due:
        raise Problem("bad-value", ("until", "before-due", {"due": clock.to_the_minute(matter.due)}))


def turned(
    matter: str, form: Mapping[str, str], to: Sequence[str]
) -> tuple[str, Mapping[str, str], Sequence[str]]:
    """Whose move a merge is, its form and its target: that of the other, where it goes into the one that is looked at."""
    kind, _, other = to[0].partition(":") if len(to) == 1 else ("", "", "")
    if form.get("stays") != "this" or kind != "matter":
        return matter, form, to
    return other, {**form, "base_version": form.get(f"version-{other}", "")}, [f"matter:{matter}"]


def _number(text: str, key: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise Problem("bad-value", (key, "wrong-type"))
    return int(text)
