"""How a worker's own trackers are told apart in the worker's own track."""

from __future__ import annotations

from collections import Counter

from app.patrol.companions.models import Companion
from app.patrol.models import Chunk, Patrol


def labels(patrol: Patrol) -> dict[str, str]:
    """By tracker, what its fixes are labelled with: the app and the phone's name, where several of one app went along.

    For the patrol's own worker alone; of two phones of one name the one agreed to later has a number.
    """
    names = Chunk.select(Chunk.id).where(Chunk.patrol == patrol.id, Chunk.id.contains(":"))
    there = {name.rpartition(":")[0] for (name,) in names.tuples()}
    rows = list(
        Companion.select().where(Companion.id.in_(sorted(there))).order_by(Companion.agreed, Companion.id)
    )
    several = Counter(row.kind for row in rows)
    met: Counter[str] = Counter()
    found = {}
    for row in rows:
        if several[row.kind] > 1:
            label = f"{row.kind} · {row.name}"
            met[label] += 1
            found[row.id] = label if met[label] == 1 else f"{label} {met[label]}"
    return found
