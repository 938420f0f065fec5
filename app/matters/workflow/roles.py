"""How one person stands to one matter: each word of the table's "who" is one question here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.areas.access.reach import Reach
from app.areas.models import DESK_ROLES, LEAD_ROLES
from app.matters.area_staff import Ground, holds_field_post
from app.matters.models import CALLED, IN_HAND, Call, Matter, Support
from app.matters.workflow import confirmers

ACTING_ROLES = (
    "grid_worker",
    "grid_lead",
    "grid_guide",
    "building_head",
    "dispatcher",
    "duty_desk",
    "handler",
)


@dataclass(frozen=True)
class Standing:
    """A person's posts (or the clock, or the resident who asked) beside a matter and its calls."""

    matter: Matter
    reach: Reach
    ground: Ground
    calls: tuple[Call, ...] = ()
    actor: str = "person"
    supports: tuple[Support, ...] = ()
    takes_back: bool = False  # what is to be taken back is this person's own, and nobody else has moved since

    @property
    def me(self) -> str:
        """The person's id; empty for the clock and residents."""
        return self.reach.person

    def at_desk(self, area: str | None) -> bool:
        """Whether the person sits at the desk of the area."""
        return any(post.area_id == area and post.role in DESK_ROLES for post in self.reach.posts)

    @property
    def own_parts(self) -> tuple[Support, ...]:
        """Those of the supports for which the person can answer and has not."""
        mine = {("person", self.me), *(("person", one) for one in self.reach.stands_for)} | {
            ("unit", unit) for unit in self.reach.units
        }
        fresh = (part for part in self.supports if part.state in ("", "open"))
        return tuple(part for part in fresh if (part.kind, part.code) in mine)

    @property
    def own_calls(self) -> tuple[Call, ...]:
        """Those that the person may call off or judge: all at the desk, else those that the person whistled for."""
        if _desk_over(self):
            return self.calls
        return tuple(call for call in self.calls if self.me and call.called_by == self.me)

    def is_finder(self) -> bool:
        """Whether the person reported it."""
        return self.me != "" and self.matter.finder == self.me

    def is_handler(self) -> bool:
        """Whether the person, or a unit the person acts for, holds it."""
        held = self.matter
        return (held.holder_person is not None and self._acts_for(held.holder_person)) or (
            held.holder_unit is not None and held.holder_unit in self.reach.units
        )

    def _acts_for(self, person: str) -> bool:
        """Whether it is this person, or one for whom this person stands in."""
        return person == self.me or person in self.reach.stands_for

    def is_holder(self) -> bool:
        """Whether it lies with the person, the person's unit or the person's desk."""
        return self.is_handler() or (
            self.matter.holder_desk is not None and self.at_desk(self.matter.holder_desk)
        )

    def is_(self, word: str) -> bool:
        """Whether the word of the table applies to the person. Raises KeyError for a word that is not in `WHO`."""
        return WHO[word][0](self)


def _desk(standing: Standing) -> bool:
    return standing.actor == "person" and standing.at_desk(standing.matter.level)


def _desk_over(standing: Standing) -> bool:
    if standing.actor != "person":
        return False
    over = standing.ground.desk_over(standing.matter.level)
    return over is not None and standing.at_desk(over)


def _worker_at_grid(standing: Standing) -> bool:
    matter = standing.matter
    return standing.ground.is_grid(matter.level) and holds_field_post(
        standing.reach, standing.ground.there(matter.area, matter.level)
    )


def _finder_at_grid(standing: Standing) -> bool:
    return standing.is_finder() and standing.ground.is_grid(standing.matter.level)


def _lead(standing: Standing) -> bool:
    near = standing.ground.near(standing.matter.area, standing.matter.level)
    return any(post.role in LEAD_ROLES and post.area_id in near for post in standing.reach.posts)


def _answering(standing: Standing) -> bool:
    held = standing.matter
    return (held.holder_desk is not None and standing.at_desk(held.holder_desk)) or (
        held.holder_unit is not None and held.holder_unit in standing.reach.units
    )


