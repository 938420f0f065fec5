"""Plays lives of matters at one door, each act by its real verb: the field's as ops of a phone, the others' as moves on a page."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from app.core import clock
from app.core.problems.problem import Deferred, Problem
from app.demo.city.areas import Ground
from app.demo.city.folk import Folk
from app.demo.past import finds, requests
from app.demo.past.finds import Find
from app.demo.past.lives import working
from app.demo.photos import scenes
from app.demo.stage import Stage
from app.demo.whole_city.lives import Line, Step
from app.evidence import upload, uses
from app.matters.models import RESOLVED, Matter
from app.people.models import Person
from app.requests.commands import RatingBody, RequestBody
from app.requests.followup import resident_acts
from app.requests.models import ResidentRequest
from app.requests.posters import codes
from app.requests.submission import submit
from app.requests.submission.submit import Arrival
from app.sync.batch.apply import apply_batch
from app.sync.batch.sender import Sender

CONFIRMERS = ("head", "lead", "worker", "community desk", "street desk", "district desk", "city desk")
FIELD = ("worker", "walker", "lead", "head")  # who has a phone that sends ops


@dataclass
class Play:
    """One door and its people, by the keys of `names`, on a stage."""

    now: int
    names: Mapping[str, str]
    spot: tuple[float, float]  # of the house, metres
    people: dict[str, Person] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.stage = Stage(self.now, Ground(), Folk())
        self.chance = self.stage.chance
        self._phones: dict[str, str] = {}

    def send(self, who: str, kind: str, body: dict[str, Any], **more: Any) -> None:
        """An op of the person's phone, received now. RuntimeError unless it is applied."""
        person = self.people[who]
        phone = self._phones.setdefault(who, self.chance.id7(clock.now()))
        at = clock.now() - self.chance.randint(400, 6000)
        op = {
            "id": self.chance.id7(at), "person": person.id, "lane": kind, "seq": 1, "deps": [], "type": kind, "v": 1,
            "at": clock.rfc3339(at), "body": body, **more,
        }  # fmt: skip
        result = apply_batch([op], Sender(person, phone, sent=clock.now()))[0]
        if result.status != "applied":
            raise RuntimeError(f"{kind} {body} was {result.status}: {result.problem}")

    def photo(self, scene: str | None, is_after: bool, bringer: str) -> list[str]:
        """The digest of a scene's photograph, brought by a person or a request; none without a scene."""
        if scene is None or self.chance.happens(0.2):
            return []
        sha256, raw = scenes.photo(scene, 0, is_after)
        if not uses.is_here(sha256):
            upload.take(io.BytesIO(raw), sha256, bringer)
        uses.vouch_for(sha256, bringer)
        return [sha256]

    def place(self) -> dict[str, Any]:
        """A phone's position at the house."""
        return self.stage.spot(*self.spot).serialize()

    def begin(self, line: Line) -> None:
        """Let a life of that kind begin now, and put its steps on the stage."""
        Life(self, line).begin()


class Life:
    """One matter from its report on."""

    def __init__(self, play: Play, line: Line) -> None:
        self.play, self.line = play, line
        kind = play.chance.choices(list(finds.CLASSES), list(finds.CLASSES.values()))[0]
        self.find: Find = play.chance.choice(finds.FINDS[kind])
        self.matter = play.chance.id7(clock.now())
        self.request: str | None = None

    def begin(self) -> None:
        """Reported as its line says."""
        if self.line.begins == "asked":
            self._ask()
        else:
            self._report()
        when = clock.now()
        for step in self.line.steps:
            when += round(self.play.chance.uniform(step.soonest, step.latest) * clock.HOUR)
            if step.who != "resident":
                when = working(when, self.play.chance.randint(0, 20) if step.latest > 2 else 0)
            self.play.stage.at(when, lambda step=step: self._do(step))  # type: ignore[misc]

    def _report(self) -> None:
        play, find = self.play, self.find
        worker = play.people["worker"].id
        before = play.photo(find.scene, False, worker)
        body: dict[str, Any] = {
            "matter": self.matter, "category": find.category, "text": find.said.format(house=play.names["house name"]),
        }  # fmt: skip
        after: list[str] = []
        if find.category in finds.INDOORS:
            body["area"] = play.names["house"]
        match self.line.begins:
            case "settled":
                after = play.photo(find.scene, True, worker)
                body["settled"] = {"text": find.done, "photos": after}
            case "passed_up":
                body["escalate"] = True
            case "emergency":
                body["urgency"] = "emergency"
        play.send("worker", "matter.report", body, place=play.place(), photos=before + after)

    def _ask(self) -> None:
        play = self.play
        wish = play.chance.choice(requests.WISHES)
        self.request = play.chance.id7(clock.now())
        self.find = Find(wish.category, wish.said, wish.done, wish.scene)
        body = {
            "id": self.request, "nonce": f"{play.chance.getrandbits(128):032x}", "category": wish.category,
            "text": wish.said, "area": play.names["house"], "qr": codes.sign(play.names["poster"]),
            "photos": play.photo(wish.scene, False, f"request:{self.request}"),
            "contact": {"phone": f"138{play.chance.randint(0, 99_999_999):08}"},
        }  # fmt: skip
        submit.receive(msgspec.convert(body, RequestBody), Arrival())
        self.matter = str(ResidentRequest.get_by_id(self.request).matter)

    def _do(self, step: Step) -> None:
        if step.who == "resident":
            self._rate()
        elif step.who == "confirmer":
            self._confirm(step)
        else:
            self._move(step.who, step)

    def _move(self, who: str, step: Step) -> None:
        play = self.play
        fields = dict(step.fields)
        if "to" in fields:
            fields["to"] = [f"unit:{play.names[unit]}" for unit in fields["to"]]
        if "days" in fields:
            fields["until"] = clock.rfc3339(clock.now() + fields.pop("days") * clock.DAY)
        photos: list[str] = []
        if step.move in ("resolve", "settle_on_spot"):
            photos = play.photo(self.find.scene, True, play.people[who].id)
        if who in FIELD:
            body = {"matter": self.matter, "move": step.move, **fields}
            play.send(who, "matter.move", body, photos=photos)
        else:
            play.stage.move(play.people[who], self.matter, step.move, photos=tuple(photos), **fields)

    def _confirm(self, step: Step) -> None:
        """By whoever's turn it is; one that is over already needs nobody."""
        if Matter.get_by_id(self.matter).state != RESOLVED:
            return
        for who in CONFIRMERS:
            try:
                self.play.stage.move(self.play.people[who], self.matter, step.move, **step.fields)
            except (Problem, Deferred):  # not this one's turn, or out of reach
                continue
            return

    def _rate(self) -> None:
        request = ResidentRequest.get_by_id(self.request)
        verdict = msgspec.convert({"solved": True, "score": 3}, RatingBody)
        try:
            resident_acts.rate(request, verdict)
        except Problem as problem:
            if problem.status != 409:  # it is not done yet, or over
                raise
