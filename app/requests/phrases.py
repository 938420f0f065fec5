"""What a resident is told, in plain sentences of both languages."""

from __future__ import annotations

import datetime as dt

from app.core import clock
from app.core.words import mark, mark_in

# {who} who has it, {until} a time, {level} where it lies
STATES: dict[str, str] = {
    "held": mark("已经收到。工作人员看过后就会办理，不用再发一次。"),
    "refused": mark("工作人员看过，这次没有受理：{reason}"),
    "withdrawn": mark("您已撤回。"),
    "reported": mark("{who}已经收到，正在安排。"),
    "dispatched": mark("已转给{who}办理。"),
    "in_hand": mark("{who}正在办。"),
    "paused": mark("{who}在等您回一句话。您回话以前不计时，最晚到{until}。"),
    "filed": mark("已经立案，按法定期限办，{until}前有结果。"),
    "shelved": mark("现在还办不了，{until}再办。"),
    "resolved": mark("处理好了，正在请人核实。您现在也可以说：解决了吗？"),
    "done yes": mark("您说解决了，谢谢您；也在等其他反映的人说一句。"),
    "confirmed": mark("处理好了，也核实过了。请您说一句：解决了吗？到{until}没有回音就自动结束。"),
    "closed": mark("已经结束。"),
    "closed yes": mark("您说解决了，已经结束。谢谢您。"),
    "closed silence": mark("一段时间没有收到您的评价，已自动结束。{until}前您仍可以说“还没有”。"),
    "void": mark("这件事没有再办理。如果还没有解决，{until}前可以说“还没有”。"),
}
LATE = mark("原定 {until} 前办好，已经超过，正在督促。")
DUE = mark("{until} 前办好。")

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

OFFICE = mark_in("who has it", "工作人员")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


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
