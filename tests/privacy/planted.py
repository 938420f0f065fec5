"""A city in which everything personal carries a mark that stands nowhere else, and a loop walked through it."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from app.campaigns import opening
from app.campaigns.models import CampaignList
from app.core import clock, decode
from app.insight import catch_up
from app.ledger.act import by_web
from app.ledger.models import Entry
from app.links import creation
from app.matters.models import Matter
from app.patrol.errands import slips
from app.people import tokens
from app.people.models import Device, Person
from app.places.models import Place
from app.privacy.complaints import answers
from app.privacy.models import Complaint
from app.requests import held_requests
from app.requests.commands import RatingBody, RequestBody, WordsBody
from app.requests.followup import resident_acts, status
from app.requests.models import ResidentRequest
from app.requests.submission import similar, submit
from app.storms import declaring
from app.storms.models import StormList
from tests import cast as c
from tests.board import done as board
from tests.evidence.pictures import sha
from tests.matters import ops
from tests.privacy import surfaces
from tests.requests import form, saying
from tests.sync.phone import Phone, new_id, visit

# what is planted, and the words by which it is found again
MARKS: dict[str, str] = {
    # a resident who asked for confidence
    "secret.words": "密言甲一",
    "secret.more": "密言甲二",
    "secret.name": "密名甲三",
    "secret.phone": "13911110001",
    "secret.place": "27.5803117",
    # one who did not
    "plain.words": "明言乙一",
    "plain.name": "明名乙三",
    "plain.phone": "13911110002",
    "plain.rating": "明言乙四",
    # one who asked for confidence and joined the matter of the other
    "joiner.words": "密言丙一",
    "joiner.more": "密言丙二",
    "joiner.phone": "13911110003",
    # a neighbour who joined it too, and asked for nothing
    "neighbour.words": "邻言庚一",
    "neighbour.more": "邻言庚二",
    "neighbour.phone": "13911110007",
    # somebody who telephoned the desk
    "caller.words": "来电未一",
    "caller.name": "来电未名",
    "caller.phone": "13911110008",
    # held for a look, and one that was refused
    "held.words": "待看丁一",
    "held.phone": "13911110004",
    "refused.words": "不受戊一",
    "refused.phone": "13911110005",
    # photos
    "photo.gps": "SECRETPHONE",
    "photo.comment": "SECRETCOMMENT",
    "photo.file": "密档己一",
    # the people of the place
    "worker.name": "网格庚名",
    "worker.phone": "13922220001",
    "head.name": "楼长辛名",
    "head.phone": "13922220002",
    "dept.phone": "13922220003",
    "worker.device": "手机壬一",
    "worker.visit": "走访癸一",
    "worker.track": "27.5807731",
    "worker.kept": "待审子一",
    "errand.what": "帮办丑一",
    "staff.note": "内记寅一",
    "head.notyet": "未好卯一",
    "seeker.reason": "看号辰一",
    # where one goes from door to door, and what is looked at
    "storm.name": "台风酉一",
    "place.name": "面馆戌一",
    "campaign.name": "整治亥一",
    "campaign.question": "软管亥二没有老化",
    # complaints
    "complaint.words": "投诉巳一",
    "complaint.name": "投诉午名",
    "complaint.phone": "13911110006",
    "signed.words": "署名未一",
    "unsigned.words": "无名申一",
}


@dataclass
class City:
    """What was made, for those who look for it."""

    cast: c.Cast
    app: Any
    as_: Any
    tokens: dict[str, str] = field(default_factory=dict)  # of requests, by who
    matters: dict[str, str] = field(default_factory=dict)
    read: list[Any] = field(default_factory=list)  # what links to one matter opened
    complaints: dict[str, str] = field(default_factory=dict)  # secrets
    photos: dict[str, str] = field(default_factory=dict)
    errand: str = ""
    slip: str = ""
    patrol: str = ""
    poster: str = ""
    made: int = 0

    def photo(self, name: str) -> bytes:
        """A picture that knows where it was taken, another one each time."""
        self.made += 1
        exif = Image.Exif()
        exif[0x010F] = MARKS["photo.gps"]
        exif.get_ifd(0x8825)[2] = (27.0, 34.0, 48.0)
        image = Image.radial_gradient("L").resize((400, 300)).convert("RGB")
        image.paste((self.made * 40 % 256, 200, 40), (0, 0, 133, 100))
        out = io.BytesIO()
        image.save(out, "JPEG", exif=exif, comment=MARKS["photo.comment"].encode())
        self.photos[name] = sha(out.getvalue())
        return out.getvalue()


def look(made: City, who: str, secret: str) -> str:
    """Open everything that a link opens now; the link's secret again."""
    made.read += surfaces.by_link(made, who, secret)
    return secret


def on(ms: int) -> None:
    """Time goes on."""
    clock.freeze(clock.now() + ms)


