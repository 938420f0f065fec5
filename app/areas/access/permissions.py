"""Who may do what outside the workflow of a matter: one table."""

from __future__ import annotations

from app.areas.access.reach import Reach, reach_of
from app.core.problems.problem import Problem
from app.people.models import Person

LEADS = ("grid_lead", "grid_guide", "admin")

# act → roles; where the act is done to a person or an area, that must lie below the post that allows it
TABLE: dict[str, tuple[str, ...]] = {
    "walk": ("grid_worker", "grid_lead", "grid_guide"),
    "visit": ("grid_worker", "grid_lead", "grid_guide"),
    "errand": ("grid_worker", "grid_lead", "grid_guide"),
    "lead_errands": ("grid_lead", "grid_guide"),
    "edit_telephones": ("grid_lead", "grid_guide", "dispatcher", "duty_desk", "admin"),
    "report": ("grid_worker", "grid_lead", "grid_guide", "building_head", "dispatcher", "duty_desk"),
    "enter_request": ("dispatcher", "duty_desk"),
    "review_requests": ("dispatcher", "duty_desk"),
    "see_people": (*LEADS, "dispatcher", "duty_desk"),
    "enrol": LEADS,
    "enrol_head": ("grid_worker", *LEADS),
    "end_phone": LEADS,
    "see_tracks": LEADS,
    "enter_absence": LEADS,
    "judge_gap": ("grid_lead", "grid_guide"),
    "see_grid_day": ("grid_lead", "grid_guide"),
    "administer": ("admin",),
    "disable_person": ("admin",),
    "import_areas": ("admin",),
    "import_people": ("admin",),
    "add_people": ("grid_lead", "grid_guide"),
    "import_phone": LEADS,
    "release_quarantine": LEADS,
    "answer_calls": (*LEADS, "dispatcher", "duty_desk"),
    "set_area": ("admin",),
    "set_sources": ("admin",),
    "answer_complaints": ("dispatcher", "duty_desk", "admin"),
    "clear_board": ("dispatcher", "duty_desk", "admin"),
    "make_posters": (*LEADS, "dispatcher", "duty_desk"),
    "map_plates": ("admin",),
    "edit_examples": ("duty_desk", "admin"),
    "pause_outdoors": ("admin", "dispatcher", "duty_desk"),
    "check_places": ("grid_worker", "grid_lead", "grid_guide"),
    "see_places": ("grid_worker", *LEADS, "dispatcher", "duty_desk"),
    "open_campaign": (*LEADS, "dispatcher", "duty_desk"),
    "see_campaigns": ("grid_worker", *LEADS, "dispatcher", "duty_desk"),
    "declare_storm": ("admin", "dispatcher", "duty_desk"),
    "at_doors": ("grid_worker", "grid_lead", "grid_guide", "dispatcher", "duty_desk"),
    "see_storms": ("grid_worker", *LEADS, "dispatcher", "duty_desk"),
    "see_duty": (*LEADS, "dispatcher", "duty_desk", "handler"),
    "read_figures": ("grid_worker", "grid_lead", "grid_guide", "dispatcher", "duty_desk", "admin"),
    "read_daily": ("grid_worker", *LEADS, "building_head", "dispatcher", "duty_desk"),
    "desk": ("dispatcher", "duty_desk", "handler"),
}


def may(person: Person | Reach, act: str, area: str | None = None) -> bool:
    """Whether one of the person's posts allows the act — at the area, where one is named."""
    reach = person if isinstance(person, Reach) else reach_of(person)
    roles = TABLE[act]
    if area is None:
        return reach.holds(*roles)
    return bool(reach.roles_over(area).intersection(roles))


def areas_for(reach: Reach, act: str) -> list[str]:
    """The areas of the posts that allow the act: there and below it may be done."""
    return sorted({post.area_id for post in reach.posts if post.role in TABLE[act]})


def require(person: Person | Reach, act: str, area: str | None = None) -> None:
    """Problem forbidden unless the person may."""
    if not may(person, act, area):
        raise Problem("forbidden")
