"""What became of a paste, and the words to paste back into the group: what is settled, without anything of a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.areas.access.reach import Reach
from app.board.public import published
from app.core.words import mark
from app.gateways.groups import nameless
from app.gateways.groups.models import GroupPaste, GroupRequest
from app.gateways.hotline import tickets
from app.matters.area_staff import Ground
from app.matters.models import CLOSED, CONFIRMED, Category, Matter
from app.matters.queries import lists
from app.matters.residents import involved, public_words, spoken_words
from app.requests.models import ResidentRequest

SETTLED = (CONFIRMED, CLOSED)
NOT_TOLD = {
    "open": mark("还在办，不写进回复"),
    "sensitive": mark("纠纷、治安、要求保密的，不写进群里"),
    "gone": mark("作废了，不写进回复"),
}
OPENING = "各位邻居，群里说的事有回音了："
CLOSING = "还没有好的，请扫楼道里的二维码，或者在群里再说一声。"


@dataclass(frozen=True)
class Filed:
    """A matter that came of the paste, where it goes on, and why it is no part of the reply ("" where it is)."""

    matter: Matter
    lying: Matter
    left_out: str


def filed(reach: Reach, paste: GroupPaste) -> list[Filed]:
    """The matters of the paste that are in reach, in the order of their messages."""
    rows = (
        GroupRequest.select(ResidentRequest.matter)
        .join(ResidentRequest, on=(ResidentRequest.id == GroupRequest.request))
        .where(GroupRequest.paste == paste.id)
        .order_by(GroupRequest.sort)
    )
    ids = [id for (id,) in rows.tuples()]
    seen = {matter.id: matter for matter in lists.visible(reach).where(Matter.id.in_(ids))}
    return [_filed(seen[id]) for id in ids if id in seen]


def _filed(matter: Matter) -> Filed:
    goes_on = tickets.lying(matter)
    if spoken_words.is_sensitive(matter) or spoken_words.is_sensitive(goes_on):
        return Filed(matter, goes_on, "sensitive")
    if goes_on.state in SETTLED:
        return Filed(matter, goes_on, "")
    return Filed(matter, goes_on, "open" if goes_on.is_open() else "gone")


@dataclass(frozen=True)
class Reply:
    """The words for the group ("" while nothing is settled), and what to look at in them."""

    words: str
    doubts: Sequence[tuple[str, str]]


def reply(every: Sequence[Filed]) -> Reply:
    """In Chinese, as the group is. Each settled matter once: where, what, and what was answered, as far as residents may read it."""
    settled = {one.lying.id: one.lying for one in every if not one.left_out}
    answers = tickets.answers_of(settled)
    ground = Ground()
    lines = [_line(matter, answers.get(matter.id, ""), ground) for matter in settled.values()]
    if not lines:
        return Reply("", ())
    numbered = [f"{n}. {line}" for n, line in enumerate(lines, 1)]
    return Reply("\n".join([OPENING, *numbered, CLOSING]), public_words.hints("\n".join(lines), ()))


def _line(matter: Matter, answer: str, ground: Ground) -> str:
    place, thing = published.place_of(matter, ground), Category.get_by_id(matter.category).plain_name
    thing = thing or Category.get_by_id(matter.category).name
    words = " ".join(nameless.stripped(answer, involved.names(matter)).split())
    return f"{place} {thing}：{words or '已经办好。'}"
