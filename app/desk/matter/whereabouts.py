"""Where a matter lies and what is waited for, as one sentence; what is closed lies with nobody."""

from __future__ import annotations

from typing import Any

from app.core.words import mark, mark_in, translate
from app.desk import times
from app.desk.lists.rows import Line
from app.matters.models import CLOSED, CONFIRMED, RESOLVED, SHELVED, VOID, Matter

ENDED = {CLOSED: mark("{when} 结案"), VOID: mark("{when} 作废")}


def sentence(matter: Matter, line: Line, shown: dict[str, Any], language: str) -> str:
    """The sentence for the reader to whom the matter was serialized as `shown`, without its deadline."""
    if matter.state in ENDED:
        ended = shown["closed_at"] or shown["ledger"][-1]["received"]
        when = times.moment_of(ended, language)
        if matter.merged_into and matter.state == VOID:
            return f"{when} {line.state}"
        return translate(ENDED[matter.state], language, when=when)
    if matter.state == RESOLVED:
        who = shown["confirm_turn_word"] or line.who
        return translate(mark("办完了，等{who}确认"), language, who=who)
    if matter.state == CONFIRMED:
        return translate(mark("确认办好了，等居民评价"), language)
    if matter.state == SHELVED:
        when = times.moment(matter.shelved_until, language)
        return translate(mark("挂账，{when} 恢复办理"), language, when=when)
    return _lies(matter, line, shown, language)


def _lies(matter: Matter, line: Line, shown: dict[str, Any], language: str) -> str:
    """With whom it lies, of which area, and who works on it."""
    level, by = shown["level_name"], shown["taken_by_name"]
    if matter.holder_desk is not None or not level:
        where = translate(mark_in("lies", "在{who}"), language, who=line.who)
    else:
        where = translate(mark("在{level}的{who}"), language, who=line.who, level=level)
    if not by or by == line.who:
        return where
    return translate(mark("{where}，{by}在办"), language, where=where, by=by)
