"""Two hundred phones hold unsent work while their areas are redrawn: nothing is lost, no fact is refused, all agree afterwards."""

from __future__ import annotations

import random
from typing import Any

from app.admin.reorganisation import plans, verbs
from app.areas.models import Area, Post
from app.core import clock
from app.ledger.models import Entry
from app.matters.models import Matter
from app.patrol.models import Patrol, Visit
from app.people.models import Person
from tests import cast as c
from tests.admin.reorganisation.days import NEW1, NEW2, agreed, morning
from tests.matters import ops
from tests.sync.phone import Phone, new_id

PHONES = 200
GRIDS = (c.GRID, c.GRID2, c.OTHER_GRID)
MOVED_ON = ("/problems/no-post", "/problems/stale", "/problems/not-open")


class Worker:
    """One of them: what they hold, and what their phone knows."""

    def __init__(self, cast: c.Cast, as_: Any, name: str, grid: str) -> None:
        self.phone, self.grid = Phone(as_, cast, name), grid
        self.name, self.client = name, as_(name)
        self.known: dict[str, int] = {}
        self.cursor = ""
        self.facts: list[dict[str, Any]] = []
        self.moves: list[dict[str, Any]] = []

    def pull(self) -> None:
        """Take over what the office says, as the phone does: after a restart what is not said again is not theirs any more."""
        fresh: dict[str, int] | None = None
        while True:
            answer = self.client.get(
                "/api/v1/changes", query_string={"since": self.cursor, "limit": 500}
            ).json
            self.cursor = answer["cursor"]
            if answer.get("restart"):
                fresh = {}
            known = self.known if fresh is None else fresh
            for change in answer["changes"]:
                known[change["id"]] = change["data"].get("version", 0)
            for gone in answer["gone"]:
                known.pop(gone if isinstance(gone, str) else gone["id"], None)
            if not answer["more"] and not answer.get("restart"):
                break
        if fresh is not None:
            self.known = fresh

    def works_without_signal(self, matter: Matter, at: int) -> None:
        """A patrol with a track, a visit, a report, and the end of what they had in hand."""
        stamp = {"at": clock.rfc3339(at)}
        start = self.phone.start(**stamp)
        patrol = start["body"]["patrol"]
        times = [at + n * 30_000 for n in range(4)]
        track = {
            "patrol": patrol,
            "t": times,
            "lat": [c.LAT + 0.0004] * 4,
            "lon": [c.LON + 0.0004] * 4,
            "acc": [8] * 4,
        }
        end = {"at": clock.rfc3339(times[-1] + 1000)}
        visit = {
            "visit": new_id(),
            "area": self.grid,
            "purpose": "care",
            "outcome": "met",
            "started": clock.rfc3339(at),
            "minutes": 1,
        }
        report = {
            "matter": new_id(),
            "category": "other",
            "text": f"{self.phone.person[-4:]}的灯",
            "area": self.grid,
        }
        self.facts = [
            start, self.phone.op("patrol.track", track, deps=[start["id"]], **end), self.phone.op("visit.record", visit, **end),
            self.phone.op("matter.report", report, **stamp), self.phone.op("patrol.finish", {"patrol": patrol}, deps=[start["id"]], **end),
        ]  # fmt: skip
        self.moves = [
            self.phone.op(
                "matter.move",
                {"matter": matter.id, "move": "resolve", "text": f"{matter.number}换好了"},
                **stamp,
            )
        ]


