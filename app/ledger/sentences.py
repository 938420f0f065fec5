"""An entry of the ledger as a sentence, in both languages; the same words in timeline, notices and exports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.core import clock
from app.ledger.models import Entry

Pair = tuple[str, str]


@dataclass(frozen=True)
class Names:
    """Names by id or code, as far as the reader may know them."""

    people: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)  # of matters
    reasons: Mapping[str, str] = field(default_factory=dict)

    def of(self, target: str) -> str:
        """The name of `kind:code`."""
        kind, _, code = target.partition(":")
        books = {"person": self.people, "unit": self.units, "area": self.areas, "matter": self.numbers}
        return books.get(kind, {}).get(code, code)


ACTORS: dict[str, Pair] = {
    "clock": ("系统", "The clock"),
    "resident": ("居民", "The resident"),
    "unit": ("承办单位", "The unit"),
    "operator": ("管理员", "The operator"),
    "person": ("有人", "Someone"),
}

# (kind, verb) → sentence; {by} who, {to} to whom, {level} where it lies now, {until}, {reason}, {unit}
SENTENCES: dict[tuple[str, str], Pair] = {
    ("matter", "report"): ("{by} 上报", "{by} reported it"),
    ("matter", "report by resident"): ("居民反映", "A resident asked"),
    ("matter", "report by staff"): ("{by} 代居民登记", "{by} entered it for a resident"),
    ("matter", "join"): ("又有居民反映同一件事", "Another resident asked for the same"),
    ("matter", "leave"): ("一位居民撤回了反映", "One resident withdrew"),
    ("matter", "note by resident"): ("居民补充", "The resident added"),
    ("matter", "rate by resident"): ("居民评价：解决了", "The resident says it is solved"),
    ("matter", "reopen by resident"): ("居民说还没有解决，要求重办", "The resident says it is not solved: reopened"),
    ("matter", "void by resident"): ("居民撤回", "Withdrawn by the resident"),
    ("request", "release"): ("{by} 核实后受理", "{by} read it and let it in"),
    ("request", "refuse"): ("{by} 核实后不予受理", "{by} read it and did not take it up"),
    ("request", "unmask"): ("{by} 查看了联系电话{reason}", "{by} looked at the telephone number{reason}"),
    ("matter", "amend"): ("{by} 更正了内容", "{by} corrected it"),
    ("matter", "settle_on_spot"): ("{by} 现场处理好了", "{by} settled it on the spot"),
    ("matter", "acknowledge"): ("{by} 已看到", "{by} has seen it"),
    ("matter", "take"): ("{by} 接单", "{by} took it"),
    ("matter", "take over"): ("{by} 接手，原由 {from} 办理", "{by} took it over from {from}"),
    ("matter", "dispatch"): ("{by} 派单给 {to}", "{by} dispatched it to {to}"),
    ("matter", "send_back"): ("{by} 退回{reason}", "{by} sent it back{reason}"),
    ("matter", "escalate"): ("{by} 报给 {level}", "{by} passed it up to {level}"),
    ("matter", "escalate top"): ("{by} 再次上报，已在最高一级", "{by} raised it again; it is at the top"),
    ("matter", "escalate by clock"): ("没有人回应，自动报给 {level}", "Nobody answered: passed up to {level}"),
    ("matter", "hand_down"): ("{by} 下派到 {level}", "{by} handed it down to {level}"),
    ("matter", "whistle"): ("{by} 吹哨：{to}", "{by} called {to}"),
    ("matter", "attend"): ("{by} 报到（{unit}）", "{by} reported in for {unit}"),
    ("matter", "return_call"): ("{by} 退哨（{unit}）{reason}", "{by} gave the call back for {unit}{reason}"),
    ("matter", "note"): ("{by} 备注", "{by} added a note"),
    ("matter", "ask_extension"): ("{by} 申请延期到 {until}", "{by} asked for time until {until}"),
    ("matter", "extend"): ("{by} 延期到 {until}", "{by} gave time until {until}"),
    ("matter", "shelve"): ("{by} 挂账到 {until}", "{by} shelved it until {until}"),
    ("matter", "resume"): ("{by} 恢复办理", "{by} resumed it"),
    ("matter", "remind"): ("{by} 催办", "{by} sent a reminder"),
    ("matter", "remind call"): ("{unit} 还没有报到，已提醒", "{unit} has not reported in: reminded"),
    ("matter", "remind climb"): ("紧急事件还没有人回应，再次提醒 {level}", "Nobody has answered: {level} was reminded"),
    ("matter", "remind near"): ("快到期，已提醒", "Nearly due: reminded"),
    ("matter", "supervise"): ("{by} 督办，{until} 前办结", "{by} supervises it until {until}"),
    ("matter", "supervise call"): ("{unit} 一直没有报到，已列入上级待办", "{unit} has not come: listed with the desk above"),
    ("matter", "supervise late"): ("已超期，自动督办并抄送上一级", "Past due: supervised, with a copy to the level above"),
    ("matter", "resolve"): ("{by} 处置完成", "{by} finished it"),
    ("matter", "confirm"): ("{by} 确认解决", "{by} confirmed that it is done"),
    ("matter", "refuse"): ("{by} 认为还没有解决{reason}", "{by} says it is not done yet{reason}"),
    ("matter", "decline"): ("{by} 今天不方便，转给下一位", "{by} passed the confirmation on"),
    ("matter", "decline by clock"): ("几天没有回音，转给下一位确认", "No word for days: the confirmation passed on"),
    ("matter", "rate"): ("{by} 评价", "{by} rated it"),
    ("matter", "close"): ("{by} 结案", "{by} closed it"),
    ("matter", "reopen"): ("{by} 要求重办", "{by} reopened it"),
    ("matter", "answer"): ("{by} 答复", "{by} answered"),
    ("matter", "merge"): ("{by} 并入 {to}", "{by} merged it into {to}"),
    ("matter", "void"): ("{by} 作废{reason}", "{by} made it void{reason}"),
    ("matter", "shown_on_board"): ("{by} 放上公示墙", "{by} showed it on the public board"),
    ("matter", "taken_off_board"): ("{by} 从公示墙撤下", "{by} took it off the public board"),
    ("link", "made"): ("{by} 给 {to} 发了这一件的链接", "{by} made a link to it for {to}"),
    ("patrol", "start"): ("{by} 开始巡查", "{by} began a patrol"),
    ("patrol", "finish"): ("{by} 结束巡查", "{by} ended the patrol"),
    ("visit", "record"): ("{by} 走访", "{by} visited"),
    ("visit", "forget_door"): ("门牌到期，已删除", "The door was forgotten in its time"),
    ("errand", "forget_door"): ("门牌到期，已删除", "The door was forgotten in its time"),
    ("plan", "plan"): ("{by} 约好再去", "{by} planned a visit"),
    ("plan", "unplan"): ("{by} 不再去了", "{by} dropped a planned visit"),
    ("errand", "take"): ("{by} 接下帮办", "{by} took the errand on"),
    ("errand", "papers_in"): ("{by} 收下材料", "{by} took papers"),
    ("errand", "papers_back"): ("{by} 交还材料", "{by} gave papers back"),
    ("errand", "done"): ("{by} 办好了", "{by} has done it"),
    ("errand", "confirmed"): ("{by} 记下：居民已确认", "{by} noted that the resident confirmed"),
    ("errand", "confirmed by resident"): ("居民确认：收到了，已办好", "The resident confirmed: received and done"),
    ("errand", "dropped"): ("{by} 没有办下去", "{by} did not go on with it"),
    ("errand", "take_over"): ("{by} 接手，原由 {from} 办理", "{by} took it over from {from}"),
}  # fmt: skip


def sentence(entry: Entry, names: Names, language: str = "zh") -> str:
    """What happened, without the entry's own text. Verbs without a sentence are named as they are."""
    which = 1 if language == "en" else 0
    body: dict[str, Any] = entry.body or {}
    pair = SENTENCES.get((entry.kind, _key(entry, body))) or SENTENCES.get((entry.kind, entry.verb))
    by = names.people.get(entry.by) if entry.by else names.units.get(body.get("by_unit") or "")
    said = {
        "by": by or ACTORS.get(entry.actor, ACTORS["person"])[which],
        "to": ("、", ", ")[which].join(names.of(target) for target in body.get("to") or []),
        "from": _from(body.get("from") or "", names),
        "level": _level(entry, body, names),
        "until": _until(body.get("until")),
        "reason": _reason(body.get("reason"), names, which),
        "unit": names.units.get(body.get("unit") or "", body.get("unit") or ""),
    }
    plain = (pair[which] if pair else f"{{by}} {entry.verb}").format(**said).strip()
    return plain + _way(body.get("came"), entry, names, which)


