"""What a notice says: number, thing, place and what happened, and never a person's words or name."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.words import mark, mark_in, translate


@dataclass(frozen=True)
class Kind:
    """What happened, as the reader is told it; whether the reader is to act; whether it stays in the app's own list."""

    words: str  # a message
    asks: bool = False  # somebody waits for the reader: an emergency of this kind is urgent
    quiet: bool = False  # good to know: never sent outside
    is_of_before: bool = False  # what is named is how it was before


KINDS: dict[str, Kind] = {
    "new": Kind(mark("交给您处理"), asks=True),
    "again": Kind(mark("又报了一次，还没有人处理"), asks=True),
    "support": Kind(mark("请您配合"), asks=True),
    "called": Kind(mark("吹哨，请报到"), asks=True),
    "silent": Kind(mark("还没有人回应，请尽快处理"), asks=True),
    "call_carried": Kind(mark("吹哨的事并入了这一件，请到这里报到"), asks=True),
    "uncalled": Kind(mark("吹哨的事并入了已办结的一件，不用再来")),
    "call_silent": Kind(mark("吹哨后一直没有报到"), asks=True),
    "look": Kind(mark("请看看是不是真的处理好了"), asks=True),
    "refused": Kind(mark("看过了，还没有解决"), asks=True),
    "reopened": Kind(mark("要求重办"), asks=True),
    "sent_back": Kind(mark("被退回，请重新安排"), asks=True),
    "asks_time": Kind(mark("申请延期，请决定"), asks=True),
    "reminded": Kind(mark_in("notice", "催办"), asks=True),
    "near": Kind(mark("快到期了"), asks=True),
    "late": Kind(mark("已超期"), asks=True),
    "supervised": Kind(mark_in("notice", "督办"), asks=True),
    "words": Kind(mark("居民补充了内容"), asks=True),
    "say_it": Kind(mark("有一句给居民的话，请您看过再给"), asks=True),
    "off_board": Kind(mark("已从公示墙撤下")),
    "masked": Kind(mark("放上了公示墙，照片有遮盖"), quiet=True),
    "joined": Kind(mark("又有居民反映这件事"), quiet=True),
    "withdrawn": Kind(mark("居民撤回了")),
    "copied": Kind(mark("抄送：已督办")),
    "late_copied": Kind(mark("抄送：已超期")),
    "came": Kind(mark("已报到"), quiet=True),
    "call_accepted": Kind(mark("吹哨已收到"), quiet=True),
    "called_off": Kind(mark("已撤哨，不用再来")),
    "call_judged": Kind(mark("吹哨有了评价"), quiet=True),
    "call_returned": Kind(mark_in("notice", "退哨")),
    "taken_over": Kind(mark("已由别人接手")),
    "more_time": Kind(mark("给了更多时间"), quiet=True),
    "shelved": Kind(mark("已挂账"), quiet=True),
    "resumed": Kind(mark_in("notice", "恢复办理"), asks=True),
    "part_done": Kind(mark("协办单位办好了他们那部分"), quiet=True),
    "part_refused": Kind(mark("协办单位说不属本单位"), asks=True),
    "unheard": Kind(mark("居民还没有等到答复"), asks=True),
    "paused": Kind(mark("计时暂停，在问居民"), quiet=True),
    "filed": Kind(mark("已立案，计时停到法定期限"), quiet=True),
    "goes_on": Kind(mark("暂停的时间到了，继续计时"), asks=True),
    "amended": Kind(mark("内容有更正"), quiet=True),
    "noted": Kind(mark("有新的补充"), quiet=True),
    "answered": Kind(mark("已答复"), quiet=True),
    "confirmed": Kind(mark_in("notice", "确认解决"), quiet=True),
    "rated": Kind(mark("评价：解决了"), quiet=True),
    "closed": Kind(mark("已结案"), quiet=True),
    "merged": Kind(mark("并入另一件"), quiet=True),
    "void": Kind(mark("已作废"), quiet=True),
    "tracker_outside": Kind(
        mark("您的记录软件在巡查以外还在发位置，没有人读，一天内销毁。在“我的 → 锁屏也能记”里按“不再发”"),
        quiet=True,
    ),
    "system_down": Kind(mark("对接平台半小时以上送不到了，或者那边不让进；一件也不会少"), asks=True),
    "system_well": Kind(mark("对接平台又通了")),
    "system_refused": Kind(mark("对接平台没有收其中一些，请看一看"), asks=True),
    "system_doubted": Kind(mark("对接平台又给了另一个编号，请定用哪个"), asks=True),
    "system_stands": Kind(mark("要送给对接平台的，排了一小时还没有送完"), asks=True),
    "source_quiet": Kind(mark("来源一天没有消息了，请问问对方是不是还在转"), asks=True),
    "storm_declared": Kind(mark("防汛防台开始了，逐户的名单在“今天”里"), asks=True),
    "storm_ended": Kind(mark("防汛防台结束了，名单收走了，没传完的照样算")),
    "call_refused": Kind(mark("有人需要帮忙，没有记入台账，请马上打电话"), asks=True),
    "campaign_begun": Kind(mark("专项整治开始了，要看的在“今天”里"), asks=True),
    "period_begun": Kind(mark("重要时段保障开始了，每天要看的在“今天”里"), asks=True),
    "inspection_planned": Kind(mark("安排了综合查一次，哪天去在“今天”里"), asks=True),
    "campaign_near": Kind(mark("专项整治明天结束，还没去的在“今天”里"), asks=True),
    "shift_given": Kind(mark("交班给您了，看过请点“接班了”"), asks=True),
    "shift_taken": Kind(mark("您交的班有人接了")),
    "post_redrawn": Kind(mark("区划要调整，您的岗位跟着换")),
    "post_stays": Kind(mark("区划调整取消了，您的岗位照旧"), is_of_before=True),
    "post_back": Kind(mark("区划调整撤回了，您的岗位和以前一样"), is_of_before=True),
    "report_ready": Kind(mark("您包联的地方，新一期报告好了")),
    "disk_low": Kind(mark("服务器的磁盘快满了：照片暂时不收，文字照常收。请清出空间"), asks=True),
    "disk_well": Kind(mark("服务器的磁盘又有空间了：照片照常收")),
}
EMERGENCY = mark("紧急 · ")
GONE = Kind(mark("有新进展"))  # a kind of a former version


