"""Visits agreed on, errands under way and done, and the telephone lists of 临港市."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from app.areas.telephones import directory
from app.core import clock
from app.demo.city.areas import CITY
from app.demo.city.folk import QIAOTOU, WANGHAI, Folk
from app.demo.stage import Stage
from app.ledger.act import Act
from app.patrol.commands import PlanBody, StepBody, TakeBody, VisitBody
from app.patrol.errands import steps
from app.patrol.visits import plans, record

# the numbers begin with zeros, which no telephone exchange does
NUMBERS: dict[str, tuple[tuple[str, str, str], ...]] = {
    CITY: (
        ("gas", "临港燃气 24 小时抢修", "0577-0000 0201"),
        ("power", "供电服务热线", "0577-0000 0202"),
        ("water", "供水抢修", "0577-0000 0203"),
    ),
    WANGHAI: (
        ("desk", "望海社区值班电话", "0577-0000 0211"),
        ("police", "滨海派出所望海警务室", "0577-0000 0212"),
        ("property", "望海物业 24 小时值班", "0577-0000 0213"),
        ("lift", "电梯急修（望海片区）", "0577-0000 0214"),
        ("clinic", "望海社区卫生服务站", "0577-0000 0215"),
    ),
    QIAOTOU: (("desk", "桥头社区值班电话", "0577-0000 0221"),),
}


def list_numbers(folk: Folk) -> None:
    """Write the telephone lists, inside the caller's transaction."""
    for area, lines in NUMBERS.items():
        directory.add(folk.people["admin"], area, [directory.parse_entry(*line) for line in lines])


def plan(stage: Stage) -> None:
    """Put the cast's own visits and errands on the stage, told backwards from now."""
    today = clock.date_of(stage.now)
    _visit(stage, "worker", 2, "2单元302", 4, "care", "nobody", today)
    _visit(stage, "worker", 5, "1单元101", 9, "safety", "later", today + dt.timedelta(days=1))
    _visit(stage, "worker2", 4, "3单元501", 6, "dispute", "declined", today)
    body = {
        "plan": stage.chance.id7(stage.now - clock.DAY),
        **_where(stage, "worker", 8, "1单元402"),
        "purpose": "survey",
        "on": (today + dt.timedelta(days=5)).isoformat(),
    }
    worker = stage.folk.people["worker"]
    stage.at(
        stage.now - 20 * clock.HOUR, lambda: plans.plan(stage.act(worker), msgspec.convert(body, PlanBody))
    )
    Errand(stage, "worker", 3, "2单元201", 21, "高龄津贴认证", ["身份证", "户口本"], today + dt.timedelta(days=2)).then(
        20.9, "papers_in").then(2, "papers_back", papers=["户口本"], text="复印好了，先还户口本。")  # fmt: skip
    Errand(stage, "worker", 6, "1单元602", 150, "医保报销", ["医保卡", "发票"], today - dt.timedelta(days=3)).then(
        149.9, "papers_in").then(78, "done", text="钱打到卡里了。").then(77, "papers_back").confirmed(54)  # fmt: skip
    Errand(stage, "worker2", 1, "2单元102", 50, "办居住证", ["身份证", "照片"], today).then(
        49.9, "papers_in"
    ).then(3, "done")


def _where(stage: Stage, login: str, house: int, household: str) -> dict[str, Any]:
    grid = stage.ground.grids["a2" if login == "worker" else "b2"]
    return {"area": stage.ground.houses[grid][house], "household": household}


def _visit(
    stage: Stage, login: str, house: int, household: str, back: int, purpose: str, outcome: str, next: dt.date
) -> None:
    """Nobody was there some days ago, and another day was agreed on."""
    began = clock.start_of(clock.date_of(stage.now) - dt.timedelta(days=back)) + 16 * clock.HOUR
    body = {
        "visit": stage.chance.id7(began),
        **_where(stage, login, house, household),
        "purpose": purpose,
        "outcome": outcome,
        "started": clock.rfc3339(began),
        "minutes": 5,
        "next": next.isoformat(),
    }
    person = stage.folk.people[login]
    stage.at(
        began + 6 * clock.MINUTE, lambda: record.record(stage.act(person), msgspec.convert(body, VisitBody))
    )


class Errand:
    """One errand of the past, hours counted back from now."""

    def __init__(
        self, stage: Stage, login: str, house: int, household: str, hours: float, thing: str, papers: list[str], promised: dt.date,
    ) -> None:  # fmt: skip
        self.stage, self.person = stage, stage.folk.people[login]
        self.id = stage.chance.id7(stage.now - round(hours * clock.HOUR))
        where = _where(stage, login, house, household)
        body = {"errand": self.id, **where, "what": thing, "papers": papers, "promised": promised.isoformat()}
        self._at(hours, lambda: steps.take(stage.act(self.person), msgspec.convert(body, TakeBody)))

    def _at(self, hours: float, happening: Any) -> None:
        self.stage.at(self.stage.now - round(hours * clock.HOUR), happening)

    def then(self, hours: float, step: str, **fields: Any) -> Errand:
        """A step so many hours ago."""
        body = {"errand": self.id, "step": step, **fields}
        self._at(hours, lambda: steps.step(self.stage.act(self.person), msgspec.convert(body, StepBody)))
        return self

    def confirmed(self, hours: float) -> Errand:
        """The resident's own word."""
        self._at(hours, lambda: steps.confirm_received(_resident(), self.id))
        return self


def _resident() -> Act:
    return Act(person=None, at=clock.now(), actor="resident")
