"""Things now under way in the cast's own community, so that everyone who signs in finds something to do."""

from __future__ import annotations

from typing import Any

from app.core import clock
from app.demo.past.finds import INDOORS
from app.demo.past.lives import working
from app.demo.stage import Stage
from app.people.models import Person


class Story:
    """One matter of the worker's grid, told step by step backwards from now."""

    def __init__(self, stage: Stage, finder: str, house: int, begins: float, **body: Any) -> None:
        self.stage, self.people = stage, stage.folk.people
        self.matter: str | None = None
        grid = stage.ground.grids["a2" if finder == "worker" else "b2"]
        code = stage.ground.houses[grid][house]
        scene = body.pop("scene", None)
        worker = self.people[finder]

        def report() -> None:
            place = stage.spot(*stage.ground.spots[code])
            photos = stage.photo(scene, False, worker)
            if body["category"] in INDOORS:
                body["area"] = code
            text = body.pop("text").format(house=stage.ground.names[code])
            self.matter = stage.report(worker, text=text, place=place, photos=photos, **body).id

        stage.at(self._when(begins), report)

    def _when(self, hours: float) -> int:
        return self.stage.now - round(hours * clock.HOUR)

    def then(
        self, hours: float, who: str | Person, move: str, scene: str | None = None, **fields: Any
    ) -> Story:
        """A move so many hours ago."""
        person = self.people[who] if isinstance(who, str) else who

        def go() -> None:
            assert self.matter is not None
            photos = self.stage.photo(scene, True, person)
            self.stage.move(person, self.matter, move, photos=photos, **fields)

        self.stage.at(self._when(hours), go)
        return self


def plan(stage: Stage) -> None:
    """Put the stories on the stage."""
    handlers = stage.folk.handlers
    soon = clock.rfc3339(working(stage.now + 2 * clock.DAY))
    later = clock.rfc3339(working(stage.now + 30 * clock.DAY))

    Story(stage, "worker", 1, 31, category="manhole", urgency="emergency", scene="manhole",
          text="{house}西侧井盖翻开，旁边就是放学路。").then(
        30.95, "desk", "acknowledge").then(30.9, "desk", "take").then(
        30.8, "desk", "dispatch", to=["unit:SZ01"], text="马上去，先围起来。").then(
        30.4, handlers["SZ01"][0], "take").then(
        29, handlers["SZ01"][0], "resolve", scene="manhole", text="井盖已换新并固定，警示桩撤走。").then(
        27, "lead", "confirm")  # fmt: skip
    Story(stage, "worker", 4, 20, category="fire_lane", scene="parked", escalate=True,
          text="{house}北面消防通道又停了车，画了线也没用。").then(
        19.6, "desk", "acknowledge").then(
        19.2, "desk", "dispatch", to=["unit:ZF01", "unit:WY01"], text="请综合执法牵头，物业装隔离桩。").then(
        2.5, "dept", "take")  # fmt: skip
    Story(stage, "worker", 2, 6, category="stalls", scene="stall", escalate=True,
          text="{house}门口水果摊天天占道，劝了三次。").then(
        5.6, "desk", "acknowledge").then(
        5.2, "desk", "whistle", to=["unit:ZF01", "unit:SC01"], text="请综合执法和市场监管一起到场。").then(
        4.5, "dept", "attend").then(
        1.2, "desk", "dispatch", to=["unit:ZF01"], text="请综合执法跟进。")  # fmt: skip
    Story(stage, "worker", 6, 26, category="street_lamp", scene="lamp", escalate=True,
          text="{house}前面的路灯不亮了，晚上老人看不清台阶。").then(
        25.5, "desk", "dispatch", to=["unit:GD01"], text="请供电所检查线路。").then(
        24, handlers["GD01"][0], "take").then(
        3, handlers["GD01"][0], "resolve", scene="lamp", text="换了灯头，试亮正常。")  # fmt: skip
    Story(stage, "worker", 3, 4, category="stairwell_clutter", scene="clutter",
          text="{house}二单元三楼堆了柜子和纸箱，住户答应这两天搬走。").then(3.9, "worker", "take")  # fmt: skip
    Story(stage, "worker", 0, 9, category="ebike_wire", scene="wire",
          text="{house}有人从二楼拉线充电。").then(8.9, "worker", "take").then(
        2, "worker", "resolve", scene="wire", text="线拆了，车推到充电棚，教会了扫码充电。")  # fmt: skip
    Story(stage, "worker", 7, 1.5, category="flooding", scene="puddle", escalate=True,
          text="{house}路口积水有十厘米，雨箅子可能堵了。")  # fmt: skip
    Story(stage, "worker", 5, 50, category="wiring", escalate=True,
          text="{house}楼道电线老化，外皮脱落。").then(
        49, "desk", "acknowledge").then(
        47, "desk", "shelve", text="列入下月整改，先贴警示、断开这一路。", until=later)  # fmt: skip
    Story(stage, "worker2", 1, 28, category="group_letting", escalate=True,
          text="{house}一套房隔成六间出租，走道堆满东西。").then(
        27, "desk", "acknowledge").then(26, "desk", "escalate", text="需要市里几个部门一起查。").then(
        5, "city", "acknowledge")  # fmt: skip
    Story(stage, "worker2", 3, 72, category="litter", scene="litter", escalate=True,
          text="{house}东边垃圾点天天满出来。").then(
        71, "desk", "dispatch", to=["unit:HW01"], text="请调整清运次数。").then(
        70, handlers["HW01"][0], "take").then(
        20, "desk", "supervise", text="居民又打来电话，请这两天定下来。", until=soon)  # fmt: skip
    Story(stage, "worker2", 5, 3, category="ebike_indoors", scene="bike", escalate=True,
          text="{house}一楼门厅停了两辆电动车，车主不在家。")  # fmt: skip
