"""What residents of the cast's own community are waiting for now: every step of the loop stands open somewhere."""

from __future__ import annotations

from typing import Any

from app.board.clearing import clearance, sources
from app.board.clearing.marks import Marks
from app.board.models import Clearing
from app.core import clock
from app.core.problems.problem import Problem
from app.demo.past.requests import Asked, Wish
from app.demo.stage import Stage
from app.matters.models import CLOSED, Matter

SHOWN = 6  # matters on the public board
LAMP = Wish("street_lamp", "单元门口的灯三天不亮了，老人晚上不敢下楼。", "换了灯头，晚上看过亮了。", "lamp")
RUBBISH = Wish("litter", "楼下垃圾桶满了两天没人收。", "清走了，桶也冲洗过。", "litter")
CAR = Wish("parking", "消防通道又停了车，跟车主说了不听。", "车挪走了，装了隔离桩。", "parked")
WATER = Wish("flooding", "一下雨单元门口就积水，上次说修好了还是这样。", "重新疏通了。", "puddle")
LIFT = Wish("lift", "电梯这两天关门很慢，有时候停在两层中间。", "已请维保单位检修。")


def plan(stage: Stage) -> None:
    """Put the residents' open requests on the stage, and some of what is done on the public board."""
    home = stage.ground.grids["a2"]
    houses, people = stage.ground.houses[home], stage.folk.people

    def say(hours: float, house: int, wish: Wish, **how: Any) -> Asked:
        asked = Asked(stage, home, houses[house], wish)
        stage.at(_ago(stage, hours), lambda: asked.say(**how))
        return asked

    # to look at by the head of the first house, settled by the worker; new for the worker; held; twice the same
    say(5, 0, LAMP, phone=True).move(
        _ago(stage, 1.5), people["worker"], "settle_on_spot", True, text=LAMP.done
    )
    say(0.7, 4, RUBBISH, phone=False)
    say(2.2, 6, LIFT, phone=True, trusted=False)
    say(26, 3, CAR, phone=True, confidential=True).move(_ago(stage, 25), people["worker"], "escalate")
    # done, and the resident says "not yet": it lies with the next level now
    again = say(30, 8, WATER, phone=True)
    again.move(_ago(stage, 24), people["worker"], "settle_on_spot", True, text=WATER.done)
    stage.at(_ago(stage, 4), lambda: again.rates(False))
    stage.at(stage.now - clock.MINUTE, lambda: _show(stage))


def _ago(stage: Stage, hours: float) -> int:
    return stage.now - round(hours * clock.HOUR)


def _show(stage: Stage) -> None:
    """The desk clears the latest closed ones that have both pictures."""
    desk = stage.folk.people["desk"]
    done = Matter.select().where(Matter.state == CLOSED, Matter.resident_asked == True)  # noqa: E712
    count = 0
    for matter in done.order_by(Matter.closed_at.desc()):
        history = sources.entries(matter.id)
        if count == SHOWN or not {side for _, side in sources.photos(history)} >= {"before", "after"}:
            continue
        try:
            _clear(
                desk, matter, [clearance.ChosenPhoto(sha, Marks()) for sha, _ in sources.photos(history)][:2]
            )
        except Problem as problem:
            if problem.name not in ("not-found", "forbidden", "not-for-the-board"):
                raise
        else:
            count += 1


def _clear(desk: Any, matter: Matter, photos: list[clearance.ChosenPhoto]) -> None:
    problem_words = matter.text or "居民反映的事"
    history = sources.entries(matter.id)
    words = sources.answer(history)
    clearing: Clearing = clearance.save(desk, matter.id, problem_words, words or "已处理好。", photos)
    clearance.show(desk, matter.id, clearance.fingerprint(clearing), sure=True)
