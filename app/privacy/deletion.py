"""What tells who asked goes some days after it is over: of residents' requests, of complaints; that it went is recorded."""

from __future__ import annotations

from app.areas import local_settings
from app.core import clock, db, keyset
from app.evidence import deletion
from app.ledger.act import by_clock
from app.ledger.record import record
from app.matters.models import CLOSED, VOID, Matter
from app.people.models import Person
from app.privacy.models import KEPT, LEAVER, Complaint
from app.requests.models import ResidentRequest

BARE: dict[str, str | None] = {"name": None, "phone": None, "place": None, "lat": None, "lon": None}


def forget_contacts() -> int:
    """Forget what told who asked and where they stood, of every request whose time is over; how many.

    One transaction each: killed anywhere, the next run goes on.
    """
    days: dict[str, float] = {}
    done = 0
    waiting = ResidentRequest.select().where(ResidentRequest.contact_deleted.is_null())
    for request in keyset.pages(waiting, ResidentRequest.id):
        area = request.area
        if area not in days:
            days[area] = local_settings.number_at(area, "contact_days") * clock.DAY
        if _is_over(request, days[area]):
            done += _forget(request.id, days[area])
    return done


def _is_over(request: ResidentRequest, life: float) -> bool:
    over = over_since(request)
    return over is not None and clock.now() - over >= life


def over_since(request: ResidentRequest) -> int | None:
    """When it ended, for the request: refused, withdrawn, or its matter closed or void; None while somebody may call."""
    if request.refused is not None or request.withdrawn is not None:
        return request.refused if request.refused is not None else request.withdrawn
    matter = _last(request.matter)
    if matter is not None:
        return matter.closed_at if matter.state in (CLOSED, VOID) else None
    # held, and nobody ever looked: it does not keep a telephone number for ever
    waited = local_settings.number_at(request.area, "quarantine_days") * clock.DAY
    return request.received if clock.now() - request.received >= waited else None


def _last(id: str | None) -> Matter | None:
    """The matter, or the one it went on in."""
    matter = Matter.get_or_none(Matter.id == id) if id else None
    while matter is not None and matter.merged_into is not None:
        matter = Matter.get_or_none(Matter.id == matter.merged_into)
    return matter


def _forget(id: str, life: float) -> int:
    with db.transaction():
        request = ResidentRequest.get_by_id(id)  # anew, inside the lock: it may just have been reopened
        if request.contact_deleted is not None or not _is_over(request, life):
            return 0
        gone = dict(BARE)
        if request.matter is None and (request.refused is not None or request.withdrawn is not None):
            gone["words"] = ""  # it never became anything
            for photo in request.photos:
                deletion.drop(photo, "request", request.id)
        # without a key the digest could be tried with every telephone number there is
        ResidentRequest.update(contact_deleted=clock.now(), digest="", **gone).where(
            ResidentRequest.id == id
        ).execute()
        entry = record(by_clock(), "request", id, "contact_deleted", area=request.area)
        if request.matter is not None and not request.joined:
            _forget_place(request.matter, entry.seq)
    return 1


def _forget_place(matter: str, seq: int) -> None:
    """The matter keeps its area; phones that hold it are told."""
    Matter.update(place=None, lat=None, lon=None, seq=seq, version=Matter.version + 1).where(
        Matter.id == matter, Matter.place.is_null(False)
    ).execute()


def forget_complainants() -> int:
    """Forget name and number of complaints answered some days ago, and the oldest altogether; how many."""
    done = 0
    for complaint in keyset.pages(Complaint.select().where(Complaint.answered.is_null(False)), Complaint.id):
        since = clock.now() - (complaint.answered or 0)
        days = local_settings.number_at(complaint.area, "contact_days")
        if since >= KEPT:
            done += _end(complaint)
        elif complaint.contact_deleted is None and since >= days * clock.DAY:
            done += _forget_complainant(complaint)
    return done


def _end(complaint: Complaint) -> int:
    with db.transaction():
        gone = Complaint.delete().where(Complaint.id == complaint.id).execute()
        if gone:
            record(by_clock(), "complaint", complaint.number, "deleted", area=complaint.area)
        return int(gone)


def _forget_complainant(complaint: Complaint) -> int:
    with db.transaction():
        bare = Complaint.update(name=None, phone=None, contact_deleted=clock.now())
        gone = bare.where(Complaint.id == complaint.id, Complaint.contact_deleted.is_null()).execute()
        if gone:
            record(by_clock(), "complaint", complaint.number, "contact_deleted", area=complaint.area)
        return int(gone)


def forget_leavers() -> int:
    """Delete the phone numbers of accounts that ended long enough ago; how many."""
    over = Person.ended.is_null(False) & (Person.ended < clock.now() - LEAVER) & Person.phone.is_null(False)
    done = 0
    for person in keyset.pages(Person.select(Person.id).where(over), Person.id):
        with db.transaction():
            gone = Person.update(phone=None).where(Person.id == person.id, over).execute()
            if gone:
                record(by_clock(), "person", person.id, "contact_deleted")
            done += gone
    return done
