"""What an entry of the catalogue of failures consists of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of failure: HTTP status, and title and detail as marked messages."""

    status: int
    title: str
    detail: str