def city(cast: c.Cast, app: Any, as_: Any) -> City:
    """Everything planted, and the whole loop walked."""
    clock.freeze(clock.parse("2026-11-18T09:00:00+08:00"))
    made = City(cast, app, as_)
    _name_people(made)
    _residents(made)
    _secret_loop(made)
    _plain_loop(made)
    _day_of_the_worker(made)
    _complaints(made)
    catch_up.follow()  # the figures and the lists behind them
    return made


def _name_people(made: City) -> None:
    for who, name, phone in (
        ("worker", MARKS["worker.name"], MARKS["worker.phone"]),
        ("head", MARKS["head.name"], MARKS["head.phone"]),
        ("dept", "赵磊", MARKS["dept.phone"]),
    ):
        Person.update(name=name, phone=phone).where(Person.id == made.cast.people[who].id).execute()
        made.cast.people[who] = Person.get_by_id(made.cast.people[who].id)
    Device.create(id=made.cast.devices["worker"], person=made.cast.worker, label=MARKS["worker.device"])


def _ask(made: City, who: str, qr: str | None, **said: Any) -> ResidentRequest:
    """Through the plain form, with a photo whose file is named."""
    visitor = form.visitor(made.app)
    fields = form.opened(visitor, f"/q/{qr}" if qr else "/ask")
    if not qr:
        fields["area"] = c.BUILDING
    photo = (io.BytesIO(made.photo(who)), f"{MARKS['photo.file']}.jpg")
    said = {key: value for key, value in said.items() if value is not None}
    made.tokens[who] = form.token(form.send(visitor, form.filled(fields, photo=photo, **said)))
    on(clock.MINUTE)
    return status.find(made.tokens[who])


def _residents(made: City) -> None:
    made.poster = saying.poster()
    secret = _ask(
        made, "secret", made.poster, text=MARKS["secret.words"], name=MARKS["secret.name"], phone=MARKS["secret.phone"],
        lat=MARKS["secret.place"], lon="120.5503", acc="5", confidential="1",
    )  # fmt: skip
    plain = _ask(
        made,
        "plain",
        made.poster,
        text=MARKS["plain.words"],
        name=MARKS["plain.name"],
        phone=MARKS["plain.phone"],
    )
    _ask(made, "other", made.poster, text="楼下的井盖响")
    joiner = _ask(
        made, "joiner", made.poster, text=MARKS["joiner.words"], phone=MARKS["joiner.phone"], confidential="1",
        step=f"join:{similar.ref(plain.matter or '')}",
    )  # fmt: skip
    neighbour = _ask(
        made, "neighbour", made.poster, text=MARKS["neighbour.words"], phone=MARKS["neighbour.phone"],
        step=f"join:{similar.ref(plain.matter or '')}",
    )  # fmt: skip
    call = {"name": MARKS["caller.name"], "phone": MARKS["caller.phone"]}
    given = saying.body(area=c.BUILDING, text=MARKS["caller.words"], contact=call)
    submit.enter(by_web(made.cast.desk), decode.convert(given, RequestBody))
    _ask(made, "held", None, text=MARKS["held.words"], phone=MARKS["held.phone"])
    refused = _ask(made, "refused", None, text=MARKS["refused.words"], phone=MARKS["refused.phone"])
    held_requests.refuse(ops.act(made.cast.desk), refused.id, "看不清说的是什么")
    assert joiner.joined and neighbour.joined and secret.matter and plain.matter
    made.matters = {
        "secret": secret.matter,
        "plain": plain.matter,
        "other": status.find(made.tokens["other"]).matter or "",
    }
    resident_acts.words(neighbour, WordsBody(text=MARKS["neighbour.more"]))
    resident_acts.words(joiner, WordsBody(text=MARKS["joiner.more"]))
    resident_acts.words(secret, WordsBody(text=MARKS["secret.more"]))


def _after(made: City, name: str, who: str) -> str:
    data = made.photo(name)
    answer = made.as_(who).put(f"/api/v1/photos/{sha(data)}", data=data)
    assert answer.status_code == 201, answer.text
    return sha(data)


def _secret_loop(made: City) -> None:
    """Up to the desk, to the unit, done, looked at by the head; the company helps by a link."""
    cast, matter = made.cast, Matter.get_by_id(made.matters["secret"])
    ops.move(cast.lead, matter, "escalate")
    ops.move(cast.desk, matter, "note", text=MARKS["staff.note"])
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}", f"unit:{c.PROPERTY}"])
    look(made, "unit", creation.make(cast.desk, matter, unit=c.PROPERTY))
    ops.move(cast.dept, matter, "take")
    ops.move(cast.dept, matter, "resolve", photos=(_after(made, "secret after", "dept"),), text="已处理")
    on(clock.HOUR)
    look(made, "head of what is confidential", creation.make(cast.desk, matter, person=cast.head.id))


