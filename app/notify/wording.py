"""What a notice says, in both languages: number, thing, place and what happened, and never a person's words or name."""

from __future__ import annotations

from dataclasses import dataclass

Pair = tuple[str, str]


@dataclass(frozen=True)
class Kind:
    """What happened, as the reader is told it; whether the reader is to act; whether it stays in the app's own list."""

    words: Pair
    asks: bool = False  # somebody waits for the reader: an emergency of this kind is urgent
    quiet: bool = False  # good to know: never sent outside


KINDS: dict[str, Kind] = {
    "new": Kind(("交给您处理", "For you to handle"), asks=True),
    "again": Kind(("又报了一次，还没有人处理", "Raised again: nobody has dealt with it"), asks=True),
    "support": Kind(("请您配合", "Your support is asked for"), asks=True),
    "called": Kind(("吹哨，请报到", "You are called: please report in"), asks=True),
    "silent": Kind(("还没有人回应，请尽快处理", "Nobody has answered: please see to it"), asks=True),
    "call_silent": Kind(("吹哨后一直没有报到", "Called, and still nobody has come"), asks=True),
    "look": Kind(("请看看是不是真的处理好了", "Please look whether this is really done"), asks=True),
    "refused": Kind(("看过了，还没有解决", "Looked at: it is not done yet"), asks=True),
    "reopened": Kind(("要求重办", "Opened again"), asks=True),
    "sent_back": Kind(("被退回，请重新安排", "Sent back: please decide who takes it"), asks=True),
    "asks_time": Kind(("申请延期，请决定", "More time is asked for: please decide"), asks=True),
    "reminded": Kind(("催办", "A reminder"), asks=True),
    "near": Kind(("快到期了", "Nearly due"), asks=True),
    "late": Kind(("已超期", "Past due"), asks=True),
    "supervised": Kind(("督办", "Supervised"), asks=True),
    "words": Kind(("居民补充了内容", "The resident added something"), asks=True),
    "joined": Kind(("又有居民反映这件事", "Another resident says the same"), quiet=True),
    "withdrawn": Kind(("居民撤回了", "The resident withdrew it")),
    "copied": Kind(("抄送：已督办", "For information: it is supervised")),
    "late_copied": Kind(("抄送：已超期", "For information: it is past due")),
    "came": Kind(("已报到", "The called unit has come"), quiet=True),
    "call_returned": Kind(("退哨", "The call was given back")),
    "taken_over": Kind(("已由别人接手", "Somebody else took it over")),
    "more_time": Kind(("给了更多时间", "More time was given"), quiet=True),
    "shelved": Kind(("已挂账", "Shelved"), quiet=True),
    "resumed": Kind(("恢复办理", "Resumed"), asks=True),
    "amended": Kind(("内容有更正", "Corrected"), quiet=True),
    "noted": Kind(("有新的备注", "A note was added"), quiet=True),
    "answered": Kind(("已答复", "Answered"), quiet=True),
    "confirmed": Kind(("确认解决", "Confirmed: it is done"), quiet=True),
    "rated": Kind(("评价：解决了", "Rated: it is solved"), quiet=True),
    "closed": Kind(("已结案", "Closed"), quiet=True),
    "merged": Kind(("并入另一件", "Merged into another"), quiet=True),
    "void": Kind(("已作废", "Made void"), quiet=True),
}
EMERGENCY: Pair = ("紧急 · ", "Emergency · ")
GONE: Kind = Kind(("有新进展", "Something happened"))  # a kind of a former version


@dataclass(frozen=True)
class Thing:
    """What may be said of a matter: its number, the thing and the name of its place ("" where it is confidential)."""

    number: str
    thing: str = ""
    place: str = ""
    emergency: bool = False

    @property
    def named(self) -> str:
        """消防通道 · 1幢"""
        return " · ".join(part for part in (self.thing, self.place) if part)


def what(kind: str, about: Thing, language: str = "zh") -> str:
    """紧急 · 交给您处理"""
    which = 1 if language == "en" else 0
    return (EMERGENCY[which] if about.emergency else "") + KINDS.get(kind, GONE).words[which]


def sentence(kind: str, about: Thing, language: str = "zh") -> str:
    """交给您处理：消防通道 · 1幢（261122-0003）"""
    which = 1 if language == "en" else 0
    head = what(kind, about, language) + ("：", ": ")[which]
    number = ("（{}）", " ({})")[which].format(about.number)
    return head + (about.named + number if about.named else about.number)


def title(count: int, urgent: bool, asks: bool, language: str = "zh") -> str:
    """The head of a message that lists `count` of them."""
    which = 1 if language == "en" else 0
    if urgent:
        return ("紧急事件，请马上看", "Emergency: please look now")[which]
    if asks:
        return (f"有 {count} 件事等您看", f"{count} waiting for you" if count > 1 else "One waits for you")[
            which
        ]
    return (f"{count} 条新进展", f"{count} news")[which]
