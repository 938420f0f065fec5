"""What of one table has changed for a person, by its ledger numbers: written once for all who lead as many areas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from peewee import ModelSelect

from app.core.prepared import PreparedFor, given

TEXTS_MOST = 50  # areas that one person leads

# (person's id, the areas they lead) → what is theirs to see
Visible = Callable[[Any, Sequence[Any]], ModelSelect]


class News:
    """The rows of a table with a ledger number `seq`, of which a phone that begins anew is given the newest `first_most`."""

    def __init__(self, model: Any, visible: Visible, first_most: int) -> None:
        self._model, self._visible, self.first_most = model, visible, first_most
        self._changed, self._behind = PreparedFor(TEXTS_MOST), PreparedFor(TEXTS_MOST)

    def changed(self, person: str, areas: Sequence[str], after: int, limit: int) -> list[Any]:
        """At most `limit` that changed after the number, in its order."""
        query = self._changed.of_key(len(areas), lambda: self._write_changed(_holes(areas)))
        return query.all_of(self._model, after=after, limit=limit, **_values(person, areas))

    def at_first(self, person: str, areas: Sequence[str], after: int, limit: int) -> list[Any]:
        """`changed` for a phone that begins anew."""
        query = self._behind.of_key(len(areas), lambda: self._write_behind(_holes(areas)))
        behind = query.value(most=self.first_most, **_values(person, areas)) or 0
        return self.changed(person, areas, max(after, behind), limit)

    def _write_changed(self, areas: Sequence[given]) -> ModelSelect:
        seq = self._model.seq
        rows = self._visible(given("person"), areas).where(seq > given("after"))
        return rows.order_by(seq).limit(given("limit"))

    def _write_behind(self, areas: Sequence[given]) -> ModelSelect:
        """The newest of those that a phone is not given."""
        seq = self._model.seq
        rows = self._visible(given("person"), areas).select(seq)
        return rows.order_by(seq.desc()).limit(1).offset(given("most"))


def _holes(areas: Sequence[str]) -> list[given]:
    return [given(f"area{at}") for at in range(len(areas))]


def _values(person: str, areas: Sequence[str]) -> dict[str, Any]:
    return {"person": person, **{f"area{at}": code for at, code in enumerate(areas)}}
