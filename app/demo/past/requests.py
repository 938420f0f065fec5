"""What residents of 临港市 say by their posters' codes or by telephone, and how it comes round to their verdict."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from app.core import clock
from app.core.problems.problem import Deferred, Problem
from app.demo.past import lives
from app.demo.photos import scenes
from app.demo.stage import Stage
from app.evidence import upload, uses
from app.ledger.act import by_web
from app.people.models import Person
from app.requests.commands import RatingBody, RequestBody
from app.requests.followup import resident_acts
from app.requests.models import Poster, ResidentRequest
from app.requests.posters import codes
from app.requests.submission import submit
from app.requests.submission.submit import Arrival


class Wish(NamedTuple):
    """A thing, what the resident says, what was done about it, and the scene of its photograph."""

    category: str
    said: str
    done: str
    scene: str | None = None


WISHES: tuple[Wish, ...] = (
    Wish("street_lamp", "楼下路灯坏了三天，晚上回家看不见台阶。", "换了灯头，晚上试过亮了。", "lamp"),
    Wish("stairwell_clutter", "三楼楼道堆了好多纸箱，老人上下楼不方便。", "和住户一起清走了。", "clutter"),
    Wish("litter", "垃圾桶满了没人收，夏天味道很大。", "联系保洁清运，桶也冲洗过了。", "litter"),
    Wish("ebike_wire", "一楼有人从窗户拉线给电动车充电，怕着火。", "线拆了，车推到充电棚。", "wire"),
    Wish("flooding", "下雨单元门口积水，孩子上学要蹚水。", "疏通了雨箅子，水退了。", "puddle"),
    Wish("parking", "消防通道又停了车，救护车进不来。", "车已挪走，地上重新划线。", "parked"),
    Wish("noise", "晚上十点广场舞音响还很响。", "和领队约好九点前结束。"),
    Wish("manhole", "小区门口井盖松了，车一过就响。", "井盖垫好固定了。", "manhole"),
    Wish("shared_bikes", "共享单车堵在单元门口。", "摆整齐了，和运维说好每天来两次。"),
    Wish("ebike_indoors", "电动车推进楼道里停，昨天差点绊倒人。", "车主推到车棚，已告知危险。", "bike"),
)
THANKS = ("来得很快，谢谢。", "灯亮了，放心了。", "希望以后也能坚持。", None, None, None)
ADDRESS = "10.20.30.40"


def plan(stage: Stage, days: int) -> None:
    """Hang the posters `days` ago, and let residents of every community say something every few days since."""
    stage.at(stage.now - max(days, 2) * clock.DAY, lambda: _hang(stage))
    for back in range(days - 1, 0, -1):
        day = clock.start_of(clock.date_of(stage.now - back * clock.DAY))
        for grid, houses in stage.ground.houses.items():
            if stage.chance.happens(0.2):
                when = day + stage.chance.randint(7 * 60, 21 * 60) * clock.MINUTE
                house, wish = stage.chance.choice(houses), stage.chance.choice(WISHES)
                stage.at(when, lambda g=grid, h=house, w=wish: Asked(stage, g, h, w).begin())  # type: ignore[misc]


def _hang(stage: Stage) -> None:
    for houses in stage.ground.houses.values():
        for house in houses:
            code = "".join(stage.chance.choice(codes.LETTERS) for _ in range(codes.LENGTH))
            Poster.create(code=code, kind="building", area=house, label="")


class Asked:
    """One resident's request, from the poster to the verdict."""

    def __init__(self, stage: Stage, grid: str, house: str, wish: Wish) -> None:
        self.stage, self.grid, self.house, self.wish = stage, grid, house, wish
        self.worker = stage.folk.workers[grid][0]
        self.request: ResidentRequest | None = None

    def begin(self) -> None:
        """Said by the code on the door, or (one in eight) by telephone to the desk; then seen to."""
        if self.stage.chance.happens(0.12):
            self.telephone()
        else:
            self.say(phone=self.stage.chance.happens(0.6))
        self._answered()

    def say(self, phone: bool, trusted: bool = True, **more: Any) -> None:
        """Sent from the resident's phone; without the code's signature it is held for a look."""
        id, body = self._body(phone)
        if self.wish.scene:
            body["photos"] = list(self._photo(f"request:{id}"))
        if trusted:
            code = Poster.select(Poster.code).where(Poster.area == self.house).scalar()
            body["qr"] = codes.sign(code)
        submit.receive(msgspec.convert({**body, **more}, RequestBody), Arrival(ADDRESS))
        self.request = ResidentRequest.get_by_id(id)

    def telephone(self) -> None:
        """Entered by the desk for somebody who rang."""
        id, body = self._body(phone=True)
        desk = self.stage.folk.desks[self.stage.ground.community_of[self.grid]][0]
        submit.enter(by_web(desk), msgspec.convert(body, RequestBody))
        self.request = ResidentRequest.get_by_id(id)

    def _body(self, phone: bool) -> tuple[str, dict[str, Any]]:
        chance = self.stage.chance
        id = chance.id7(clock.now())
        number = f"1380000{chance.randint(0, 9999):04}"
        body: dict[str, Any] = {
            "id": id, "nonce": f"{chance.getrandbits(128):032x}", "category": self.wish.category,
            "text": self.wish.said, "area": self.house,
        }  # fmt: skip
        return id, {**body, "contact": {"phone": number}} if phone else body

    def _photo(self, bringer: str) -> tuple[str, ...]:
        assert self.wish.scene is not None
        sha256, raw = scenes.photo(self.wish.scene, self.stage.chance.randrange(scenes.VARIANTS), False)
        upload.take(io.BytesIO(raw), sha256, bringer)
        uses.vouch_for(sha256, bringer)
        return (sha256,)

    def _answered(self) -> None:
        """The grid's worker sees to it, or passes it up and a unit does."""
        chance = self.stage.chance
        seen = lives.working(clock.now() + chance.randint(10, 200) * clock.MINUTE)
        if chance.happens(0.8):
            self.move(seen, self.worker, "settle_on_spot", after=True, text=self.wish.done)
            self._confirmed(seen, self.worker)
            return
        desk = self.stage.folk.desks[self.stage.ground.community_of[self.grid]][0]
        unit = lives.unit_for("urban_management", self.stage.ground.community_of[self.grid])
        handler = self.stage.folk.handlers[unit][0]
        sent = lives.working(seen + chance.randint(20, 90) * clock.MINUTE)
        taken = lives.working(sent + chance.randint(10, 120) * clock.MINUTE)
        done = lives.working(taken + chance.randint(2, 40) * clock.HOUR)
        self.move(seen, self.worker, "escalate")
        self.move(sent, desk, "dispatch", to=[f"unit:{unit}"], text="居民在等，请到现场看看。")
        self.move(taken, handler, "take")
        self.move(taken + clock.MINUTE, desk, "answer", text="已经派人去看，这两天会有结果。")
        self.move(done, handler, "resolve", after=True, text=self.wish.done)
        self._confirmed(done, handler)

    def move(self, when: int, who: Person, name: str, after: bool = False, **fields: Any) -> None:
        """A move of its matter at that moment, with a photograph of it done where there is one."""

        def go() -> None:
            photos = self.stage.photo(self.wish.scene, True, who) if after else ()
            self._try(lambda: self.stage.move(who, self.matter(), name, photos=photos, **fields))

        self.stage.at(when, go)

    def _confirmed(self, done: int, resolver: Person) -> None:
        chance = self.stage.chance
        sure = lives.working(done + chance.randint(1, 20) * clock.HOUR, chance.randint(0, 50))
        self.stage.at(
            sure, lambda: self._try(lambda: lives.confirm(self.stage, self.grid, resolver, self.matter()))
        )
        if chance.happens(0.7):
            self.stage.at(sure + chance.randint(1, 60) * clock.HOUR, self._says)

    def matter(self) -> str:
        """The matter that was made of it."""
        assert self.request is not None and self.request.matter is not None
        return self.request.matter

    def _says(self) -> None:
        """Nine times in ten it is solved; else it climbs, and the next level does it again."""
        solved = self.stage.chance.happens(0.9)
        self.rates(solved)
        if solved:
            return
        desk = self.stage.folk.desks[self.stage.ground.community_of[self.grid]][0]
        taken = lives.working(clock.now() + self.stage.chance.randint(10, 90) * clock.MINUTE)
        done = lives.working(taken + self.stage.chance.randint(3, 30) * clock.HOUR)
        self.move(taken, desk, "take")
        self.move(done, desk, "resolve", after=True, text="和物业一起又去了一次，这次装牢了。")
        self._confirmed(done, desk)

    def rates(self, solved: bool) -> None:
        """ "Solved?" as the resident says."""
        chance = self.stage.chance
        verdict: dict[str, Any] = {"solved": solved}
        if solved:
            verdict |= {"score": chance.choices((3, 2, 1), (70, 25, 5))[0], "text": chance.choice(THANKS)}
        else:
            verdict["text"] = "过了一天又是老样子。"
        request = ResidentRequest.get_by_id(self.request.id)  # type: ignore[union-attr]
        self._try(lambda: resident_acts.rate(request, msgspec.convert(verdict, RatingBody)))

    @staticmethod
    def _try(step: Callable[[], object]) -> None:
        """What chance has put in an order that the table does not know simply does not happen."""
        try:
            step()
        except Deferred:
            return
        except Problem as problem:
            if problem.status != 409:
                raise
