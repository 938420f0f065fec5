"""Who is told of what: one table from what happened to who should know, never the one who did it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.areas.access import permissions
from app.areas.duty import absences, roster
from app.areas.duty.roster import Office
from app.areas.models import DESK_ROLES, LEAD_ROLES, Area, Post
from app.core import clock
from app.ledger import undone
from app.ledger.models import Entry
from app.matters.area_staff import Ground
from app.matters.models import RESOLVED, Call, Matter, Support
from app.matters.moves import table
from app.matters.moves.record import Tell
from app.matters.workflow import confirmers
from app.people.models import Person

TURNING = tuple(move.name for move in table.MOVES if move.turns)

# verb → variant of the entry → (who, what they are told); the first line that names a person decides what that person is
# told. What a move tells stands in its record (app/matters/moves).
TABLE: dict[str, Mapping[str, tuple[Tell, ...]]] = {
    "report": {"": (("new_holder", "new"), ("alarmed_lead", "new"))},
    "shown_on_board": {"masked": (("masked", "masked"),)},
    "taken_off_board": {"": (("pictured", "off_board"), ("finder", "off_board"))},
    **{move.name: move.tells for move in table.MOVES},
}

# verb of an entry about a worker's own tracker → what the worker, and nobody else, is told
OF_TRACKER = {"outside": "tracker_outside"}

# verb of an entry about a grid's list of doors in a storm → what those are told whose phones have the list
OF_STORM = {"declared": "storm_declared", "ended": "storm_ended"}

# verb of an entry about a kept record that is a call for help → what the desk of the building is told, and whoever leads there
OF_CALL = {"call": "call_refused"}
ANSWERED = ("call_handled", "call_entered", "call_applied", "let_be", "forget")  # verbs that end it

# verb of an entry about a shift at a desk → what is told, and whom the entry names
OF_SHIFT = {"shift_handed_over": ("shift_given", "to"), "shift_taken_over": ("shift_taken", "from")}

# verb of an entry about an area's report → what those are told who look after the area
OF_REPORT = {"ready": "report_ready"}

# verb of an entry about the store itself → what its administrators are told
OF_STORE = {"disk_low": "disk_low", "disk_well": "disk_well"}

# kind and verb of an entry about another system → what the administrators of its place are told
OF_OTHERS = {
    ("system", "line_down"): "system_down", ("system", "line_well"): "system_well", ("system", "case_refused"): "system_refused",
    ("system", "number_doubted"): "system_doubted", ("system", "queue_stands"): "system_stands", ("source", "quiet"): "source_quiet",
}  # fmt: skip


# verb of an entry about a reorganisation → what those are told whose posts it changes
OF_POSTS = {
    "agreed": "post_redrawn", "sent_elsewhere": "post_redrawn", "dropped": "post_stays", "taken_back": "post_back",
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """An entry beside the matter as it stands now; what has been overtaken since asks nobody."""

    entry: Entry
    matter: Matter
    ground: Ground = field(default_factory=Ground)

    @property
    def body(self) -> dict[str, object]:
        """What the entry carries."""
        return self.entry.body or {}

    def lines(self) -> tuple[Tell, ...]:
        """Who is told what of such an entry."""
        tells = TABLE.get(self.entry.verb, {})
        return next((tells[variant] for variant in self.entry.variants() if variant in tells), ())

    def still_lies_so(self) -> bool:
        """Whether whom the entry gave it to has it still."""
        desk, unit, person = self.matter.holder()
        holder_then = self.body.get("holder")
        if isinstance(holder_then, dict):
            return (holder_then.get("desk"), holder_then.get("unit"), holder_then.get("person")) == (
                desk,
                unit,
                person,
            )
        if self.entry.verb == "report":
            it = self.entry
            return (it.unit, it.person) == (unit, person) and it.level == self.matter.level
        return True

    def later(self, *verbs: str) -> bool:
        """Whether one of these happened to the matter since."""
        since = Entry.select(Entry.subject, Entry.verb).where(
            Entry.kind == "matter", Entry.subject == self.matter.id, Entry.seq > self.entry.seq
        )
        return any(entry.verb in verbs for entry in undone.standing(since.order_by(Entry.seq)))


def recipients_of(case: Case) -> dict[str, str]:
    """What each person is told about the entry, by the person's id; its author is left out, and whoever stands in hears it for the absent."""
    standing_in = absences.substitutes_on()
    by_person: dict[str, str] = {}
    for who, kind in case.lines():
        for person in WHO[who](case):
            by_person.setdefault(standing_in.get(person, person), kind)
    by_person.pop(case.entry.by or "", None)
    return by_person


def administrators(ground: Ground) -> list[str]:
    """Those who look after the server: who administers the top of the tree."""
    return ground.people(("admin",), [area.code for area in Area.select().where(Area.parent.is_null())])


def keepers(ground: Ground, area: str) -> list[str]:
    """Those who may agree upon other systems for the area: its administrators and those above."""
    return ground.people(permissions.TABLE["set_sources"], ground.chain(area))


def called(ground: Ground, area: str) -> list[str]:
    """Those on duty at the desk over the area, and whoever leads the grid: as for an emergency there."""
    desk, grid = ground.desk_over(area), ground.grid_of(area)
    at_desk = [] if desk is None else on_duty(Office("desk", desk), ground.people(DESK_ROLES, [desk]))
    leads = [] if grid is None else ground.people(LEAD_ROLES, [grid])
    return list(dict.fromkeys([*at_desk, *leads]))