def _way(came: dict[str, str] | None, entry: Entry, names: Names, which: int) -> str:
    """That it came by another's hand, as far as the reader may know whose; the person's own sending needs no word."""
    if came is None:
        return ""
    sender, by = names.people.get(came["sender"]), names.people.get(came.get("released_by", ""))
    said = []
    if sender and came["sender"] != entry.by and "imported_by" not in came:
        said.append((f"由{sender}的手机发来", f"sent from {sender}'s phone")[which])
    if by:
        said.append((f"{by}放行", f"let in by {by}")[which])
    return ("（" + "，".join(said) + "）", f" ({', '.join(said)})")[which] if said else ""


def _key(entry: Entry, body: dict[str, Any]) -> str:
    """The finer sentence for what an entry carries."""
    if entry.verb == "take" and "from" in body:
        return "take over"
    if entry.verb == "report":
        return "report by staff" if body.get("channel") == "staff" else f"report by {entry.actor}"
    if entry.actor == "resident" and entry.verb in ("note", "rate", "reopen", "void"):
        return f"{entry.verb} by resident"
    if entry.verb == "escalate":
        return "escalate top" if body.get("top") else f"escalate by {entry.actor}"
    if entry.verb in ("decline", "confirmed"):
        return f"{entry.verb} by {entry.actor}"
    return f"{entry.verb} {body['why']}" if body.get("why") else entry.verb


def _level(entry: Entry, body: dict[str, Any], names: Names) -> str:
    code = body.get("level") or entry.level or ""
    return names.areas.get(code, code)


def _from(whom: str, names: Names) -> str:
    """A person's id, or a unit whose people had it by a link."""
    return names.of(whom) if whom.startswith("unit:") else names.people.get(whom, "")


def _until(at: int | None) -> str:
    return clock.rfc3339(at)[:16].replace("T", " ") if at is not None else ""


def _reason(reason: str | None, names: Names, which: int) -> str:
    return f"{('：', ': ')[which]}{names.reasons.get(reason, reason)}" if reason else ""
