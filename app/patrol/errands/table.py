"""帮办代办 as a table: where an errand stands, which steps are open there, who takes them, and what they do to papers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from app.core.words import mark, translate

STATES: dict[str, str] = {
    "open": mark("在办"),
    "done": mark("办好了，等确认"),
    "confirmed": mark("居民已确认"),
    "dropped": mark("没有办下去"),
}
OPEN = ("open", "done")
# what the ledger says, by step and by variant of the entry
SENTENCES: dict[str, dict[str, str]] = {
    "take": {"": mark("{by} 接下帮办")},
    "papers_in": {"": mark("{by} 收下材料")},
    "papers_back": {"": mark("{by} 交还材料")},
    "done": {"": mark("{by} 办好了")},
    "confirmed": {
        "": mark("{by} 记下：居民已确认"),
        "by resident": mark("居民确认：收到了，已办好"),
    },
    "dropped": {"": mark("{by} 没有办下去")},
    "take_over": {"": mark("{by} 接手，原由 {from} 办理")},
    "handed_to": {"": mark("离岗交接：{by} 把 {from} 手里的转给 {to}")},
    "forget_door": {"": mark("门牌到期，已删除")},
}


@dataclass(frozen=True)
class Step:
    """One step: from which states, to which (None: it stays), who, and what it does to the papers in our hands.

    `papers`: "in" (more come into our hands), "back" (some of those held go back), "none" (none may be held),
    "rest" (all that are held go back with it), "" (nothing).
    """

    words: str
    frm: tuple[str, ...]
    to: str | None
    who: tuple[str, ...]  # holder | lead | resident
    papers: str = ""
    needs_text: bool = False


TABLE: dict[str, Step] = {
    "papers_in": Step(mark("收下材料"), ("open",), None, ("holder", "lead"), "in"),
    "done": Step(mark("办好了"), ("open",), "done", ("holder", "lead")),
    "papers_back": Step(mark("交还材料"), OPEN, None, ("holder", "lead"), "back"),
    "confirmed": Step(mark("居民说收到了"), ("done",), "confirmed", ("holder", "lead"), "none"),
    "received": Step(mark("收到了，已办好"), ("done",), "confirmed", ("resident",), "rest"),
    "dropped": Step(mark("不办了"), OPEN, "dropped", ("holder", "lead"), "none", needs_text=True),
    "take_over": Step(mark("我来接手"), OPEN, None, ("lead",)),
}  # fmt: skip


def fits(name: str, state: str, held: Collection[str]) -> bool:
    """Whether the step is open in this state with these papers in our hands."""
    step = TABLE[name]
    if state not in step.frm:
        return False
    return bool(held) if step.papers == "back" else not held if step.papers == "none" else True


def serialize(language: str) -> dict[str, Any]:
    """The table of steps as the phone gets it, which must know it without a signal."""
    steps = {name: {**asdict(step), "words": translate(step.words, language)} for name, step in TABLE.items()}
    return {"states": {name: translate(words, language) for name, words in STATES.items()}, "steps": steps}
