"""What a campaign's report says: sentences to paste, how far it is by area, and what was found question by question."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from app.campaigns.progress import Progress, counted
from app.core import clock
from app.core.words import mark, translate

HEADS = {
    "places": mark("应看"),
    "visited": mark("看了"),
    "left": mark("还没去"),
    "fine": mark("没有问题"),
    "mended": mark("当场改好"),
    "again": mark("定了日子复查"),
    "passed_on": mark("报给上一级"),
    "late": mark("结束后才到"),
}
AREA, QUESTION, ANSWER, MANY = mark("区域"), mark("问的是"), mark("回答"), mark("多少处")
NOT_SO = mark("不是这样")
LATE = mark("有 {n} 处是结束以后才传上来的，照样算。")
LATE_PARTS = mark("有 {n} 份是结束以后才传上来的，照样算。")
LATE_TIMES = mark("有 {n} 次是结束以后才传上来的，照样算。")


@dataclass(frozen=True)
class Answer:
    """How many places gave an answer that counts, and the list of them."""

    question: str
    words: str
    count: int
    address: str


@dataclass(frozen=True)
class Report:
    """All of it; the sentences are Chinese, as the report that they are pasted into."""

    found: Progress
    sentences: tuple[str, ...]
    answers: tuple[Answer, ...]

    @property
    def title(self) -> str:
        """As it stands above the report."""
        campaign = self.found.campaign
        kind = "重要时段保障" if campaign.is_daily else "综合查一次" if campaign.is_joint else "专项整治"
        return f"{self.found.campaign.name} {kind}情况"


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
    return Report(found, _sentences(found), tuple(answers))


def _sentences(found: Progress) -> tuple[str, ...]:
    campaign, total = found.campaign, found.total
    until = f"，{clock.date_of(campaign.ended).isoformat()} 结束" if campaign.ended is not None else ""
    many = "次" if campaign.is_daily else "份" if campaign.is_joint else "处"
    far = (
        f"{campaign.name}从 {campaign.first} 到 {campaign.last}{until}：应看 {total['places']} {many}，"
        f"看了 {total['visited']} {many}，还有 {total['left']} {many}没去。"
    )
    what = (
        f"没有问题的 {total['fine']} {many}，当场改好的 {total['mended']} {many}，定了日子复查的 {total['again']} {many}，"
        f"报给上一级的 {total['passed_on']} {many}，转成事件 {total['matters']} 件。"
    )
    words = LATE_TIMES if campaign.is_daily else LATE_PARTS if campaign.is_joint else LATE
    late = (translate(words, "zh", n=total["late"]),) if total["late"] else ()
    return far, what, *late


def tables(report: Report, language: str) -> list[tuple[str, list[str], list[tuple[str | int, ...]]]]:
    """(title, heads, rows) of both tables, for files."""
    found = report.found
    by_area: list[tuple[str | int, ...]] = [
        (line.name, *(line.counts[name] for name in HEADS)) for line in found.lines
    ]
    answers: list[tuple[str | int, ...]] = [(one.question, one.words, one.count) for one in report.answers]
    return [
        (translate(mark("各区域进展"), language), [translate(word, language) for word in (AREA, *HEADS.values())], by_area),
        (translate(mark("逐项情况"), language), [translate(word, language) for word in (QUESTION, ANSWER, MANY)], answers),
    ]  # fmt: skip