def _plain_loop(made: City) -> None:
    """Taken by the worker, refused by the head through the link, done again, confirmed, rated, shown on the board."""
    cast, matter = made.cast, Matter.get_by_id(made.matters["plain"])
    ops.move(cast.worker, matter, "take")
    ops.move(cast.worker, matter, "resolve", photos=(_after(made, "plain after", "worker"),), text="换了灯")
    link = look(made, "head", creation.make(cast.lead, matter, person=cast.head.id))
    phone = made.as_(None)
    answer = phone.post(f"/m/{link}/refuse", data={"text": MARKS["head.notyet"]})
    assert answer.status_code == 303, answer.text
    on(clock.HOUR)
    matter = Matter.get_by_id(matter.id)
    ops.move(
        cast.worker, matter, "resolve", photos=(_after(made, "plain after 2", "worker"),), text="又换了一次"
    )
    ops.move(cast.desk, matter, "answer", text="灯已经换好")
    link = look(made, "head", creation.make(cast.lead, matter, person=cast.head.id))
    assert phone.post(f"/m/{link}/confirm").status_code == 303
    on(clock.HOUR)
    resident_acts.rate(
        status.find(made.tokens["plain"]), RatingBody(solved=True, score=3, text=MARKS["plain.rating"])
    )
    on(clock.HOUR)
    board.show(cast, Matter.get_by_id(matter.id), said="楼道灯坏了", done="换好了")


def _day_of_the_worker(made: City) -> None:
    phone = Phone(made.as_, made.cast)
    made.patrol, made.errand = new_id(), new_id()
    lat, now = float(MARKS["worker.track"]), clock.now()
    track = {
        "patrol": made.patrol,
        "t": [now, now + 5000],
        "lat": [lat, lat],
        "lon": [120.5507, 120.5507],
        "acc": [5, 5],
    }
    said = [
        phone.op("patrol.start", {"patrol": made.patrol}),
        phone.op("patrol.track", track),
        phone.op(body=visit(text=MARKS["worker.visit"])),
        phone.op("errand.take", {"errand": made.errand, "area": c.BUILDING, "what": MARKS["errand.what"], "papers": ["户口本"]}),
        phone.op("matter.move", {"matter": made.matters["other"], "move": "nothing", "text": MARKS["worker.kept"]}),
    ]  # fmt: skip
    results = [phone.one(op) for op in said]
    assert results[:4] == ["applied"] * 4 and results[4].startswith("rejected"), results
    made.as_("lead").post(f"/people/{made.cast.worker.id}/number", data={"reason": MARKS["seeker.reason"]})
    made.as_("lead").get(f"/api/v1/patrols/{made.patrol}")
    made.slip = slips.token(made.errand)
    _doors(made, phone)
    on(clock.HOUR)


def _doors(made: City, phone: Phone) -> None:
    """A storm in the community that lasts, a door where somebody was told, and a shop where something was found, twice."""
    declaring.declare(made.cast.desk, new_id(), MARKS["storm.name"], [c.COMMUNITY], clock.now())
    door = {"storm": StormList.get().id, "area": c.BUILDING, "told": True}
    Place.create(code="S1", name=MARKS["place.name"], kind="shop", area=c.BUILDING)
    found = {"place": "S1", "outcome": "mended", "bad": ["exit"]}
    assert phone.one(phone.op("storm.door", door)) == "applied"
    refused = phone.op("storm.door", {**door, "storm": new_id(), "help": True})
    assert phone.one(refused) == "rejected list-not-yours"
    assert phone.one(phone.op("place.check", found)) == "applied"
    days = (clock.today().isoformat(), clock.today().isoformat())
    asked = MARKS["campaign.question"]
    opening.open_campaign(
        made.cast.desk, new_id(), MARKS["campaign.name"], "fire_safety", days, [c.COMMUNITY], ["shop"], asked
    )
    visited = {"campaign": CampaignList.get().id, "place": "S1", "outcome": "mended", "bad": ["q1"]}
    assert phone.one(phone.op("campaign.visit", visited)) == "applied"


def _complaints(made: City) -> None:
    """From outside, from a worker who signs, and from a lead who does not."""
    told = {"name": MARKS["complaint.name"], "phone": MARKS["complaint.phone"]}
    for name, who, said in (
        ("complaint", None, {"text": MARKS["complaint.words"], **told}),
        ("signed", "worker", {"text": MARKS["signed.words"], "signed": "1"}),
        ("unsigned", "lead", {"text": MARKS["unsigned.words"], "signed": ""}),
    ):
        made.complaints[name] = tokens.new()
        answer = made.as_(who).post("/complaints", data={"secret": made.complaints[name], **said})
        assert answer.status_code == 303, answer.text
    number = Complaint.get(Complaint.text == MARKS["complaint.words"]).number
    answers.unmask(made.cast.city, number, "回电")
    answers.answer(made.cast.city, number, "会改")
    assert Entry.select().where(Entry.kind == "complaint").count() == 5
