"""Where the slices below the ledger leave word of what happened; the ledger hangs itself in when the store is opened."""

from __future__ import annotations

from typing import Any, Protocol

from app.people.models import Person


class Write(Protocol):
    """Writes an entry about `subject` into the ledger, inside the caller's transaction; `by` None: the operator."""

    def __call__(
        self,
        by: Person | None,
        kind: str,
        subject: str,
        verb: str,
        text: str | None,
        body: dict[str, Any] | None,
    ) -> None: ...


_write: Write | None = None


def use(write: Write) -> None:
    """Name the ledger's writer; called when the store is opened."""
    global _write
    _write = write


def note(
    by: Person | None,
    kind: str,
    subject: str,
    verb: str,
    text: str | None = None,
    body: dict[str, Any] | None = None,
) -> None:
    """Record what happened in the same transaction as its effect; RuntimeError when no ledger is there."""
    if _write is None:
        raise RuntimeError("no ledger: open the store first")
    _write(by, kind, subject, verb, text, body)
