"""The workflow's table and the thresholds as a page that a manager can check against the policy."""

from __future__ import annotations

from app.core.words import translate
from app.matters.models import OPEN, STATES, WORKING
from app.matters.moves import table as workflow_table
from app.matters.moves.record import Move, Row
from app.matters.timing import thresholds
from app.matters.workflow.roles import WHO

HEAD = "| move | from → to | who | must carry | besides |\n|---|---|---|---|---|"
GROUPS = {OPEN: "open", STATES: "any", WORKING: "reported, dispatched, in_hand"}


def table() -> str:
    """The rows as Markdown, in the table's order."""
    return "\n".join([HEAD, *(_row(move, row) for move in workflow_table.MOVES for row in move.rows)])


def _row(move: Move, row: Row) -> str:
    name = f"`{move.name}` {translate(move.label, 'zh', next='上一级')}"
    states = GROUPS.get(row.froms, ", ".join(row.froms))
    who = " · ".join(WHO[word][1] for word in row.who)
    carries = ", ".join(f"`{word}`" for word in row.carries) or "–"
    return f"| {name} | {states} → {row.to} | {who} | {carries} | {row.note or '–'} |"


def settings() -> str:
    """The thresholds that an area may set, as Markdown."""
    defaults = ((name, thresholds.default(name)) for name in thresholds.NAMES)
    rows = [f"| `{name}` | {value:g} |" for name, value in defaults]
    return "\n".join(["| setting | default |", "|---|---|", *rows])
