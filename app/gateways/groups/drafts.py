"""What a pasted conversation could become: each message without names and numbers, with the thing and the place that it seems to be about."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from app.core import decode, ids, typed
from app.gateways.groups import messages, nameless
from app.gateways.groups.messages import Message
from app.gateways.hotline.places import Places
from app.links import creation
from app.matters.residents import public_words

Find = Callable[[str], list[tuple[str, str]]]  # (code, name) of the places that are called so
FILE, JOIN, DROP = "file", "go_on", "drop"  # a matter of its own, a part of the one before, nothing
MOST = 60  # messages of one paste
PASTED_MOST = 20_000  # characters
OTHER = "other"
_NOTHING = re.compile(
    r"(?:收到|好的?|谢谢\S{0,4}|感谢\S{0,4}|同问|同意|支持|哈+|嗯+|是的|对的?|顶|知道了|辛苦了?\S{0,4}|不客气|没有|早上好|晚安|ok|\+?1)",
    re.IGNORECASE,
)
_BUILDING = re.compile(r"(?:\d{1,4}|[一二三四五六七八九十]{1,3})(?:幢|栋|号楼|#楼)")
_DOOR = re.compile(r"(?<!\d)(\d{1,3})[-#—–](?:\d{1,2}[-#—–])?\d{3,4}(?!\d)")  # 3-2-501


@dataclass(frozen=True)
class Draft:
    """A message as it may be filed. `where` is the name of the place `area`; `wrong` says what has still to be chosen."""

    id: str  # of the request that it would be
    text: str
    category: str = OTHER
    where: str = ""
    area: str = ""
    act: str = FILE
    pictures: int = 0
    doubts: tuple[tuple[str, str], ...] = ()
    places: tuple[tuple[str, str], ...] = ()
    wrong: str = ""  # no-place, several-places, too-long, needs-text


@dataclass(frozen=True)
class Recognised:
    """The drafts in their order, and how many messages were too many."""

    drafts: list[Draft] = field(default_factory=list)
    left: int = 0


def recognise(pasted: str, area: str) -> Recognised:
    """The drafts of a text from the group that lives in `area`; nothing is kept."""
    every = messages.parse(pasted[:PASTED_MOST])
    names = {message.sender for message in every if message.sender}
    places, drafts = Places(area), list[Draft]()
    before = ""
    for message in every[:MOST]:
        text = nameless.stripped(message.text, names)[: decode.TEXT_MOST]
        if text:
            act = (
                DROP if _says_nothing(text) else JOIN if message.sender and message.sender == before else FILE
            )
            drafts.append(_draft(message, text, act, places))
            before = message.sender if act != DROP else before
    return Recognised(drafts, max(len(every) - MOST, 0))


def _draft(message: Message, text: str, act: str, places: Places) -> Draft:
    area = _place(message, places) or places.desk
    return Draft(
        ids.uuid7(), text, places.category_in(text) or OTHER, creation.place_of(area), area, act, message.pictures,
        doubts_of(text),
    )  # fmt: skip


def doubts_of(text: str) -> tuple[tuple[str, str], ...]:
    """What a person should look at once more before it is filed."""
    return tuple(public_words.hints(text, ()))


def _says_nothing(text: str) -> bool:
    words = re.sub(r"[\s。，,.!！~～?？]+", "", text)
    return not re.search(r"[\u4e00-\u9fffA-Za-z0-9]", words) or _NOTHING.fullmatch(words) is not None


def _place(message: Message, places: Places) -> str | None:
    """The building or place that the words name, else the house in the sender's name; None for neither."""
    for words in (message.text, message.sender):
        named = [found.group() for found in _BUILDING.finditer(words)]
        named += [f"{found[1]}幢" for found in _DOOR.finditer(words)]
        for name in named:
            codes = {places.named(spelling) for spelling in typed.building_spellings(name)} - {None}
            if len(codes) == 1:
                return codes.pop()
        within = places.within(words)
        if within is not None:
            return within
    return None


def placed(find: Find, draft: Draft, known: str) -> Draft:
    """The draft with the area that its place names; `known` is the name for which its area was chosen."""
    if draft.area and draft.where == known:
        return draft
    found = find(draft.where)
    if len(found) == 1:
        return replace(draft, area=found[0][0])
    return replace(draft, area="", places=tuple(found), wrong="several-places" if found else "no-place")
