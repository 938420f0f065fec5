"""The rounds and visits of the past weeks: twice a day, six days a week, with gaps, marks and things found."""

from __future__ import annotations

import datetime as dt

import msgspec

from app.core import clock
from app.demo.past import finds, lives
from app.demo.past.walk import Round, walk
from app.demo.stage import Stage
from app.patrol.commands import FinishBody, GapBody, MarkBody, StartBody, TrackBody, VisitBody
from app.patrol.rounds import recording
from app.patrol.visits import record
from app.people.models import Person

CHUNK = 20 * clock.MINUTE
FRESH_DAYS = 7  # the tracks of these days are still kept, so they are finer
RESTING = ("worker", "worker2")  # have not set out yet today: the day is theirs who try the demonstration


def plan_day(stage: Stage, day: dt.date, today: dt.date) -> None:
    """Put the rounds and visits of one day on the stage."""
    if day.weekday() == 6:
        return
    resting = {stage.folk.people[login].id for login in RESTING} if day == today else set()
    for grid, workers in stage.folk.workers.items():
        for worker in workers:
            if worker.id in resting or stage.chance.happens(0.06):  # a day off
                continue
            if worker is not workers[0] and day.weekday() > 1:  # part-time: Mondays and Tuesdays
                continue
            fine = (today - day).days < FRESH_DAYS
            for hour, minute in ((8, 20), (14, 10)):
                begins = clock.start_of(day) + hour * clock.HOUR + minute * clock.MINUTE
                _plan_round(stage, worker, grid, begins + stage.chance.randint(0, 50) * clock.MINUTE, fine)
            if stage.chance.happens(0.55):
                hour = stage.chance.choice((10, 11, 16, 19))
                _plan_visit(stage, worker, grid, clock.start_of(day) + hour * clock.HOUR)


def _plan_round(stage: Stage, worker: Person, grid: str, begins: int, fine: bool) -> None:
    chance = stage.chance
    doors = {code: stage.ground.spots[code] for code in stage.ground.houses[grid]}
    listed = grid == stage.ground.grids["e0"]  # there only marks show that somebody was there
    close = fine and grid in _home(stage)
    every = 10.0 if close else 40.0 if fine else 75.0
    if chance.happens(0.25):
        doors[""] = _over_the_street(stage, grid)  # an errand outside one's own grid
    walked = walk(doors, begins, chance.uniform(48, 72), every, chance.happens(0.35), chance)
    if walked.ended > stage.now:
        return  # nobody is left walking when the demonstration begins
    patrol = chance.id7(begins)
    stage.at(begins, lambda: recording.start(stage.act(worker), StartBody(patrol=patrol)))
    chunk = CHUNK if close else walked.ended - begins
    for first in range(begins, walked.ended, chunk):
        last = min(first + chunk, walked.ended)
        stage.at(last, lambda f=first, to=last: _track(stage, worker, patrol, walked, f, to))  # type: ignore[misc]
    share = 0.45 if close or listed else 0.1
    marked = [
        (t, house) for t, house in walked.stops if chance.happens(1 if _within(t, walked.gap) else share)
    ]
    for when, house in marked:
        stage.at(when, lambda h=house: _mark(stage, worker, patrol, h))  # type: ignore[misc]
    if walked.gap is not None:
        gap = walked.gap
        stage.at(gap[1] + 20_000, lambda: _gap(stage, worker, patrol, gap))
    stage.at(walked.ended, lambda: recording.finish(stage.act(worker), FinishBody(patrol=patrol)))
    for when, house in walked.stops:
        if chance.happens(0.05):
            stage.at(when + 60_000, lambda h=house: lives.begin(stage, worker, grid, h, patrol))  # type: ignore[misc]


def _within(when: int, gap: tuple[int, int] | None) -> bool:
    """Inside a stretch without position the codes on the doors tell where somebody was."""
    return gap is not None and gap[0] <= when < gap[1]


def _over_the_street(stage: Stage, grid: str) -> tuple[float, float]:
    """A spot some ninety metres beyond the northern edge of the grid."""
    block = stage.ground.shapes[grid]
    return block.centroid.x, block.bounds[3] + 90


def _home(stage: Stage) -> set[str]:
    return {stage.ground.grids["a2"], stage.ground.grids["b2"]}


def _track(stage: Stage, worker: Person, patrol: str, walked: Round, first: int, last: int) -> None:
    columns = walked.columns(first, last)
    if columns["t"]:
        body = msgspec.convert({"patrol": patrol, **columns}, TrackBody)
        recording.track(stage.act(worker), body)


def _mark(stage: Stage, worker: Person, patrol: str, house: str) -> None:
    how = stage.chance.choice(("qr", "near", "chosen"))
    place = stage.spot(*stage.ground.spots[house]) if how != "chosen" else None
    body = msgspec.convert({"patrol": patrol, "area": house, "how": how}, MarkBody)
    recording.mark(stage.act(worker, place=place), body)


def _gap(stage: Stage, worker: Person, patrol: str, gap: tuple[int, int]) -> None:
    cause = stage.chance.choice(("locked", "hidden", "no_fix", "explained"))
    text = "地下车库里没有信号。" if cause == "explained" else None
    body = {"patrol": patrol, "from": clock.rfc3339(gap[0]), "to": clock.rfc3339(gap[1]), "cause": cause}
    recording.gap(stage.act(worker), msgspec.convert({**body, **({"text": text} if text else {})}, GapBody))


def _plan_visit(stage: Stage, worker: Person, grid: str, begins: int) -> None:
    chance = stage.chance
    begins += chance.randint(0, 50) * clock.MINUTE
    minutes = chance.randint(8, 40)
    house = chance.choice(stage.ground.houses[grid])
    outcome = chance.choices(("met", "nobody", "later", "declined"), (80, 12, 5, 3))[0]
    purpose, text = chance.choice(finds.PURPOSES)
    body: dict[str, object] = {
        "visit": chance.id7(begins),
        "area": house,
        "household": f"{chance.randint(1, 3)}单元{chance.randint(1, 6)}0{chance.randint(1, 4)}",
        "purpose": purpose,
        "outcome": outcome,
        "text": text if outcome == "met" else None,
        "started": clock.rfc3339(begins),
        "minutes": minutes if outcome == "met" else 3,
    }
    stage.at(begins + minutes * clock.MINUTE, lambda: _visit(stage, worker, body))


def _visit(stage: Stage, worker: Person, body: dict[str, object]) -> None:
    place = stage.spot(*stage.ground.spots[str(body["area"])])
    record.record(stage.act(worker, place=place), msgspec.convert(body, VisitBody))