@dataclass(frozen=True)
class Thing:
    """What may be said of a matter: its number, the thing and the name of its place ("" where it is confidential).

    Of the server itself nothing: the number is "" too; of another system its name; of one's posts, in `thing`, how they
    change, in `place` from when, and in `before` where they are without that.
    """

    number: str
    thing: str = ""
    place: str = ""
    emergency: bool = False
    before: str = ""

    def named_for(self, kind: str) -> str:
        """What a notice of the kind names."""
        return self.before if KINDS.get(kind, GONE).is_of_before else self.named

    @property
    def named(self) -> str:
        """消防通道 · 1幢"""
        return " · ".join(part for part in (self.thing, self.place) if part)


def kind_words(kind: str, about: Thing, language: str = "zh") -> str:
    """紧急 · 交给您处理"""
    head = translate(EMERGENCY, language) if about.emergency else ""
    return head + translate(KINDS.get(kind, GONE).words, language)


def sentence(kind: str, about: Thing, language: str = "zh") -> str:
    """交给您处理：消防通道 · 1幢（261122-0003）; of the server itself there is no more to say than what happened."""
    named = about.number or about.named_for(kind)
    if not named:
        return kind_words(kind, about, language)
    if about.number and about.named:
        named = translate(mark("{thing}（{number}）"), language, thing=about.named, number=about.number)
    return translate(mark("{what}：{thing}"), language, what=kind_words(kind, about, language), thing=named)


def title(count: int, urgent: bool, asks: bool, language: str = "zh") -> str:
    """The head of a message that lists `count` of them."""
    if urgent:
        return translate(mark("紧急事件，请马上看"), language)
    if asks:
        message = mark("有 {count} 件事等您看") if count > 1 else mark_in("one", "有 {count} 件事等您看")
        return translate(message, language, count=count)
    return translate(mark("{count} 条新进展"), language, count=count)
