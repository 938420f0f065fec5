"""Finds the area above by the name that stands in a row, where no code does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.areas.imports.drafts import Draft
from app.areas.imports.people_lookup import named_areas, plain
from app.areas.models import Area
from app.core import typed


class Parents:
    """The areas of the file and of the system, by name."""

    def __init__(self, standing: Mapping[str, Area], drafts: Iterable[Draft]) -> None:
        self._codes: set[str] = set(standing)
        self._names = {name: list(codes) for name, codes in named_areas(dict(standing)).items()}
        for draft in drafts:
            code = typed.code(draft.cells.get("code", ""))
            self._codes.add(code)
            called = self._names.setdefault(plain(draft.cells.get("name", "")), [])
            if code not in called:
                called.append(code)

    def by_code(self, draft: Draft) -> Draft:
        """The draft with the code of the area above it, where one area alone is called so; else as it is."""
        text = draft.cells.get("parent", "")
        if not text or typed.code(text) in self._codes:
            return draft
        own = typed.code(draft.cells.get("code", ""))
        codes = [code for code in self._names.get(plain(text), []) if code != own]
        return replace(draft, cells={**draft.cells, "parent": codes[0]}) if len(codes) == 1 else draft

    def several(self, text: str) -> list[str]:
        """The codes of those that are called so."""
        return self._names.get(plain(text), [])
