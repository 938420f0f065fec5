"""Savepoints of one thread's transaction, each made only when something is written inside it.

A report passes half a dozen of them, one in another, and most begin where the one around them began: of such a row only
the innermost is made, at the first write, and handed outwards as they end. One that ends well is released when the next
of its depth is made, or by COMMIT. They are named by their depth, unlike peewee's, so that the
database keeps the statements compiled.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

Run = Callable[[str], object]
BEGIN, UNDO, END = 'SAVEPOINT "inner{0}"', 'ROLLBACK TO "inner{0}"', 'RELEASE "inner{0}"'


class Savepoints(threading.local):
    """The open ones, outermost first: whether each has been made."""

    def __init__(self) -> None:
        self._made: list[bool] = []
        self._is_owed = False  # the release of the one just inside the innermost that is made

    def forget(self) -> None:
        """A transaction begins: none is open."""
        self._made, self._is_owed = [], False

    def open(self) -> None:
        """What comes now can be taken back alone."""
        self._made.append(False)

    def before_write(self, run: Run) -> None:
        """Something is about to be written: from here on there is something to take back."""
        if self._made and not self._made[-1]:
            depth = sum(self._made)
            if self._is_owed:
                run(END.format(depth))
            run(BEGIN.format(depth))
            self._made[-1], self._is_owed = True, False

    def stands_alone(self) -> bool:
        """Whether the innermost was made and will not be handed outwards: what was done in it has to be done when it ends."""
        return bool(self._made) and self._made[-1] and (len(self._made) == 1 or self._made[-2])

    def release(self) -> None:
        """The innermost ends well. The one around it takes over what was made where both began."""
        if not self._made.pop():
            return
        if self._made and not self._made[-1]:
            self._made[-1] = True
        else:
            self._is_owed = True

    def take_back(self, run: Run) -> bool:
        """The innermost ends, and nothing of what was written in it stays; whether there is one to go back to."""
        if not self._made.pop():
            return any(self._made)
        depth = sum(self._made)
        run(UNDO.format(depth))
        run(END.format(depth))
        self._is_owed = False
        return True
