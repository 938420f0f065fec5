"""Everything that is kept about a member of staff, gathered for that person alone."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

from peewee import BigIntegerField, BlobField, Model, ModelSelect

from app.core import clock
from app.evidence.models import PhotoBringer
from app.ledger.models import Entry
from app.patrol import serialize
from app.patrol.companions import names
from app.patrol.models import Errand, Gap, Mark, Patrol, TrackView, Visit, VisitPlan
from app.patrol.rounds import exports
from app.people.models import Device, Passkey, Person, Session, SyncToken
from app.privacy.models import Complaint

Part = Callable[[Person], Any]
SECRET = {"id", "password", "handle", "public_key", "token", "endpoint", "p256dh", "auth"}
READ_ME = """这里是巡格系统里保存的、关于您本人的全部内容，每个文件一类，可以用任何文本编辑器打开。
保存多久、谁能看到：请看系统里的“我们保存什么、保存多久”。照片原件作为证据保存，photos.json 里是它们的编号和时间。

This is everything that Gridwalk keeps about you, one file for each kind; any text editor opens them.
How long it is kept and who sees it stands on the page "What we keep, and for how long". photos.json names your photos.
"""
_others: dict[str, Part] = {}


def add(name: str, part: Part) -> None:
    """Register what another slice stores about a person; called in create_app."""
    _others[name] = part


def plain(
    rows: Iterable[Model], keep: tuple[str, ...] = (), drop: tuple[str, ...] = ()
) -> list[dict[str, Any]]:
    """Rows as JSON can hold them: times in full, no bytes, nothing to sign in by."""
    return [_plain(row, keep, drop) for row in rows]


def _plain(row: Model, keep: tuple[str, ...], drop: tuple[str, ...]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, field in row._meta.fields.items():
        if isinstance(field, BlobField) or (name in SECRET and name not in keep) or name in drop:
            continue
        value = row.__data__[name]
        is_time = isinstance(field, BigIntegerField) and isinstance(value, int) and value > clock.DAY * 365
        members[name] = clock.rfc3339(value) if is_time else value
    return members


def _me(person: Person) -> dict[str, Any]:
    fields = plain([person], keep=("id",))[0]
    return {**fields, "has_password": person.password is not None}


def _mine(model: Any, *keep: str) -> Part:
    """Every row of a table whose `person` is the person."""

    def gather(person: Person) -> list[dict[str, Any]]:
        return plain(model.select().where(model.person == person.id), keep=keep)

    return gather


def _patrols(person: Person) -> list[dict[str, Any]]:
    patrols = Patrol.select().where(Patrol.person == person).order_by(Patrol.started)
    return [
        {
            **serialize.whole(patrol),
            "track": None
            if patrol.purged is not None
            else exports.as_geojson(patrol, labels=names.labels(patrol)),
        }
        for patrol in patrols
    ]


def _gaps(person: Person) -> list[dict[str, Any]]:
    return plain(Gap.select().join(Patrol).where(Patrol.person == person), keep=("id",))


def _errands(person: Person) -> list[dict[str, Any]]:
    errands = Errand.select().where((Errand.person == person) | (Errand.taken_by == person))
    return plain(errands, keep=("id",))


def _done(person: Person) -> list[dict[str, Any]]:
    return plain(Entry.select().where(Entry.by == person.id).order_by(Entry.seq))


def _done_to(person: Person) -> list[dict[str, Any]]:
    """What others did to the account, who read the number among it."""
    entries: ModelSelect = Entry.select().where(Entry.kind == "person", Entry.subject == person.id)
    return [{**row, "by_name": _name(row["by"])} for row in plain(entries.order_by(Entry.seq))]


def _looks(person: Person) -> list[dict[str, Any]]:
    views = TrackView.select().where(TrackView.owner == person.id).order_by(TrackView.at)
    return [{**view, "by_name": _name(view["viewer"])} for view in plain(views)]


def _name(person: str | None) -> str | None:
    known = Person.get_or_none(Person.id == person) if person else None
    return known.name if known else None


def _posts(person: Person) -> list[dict[str, Any]]:
    return [post.serialize() for post in person.posts]


PARTS: dict[str, Part] = {
    "me": _me,
    "posts": _posts,
    "phones": _mine(Device, "id"),
    "sessions": _mine(Session),
    "upload_tokens": _mine(SyncToken),
    "passkeys": _mine(Passkey),
    "patrols": _patrols,
    "gaps": _gaps,
    "marks": _mine(Mark, "id"),
    "visits": _mine(Visit, "id"),
    "planned_visits": _mine(VisitPlan, "id"),
    "errands": _errands,
    "what_i_did": _done,
    "what_was_done_to_my_account": _done_to,
    "who_looked_at_my_tracks": _looks,
    "photos": _mine(PhotoBringer),
    "complaints_i_signed": _mine(Complaint),
}


def everything(person: Person) -> dict[str, Any]:
    """Everything stored about the person, part by part, for JSON."""
    return {name: part(person) for name, part in (PARTS | _others).items()}


def archive(person: Person) -> bytes:
    """The same as a zip: a file of readable JSON for each part, and a page that explains."""
    out = io.BytesIO()
    moment = dt.datetime.fromtimestamp(clock.now() / 1000, clock.zone()).timetuple()[:6]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(zipfile.ZipInfo("读我 README.txt", moment), READ_ME, zipfile.ZIP_DEFLATED)
        for name, part in everything(person).items():
            text = json.dumps(part, ensure_ascii=False, indent=1)
            packed.writestr(zipfile.ZipInfo(f"{name}.json", moment), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()
