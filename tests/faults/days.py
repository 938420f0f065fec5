"""Small working days for the campaign: what one phone records between two places with signal."""

from __future__ import annotations

import random
import time
from typing import Any

from tests import cast as cast_
from tests.evidence.pictures import picture
from tests.sync.phone import new_id

Made = tuple[dict[str, Any], tuple[bytes, ...]]


class Day:
    """Ops in the order in which they happened, each with its photos."""

    def __init__(self, person: str, chance: random.Random) -> None:
        self.person, self.chance, self.seq = person, chance, 0
        self.made: list[Made] = []
        self.now = int(time.time() * 1000) - 7_200_000

    def _add(self, type_: str, body: dict[str, Any], deps: list[str] | None = None, photos: int = 0) -> str:
        from tests.evidence.pictures import sha

        self.seq += 1
        self.now += 60_000
        data = tuple(picture(size=(40, 30), seed=self.chance.randrange(256), quality=self.chance.randrange(30, 95))
                     for _ in range(photos))  # fmt: skip
        op = {
            "id": new_id(), "person": self.person, "lane": "day", "seq": self.seq, "deps": deps or [],
            "type": type_, "v": 1, "at": self._time(self.now),
            "place": {"lat": cast_.LAT + 0.0005, "lon": cast_.LON + 0.0005, "acc": 8, "at": self._time(self.now)},
            "photos": sorted({sha(one) for one in data}), "body": body,
        }  # fmt: skip
        self.made.append((op, data))
        return op["id"]

    def _time(self, ms: int) -> str:
        return time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(ms / 1000))

    def fill(self) -> list[Made]:
        """A patrol with fixes, marks, visits and findings in between, sometimes never ended."""
        patrol = new_id()
        start = self._add("patrol.start", {"patrol": patrol})
        for _ in range(self.chance.randint(2, 6)):
            self.chance.choice((self._track, self._mark, self._visit, self._visit, self._report))(
                patrol, start
            )
        if self.chance.random() < 0.8:
            self._add("patrol.finish", {"patrol": patrol}, [start])
        return self.made

    def _track(self, patrol: str, start: str) -> None:
        n = self.chance.randint(1, 60)
        body = {"patrol": patrol, "t": [self.now + i * 1000 for i in range(n)], "acc": [6] * n}
        body |= {"lat": [cast_.LAT + 0.0004 + i * 1e-6 for i in range(n)], "lon": [cast_.LON + 0.0006] * n}
        self._add("patrol.track", body, [start])

    def _mark(self, patrol: str, start: str) -> None:
        self._add("patrol.mark", {"patrol": patrol, "area": cast_.BUILDING, "how": "qr"}, [start])

    def _visit(self, patrol: str, start: str) -> None:
        body = {"visit": new_id(), "area": cast_.BUILDING, "purpose": "看望", "outcome": "met", "minutes": 5}
        self._add("visit.record", {**body, "started": self._time(self.now)}, photos=self.chance.randint(0, 1))

    def _report(self, patrol: str, start: str) -> None:
        matter = new_id()
        body: dict[str, Any] = {"matter": matter, "category": "other", "text": "楼道堆物", "patrol": patrol}
        if self.chance.random() < 0.3:
            body["settled"] = {"text": "已清理"}
        report = self._add("matter.report", body, [start], photos=self.chance.randint(0, 2))
        if "settled" not in body:
            self._add("matter.move", {"matter": matter, "move": "note", "text": "已联系住户"}, [report])
