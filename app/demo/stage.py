"""Where the past is played: acts in the order of their time, each by its real verb, with the clock held."""

from __future__ import annotations

import heapq
import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from app import jobs
from app.core import clock
from app.core.place import Place
from app.demo.chance import Chance
from app.demo.city import ground_plan
from app.demo.city.areas import Ground
from app.demo.city.folk import Folk
from app.demo.photos import scenes
from app.evidence import upload, uses
from app.ledger.act import Act
from app.ledger.outcome import Outcome
from app.matters import reports, transition
from app.matters.commands import MoveBody, ReportBody
from app.people.models import Person

Happening = Callable[[], object]


@dataclass
class Stage:
    """The acts still to come, up to `now` (epoch ms); what would lie after it never happens."""

    now: int
    ground: Ground
    folk: Folk
    chance: Chance = field(default_factory=lambda: Chance("past"))
    _acts: list[tuple[int, int, Happening]] = field(default_factory=list)
    _count: int = 0
    _photos: set[str] = field(default_factory=set)

    def at(self, when: int, happening: Happening) -> None:
        """Let it happen at `when`."""
        if when <= self.now:
            self._count += 1
            heapq.heappush(self._acts, (when, self._count, happening))

    def play(self) -> None:
        """Let everything happen, each thing with the clock held at its time."""
        try:
            while self._acts:
                when, _, happening = heapq.heappop(self._acts)
                clock.freeze(when)
                happening()
        finally:
            clock.freeze(None)

    def photo(self, scene: str | None, fixed: bool, person: Person) -> tuple[str, ...]:
        """The digest of a scene's photograph, stored at its first use; empty without a scene."""
        if scene is None:
            return ()
        sha256, raw = scenes.photo(scene, self.chance.randrange(scenes.VARIANTS), fixed)
        if sha256 not in self._photos:
            upload.take(io.BytesIO(raw), sha256, person.id)
            self._photos.add(sha256)
        uses.vouch_for(sha256, person.id)  # the same picture stands for several finds, each somebody's own
        return (sha256,)

    def act(self, person: Person, late: int = 0, **more: Any) -> Act:
        """What the person does now; the phone noted it `late` ms ago and could send it only now."""
        return Act(person=person, at=clock.now() - late - self.chance.randint(400, 6000), **more)

    def spot(self, x: float, y: float) -> Place:
        """A phone's position of a spot of the plan (metres), a few metres off."""
        lon, lat = ground_plan.PLANE.degrees([[x + self.chance.gauss(0, 2), y + self.chance.gauss(0, 2)]])[0]
        acc = round(self.chance.uniform(4, 14), 1)
        return Place(round(float(lat), 7), round(float(lon), 7), acc, clock.now(), "browser")

    def report(self, person: Person, late: int = 0, **fields: Any) -> Outcome:
        """`matter.report` now; `said` is its body, besides `place` and `photos`."""
        place, photos = fields.pop("place", None), fields.pop("photos", ())
        if place is not None:
            place = replace(place, at=clock.now() - late)
        body = msgspec.convert({"matter": self.chance.id7(clock.now()), **fields}, ReportBody)
        return reports.report(self.act(person, late, place=place, photos=photos), body)

    def move(self, person: Person, matter: str, name: str, **fields: Any) -> Outcome:
        """`matter.move` now."""
        photos = fields.pop("photos", ())
        body = msgspec.convert({"matter": matter, "move": name, **fields}, MoveBody)
        return transition.move(self.act(person, photos=photos), body)


def clock_work() -> None:
    """What the background worker would have done by now; the jobs that look at real files and real phones stay out."""
    for job in jobs.TABLE:
        if job.name.startswith(("matters", "patrol")):
            job.work()
