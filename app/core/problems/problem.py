"""Refusals by name, and how each is kept and told."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from app.core.problems import fields as problems_fields
from app.core.problems.catalogue import CATALOGUE
from app.core.words import translate


class Problem(Exception):
    """A refusal with a name from the catalogue.

    `errors` lists (field, reason, parameters), reason being a key of `problem_fields.REASONS`;
    `extra` is shown in the reply as it is (e.g. {"matter": …}); `retry_after` is in seconds; `sentence` is a marked
    message for this very case, said instead of the catalogue's.
    """

    def __init__(
        self,
        name: str,
        *errors: tuple[str, str] | tuple[str, str, dict[str, Any]],
        retry_after: int | None = None,
        sentence: str | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(name)
        self.name = name
        self.kind = CATALOGUE[name]
        self.errors = [(e[0], e[1], e[2] if len(e) > 2 else {}) for e in errors]
        self.retry_after = retry_after
        self.sentence = sentence
        self.extra = extra

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.kind.status

    def lies_in(self, outer: str, fields: Collection[str]) -> None:
        """Name the errors in one of these fields by where they stand in the whole input: text → body.text."""
        self.errors = [
            (f"{outer}.{field}" if re.split(r"[.\[]", field)[0] in fields else field, reason, parameters)
            for field, reason, parameters in self.errors
        ]

    def stored(self) -> dict[str, Any]:
        """A language-neutral form for a receipt; `from_stored` undoes it."""
        stored = {"name": self.name, "errors": self.errors, "extra": self.extra}
        return {**stored, "sentence": self.sentence} if self.sentence else stored

    def body(self, language: str = "zh") -> dict[str, Any]:
        """The RFC 9457 members in `language` ("zh" or "en"), without request_id."""
        payload: dict[str, Any] = {
            "type": f"/problems/{self.name}",
            "title": translate(self.kind.title, language),
            "status": self.kind.status,
            "detail": translate(self.sentence or self.kind.detail, language),
        }
        if self.errors:
            payload["errors"] = [
                {"field": f, "message": problems_fields.sentence(r, language, p)} for f, r, p in self.errors
            ]
        return {**payload, **self.extra}


def from_stored(stored: dict[str, Any]) -> Problem:
    """The problem that `Problem.stored` wrote."""
    return Problem(
        stored["name"],
        *[tuple(e) for e in stored["errors"]],
        sentence=stored.get("sentence"),
        **stored["extra"],
    )


class Deferred(Exception):
    """What an op names is not here (yet), or not within reach: try again later."""
