"""The pages of the digest: the text to paste, the sheet for the door, and what became of the chats' own."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.areas.models import DESK_ROLES, Area, Unit
from app.core import clock
from app.core.web import page
from app.core.words import mark
from app.desk import times
from app.notify.daily import asking, paper, telling
from app.notify.daily.happened import Days
from app.notify.daily.models import NOTHING, DailyMessage
from app.notify.daily.telling import SPANS, Digest
from app.notify.models import APPRISE, FAILED, SENDING, SENT, WAITING
from app.people.sign_in import identity
from app.requests.posters import sheets

routes = Blueprint("daily_pages", __name__, url_prefix="/daily")
SENT_MOST = 12
BECAME = {
    WAITING: mark("还没发，等一会儿再试"), SENDING: mark("正在发"), SENT: mark("发出去了"),
    FAILED: mark("没发出去，请复制上面的话自己贴"), NOTHING: mark("那天没有可说的，没有发"),
}  # fmt: skip


@routes.get("")
@identity.signed_in
def index() -> str:
    """The digest of an area or unit, to be copied."""
    reach, whose, digest = _asked()
    return render_template(
        "notify/daily/index.html", whose=whose, digest=digest, spans=_spans(whose, digest.days), sheet=_address("/daily/sheet", whose, digest.days),
        last=digest.days.last.isoformat(), today=clock.today().isoformat(), count=_count(digest.days), key=_key(whose), choices=_choices(whose, reach, digest.days),
        above=_above(whose, reach, digest.days), is_of_estate=isinstance(whose, Area) and digest.told_of != whose.code, sent=_sent(whose),
        is_desk=reach.holds(*DESK_ROLES),
    )  # fmt: skip


@routes.get("/sheet")
@identity.signed_in
def sheet() -> str:
    """The same on A4, in letters that are read at a door."""
    _, whose, digest = _asked()
    qr = sheets.qr(digest.ask) if digest.ask else ""
    return render_template(
        "notify/daily/sheet.html", digest=digest, fit=paper.fitted(digest), qr=qr, name=telling.NAME, left_out=telling.LEFT_OUT, span=telling.span_words(digest.days),
        back=_address("/daily", whose, digest.days), printed=clock.rfc3339(clock.now()),
    )  # fmt: skip


def _asked() -> tuple[Reach, Area | Unit, Digest]:
    reach = reach_of(identity.person())
    whose, days = asking.subject(request.args, reach), asking.days(request.args)
    return (
        reach,
        whose,
        telling.of_unit(whose, days) if isinstance(whose, Unit) else telling.of_area(whose, days),
    )


def _key(whose: Area | Unit) -> str:
    return "unit" if isinstance(whose, Unit) else "area"


def _count(days: Days) -> int:
    return (days.last - days.first).days + 1


def _address(path: str, whose: Area | Unit, days: Days, count: int = 0) -> str:
    asked = {_key(whose): whose.code, "last": days.last.isoformat(), "days": count or _count(days)}
    return f"{path}?{urlencode(asked)}"


def _spans(whose: Area | Unit, days: Days) -> list[tuple[str, str, bool]]:
    """(word, address, whether it is the one shown)."""
    words = {1: mark("这一天"), 7: mark("到这天的七天"), 30: mark("到这天的三十天")}
    return [
        (page.translated(words[count]), _address("/daily", whose, days, count), count == _count(days))
        for count in SPANS
    ]


def _choices(whose: Area | Unit, reach: Reach, days: Days) -> list[dict[str, str]]:
    """What else may be asked for: one's own areas and units, and what lies right below."""
    own = permissions.areas_for(reach, asking.ACT)
    codes = list(dict.fromkeys([*own, *(tree.parts_of(whose.code) if isinstance(whose, Area) else [])]))
    today = clock.today()
    areas = {area.code: area for area in Area.select().where(Area.code.in_(codes), Area.kind != "checkpoint")}
    units = Unit.select().where(Unit.code.in_(reach.units)).order_by(Unit.code)
    found = [*(areas[code] for code in codes if code in areas and areas[code].on(today)), *units]
    return [
        {"name": one.name, "address": _address("/daily", one, days)}
        for one in found
        if one.code != whose.code
    ]


def _above(whose: Area | Unit, reach: Reach, days: Days) -> dict[str, str] | None:
    """The next area up, where one may ask for it."""
    parent = whose.parent_id if isinstance(whose, Area) else None
    if parent is None or not permissions.may(reach, asking.ACT, parent):
        return None
    area = Area.get_by_id(parent)
    return {"name": area.name, "address": _address("/daily", area, days)}


def _sent(whose: Area | Unit) -> list[dict[str, Any]]:
    """What became of those that went to a chat by themselves, the latest first."""
    rows = DailyMessage.select().where(DailyMessage.subject == f"{_key(whose)}:{whose.code}")
    return [
        {
            "day": row.day,
            "channel": row.channel.removeprefix(APPRISE),
            "state": row.state,
            "became": page.translated(BECAME[row.state]),
            "when": times.moment_of(row.sent, page.language()) if row.sent else "",
        }
        for row in rows.order_by(DailyMessage.day.desc(), DailyMessage.channel).limit(SENT_MOST)
    ]
