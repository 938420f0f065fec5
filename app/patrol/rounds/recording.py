"""The worker's own round: start, track, gap, mark, finish.

Only the worker starts and ends a patrol; the server never invents an end: one that was not finished stays so, and
lasts until the last thing known of it. Positions stand in chunks and marks, which are purged, never in the ledger.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.areas.models import Area, Post
from app.core import clock, db, decode
from app.core.prepared import Prepared, given, insertion
from app.core.problems.problem import Deferred, Problem
from app.evidence import uses
from app.ledger import record
from app.ledger.act import Act
from app.ledger.outcome import Outcome
from app.patrol.commands import FinishBody, GapBody, MarkBody, StartBody, TrackBody
from app.patrol.companions import sealed
from app.patrol.minutes import thresholds
from app.patrol.models import Chunk, Gap, Mark, Patrol, PatrolArea
from app.patrol.rounds import recompute, retention
from app.patrol.track import chunks, sensor

MARKED = ("building", "checkpoint")
RUNNING_MOST = clock.DAY  # a patrol nobody ended is not where the worker is any more


def start(act: Act, body: StartBody) -> Outcome:
    """A new patrol over `area`, or over all the worker's field posts of that day.

    Problem exists, no-post, unknown-area (also one that is out of reach).
    """
    with db.transaction():
        if _THERE.holds(id=body.patrol):
            raise Problem("exists")
        reach = field_posts(act)
        areas = [_walked(reach, body.area)] if body.area is not None else _field_areas(act)
        entry = _note(act, body.patrol, "start", areas, {"areas": areas})
        patrol = Patrol(
            id=body.patrol, person=act.person, areas=areas, started=act.at, until=act.at,
            received=act.received, seq=entry,
        )  # fmt: skip
        patrol.add()
        for code in areas:
            _NEW_AREA.send(patrol=patrol.id, area=code)
        if sealed.pick_up(patrol):
            patrol.write()
    return Outcome("patrol", patrol.id, entry)


_THERE = Prepared(lambda: Patrol.select(Patrol.id).where(Patrol.id == given("id")))
_NEW_AREA = Prepared(lambda: insertion(PatrolArea))


def track(act: Act, body: TrackBody) -> Outcome:
    """Add the fixes that can be used, also after the finish; the others are counted in the entry and in the outcome.

    Where the patrol's areas go by marks alone, none can. Problem bad-value for unequal columns or times going back; Deferred.
    """
    _check_columns(body)
    with db.transaction():
        patrol = _own(act, body.patrol)
        has_none = thresholds.keeping(patrol.areas).marks_only
        columns, dropped = (chunks.NONE, len(body.t)) if has_none else sensor.usable(body)
        n, last = len(columns.t), columns.t[-1] if columns.t else 0
        fields: dict[str, object] = {"n": n, "source": body.source}
        fields |= {"first": columns.t[0], "last": last} if n else {}
        fields |= {"dropped": dropped} if dropped else {}
        entry = _note(act, patrol.id, "track", patrol.areas, fields)
        if n and patrol.purged is not None:
            retention.add_late(patrol, columns, body.source, act)
        elif n:
            _NEW_CHUNK.send(
                id=_row_id(act, entry), patrol=patrol.id, source=body.source, first=columns.t[0], last=last, n=n,
                packed=chunks.pack(columns), received=act.received, latest=_limit(act, last),
            )  # fmt: skip
            patrol.last_chunk = max(patrol.last_chunk or 0, act.received)
        patrol.fixes += n
        n_told = bisect_right(columns.t, act.latest)  # of the fixes, which do not lie after their own receipt
        _touch(patrol, entry, columns.t[n_told - 1] if n_told else 0)
    return Outcome("patrol", patrol.id, entry, dropped=dropped)


_NEW_CHUNK = Prepared(lambda: insertion(Chunk))


def gap(act: Act, body: GapBody) -> Outcome:
    """Name the cause of a stretch without position. Problem bad-value when it ends before it begins; Deferred."""
    begins, ends = decode.time(body.begins, "from"), decode.time(body.ends, "to")
    if ends < begins:
        raise Problem("bad-value", ("to", "before-start"))
    if body.cause == "explained" and not (body.text or "").strip():
        raise Problem("bad-value", ("text", "needs-text"))
    with db.transaction():
        patrol = _own(act, body.patrol)
        fields = {"from": begins, "to": ends, "cause": body.cause}
        entry = _note(act, patrol.id, "gap", patrol.areas, fields, text=body.text)
        Gap.create(
            id=_row_id(act, entry), patrol=patrol, begins=begins, ends=ends, cause=body.cause,
            text=(body.text or "").strip() or None, received=act.received, seq=entry,
        )  # fmt: skip
        _touch(patrol, entry)
    return Outcome("patrol", patrol.id, entry)


def mark(act: Act, body: MarkBody) -> Outcome:
    """The worker stands at a building or checkpoint in reach. Problem unknown-area; Deferred."""
    with db.transaction():
        patrol = _own(act, body.patrol)
        if not (_MARKABLE.holds(code=body.area) and act.reach_for_facts().sees_area(body.area)):
            raise Problem("unknown-area", ("area", "not-here"))
        fields = {"area": body.area, "how": body.how}
        entry = _note(act, patrol.id, "mark", patrol.areas, fields, photos=act.photos)
        uses.name(act.photos, "patrol", patrol.id, patrol.person_id)
        has_places = patrol.purged is None and not thresholds.keeping(patrol.areas).marks_only
        place = act.place if has_places else None
        _NEW_MARK.send(
            id=_row_id(act, entry), patrol=patrol.id, person=patrol.person_id, area=body.area, how=body.how, at=act.at,
            lat=place.lat if place else None, lon=place.lon if place else None,
            received=act.received, latest=_limit(act, act.at),
        )  # fmt: skip
        _touch(patrol, entry, min(act.at, act.latest))
        recompute.after_marks(act, act.at, act.at, {"mark": body.area}, but=patrol.id)
    return Outcome("patrol", patrol.id, entry)


_MARKABLE = Prepared(lambda: Area.select(Area.code).where(Area.code == given("code"), Area.kind.in_(MARKED)))
_NEW_MARK = Prepared(lambda: insertion(Mark))


def finish(act: Act, body: FinishBody) -> Outcome:
    """End the patrol at the op's time or at the earlier `ended`, never before its start.

    The first finish applied counts: Problem patrol-finished for another; Deferred.
    """
    ended = decode.time(body.ended, "ended") if body.ended is not None else act.at
    with db.transaction():
        patrol = _own(act, body.patrol)
        if patrol.finished is not None:
            raise Problem("patrol-finished")
        patrol.finished = max(patrol.started, min(act.at, ended))
        patrol.finish_op, patrol.latest = act.op, _limit(act, patrol.finished)
        fields = {"finished": patrol.finished}
        if body.ended is not None:
            fields["ended"] = ended
        entry = _note(act, patrol.id, "finish", patrol.areas, fields)
        if patrol.purged is not None:
            retention.end_late(patrol)
        else:
            given_up = sealed.take_out(patrol)
            sealed.pick_up(patrol)
            if given_up is not None:
                for other in sealed.hand_on(patrol, given_up):
                    _touch(
                        other,
                        _note(replace(act, op=None), other.id, "track", other.areas, {"from": patrol.id}),
                    )
        _touch(patrol, entry, patrol.finished)
    return Outcome("patrol", patrol.id, entry)


def running_area(person: str) -> str | None:
    """An area of the patrol that the person is walking now, for placing a report without an area; None without one."""
    areas = _RUNNING.value(person=person, since=clock.now() - RUNNING_MOST)
    return None if areas is None else areas[0]


_RUNNING = Prepared(
    lambda: (
        Patrol.select(Patrol.areas)
        .where(Patrol.person == given("person"), Patrol.finished.is_null(), Patrol.started > given("since"))
        .order_by(Patrol.started.desc(), Patrol.id.desc())
        .limit(1)
    )
)


def field_posts(act: Act, verb: str = "walk") -> Reach:
    """The field posts that allow this act: held when it happened, or now. Raises Problem no-post."""
    reach = act.reach_for_facts()
    if not permissions.may(reach, verb):
        raise Problem("no-post")
    return reach


def _walked(reach: Reach, code: str) -> str:
    """The area if one of the person's field posts lies at it or above it; Problem unknown-area."""
    if Area.get_or_none(Area.code == code) is None or not permissions.may(reach, "walk", code):
        raise Problem("unknown-area", ("area", "not-here"))
    return code


