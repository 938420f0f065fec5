"""Rounds and visits of one worker, played as ops: an hour's walk from door to door with wobble and gaps, marks, and a visit."""

from __future__ import annotations

from app.core import clock
from app.demo.past import finds
from app.demo.past.walk import Round, walk
from app.demo.whole_city.ground import Point
from app.demo.whole_city.play import Play

EVERY = 22.0  # seconds between fixes: a city of 6,120 grids has fifty million of them in thirty days
PIECE = 30 * clock.MINUTE  # of a track, in one op
WIDE = 75.0  # metres from the middle of the block that every block of the city holds
BEGINS = ((8, 20), (14, 10))


def play_day(play: Play, day: int, middle: Point) -> None:
    """Put two rounds and a visit of the day that begins at `day` (epoch ms) on the stage."""
    for hour, minute in BEGINS:
        begins = day + hour * clock.HOUR + minute * clock.MINUTE
        _plan_round(play, begins + play.chance.randint(0, 40) * clock.MINUTE, middle)
    _plan_visit(play, day + 16 * clock.HOUR + play.chance.randint(0, 40) * clock.MINUTE)


def _plan_round(play: Play, begins: int, middle: Point) -> None:
    chance = play.chance
    doors = {
        f"{n}": (middle[0] + chance.uniform(-WIDE, WIDE), middle[1] + chance.uniform(-WIDE, WIDE))
        for n in range(12)
    }
    if chance.happens(0.2):
        doors[""] = (middle[0], middle[1] + 1.4 * 250)  # an errand over the street
    walked = walk(doors, begins, chance.uniform(50, 64), EVERY, chance.happens(0.35), chance)
    patrol = chance.id7(begins)
    play.stage.at(begins, lambda: play.send("walker", "patrol.start", {"patrol": patrol}))
    for first in range(begins, walked.ended, PIECE):
        last = min(first + PIECE, walked.ended)
        play.stage.at(last, lambda f=first, to=last: _track(play, patrol, walked, f, to))  # type: ignore[misc]
    if walked.gap is not None:
        begin, end = map(clock.rfc3339, walked.gap)
        body = {
            "patrol": patrol,
            "from": begin,
            "to": end,
            "cause": chance.choice(("locked", "hidden", "no_fix")),
        }
        play.stage.at(walked.gap[1] + 20_000, lambda: play.send("walker", "patrol.gap", body))
    if chance.happens(0.5):
        mark = {"patrol": patrol, "area": play.names["house"], "how": "qr"}
        play.stage.at(begins + 20 * clock.MINUTE, lambda: play.send("walker", "patrol.mark", mark))
    play.stage.at(walked.ended, lambda: play.send("walker", "patrol.finish", {"patrol": patrol}))


def _track(play: Play, patrol: str, walked: Round, first: int, last: int) -> None:
    columns = walked.columns(first, last)
    if columns["t"]:
        play.send("walker", "patrol.track", {"patrol": patrol, **columns})


def _plan_visit(play: Play, begins: int) -> None:
    chance = play.chance
    minutes = chance.randint(8, 40)
    purpose, text = chance.choice(finds.PURPOSES)
    body = {
        "visit": chance.id7(begins), "area": play.names["house"], "household": f"{chance.randint(1, 3)}单元302",
        "purpose": purpose, "outcome": chance.choice(("met", "met", "met", "nobody")), "text": text,
        "started": clock.rfc3339(begins), "minutes": minutes,
    }  # fmt: skip
    play.stage.at(begins + minutes * clock.MINUTE, lambda: play.send("walker", "visit.record", body))
