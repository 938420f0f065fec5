"""What an entry of the catalogue of failures consists of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of failure: HTTP status, and title and detail in zh-CN and en."""

    status: int
    title: tuple[str, str]
    detail: tuple[str, str]