def _field_areas(act: Act) -> list[str]:
    """The areas of the field posts held on the day of the act, else of those held now."""
    assert act.person is not None
    for posts in (reach_of(act.person, act.at).posts, reach_of(act.person).posts):
        areas = {post.area_id for post in posts if _is_field(post)}
        if areas:
            return sorted(areas)
    raise Problem("no-post")


def _is_field(post: Post) -> bool:
    return post.role in permissions.TABLE["walk"]


def _own(act: Act, patrol: str) -> Patrol:
    """The caller's own patrol; Deferred when it is not here or another's; Problem no-post."""
    row = Patrol.owned_by(act.person.id, patrol) if act.person is not None else None
    if row is None:
        raise Deferred
    field_posts(act)
    return row


def _check_columns(body: TrackBody) -> None:
    for name in ("lat", "lon", "acc", "speed"):
        column = getattr(body, name)
        if column is not None and len(column) != len(body.t):
            raise Problem("bad-value", (name, "unequal-columns"))
    if any(later < earlier for earlier, later in pairwise(body.t)):
        raise Problem("bad-value", ("t", "times-go-back"))


def _note(
    act: Act, patrol: str, verb: str, areas: list[str], body: Mapping[str, object],
    text: str | None = None, photos: tuple[str, ...] = (),
) -> int:  # fmt: skip
    """The number of the ledger entry, which holds no position: those live only as long as the track."""
    entry = record.record(
        replace(act, place=None),
        "patrol",
        patrol,
        verb,
        text=text,
        photos=photos,
        body=dict(body),
        area=areas[0],
    )
    return int(entry.seq)


def _limit(act: Act, last: int) -> int | None:
    """How far the act can tell, where something of it lies later: that does not count."""
    return act.latest if last > act.latest else None


def _row_id(act: Act, entry: int) -> str:
    """The op's id; what came by no op is named by its ledger number."""
    return act.op or f"entry-{entry}"


def _touch(patrol: Patrol, entry: int, until: int = 0) -> None:
    patrol.seq, patrol.version = entry, patrol.version + 1
    patrol.until = max(patrol.until, until)
    patrol.write()