def members(unit: str) -> list[str]:
    """Those who hold a handler's post for the unit today and may sign in."""
    day = clock.today().isoformat()
    rows = (
        Post.select(Post.person)
        .join(Person)
        .where(Post.unit == unit, Post.role == "handler", Post.begins <= day, Post.ends >= day)
        .where(Person.ended.is_null())
    )
    return [post.person_id for post in rows]


def on_duty(office: Office, people: list[str]) -> list[str]:
    """Those of the people of a desk or unit who are on duty now; all of them where the roster names none."""
    now = set(roster.people_on_duty(office))
    return [person for person in people if person in now] or people


def _members_on_duty(unit: str) -> list[str]:
    return on_duty(Office("unit", unit), members(unit))


def holding(matter: Matter, ground: Ground) -> list[str]:
    """Those with whom a matter lies now: the person, the unit's members, or the desk's people."""
    desk, unit, person = matter.holder()
    if person is not None:
        return [person]
    if unit is not None:
        return members(unit)
    return ground.people(DESK_ROLES, [desk]) if desk is not None else []


def _holder(case: Case) -> list[str]:
    desk, unit, _ = case.matter.holder()
    found = holding(case.matter, case.ground)
    if unit is not None:
        return on_duty(Office("unit", unit), found)
    return found if desk is None else on_duty(Office("desk", desk), found)


def _new_holder(case: Case) -> list[str]:
    return _holder(case) if case.still_lies_so() else []


def _alarmed_lead(case: Case) -> list[str]:
    """Who leads the grid in which an emergency is, also where it lies with a desk."""
    matter = case.matter
    grid = case.ground.grid_of(matter.area) if matter.urgency == "emergency" and matter.is_open() else None
    return case.ground.people(("grid_lead", "grid_guide"), [grid]) if grid is not None else []


def _at_desk(case: Case, area: str | None) -> list[str]:
    return on_duty(Office("desk", area), case.ground.people(DESK_ROLES, [area])) if area is not None else []


def _desk(case: Case) -> list[str]:
    return _at_desk(case, case.ground.desk_over(case.matter.level))


def _copy(case: Case) -> list[str]:
    above = case.body.get("copy_to")
    return _at_desk(case, str(above)) if above else []


def _turn(case: Case) -> list[str]:
    if case.matter.state != RESOLVED or case.later(*TURNING) or case.body.get("passed") is False:
        return []
    return confirmers.people(case.matter, case.ground)


def _resolver(case: Case) -> list[str]:
    """Who last said that it was done."""
    rows = (
        Entry.select(Entry.subject, Entry.verb, Entry.by)
        .where(Entry.kind == "matter", Entry.subject == case.matter.id, Entry.seq < case.entry.seq)
        .order_by(Entry.seq)
    )
    settling = [entry for entry in undone.standing(rows) if entry.verb in table.SETTLING]
    return [settling[-1].by] if settling and settling[-1].by else []


def _finder(case: Case) -> list[str]:
    return [case.matter.finder] if case.matter.finder else []


def _former(case: Case) -> list[str]:
    return [str(case.body["from"])]


def _caller(case: Case) -> list[str]:
    whistle = Entry.get_or_none(Entry.seq == case.body.get("call"))
    return [whistle.by] if whistle is not None and whistle.by else []


def _called(case: Case) -> list[str]:
    units = [str(to).removeprefix("unit:") for to in case.body.get("to") or []]  # type: ignore[attr-defined]
    return [person for unit in units for person in _members_on_duty(unit)]


def _uncalled(case: Case) -> list[str]:
    """The units whose calls ended unanswered with the matter."""
    rows = Call.select(Call.unit).where(Call.matter == case.matter.id, Call.state == "ended")
    return [person for call in rows for person in _members_on_duty(call.unit)]


def _late_unit(case: Case) -> list[str]:
    return _members_on_duty(str(case.body.get("unit") or ""))


def _supports(case: Case) -> list[str]:
    rows = Support.select().where(Support.matter == case.matter.id)
    return [p for row in rows for p in (_members_on_duty(row.code) if row.kind == "unit" else [row.code])]


def _given(case: Case) -> list[str]:
    named = [str(to) for to in case.body.get("to") or []]  # type: ignore[attr-defined]
    return [to.removeprefix("person:") for to in named if to.startswith("person:")]


def _brought(case: Case, which: str) -> list[str]:
    """Who brought one of the photos that the entry names."""
    named = set(case.body.get(which) or [])  # type: ignore[call-overload]
    entries = Entry.select(Entry.by, Entry.photos).where(
        Entry.kind == "matter", Entry.subject == case.matter.id, Entry.by.is_null(False)
    )
    return list(dict.fromkeys(entry.by for entry in entries if named.intersection(entry.photos or [])))


WHO: dict[str, Callable[[Case], list[str]]] = {
    "new_holder": _new_holder,  # the person, the unit's members or the desk's people it came to
    "alarmed_lead": _alarmed_lead,  # whoever leads the grid of an emergency
    "holder": _holder,  # those with whom it lies now
    "former": _former,  # from whom it was taken over
    "supports": _supports,
    "given": _given,  # the persons whom the entry names
    "turn": _turn,  # whose turn it is to say whether it is done
    "resolver": _resolver,
    "finder": _finder,
    "desk": _desk,  # the desk where it lies, or the nearest above
    "masked": lambda case: _brought(case, "masked"),  # whose photos are masked on the board
    "pictured": lambda case: _brought(case, "sources"),  # whose photos were on it
    "copy": _copy,  # the desk that gets a copy
    "called": _called,
    "caller": _caller,
    "uncalled": _uncalled,
    "late_unit": _late_unit,  # a called unit that has not come
}
