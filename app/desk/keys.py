"""The keys of an open desk, in one table: the page obeys it, `?` shows it, docs/desk.md holds it; a move's key stands in its record."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.words import mark, mark_in, translate
from app.matters.moves import table
from app.matters.moves.handling import undo


@dataclass(frozen=True)
class Key:
    """What is pressed (as `KeyboardEvent.key`, small letters), what that does, in words, and the act of the script."""

    pressed: tuple[str, ...]
    words: str
    act: str

    @property
    def caps(self) -> list[str]:
        """As it stands on the key."""
        return [key.upper() if len(key) == 1 else key for key in self.pressed]


@dataclass(frozen=True)
class Part:
    """Keys that belong together."""

    words: str
    keys: tuple[Key, ...]


MOVE = "move:"  # before the name of a move: its button is pressed, or its form opened
LIST = (
    Key(("j",), mark("下一件"), "next"),
    Key(("k",), mark("上一件"), "previous"),
    Key(("o", "Enter"), mark("打开这一件"), "open"),
    Key(("/",), mark_in("key", "查找"), "search"),
    Key(("x",), mark("选中这一件；按住 Shift 连选"), "select"),
    Key(("z", "u"), mark("撤销刚才那一步（15 秒内）"), "take_back"),
    Key(("?",), mark_in("key", "看这张表"), "help"),
)
LOOK_AGAIN = Key(("l",), mark("再看一眼"), f"{MOVE}again")  # no move of the table: a mark for oneself
MOVES = (
    *(
        Key((move.key,), move.label, f"{MOVE}{move.name}")
        for move in sorted(table.MOVES, key=lambda move: move.key)
        if move.key and move is not undo.MOVE
    ),
    LOOK_AGAIN,
)
WRITING = (
    Key(("Ctrl+Enter",), mark("提交正在写的"), "send"),
    Key(("Esc",), mark("离开输入框；再按一次合上"), "out"),
)
PARTS = (
    Part(mark("列表"), LIST),
    Part(mark("打开的这一件"), MOVES),
    Part(mark("写的时候"), WRITING),
)


def by_key(language: str) -> dict[str, list[str]]:
    """What the script obeys: the key → [its act, its words]."""
    return {key: [one.act, translate(one.words, language)] for one in (*LIST, *MOVES) for key in one.pressed}


def manual() -> str:
    """The table as Markdown."""
    rows = [
        f"| {' '.join(f'`{cap}`' for cap in one.caps)} | {translate(one.words, 'zh')} | {translate(one.words, 'en')} |"
        for part in PARTS
        for one in part.keys
    ]
    return "\n".join(["| key | 中文 | does |", "|---|---|---|", *rows])
