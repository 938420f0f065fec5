"""The photos that a database names, asked of a copy of it, of whatever version it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.board.clearing import masking
from app.evidence import storage

Rows = Callable[[str], Iterable[tuple[object, ...]]]  # a question in SQL → its rows
PHOTO, CLEARED = "photo", "cleared"


@dataclass(frozen=True)
class Named:
    """A photo by its kind (`photo`, or `cleared` for the board's masked copy), name, and digest where that is known."""

    kind: str
    name: str
    expected: str | None

    @property
    def path(self) -> Path:
        """Where its bytes lie in the open store."""
        return storage.original(self.name) if self.kind == PHOTO else masking.where(self.name)


def named(ask: Rows, columns: Callable[[str], set[str]]) -> Iterator[Named]:
    """Every photo that this database names; `columns` says which ones a table has, none where there is no such table."""
    have = columns("photo")
    if have:
        cleaned = "cleaned" if "cleaned" in have else "null"
        digest = "cleaned_digest" if "cleaned_digest" in have else "null"
        for name, when, of_copy in ask(f"select sha256, {cleaned}, {digest} from photo order by sha256"):
            known = name if when is None else of_copy
            yield Named(PHOTO, str(name), None if known is None else str(known))
    if columns("cleared_photo"):
        for (name,) in ask("select distinct digest from cleared_photo order by 1"):
            yield Named(CLEARED, str(name), str(name))
