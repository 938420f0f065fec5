"""The workflow's table and the thresholds as a page that a manager can check against the policy."""

from __future__ import annotations

from app.matters import thresholds, words, workflow
from app.matters.models import OPEN, STATES, WORKING
from app.matters.standing import WHO

HEAD = "| move | from → to | who | must carry | besides |\n|---|---|---|---|---|"
GROUPS = {OPEN: "open", STATES: "any", WORKING: "reported, dispatched, in_hand"}


def table() -> str:
    """The rows as Markdown, in the table's order."""
    return "\n".join([HEAD, *(_row(row) for row in workflow.TABLE)])


def _row(row: workflow.Move) -> str:
    name = f"`{row.name}` {words.MOVES[row.name][0].format(next='上一级')}"
    states = GROUPS.get(row.froms, ", ".join(row.froms))
    who = " · ".join(WHO[word][1] for word in row.who)
    carries = ", ".join(f"`{word}`" for word in row.carries) or "–"
    return f"| {name} | {states} → {row.to} | {who} | {carries} | {row.note or '–'} |"


def settings() -> str:
    """The thresholds that an area may set, as Markdown."""
    rows = [f"| `{name}` | {value:g} |" for name, value in thresholds.DEFAULTS.items()]
    return "\n".join(["| setting | default |", "|---|---|", *rows])
