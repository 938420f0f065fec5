"""What is worked out of tables that change rarely (areas, posts, people, categories, settings), kept until one changes.

A trigger on each of those tables (`db.RARELY`, migration 0030) writes a new random version beside every change, in the
change's own transaction. What was worked out is kept under the version it was read at and asked for under the version
that holds now, within the asker's own transaction: what is stale never answers, in whatever process the change was made.
A page that is drawn asks once for all of it (`db.noting`), and a write in between asks anew.
"""

from __future__ import annotations

import functools
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import msgspec

from app.core import db
from app.core.prepared import Prepared, given

P = ParamSpec("P")
R = TypeVar("R")

KEY = "rarely-version"
VERSIONS = 2  # the newest, and the one of a thread that has changed something and not committed yet
ANSWERS_MOST = 50_000  # of one function under one version: a whole city's workers and areas, with room

_VERSION = Prepared(lambda: db.Meta.select(db.Meta.value).where(db.Meta.key == given("key")))


def version() -> tuple[Any, str | None]:
    """What names the present content of the tables that change rarely: the database in use, and its version."""
    notes = db.notes()
    found = None if notes is None else notes.get(KEY)
    if found is None:
        found = _VERSION.value(key=KEY)
        if notes is not None:
            notes[KEY] = found
    return db.database.obj, found


def remembered(work: Callable[P, R]) -> Callable[P, R]:
    """Keep what `work` returns for its arguments (all hashable) until one of the tables changes that change rarely.

    `work` reads nothing else, not even the clock: a day is an argument. What it returns is shared and never changed.
    An error is not kept.
    """
    kept: OrderedDict[tuple[Any, str | None], dict[Any, R]] = OrderedDict()

    @functools.wraps(work)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        now = version()
        if now[1] is None:  # a store that has not been migrated yet
            return work(*args, **kwargs)
        answers = kept.get(now)
        if answers is None:
            answers = kept[now] = {}
            while len(kept) > VERSIONS:
                kept.popitem(last=False)
        key = (args, tuple(kwargs.items())) if kwargs else args
        try:
            return answers[key]
        except KeyError:
            pass
        found = work(*args, **kwargs)
        if len(answers) >= ANSWERS_MOST:
            answers.clear()
        answers[key] = found
        return found

    return inner


def digest(content: Any) -> str:
    """A tag of what can be sent as JSON: the same for the same content. Remembered, it is known before the content is made."""
    return hashlib.blake2b(msgspec.json.encode(content), digest_size=16).hexdigest()
