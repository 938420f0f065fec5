"""What is taken out of a group's words before anything of them is kept: numbers of persons, accounts, and names as far as they can be told."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.matters.residents import public_words

NEIGHBOUR = "邻居"
NAME_LEAST = 2
_NARROW = str.maketrans(
    {
        chr(code + 0xFEE0): chr(code)
        for code in b"0123456789@ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    }
)
_CALLED = re.compile(r"@[^\s@,，。:：!！?？;；、\u2005]{1,30}[\u2005 ]?")
_CHINESE = re.compile(r"[\u4e00-\u9fff·]{2,4}")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_ACCOUNT = re.compile(
    r"(?:微信号?|QQ号?|vx|wx|wechat)[\s:：是为]*[A-Za-z0-9_-]{5,}", re.IGNORECASE | re.ASCII
)
# of a sender's name what is no name: the house, the room, what one is
_NO_NAME = re.compile(
    r"[A-Za-z]?\d+[-#—–\d]*(?:幢|栋|号楼|单元|室|号|楼|层|座)?|[一二三四五六七八九十]+(?:幢|栋|号楼|单元)|业主|住户|租户|群主|物业|管家|网格员?|楼长|社区"
)


def stripped(text: str, names: Iterable[str] = ()) -> str:
    """The text without numbers, accounts, mentions and names; `names` are those of whoever wrote in the group."""
    bare = text.translate(_NARROW)
    bare = _ACCOUNT.sub("…", _MAIL.sub("…", bare))
    for name in sorted(set(names), key=len, reverse=True):
        bare = re.sub(rf"@{re.escape(name)}[ \u2005]?", "", bare)
    bare = _CALLED.sub("", bare)
    for name in sorted(_written(names), key=len, reverse=True):
        bare = bare.replace(name, NEIGHBOUR)
    bare = public_words.without_addressed(public_words.without_numbers(bare))
    return "\n".join(line for line in (one.strip() for one in bare.split("\n")) if line)


def _written(names: Iterable[str]) -> set[str]:
    """How people may write these senders: the whole name, and what of it is one (3-501王芳 is 王芳)."""
    found = set()
    for name in names:
        plain = name.translate(_NARROW).strip()
        person = _NO_NAME.sub(" ", plain)
        found |= {part for part in _CHINESE.findall(person) if part != NEIGHBOUR}
        if len(plain) >= NAME_LEAST and person.strip():
            found.add(plain)
    return {name for name in found if len(name) >= NAME_LEAST}
