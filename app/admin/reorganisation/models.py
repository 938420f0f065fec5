"""The table of reorganisations."""

from __future__ import annotations

from typing import Any

from peewee import BigIntegerField, TextField

from app.core import clock
from app.core.db import Json, Row
from app.core.words import mark

# a draft was made and may be looked at; agreed, it waits for its day; then areas and people change, and matters are dealt out
DRAFT, AGREED, DEALING, DONE = "draft", "agreed", "dealing", "done"
DROPPED, UNDOING, UNDONE = "dropped", "undoing", "undone"
WAITING = (DRAFT, AGREED)
STATES = {
    DRAFT: mark("草稿，还没有定"), AGREED: mark("已定，到日子自动生效"), DEALING: mark("正在生效"), DONE: mark("已生效"),
    DROPPED: mark("已取消"), UNDOING: mark("正在撤回"), UNDONE: mark("已撤回"),
}  # fmt: skip


class Reorganisation(Row):
    """What is to change from the first moment of `day` (YYYY-MM-DD) on, and what came of it."""

    id = TextField(primary_key=True)  # uuid made by the page: sent twice, it is one
    title = TextField()
    reason = TextField()
    day = TextField()
    plan: Any = Json()  # as `plans.Plan`
    state = TextField()
    made = BigIntegerField(default=clock.now)
    made_by = TextField(null=True)
    done = BigIntegerField(null=True)
    counts: Any = Json(null=True)  # what changed hands, by kind
    undone: Any = Json(
        null=True
    )  # what taking it back needs: how posts and areas ended, posts that were given, the plan back