def test_nothing_is_lost_no_fact_is_refused_and_all_agree_with_a_fresh_sign_in(
    cast: c.Cast, as_: Any
) -> None:
    workers = [_enter(cast, as_, n) for n in range(PHONES)]
    for worker in workers:
        matter = ops.report(Person.get_by_id(worker.phone.person), area=worker.grid)
        ops.move(Person.get_by_id(worker.phone.person), matter, "take")
        worker.pull()
        worker.works_without_signal(matter, clock.now())
    _redraw(cast)
    for at, worker in enumerate(workers):
        if at % 3 == 0:  # who works on in the morning before the phone has heard of anything
            matter = Matter.get_by_id(worker.moves[0]["body"]["matter"])
            held = worker.moves
            worker.facts = [
                *worker.facts,
                worker.phone.op(
                    "matter.report",
                    {"matter": new_id(), "category": "other", "text": "早上的", "area": worker.grid},
                ),
            ]
            worker.moves = [
                *held,
                worker.phone.op("matter.move", {"matter": matter.id, "move": "note", "text": "早上补一句"}),
            ]
    random.Random(7).shuffle(workers)
    refused = [result for worker in workers for result in _send(worker)]
    assert refused == []
    _nothing_is_missing(workers)
    for worker in workers:
        worker.pull()
        fresh = Worker(cast, as_, worker.name, worker.grid)
        fresh.pull()
        assert worker.known == fresh.known


def _enter(cast: c.Cast, as_: Any, number: int) -> Worker:
    name, grid = f"w{number}", GRIDS[number % len(GRIDS)]
    c.enter(cast, name, 100 + number, "grid_worker", grid)
    return Worker(cast, as_, name, grid)


def _redraw(cast: c.Cast) -> None:
    """The first grid becomes two, half of its workers in each; the second is given up, its neighbour takes over."""
    cut = plans.split(Area.get_by_id(c.GRID), [(NEW1, "东"), (NEW2, "西")], {c.BUILDING: 0, c.BUILDING2: 1})
    row = agreed(cast.admin, cut)
    there = Post.select().where(Post.area == c.GRID, Post.role == "grid_worker").order_by(Post.id)
    verbs.send_posts(cast.admin, row, {post.id: ((NEW1, NEW2)[at % 2],) for at, post in enumerate(there)})
    agreed(cast.admin, plans.end(Area.get_by_id(c.GRID2), Area.get_by_id(c.DEDICATED)))
    morning(row)


def _send(worker: Worker) -> list[tuple[str, str]]:
    """Send all of it; of what is refused, what is no move that went to others. Those are filed as the phone files them."""
    everything = [*worker.facts, *worker.moves]
    refused = []
    for op, result in zip(everything, worker.phone.send(*everything), strict=True):
        problem = result.get("problem", {})
        if result["status"] == "applied":
            continue
        if (
            op["type"] == "matter.move"
            and problem.get("type") in MOVED_ON
            and problem.get("file_as") == "note"
        ):
            body = {"matter": op["body"]["matter"], "move": "note", "text": op["body"]["text"]}
            note = worker.phone.op("matter.move", body, at=op["at"], supersedes=op["id"])
            again = worker.phone.send(note)[0]
            if again["status"] == "applied":
                continue
            problem = again.get("problem", {})
        refused.append((op["type"], f"{result['status']} {problem.get('type')}"))
    return refused


def _nothing_is_missing(workers: list[Worker]) -> None:
    """Every patrol, visit and report is there once, and every word about what was in hand stands in its history."""
    assert Patrol.select().where(Patrol.finished.is_null(False)).count() == PHONES
    assert Visit.select().count() == PHONES
    reports = [op for worker in workers for op in worker.facts if op["type"] == "matter.report"]
    assert Matter.select().where(Matter.id.in_([op["body"]["matter"] for op in reports])).count() == len(
        reports
    )
    ended = {new.code for new in Area.select().where(Area.ends < clock.today().isoformat())}
    assert not Matter.select().where(Matter.level.in_(ended), Matter.state != "closed").exists()
    texts = [entry.text for entry in Entry.select().where(Entry.verb.in_(("resolve", "note")))]
    for worker in workers:
        for move in worker.moves:
            assert texts.count(move["body"]["text"]) >= 1
    resolved = Entry.select().where(Entry.verb == "resolve").count()
    assert PHONES / 2 < resolved < PHONES  # those that are still theirs; the rest went to others as notes
    assert len([text for text in texts if text and text.endswith("换好了")]) == PHONES
