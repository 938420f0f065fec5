"""Addresses that open for anybody in a served demonstration city: forms, private links, links to one matter, slips, boards."""

from __future__ import annotations

import hashlib
import io
import secrets
from pathlib import Path

from app import open_store
from app.core import clock, db, decode, ids
from app.evidence import upload
from app.ledger.act import Act
from app.links import assignment, creation
from app.matters import transition
from app.matters.commands import MoveBody
from app.matters.models import RESOLVED, Matter
from app.patrol.errands import slips
from app.patrol.models import Errand
from app.people.models import Person
from app.requests.commands import RequestBody
from app.requests.models import Poster, ResidentRequest
from app.requests.posters import codes
from app.requests.submission import submit
from app.requests.submission.submit import Arrival
from app.settings import Settings
from tests import hands
from tests.cast import ROLES

UNIT = "ZF01"
COMMUNITY = "330399198001"


def addresses(folder: Path) -> dict[str, str]:
    """Name → path of each, made over the store in `folder`; what is asked here is asked for the purpose."""
    open_store(Settings(data_dir=folder, demo=True))
    db.connect()
    try:
        return {
            "ask": "/ask", "find": "/find", "boards": "/board", "board": f"/board/{COMMUNITY}",
            "privacy": "/privacy", "complaints": "/complaints", **_made(),
        }  # fmt: skip
    finally:
        db.database.close()


def _made() -> dict[str, str]:
    head = _person("head")
    turn = next(matter for matter in _to_look() if assignment.purpose_of(matter, head.id, None) == "look")
    lying = Matter.get(Matter.holder_unit == UNIT, Matter.state == "in_hand")
    held = Errand.select().where(Errand.held.is_null(False)).first()
    poster = _poster()
    secret = creation.make(None, turn, person=head.id)
    return {
        "poster": f"/q/{codes.sign(poster.code)}",
        "asked": f"/r/{_asked(poster)}",
        "done": f"/r/{_done(poster)}",
        "look": f"/m/{secret}",
        "notyet": f"/m/{secret}/not-yet",
        "handle": f"/m/{creation.make(None, lying, unit=UNIT)}",
        **({"slip": f"/e/{slips.token(held.id)}"} if held is not None else {}),
    }


def _to_look() -> list[Matter]:
    """What residents asked and a head should look at, the latest first."""
    waiting = Matter.select().where(Matter.state == RESOLVED, Matter.confirm_turn == "head")
    return list(waiting.where(Matter.resident_asked == True).order_by(Matter.received_at.desc()))  # noqa: E712


def _person(login: str) -> Person:
    assert login in ROLES
    return Person.get(Person.login == login)


def _poster() -> Poster:
    """One on a house of the worker's grid."""
    worker = _person("worker")
    area = worker.posts.get().area_id
    return Poster.select().where(Poster.area.startswith(area)).order_by(Poster.code).first()


def _asked(poster: Poster, text: str = "单元门口的灯三天不亮了，老人晚上不敢下楼") -> str:
    body = {
        "id": ids.uuid7(), "nonce": secrets.token_urlsafe(18), "category": "street_lamp", "text": text,
        "qr": codes.sign(poster.code), "contact": {"phone": "13800001234"},
    }  # fmt: skip
    return submit.receive(decode.convert(body, RequestBody), Arrival("10.0.0.1")).token


def _done(poster: Poster) -> str:
    """Answered and settled with a photo: the resident is asked."""
    token = _asked(poster, "二单元三楼的声控灯也不亮")
    matter = ResidentRequest.select().order_by(ResidentRequest.received.desc()).first().matter
    worker = _person("worker")
    sha = _photo(worker)
    for move, text, photos in (
        ("answer", "今天下午来换。", ()),
        ("settle_on_spot", "换了灯头，试亮正常。", (sha,)),
    ):
        transition.move(
            Act(worker, clock.now(), photos=photos), MoveBody(matter=matter, move=move, text=text)
        )
    return token


def _photo(person: Person) -> str:
    raw = hands.picture(11, 1200, 900)
    sha = hashlib.sha256(raw).hexdigest()
    upload.take(io.BytesIO(raw), sha, person.id)
    return sha
