"""The life of an ordinary matter of the past: most are settled on the spot, some go the whole way round."""

from __future__ import annotations

from app.core import clock
from app.core.problems.problem import Deferred, Problem
from app.demo.past import finds
from app.demo.past.finds import Find
from app.demo.stage import Stage
from app.matters.models import Matter
from app.people.models import Person

OPENS, SHUTS = 8.5, 17.5  # hours at which desks and units answer


def begin(stage: Stage, worker: Person, grid: str, house: str, patrol: str | None = None) -> None:
    """Something is found beside a house, and its life put on the stage."""
    chance = stage.chance
    kind = chance.choices(list(finds.CLASSES), list(finds.CLASSES.values()))[0]
    find = chance.choice(finds.FINDS[kind])
    text = find.said.format(house=stage.ground.names[house])
    late = chance.randint(3, 30) * clock.MINUTE if chance.happens(0.08) else 0  # written without signal
    before = stage.photo(find.scene, False, worker) if chance.happens(0.8) else ()
    place = stage.spot(*stage.ground.spots[house]) if house in _drawn(stage) else None
    body = {"category": find.category, "text": text, "place": place, "patrol": patrol}
    if place is None or find.category in finds.INDOORS:
        body["area"] = house
    fate = chance.choices(("settled", "kept", "passed_up"), (72, 8, 20))[0]
    if fate == "settled":
        after = stage.photo(find.scene, True, worker) if before else ()
        settled = {"text": find.done, "photos": list(after)}
        stage.report(worker, late, photos=before + after, settled=settled, **body)
        return
    matter = stage.report(worker, late, photos=before, escalate=fate == "passed_up", **body).id
    if fate == "kept":
        handle_later(stage, worker, grid, matter, find)
    else:
        pass_round(stage, grid, matter, kind, find)


def _drawn(stage: Stage) -> set[str]:
    listed = stage.ground.grids["e0"]
    return set(stage.ground.spots) - set(stage.ground.houses[listed])


def handle_later(stage: Stage, worker: Person, grid: str, matter: str, find: Find) -> None:
    """先记下，我来办: the worker takes it and settles it some hours later; the lead or head confirms."""
    chance = stage.chance
    stage.at(clock.now() + 2 * clock.MINUTE, lambda: stage.move(worker, matter, "take"))
    done = working(clock.now() + chance.randint(3, 30) * clock.HOUR, chance.randint(0, 50))
    stage.at(done, lambda: _resolve(stage, worker, matter, find))
    stage.at(
        working(done + chance.randint(1, 24) * clock.HOUR, 20), lambda: confirm(stage, grid, worker, matter)
    )


def pass_round(stage: Stage, grid: str, matter: str, kind: str, find: Find) -> None:
    """Desk → unit → done → confirmed; a few come back once, a few wait long."""
    chance = stage.chance
    community = stage.ground.community_of[grid]
    desk = stage.folk.desks[community][0]
    unit = unit_for(kind, community)
    handler = stage.folk.handlers[unit][0]
    seen = working(clock.now() + chance.randint(2, 40) * clock.MINUTE)
    stage.at(seen, lambda: stage.move(desk, matter, "acknowledge"))
    sent = working(seen + chance.randint(5, 90) * clock.MINUTE)
    stage.at(sent, lambda: stage.move(desk, matter, "dispatch", to=[f"unit:{unit}"], text="请到现场看看。"))
    if chance.happens(0.1):
        back = working(sent + chance.randint(20, 200) * clock.MINUTE)
        stage.at(
            back, lambda: stage.move(handler, matter, "send_back", reason="wrong_place", text="地点不清楚。")
        )
        sent = working(back + chance.randint(10, 60) * clock.MINUTE)
        stage.at(
            sent,
            lambda: stage.move(
                desk, matter, "dispatch", to=[f"unit:{unit}"], text="已和网格员核对，就在楼下。"
            ),
        )
    taken = working(sent + chance.randint(5, 120) * clock.MINUTE)
    stage.at(taken, lambda: stage.move(handler, matter, "take"))
    done = working(taken + chance.randint(1, 40) * clock.HOUR, chance.randint(0, 50))
    stage.at(done, lambda: _resolve(stage, handler, matter, find))
    sure = working(done + chance.randint(1, 20) * clock.HOUR, chance.randint(0, 50))
    stage.at(sure, lambda: confirm(stage, grid, handler, matter))


def unit_for(kind: str, community: str) -> str:
    """Who is called for a class; street order has its own team on either side of the river."""
    if kind == "urban_management":
        return "ZF01" if community.startswith("330399198") else "ZF02"
    return finds.UNITS[kind]


def working(when: int, more: int = 0) -> int:
    """`when`, or the next morning where nobody is at a desk then, and so many minutes more."""
    day = clock.date_of(when)
    hour = (when - clock.start_of(day)) / clock.HOUR
    if hour < OPENS:
        when = clock.start_of(day) + round(OPENS * clock.HOUR)
    elif hour > SHUTS:
        when = clock.start_of(day) + clock.DAY + round(OPENS * clock.HOUR)
    return when + more * clock.MINUTE


def _resolve(stage: Stage, by: Person, matter: str, find: Find) -> None:
    stage.move(by, matter, "resolve", text=find.done, photos=stage.photo(find.scene, True, by))


def confirm(stage: Stage, grid: str, resolver: Person, matter: str) -> None:
    """Whoever's turn it is says that it is done; 6 % say not yet, and it is done again."""
    row = Matter.get_by_id(matter)
    community = stage.ground.community_of[grid]
    people = [*stage.folk.heads[grid], stage.folk.leads[grid], *stage.folk.workers[grid]]
    people += [*stage.folk.desks[community], stage.folk.people["city"]]
    refuses = stage.chance.happens(0.06)
    for person in people:
        try:
            if refuses:
                stage.move(person, matter, "refuse", text="看过了，还没有弄干净。")
            else:
                stage.move(person, matter, "confirm")
            break
        except Problem as problem:
            if problem.name != "not-open":
                raise
        except Deferred:  # not within this one's reach
            continue
    if refuses and row.state == "resolved":
        again = working(clock.now() + stage.chance.randint(2, 20) * clock.HOUR)
        stage.at(again, lambda: stage.move(resolver, matter, "resolve", text="重新处理过了。"))
