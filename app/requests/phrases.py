"""What a resident is told, in plain sentences of both languages."""

from __future__ import annotations

import datetime as dt

from app.core import clock
from app.core.words import mark

Pair = tuple[str, str]

# {who} who has it, {until} a time, {level} where it lies
STATES: dict[str, Pair] = {
    "held": (
        "已经收到。工作人员看过后就会办理，不用再发一次。",
        "It is here. Somebody reads it first, then it is taken up; no need to send it again.",
    ),
    "refused": ("工作人员看过，这次没有受理：{reason}", "Somebody read it; it was not taken up: {reason}"),
    "withdrawn": ("您已撤回。", "You have withdrawn it."),
    "reported": ("{who}已经收到，正在安排。", "{who} has it and is seeing to it."),
    "dispatched": ("已转给{who}办理。", "It was passed to {who}."),
    "in_hand": ("{who}正在办。", "{who} is at work on it."),
    "shelved": ("现在还办不了，{until}再办。", "It cannot be done now; it goes on by {until}."),
    "resolved": (
        "处理好了，正在请人核实。您现在也可以说：解决了吗？",
        "It is done and somebody is checking. You can already say: is it solved?",
    ),
    "done yes": (
        "您说解决了，谢谢您；也在等其他反映的人说一句。",
        "You said that it is solved, thank you; others who asked have still to say so.",
    ),
    "confirmed": (
        "处理好了，也核实过了。请您说一句：解决了吗？到{until}没有回音就自动结束。",
        "It is done and was checked. Is it solved? Without a word from you it closes by itself on {until}.",
    ),
    "closed": ("已经结束。", "It is closed."),
    "closed yes": ("您说解决了，已经结束。谢谢您。", "You said that it is solved. It is closed; thank you."),
    "closed silence": (
        "一段时间没有收到您的评价，已自动结束。{until}前您仍可以说“还没有”。",
        "Nothing was heard for a while, so it closed by itself. Until {until} you can still say “not yet”.",
    ),
    "void": (
        "这件事没有再办理。如果还没有解决，{until}前可以说“还没有”。",
        "This was not taken further. If it is not solved, say “not yet” until {until}.",
    ),
}
LATE: Pair = (
    "原定 {until} 前办好，已经超过，正在督促。",
    "It was due by {until}; that has passed and is being followed up.",
)
DUE: Pair = ("{until} 前办好。", "It should be done by {until}.")

EVENTS: dict[str, str] = {
    "said": mark("您反映了这件事"),
    "said for you": mark("工作人员替您登记了这件事"),
    "said by another": mark("有人已经反映过这件事"),
    "held": mark("已经收到，等工作人员查看"),
    "released": mark("工作人员看过，开始办理"),
    "refused": mark("工作人员看过，这次没有受理"),
    "yes": mark("您说解决了"),
    "withdrawn": mark("您撤回了"),
}  # fmt: skip

OFFICE: Pair = ("工作人员", "The office")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def say(pair: Pair, language: str, **names: str) -> str:
    """The sentence in "zh" or "en"."""
    return pair[1 if language == "en" else 0].format(**names)


def when(at: int | None, language: str) -> str:
    """A day and an hour as people say them: 11月24日 17:30, 24 Nov 17:30."""
    if at is None:
        return ""
    moment = dt.datetime.fromtimestamp(at / 1000, clock.zone())
    return f"{day(at, language)} {moment.strftime('%H:%M')}"


def day(at: int | None, language: str) -> str:
    """The day alone, for what is weeks away: 11月24日, 24 Nov."""
    if at is None:
        return ""
    moment = dt.datetime.fromtimestamp(at / 1000, clock.zone())
    if language == "en":
        return f"{moment.day} {MONTHS[moment.month - 1]}"
    return f"{moment.month}月{moment.day}日"