def _addressee(standing: Standing) -> bool:
    return standing.matter.dispatched_by is not None and standing.is_handler()


def _takes_over(standing: Standing) -> bool:
    return standing.matter.holder_person != standing.me


def _mistaken(standing: Standing) -> bool:
    matter = standing.matter
    alone = matter.state != IN_HAND or matter.holder_person == matter.finder
    return standing.is_finder() and matter.urgency == "emergency" and alone


def _called(standing: Standing) -> bool:
    return any(call.state == "open" and call.unit in standing.reach.units for call in standing.calls)


def _called_anew(standing: Standing) -> bool:
    fresh = (call for call in standing.calls if call.state == "open" and call.accepted is None)
    return any(call.unit in standing.reach.units for call in fresh)


def is_to_judge(call: Call) -> bool:
    """Whether nobody has said yet what became of it, or only that they came."""
    return call.state in CALLED and call.verdict in (None, "came")


def _calls_off(standing: Standing) -> bool:
    return any(call.state == "open" for call in standing.own_calls)


def _judges(standing: Standing) -> bool:
    return any(is_to_judge(call) for call in standing.own_calls)


def _anyone(standing: Standing) -> bool:
    return standing.actor in ("person", "unit") and standing.reach.holds(*ACTING_ROLES)


DESK_OVER = "the desk where it lies, or where that level has none the nearest one above"
Question = Callable[[Standing], bool]

# word of the table → (question, how a manager would say it)
WHO: dict[str, tuple[Question, str]] = {
    "desk": (_desk, "a dispatcher or duty desk of the level where it lies"),
    "desk_over": (_desk_over, DESK_OVER),
    "worker_at_grid": (_worker_at_grid, "a worker, lead or guide of the grid, while it lies there"),
    "finder_at_grid": (_finder_at_grid, "who reported it, while it lies at the grid"),
    "finder": (Standing.is_finder, "who reported it"),
    "holder": (Standing.is_holder, "the person, a member of the unit or of the desk with whom it lies"),
    "handler": (Standing.is_handler, "the person, or a member of the lead unit, with whom it lies"),
    "answering": (_answering, "a member of the desk or unit with which it lies"),
    "addressee": (_addressee, "whoever it was dispatched to"),
    "lead": (_lead, "the lead or guide of the place"),
    "lead_taking_over": (
        lambda standing: _lead(standing) and _takes_over(standing),
        "the lead, from somebody else",
    ),
    "desk_taking_over": (
        lambda standing: _desk(standing) and _takes_over(standing),
        "the desk, from somebody else",
    ),
    "finder_by_mistake": (_mistaken, "who raised an emergency that is in nobody else's hands"),
    "called": (_called, "a member of a called unit"),
    "called_anew": (_called_anew, "a member of a called unit that has not accepted"),
    "caller": (lambda standing: not _desk_over(standing) and _calls_off(standing), "whoever whistled"),
    "desk_calling": (lambda standing: _desk_over(standing) and _calls_off(standing), DESK_OVER),
    "judging_caller": (lambda standing: not _desk_over(standing) and _judges(standing), "whoever whistled"),
    "judging_desk": (lambda standing: _desk_over(standing) and _judges(standing), DESK_OVER),
    "supporting": (
        lambda standing: bool(standing.own_parts),
        "a person, or a member of a unit, that supports it and has not answered",
    ),
    "turn": (
        lambda standing: confirmers.is_mine(standing.matter, standing.reach, standing.ground),
        "whose turn it is to confirm",
    ),
    "mover": (lambda standing: standing.takes_back, "whoever made it"),
    "anyone": (_anyone, "whoever may act and has it in reach"),
    "overseer": (
        lambda standing: False,  # never by the table: on the sheet of whoever leaves
        "whoever leads or administers a person who leaves",
    ),
    "clock": (lambda standing: standing.actor == "clock", "the background worker"),
    "resident": (lambda standing: standing.actor == "resident", "the resident who asked"),
}
