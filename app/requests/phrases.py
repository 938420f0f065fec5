"""What a resident is told, in plain sentences of both languages."""

from __future__ import annotations

import datetime as dt

from app.core import clock

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

EVENTS: dict[str, Pair] = {
    "said": ("您反映了这件事", "You said it"),
    "said for you": ("工作人员替您登记了这件事", "The office wrote it down for you"),
    "said by another": ("有人已经反映过这件事", "Somebody had already said it"),
    "joined": ("您也反映了这件事，一起办理", "You said it too; it is dealt with together"),
    "held": ("已经收到，等工作人员查看", "It is here and waits to be read"),
    "released": ("工作人员看过，开始办理", "Somebody read it; it is taken up"),
    "refused": ("工作人员看过，这次没有受理", "Somebody read it; it was not taken up"),
    "taken": ("{who}已经在办", "{who} is at work on it"),
    "dispatched": ("已转给{who}办理", "Passed to {who}"),
    "passed on": ("已转到{level}", "Passed to {level}"),
    "passed up": ("已报给{level}", "Passed up to {level}"),
    "answered": ("{who}答复您", "{who} answered"),
    "extended": ("需要更多时间，{until} 前办好", "It takes longer: until {until}"),
    "shelved": ("现在还办不了，{until}再办", "It cannot be done now; it goes on by {until}"),
    "resumed": ("继续办理", "It goes on"),
    "done": ("{who}处理好了，请您看看", "{who} did it; please have a look"),
    "confirmed in the building": ("楼里的邻居看过，确认解决了", "Confirmed in the building"),
    "confirmed": ("核实过，确实解决了", "Checked: it is done"),
    "not yet in the building": ("楼里的邻居看过，还没有好，继续办理", "A neighbour looked: not yet, it goes on"),
    "not yet": ("核实时还没有好，继续办理", "Checked: not yet, it goes on"),
    "yes": ("您说解决了", "You said that it is solved"),
    "no": ("您说还没有，已报给{level}重新办理", "You said “not yet”: it was passed up to {level}"),
    "reopened": ("重新办理", "It was taken up again"),
    "closed": ("已经结束", "Closed"),
    "closed by silence": ("没有收到评价，到期自动结束", "No word came, so it closed by itself"),
    "added": ("您补充了", "You added"),
    "withdrawn": ("您撤回了", "You withdrew it"),
    "ended": ("这件事不再办理", "It was not taken further"),
    "merged": ("和同一件事合并，一起办理", "It goes on together with another report of the same thing"),
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
