"""A line of the list: a matter in a few words, read for a whole page in a handful of queries."""

from __future__ import annotations

from dataclasses import dataclass

from app.areas.access.reach import Reach
from app.areas.models import Unit
from app.core import clock, ids
from app.core.remembered import remembered
from app.core.words import mark, translate
from app.desk import times
from app.desk.again import looks
from app.ledger import undone
from app.ledger.models import Entry
from app.matters.area_staff import Ground
from app.matters.models import DISPATCHED, IN_HAND, Call, Category, Matter
from app.matters.moves.handling import note
from app.matters.queries import lists
from app.matters.timing import deadlines, hotline
from app.matters.workflow import labels
from app.people.models import Person
from app.requests.followup import requesters

KINDS = {  # state → the tag's colour
    "reported": "wait", "dispatched": "info", "in_hand": "info", "resolved": "wait", "confirmed": "good",
    "closed": "good", "shelved": "", "void": "",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """What a row shows."""

    id: str
    number: str
    state: str
    kind: str
    urgency: str
    urgent_word: str
    where: str
    what: str
    text: str
    who: str
    due: str
    due_state: str
    left: str  # the time that is left, in words; empty where none runs or it is over
    came: str
    called: str  # when one's own unit was called, where it has not answered
    when: str  # what the list is ordered by
    when_tone: str  # late | near | ""
    waits: str  # a whistle nobody has answered, in words
    asks_time: str  # until when its handler asked for more time, where that is not decided
    is_waited_late: bool  # whether the time to answer it is over
    again: str  # when one wants to look at it again, in words, for oneself alone
    is_again_due: bool
    version: int
    seen_id: str  # of the form that says "seen": the same as long as nothing happens to the matter
    since: int  # when it began, epoch ms: it was reported, or one's own unit was called

    @property
    def minutes(self) -> int:
        """How many whole minutes ago that was."""
        return max(0, clock.now() - self.since) // clock.MINUTE


def lines(matters: list[Matter], reach: Reach, language: str, order: str = "next") -> list[Line]:
    """The rows of a list in this order (`ways.ORDERS`, `ways.SORTINGS`) as this person may read them."""
    names = _Names(matters, reach)
    names.changed = _changed(matters) if order == "changed" else {}
    return [_line(matter, names, language, order) for matter in matters]


def lines_of(ids: list[str], reach: Reach, language: str) -> list[Line]:
    """The rows of these matters, in this order, as far as they are in reach."""
    found = {matter.id: matter for matter in lists.visible(reach).where(Matter.id.in_(ids))} if ids else {}
    return lines([found[id] for id in ids if id in found], reach, language)


class _Names:
    """The names that the lines of a page need, and where it is asked for when each matter was changed last."""

    changed: dict[str, int]

    def __init__(self, matters: list[Matter], reach: Reach) -> None:
        self.ground, self.person, self.own_units = Ground(), reach.person, reach.units
        self.chains = {m.id: self.ground.chain(m.area) for m in matters}
        chains = {code for chain in self.chains.values() for code in chain}
        self.ground.learn(chains | {m.holder_desk for m in matters if m.holder_desk})
        self.categories, self.units, self.people = _categories(), _units(), _people()
        merged = {m.merged_into for m in matters if m.merged_into}
        self.numbers = _numbers(merged, reach)
        self.calls = _calls(matters)
        self.spots = requesters.spots_of([m.id for m in matters if m.resident_asked])
        self.again = {matter: at for at, matter in looks.places(reach.person)}
        self.hidden = _unreadable({m.id for m in matters if m.confidential}, reach)
        self.added = _added(
            {m.id for m in matters if m.urgency == "emergency" and not m.text and m.is_open()}
        )

    def where(self, matter: Matter) -> str:
        """The building with its grid before it, or whatever the place is."""
        chain = self.chains[matter.id]
        grid = next((code for code in chain if self.ground.is_grid(code)), None)
        codes = [grid, matter.area] if grid not in (None, matter.area) else [matter.area]
        named = " ".join(self.ground.name(code) or "" for code in codes)
        spot = self.spots.get(matter.id) if matter.spot is None else matter.spot or None
        return f"{named} · {spot}" if spot is not None and not named.endswith(spot) else named

    def who(self, matter: Matter) -> str:
        """Who has it; nobody once it is closed or void."""
        if not matter.is_open():
            return ""
        desk, unit, person = matter.holder()
        if desk is not None:
            return self.ground.name(desk) or desk
        return self.units.get(unit or "", "") or self.people.get(person or "", "")


@remembered
def _categories() -> dict[str, Category]:
    return {row.code: row for row in Category.select()}


@remembered
def _units() -> dict[str, str]:
    return dict(Unit.select(Unit.code, Unit.name).tuples())


@remembered
def _people() -> dict[str, str]:
    return dict(Person.select(Person.id, Person.name).tuples())


def _unreadable(ids: set[str], reach: Reach) -> set[str]:
    """Those of the matters of which the person may not read the words."""
    if not ids:
        return ids
    readable = Matter.select(Matter.id).where(Matter.id.in_(sorted(ids)), lists.may_read(reach))
    return ids - {row.id for row in readable}


def _numbers(ids: set[str], reach: Reach) -> dict[str, str]:
    """The numbers of those of the matters that the person may see."""
    found = lists.visible(reach).where(Matter.id.in_(sorted(ids))) if ids else []
    return {row.id: row.number for row in found}


def _changed(matters: list[Matter]) -> dict[str, int]:
    """When each had its last entry."""
    seqs = {matter.seq: matter.id for matter in matters}
    rows = Entry.select(Entry.seq, Entry.received).where(Entry.seq.in_(list(seqs))).tuples() if seqs else []
    return {seqs[seq]: received for seq, received in rows}


def _added(ids: set[str]) -> dict[str, str]:
    """For those of the matters to which words were added later, the first of them that stand."""
    found: dict[str, str] = {}
    if not ids:
        return found
    entries = Entry.select().where(Entry.kind == "matter", Entry.subject.in_(sorted(ids))).order_by(Entry.seq)
    for entry in undone.standing(entries):
        if entry.verb == note.MOVE.name and entry.text:
            found.setdefault(entry.subject, entry.text)
    return found


def _calls(matters: list[Matter]) -> dict[str, list[Call]]:
    found: dict[str, list[Call]] = {}
    if not matters:
        return found
    ids = [m.id for m in matters]
    for call in Call.select().where(Call.matter.in_(ids), Call.state == "open").order_by(Call.entry):
        found.setdefault(call.matter, []).append(call)
    return found


def _line(matter: Matter, names: _Names, language: str, order: str) -> Line:
    category = names.categories[matter.category]
    state = deadlines.state_of(matter, clock.now())
    hidden = matter.id in names.hidden
    due = times.due(matter.due, state, language)
    remaining = deadlines.time_left(matter, names.ground.kind(matter.level), clock.now())
    left = times.time_left(remaining, language) if remaining is not None else ""
    again, changed = names.again.get(matter.id), names.changed.get(matter.id)
    when, tone = _when(matter, order, left or due, state, language)
    if changed is not None:
        when, tone = translate(mark("{when} 有变动"), language, when=times.moment(changed, language)), ""
    if order == "again" and again is not None:
        when, tone = _again(again, language), "near" if again <= clock.now() else ""
    calls = names.calls.get(matter.id, []) if matter.is_open() else []
    return Line(
        matter.id, matter.number, labels.state_word(
            matter.state, bool(matter.merged_into), names.numbers.get(matter.merged_into or ""), language
        ), KINDS[matter.state],
        matter.urgency, "" if matter.urgency == "normal" else translate(labels.URGENCIES[matter.urgency], language),
        names.where(matter), category.name_en if language == "en" else category.name,
        translate(labels.CONFIDENTIAL, language) if hidden else matter.text or names.added.get(matter.id, ""),
        names.who(matter),
        due, state or "", left, times.moment(matter.received_at, language), times.moment(_called(calls, names), language), when, tone,
        _waits(calls, names, language), _asks_time(matter, language), _is_late(calls),
        _again(again, language), again is not None and again <= clock.now(), matter.version,
        ids.derived(matter.received_at, f"seen {names.person} {matter.id} {matter.version}"),
        _called(calls, names) or matter.received_at,
    )  # fmt: skip


def _when(matter: Matter, order: str, due: str, state: str | None, language: str) -> tuple[str, str]:
    """The moment by which a list in this order has its rows, in words, and its tone."""
    if order in ("next", "due", "place") and due:
        return due, state or ""
    dates = {
        "shelved": matter.shelved_until,
        "watched": matter.supervised_until,
        "unanswered": matter.answer_due,
    }
    until = dates.get(order)
    if until is not None:
        return times.until(until, language), "late" if until < clock.now() and order != "shelved" else ""
    nearest = hotline.nearest(matter) if order == "hotline" else None
    if nearest is not None:
        words = translate(hotline.CLOCKS[nearest[0]], language), times.until(nearest[1], language)
        return " ".join(words), "late" if nearest[1] < clock.now() else ""
    if order == "joint" and matter.joint_since is not None:
        since = times.moment(matter.joint_since, language)
        return translate(mark("{when} 起等定"), language, when=since), ""
    if order == "closed":
        return times.moment(matter.closed_at or matter.received_at, language), ""
    return translate(mark("{when} 来的"), language, when=times.moment(matter.received_at, language)), ""


def _again(at: int | None, language: str) -> str:
    return "" if at is None else translate(mark("再看 {when}"), language, when=times.moment(at, language))


def _called(calls: list[Call], names: _Names) -> int | None:
    """When the person's unit was last called and has not answered."""
    return max(
        (call.at for call in calls if call.unit in names.own_units and call.accepted is None), default=None
    )


def _waits(calls: list[Call], names: _Names, language: str) -> str:
    if not calls:
        return ""
    since = times.length(clock.now() - calls[0].at, language)
    silent = [call for call in calls if call.accepted is None or call.due < clock.now()]
    if not silent:
        return translate(
            mark("吹哨 {since}，{units}已收到"),
            language,
            since=since,
            units=_units_in(calls, names, language),
        )
    units = _units_in(silent, names, language)
    if _is_late(calls):
        length = times.length(clock.now() - min(call.due for call in calls), language)
        return translate(mark("吹哨超时 {length}，{units}还没有报到"), language, length=length, units=units)
    return translate(mark("吹哨 {since}，{units}还没有报到"), language, since=since, units=units)


def _asks_time(matter: Matter, language: str) -> str:
    if matter.asked_until is None or matter.state not in (DISPATCHED, IN_HAND):
        return ""
    return translate(mark("申请延期到 {until}"), language, until=times.moment(matter.asked_until, language))


def _units_in(calls: list[Call], names: _Names, language: str) -> str:
    return ("、", ", ")[language == "en"].join(names.units.get(call.unit, call.unit) for call in calls)


def _is_late(calls: list[Call]) -> bool:
    """Whether the time that one of these open calls gave to answer is over."""
    return any(call.due < clock.now() for call in calls)
