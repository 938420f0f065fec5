"""A complaint or suggestion comes in: no account needed, and whoever does not sign it is not kept."""

from __future__ import annotations

from app.areas import local_settings
from app.areas.geometry import location
from app.areas.models import Area
from app.core import clock, db, telephone
from app.core.problems.problem import Problem
from app.ledger.act import Act
from app.ledger.record import record
from app.matters.models import Counter
from app.matters.timing import workdays
from app.people import tokens
from app.people.models import Person
from app.privacy.commands import ComplaintForm
from app.privacy.models import Complaint
from app.requests.antispam import token_bucket
from app.requests.antispam.token_bucket import Size

NETWORK, EVERYBODY = Size(10, 10), Size(200, 100)  # a network's allowance, and the whole city's
ANSWERING_KINDS = ("city", "street", "community")  # kinds of area that have somebody to answer


def complain(form: ComplaintForm, address: str | None, person: Person | None = None) -> tuple[Complaint, str]:
    """Store a complaint; returns it with the secret of its private link. The same form sent twice is one complaint.

    Problems: bad-value (text, area, phone), too-many-requests.
    """
    text, phone = _checked(form)
    area = _area(form.area)
    signer = person if form.signed else None
    with db.transaction():
        secret = form.secret
        known = Complaint.get_or_none(Complaint.id == tokens.digest(secret))
        if known is not None and known.text == text:
            return known, secret
        if known is not None:  # the way back, and something else to say
            secret = tokens.new()
        token_bucket.require(
            [(f"complaint:{token_bucket.network(address)}", NETWORK), ("complaint:all", EVERYBODY)]
        )
        complaint = Complaint.create(
            id=tokens.digest(secret), number=_number(), kind=form.kind, text=text, area=area,
            name=_line(form.name), phone=phone, person=signer.id if signer else None,
            due=_due(area),
        )  # fmt: skip
        record(
            _act(signer), "complaint", complaint.number, "complain", body={"kind": complaint.kind}, area=area
        )
    return complaint, secret


def due_now() -> int:
    """By when a complaint made now would be answered at the top; epoch ms."""
    return _due(location.top())


def _due(area: str) -> int:
    return workdays.days_after(clock.now(), round(local_settings.number_at(area, "complaint_days")))


def _act(signer: Person | None) -> Act:
    """Nobody's, unless it is signed: not even that it was one of us."""
    return Act(signer, clock.now(), actor="person" if signer is not None else "resident")


def _checked(form: ComplaintForm) -> tuple[str, str | None]:
    if form.website:  # filled in by a machine: as if its network had used up its share
        raise Problem("too-many-requests")
    text, phone = form.text.strip(), _line(form.phone)
    if not text:
        raise Problem("bad-value", ("text", "needs-text"))
    return text, telephone.number(phone, "phone") if phone else None


def _line(text: str | None) -> str | None:
    return " ".join((text or "").split()) or None


def offices() -> list[Area]:
    """The areas that can be asked to answer: the top, and those with a desk of their own, by name."""
    top, day = location.top(), clock.today()
    areas = Area.select().where(Area.kind.in_(ANSWERING_KINDS), Area.code != top).order_by(Area.code)
    return [Area.get_by_id(top), *(area for area in areas if area.on(day))]


def _area(code: str | None) -> str:
    if code is None:
        return location.top()
    if code not in {area.code for area in offices()}:
        raise Problem("bad-value", ("area", "not-here"))
    return code


def _number() -> str:
    """`TYYMMDD-nnnn`, counted by the day like matters; call inside the write transaction, where writers queue."""
    day = clock.today().strftime("T%y%m%d")
    Counter.insert(day=day, last=1).on_conflict(
        conflict_target=[Counter.day], update={Counter.last: Counter.last + 1}
    ).execute()
    return f"{day}-{Counter.get_by_id(day).last:04}"
