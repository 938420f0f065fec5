"""响应率、解决率、满意率 as the hotline's 回访 sheet defines them, each with the tickets behind it; residents' own verdicts beside, never mixed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.areas.access.reach import Reach
from app.core.words import mark
from app.gateways.hotline import tickets
from app.gateways.hotline.models import NO, OUT, YES, Hotline, HotlineCallBack
from app.gateways.hotline.tickets import Ticket
from app.requests.models import Verdict

Asked = Sequence[tuple[Ticket, HotlineCallBack]]


@dataclass(frozen=True)
class Rate:
    """A share of tickets: those that count for it, of those that were asked; `value` None where nobody was."""

    name: str
    words: str
    definition: str
    counted: Sequence[Ticket]
    of: Sequence[Ticket]

    @property
    def value(self) -> float | None:
        """Between 0 and 1."""
        return len(self.counted) / len(self.of) if self.of else None


def called_back(
    reach: Reach, hotline: Hotline, since: int, until: int
) -> list[tuple[Ticket, HotlineCallBack]]:
    """Of the tickets received in that time and within reach, each with the last row of the 回访 sheets about it.

    Left out: those that went back to the hotline, and those of which that last row says 不计入.
    """
    found = [
        one for one in tickets.within(reach, hotline, since, until) if not one.matter.ticket.get("returned")
    ]
    latest: dict[str, HotlineCallBack] = {}
    for start in range(0, len(found), tickets.AT_ONCE):
        ids = [one.matter.id for one in found[start : start + tickets.AT_ONCE]]
        rows = HotlineCallBack.select().where(HotlineCallBack.matter.in_(ids))
        latest |= {
            row.matter: row
            for row in rows.order_by(HotlineCallBack.at, HotlineCallBack.received, HotlineCallBack.digest)
        }
    return [
        (one, latest[one.matter.id])
        for one in found
        if one.matter.id in latest and latest[one.matter.id].counted
    ]


def response(asked: Asked) -> Rate:
    """响应率: of the tickets whose last row answers 是否联系, those where it says yes."""
    return _rate("response", asked, lambda row: row.contacted)


def solution(asked: Asked) -> Rate:
    """解决率: of the tickets whose last row answers 是否解决, those where it says yes."""
    return _rate("solution", asked, lambda row: row.solved)


def satisfaction(asked: Asked, middling: str = NO) -> Rate:
    """满意率: of the tickets whose last row answers 是否满意, those where it says 满意, 非常满意 or 基本满意.

    一般 is satisfied, not satisfied, or no answer, as the city's sheet has it (`Hotline.middling`).
    """
    as_is = {YES: True, NO: False, OUT: None}[middling]
    rate = _rate("satisfaction", asked, lambda row: as_is if row.middling else row.satisfied)
    return replace(rate, definition=SATISFIED[middling])


def of_residents(found: Sequence[Ticket]) -> Rate:
    """Our own figure beside them: of the tickets that residents judged here by their link, those whose last verdict is 解决了."""
    by_matter: dict[str, bool] = {}
    for start in range(0, len(found), tickets.AT_ONCE):
        ids = [one.matter.id for one in found[start : start + tickets.AT_ONCE]]
        rows = Verdict.select().where(Verdict.matter.in_(ids)).order_by(Verdict.id)
        by_matter |= {row.matter: bool(row.solved) for row in rows}
    judged = [one for one in found if one.matter.id in by_matter]
    words, definition = WORDS["residents"]
    return Rate("residents", words, definition, [one for one in judged if by_matter[one.matter.id]], judged)


SATISFIED: Mapping[str, str] = {
    NO: mark("最近一次回访答了“是否满意”的工单里，答满意、基本满意的；“一般”算不满意"),
    YES: mark("最近一次回访答了“是否满意”的工单里，答满意、基本满意、一般的"),
    OUT: mark("最近一次回访答了“是否满意”的工单里，答满意、基本满意的；答“一般”的不算进去"),
}
WORDS: Mapping[str, tuple[str, str]] = {
    "response": (mark("响应率"), mark("最近一次回访答了“是否联系”的工单里，答“是”的")),
    "solution": (mark("解决率"), mark("最近一次回访答了“是否解决”的工单里，答“已解决”的")),
    "satisfaction": (mark("满意率"), SATISFIED[NO]),
    "residents": (
        mark("居民自己评的解决率"),
        mark("居民用自己的链接评过的工单里，最后一次评“解决了”的；和热线的三个率不混算"),
    ),
}


def _rate(name: str, asked: Asked, answer: Callable[[HotlineCallBack], bool | None]) -> Rate:
    words, definition = WORDS[name]
    answered = [(ticket, answer(row)) for ticket, row in asked if answer(row) is not None]
    return Rate(
        name,
        words,
        definition,
        [ticket for ticket, is_yes in answered if is_yes],
        [ticket for ticket, _ in answered],
    )


def rates_of(reach: Reach, hotline: Hotline, since: int, until: int) -> list[Rate]:
    """The three of the sheet, then our own."""
    asked = called_back(reach, hotline, since, until)
    found = list(tickets.within(reach, hotline, since, until))
    return [response(asked), solution(asked), satisfaction(asked, hotline.middling), of_residents(found)]
