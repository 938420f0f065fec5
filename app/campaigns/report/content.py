"""What a campaign's report says: sentences to paste, how far it is by area, and what was found question by question."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

from app.areas import tree
from app.campaigns.models import Campaign
from app.campaigns.progress.counts import Line, Progress, counted
from app.core import clock
from app.core.words import mark, translate

HEADS = {
    "places": mark("应看"),
    "visited": mark("看了"),
    "left": mark("还没去"),
    "fine": mark("没有问题"),
    "mended": mark("当场改好"),
    "again": mark("定了日子复查"),
    "passed_on": mark("报给上一级了"),
    "late": mark("结束后才到"),
}
OUT = mark("{name}（已拿掉）")
AREA, QUESTION, ANSWER = mark("区域"), mark("问的是"), mark("回答")
WHOLE = mark("合计")
NOT_SO = mark("不是这样")
PLACES, PARTS, TIMES = "places", "parts", "times"  # what stands on a campaign's lists
OTHER_HEADS = {  # where no places are counted, but looks or parts
    TIMES: {"places": mark("应看（次）"), "left": mark("没看")},
    PARTS: {"places": mark("应看（份）"), "passed_on": mark("交给单位办了")},
}
MANY_OF = {PLACES: mark("多少处"), PARTS: mark("多少份"), TIMES: mark("多少次")}
TITLES = {
    PLACES: mark("{campaign} 专项整治情况"),
    PARTS: mark("{campaign} 综合查一次情况"),
    TIMES: mark("{campaign} 重要时段保障情况"),
}
FAR = {
    PLACES: mark("{campaign}（{where}），{days}：应看 {places} 处，看了 {visited} 处，还有 {left} 处没去。"),
    PARTS: mark("{campaign}（{where}），{days}：应看 {places} 份，看了 {visited} 份，还有 {left} 份没去。"),
    TIMES: mark("{campaign}（{where}），{days}：应看 {places} 次，看了 {visited} 次，还有 {left} 次没看。"),
}
ALL_SEEN = {
    PLACES: mark("{campaign}（{where}），{days}：应看 {places} 处，都去过了。"),
    PARTS: mark("{campaign}（{where}），{days}：应看 {places} 份，都去过了。"),
    TIMES: mark("{campaign}（{where}），{days}：应看 {places} 次，都看过了。"),
}
AHEAD = {
    PLACES: mark("{campaign}（{where}）还没有开始，{days}，要看 {places} 处。"),
    PARTS: mark("{campaign}（{where}）还没有开始，{days}，要查 {places} 份。"),
    TIMES: mark("{campaign}（{where}）还没有开始，{days}，每个网格每天看一次。"),
}
HEADING = mark("{title}（{where}）")
COMMA, AND_MORE = mark("、"), mark("{names}等 {n} 个地方")
NAMED_MOST = 5  # areas that a heading names
SO_FAR = mark("{days}，截至 {when}")
WILL_CHANGE, DAYS_TO_COME = (
    mark("还没有结束，数字还会变。"),
    mark("还没有结束，数字还会变；还没到的日子不算。"),
)
AHEAD_DAYS = mark("{first} 起，到 {last}")
DAYS, DAYS_ENDED = mark("{first} 到 {last}"), mark("{days}，{ended} 结束")
WHAT = {
    PLACES: mark(
        "没有问题的 {fine} 处，当场改好的 {mended} 处，定了日子复查的 {again} 处，报给上一级的 {passed_on} 处，转成事件 {matters} 件。"
    ),
    PARTS: mark(
        "没有问题的 {fine} 份，当场改好的 {mended} 份，定了日子复查的 {again} 份，交给单位办的 {passed_on} 份，转成事件 {matters} 件。"
    ),
    TIMES: mark(
        "没有问题的 {fine} 次，当场改好的 {mended} 次，定了日子复查的 {again} 次，报给上一级的 {passed_on} 次，转成事件 {matters} 件。"
    ),
}
LATE = {
    PLACES: mark("有 {n} 处是结束以后才传上来的，照样算。"),
    PARTS: mark("有 {n} 份是结束以后才传上来的，照样算。"),
    TIMES: mark("有 {n} 次是结束以后才传上来的，照样算。"),
}


@dataclass(frozen=True)
class Answer:
    """How many places gave an answer that counts, and the list of them."""

    question: str
    words: str
    count: int
    address: str


@dataclass(frozen=True)
class Report:
    """All of it."""

    found: Progress
    language: str
    sentences: tuple[str, ...]
    answers: tuple[Answer, ...]

    @property
    def title(self) -> str:
        """As it stands above the report."""
        campaign = self.found.campaign
        return translate(TITLES[lists_of(campaign)], self.language, campaign=campaign.name)

    @property
    def heading(self) -> str:
        """The same with the areas that it tells of: a file is read without the page."""
        return translate(HEADING, self.language, title=self.title, where=where(self.found, self.language))


def lists_of(campaign: Campaign) -> str:
    """What stands on its lists."""
    return TIMES if campaign.is_daily else PARTS if campaign.is_joint else PLACES


def heads(campaign: Campaign, language: str) -> dict[str, str]:
    """What is counted, in the words of what stands on its lists."""
    every = {**HEADS, **OTHER_HEADS.get(lists_of(campaign), {})}
    return {name: translate(words, language) for name, words in every.items()}


def address(found: Progress, of: str, area: str = "", choice: str = "") -> str:
    """Of the list behind a number."""
    asked = {"of": of, **({"choice": choice} if choice else {}), **({"area": area} if area else {})}
    return f"/duty/campaigns/{found.campaign.id}/places?{urlencode(asked)}"


def report_on(found: Progress, language: str) -> Report:
    """The report of a campaign, as whoever has read its progress may read it."""
    answers = []
    for one in found.campaign.questions:
        for choice in one.get("choices") or ("",):
            words = choice or translate(NOT_SO, language)
            count = len(counted(found, one["id"], choice, ""))
            asked = f"{one['unit_name']}：{one['words']}" if "unit" in one else one["words"]
            answers.append(Answer(asked, words, count, address(found, one["id"], choice=choice)))
    return Report(found, language, _sentences(found, language), tuple(answers))


def is_ahead(found: Progress) -> bool:
    """Whether it has not begun, and nobody was anywhere before its day."""
    return found.campaign.state == "ahead" and not found.total["visited"]


def where(found: Progress, language: str) -> str:
    """The areas that are told of together; of many the first few, and how many there are."""
    tops = list[Line]()
    for line in found.lines:
        if not tree.is_below(line.code, {top.code for top in tops}):
            tops.append(line)
    names = [translate(OUT, language, name=top.name) if top.is_out else top.name for top in tops]
    together = translate(COMMA, language).join(names[:NAMED_MOST])
    return (
        translate(AND_MORE, language, names=together, n=len(names)) if len(names) > NAMED_MOST else together
    )


def _sentences(found: Progress, language: str) -> tuple[str, ...]:
    campaign, total, lists = found.campaign, found.total, lists_of(found.campaign)
    of = {"campaign": campaign.name, "where": where(found, language)}
    if is_ahead(found):
        days = _between(campaign, AHEAD_DAYS, language)
        return (translate(AHEAD[lists], language, days=days, **of, **total),)
    days, is_over = _between(campaign, DAYS, language), campaign.ended is not None
    if not is_over:
        days = translate(SO_FAR, language, days=days, when=clock.to_the_minute(clock.now()))
    return (
        translate(
            (FAR if total["left"] or not total["places"] else ALL_SEEN)[lists],
            language,
            days=days,
            **of,
            **total,
        ),
        translate(WHAT[lists], language, **total),
        *((translate(LATE[lists], language, n=total["late"]),) if total["late"] else ()),
        *(() if is_over else (translate(DAYS_TO_COME if lists == TIMES else WILL_CHANGE, language),)),
    )


def _between(campaign: Campaign, words: str, language: str) -> str:
    """Its days, or its one day, and where it is over when it ended."""
    first, last = campaign.first, campaign.last
    between = first if first == last else translate(words, language, first=first, last=last)
    if campaign.ended is None:
        return between
    return translate(DAYS_ENDED, language, days=between, ended=clock.date_of(campaign.ended).isoformat())


def tables(
    report: Report, language: str, areas: Collection[str]
) -> list[tuple[str, list[str], list[tuple[str | int, ...]]]]:
    """(title, heads, rows) of both tables, for files; of areas only these, and the whole."""
    found = report.found
    by_area: list[tuple[str | int, ...]] = [
        (
            translate(OUT, language, name=line.name) if line.is_out else line.name,
            *(line.counts[name] for name in HEADS),
        )
        for line in found.lines
        if line.code in areas
    ]
    by_area.append((translate(WHOLE, language), *(found.total[name] for name in HEADS)))
    answers: list[tuple[str | int, ...]] = [(one.question, one.words, one.count) for one in report.answers]
    return [
        (translate(mark("各区域进展"), language), [translate(AREA, language), *heads(found.campaign, language).values()], by_area),
        (translate(mark("逐项情况"), language), [translate(word, language) for word in (QUESTION, ANSWER, MANY_OF[lists_of(found.campaign)])], answers),
    ]  # fmt: skip
