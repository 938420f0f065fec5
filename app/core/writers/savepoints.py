"""Savepoints of one thread's transaction on SQLite, each made only when something is written inside it.

A report passes half a dozen of them, one in another, and most begin where the one around them began: of such a row only
the innermost is made, at the first write, and handed outwards as they end. All have one name, unlike peewee's, so that the
database keeps the statements compiled: the innermost is meant.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

Run = Callable[[str], object]
BEGIN, UNDO, END = 'SAVEPOINT "inner"', 'ROLLBACK TO "inner"', 'RELEASE "inner"'


class Savepoints(threading.local):
    """The open ones, outermost first: whether each has been made."""

    def __init__(self) -> None:
        self._made: list[bool] = []

    def forget(self) -> None:
        """A transaction begins: none is open."""
        self._made = []

    def open(self) -> None:
        """What comes now can be taken back alone."""
        self._made.append(False)

    def before_write(self, run: Run) -> None:
        """Something is about to be written: from here on there is something to take back."""
        if self._made and not self._made[-1]:
            run(BEGIN)
            self._made[-1] = True

    def release(self, run: Run) -> None:
        """The innermost ends well. The one around it takes over what was made where both began."""
        if not self._made.pop():
            return
        if self._made and not self._made[-1]:
            self._made[-1] = True
        else:
            run(END)

    def take_back(self, run: Run) -> None:
        """The innermost ends, and nothing of what was written in it stays."""
        if self._made.pop():
            run(UNDO)
            run(END)
