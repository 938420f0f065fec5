"""What notices may say of the matters they are about, read for many at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.matters.area_staff import Ground
from app.matters.models import Category, Matter
from app.notify import campaigns, redrawn_posts
from app.notify.models import NO_MATTERS, is_call, is_of_posts, is_of_shift, is_of_storm, is_other, is_report
from app.notify.wording import Thing
from app.storms.models import Storm

CHUNK = 500

_names: dict[str, Callable[[str], str]] = {}  # kind of another system → its name by its code


def register_names(kind: str, name_of: Callable[[str], str]) -> None:
    """Say how the systems of a kind (`models.OTHERS`) are called: the name for a code."""
    _names[kind] = name_of


def things(matters: Iterable[str], language: str = "zh") -> dict[str, Thing]:
    """By matter id, those that are here; of a confidential one nothing but the number, of what is no matter not even that, of another system its name, of one's posts how they change, of a report, a storm or a campaign its areas."""
    wanted = sorted(set(matters))
    rows: list[Matter] = []
    for start in range(0, len(wanted), CHUNK):
        rows.extend(Matter.select().where(Matter.id.in_(wanted[start : start + CHUNK])))
    ground = Ground()
    ground.learn({row.area for row in rows})
    named = {row.code: row for row in Category.select()}
    known = {row.id: _thing(row, named.get(row.category), ground, language) for row in rows}
    return {
        **known,
        **dict.fromkeys(NO_MATTERS, Thing("")),
        **_others(wanted),
        **_posts(wanted, language),
        **_shifts(wanted, ground),
        **_reports(wanted, ground),
        **_calls(wanted, ground),
        **_storms(wanted, ground),
        **campaigns.things(wanted, ground),
    }


def _others(subjects: Iterable[str]) -> dict[str, Thing]:
    found = {}
    for subject in filter(is_other, subjects):
        kind, _, code = subject.partition(":")
        found[subject] = Thing("", _names[kind](code))
    return found


def _shifts(subjects: Iterable[str], ground: Ground) -> dict[str, Thing]:
    found = {subject: subject.split(":")[1] for subject in filter(is_of_shift, subjects)}
    ground.learn(set(found.values()))
    return {subject: Thing("", ground.name(area) or "") for subject, area in found.items()}


def _posts(subjects: Iterable[str], language: str) -> dict[str, Thing]:
    return {subject: redrawn_posts.thing(subject, language) for subject in filter(is_of_posts, subjects)}


def _reports(subjects: Iterable[str], ground: Ground) -> dict[str, Thing]:
    return {
        subject: Thing("", ground.name(subject.split(":")[1]) or "")
        for subject in filter(is_report, subjects)
    }


def _storms(subjects: Iterable[str], ground: Ground) -> dict[str, Thing]:
    """The areas of the storm; how somebody called it is said in no notice."""
    wanted = {subject: subject.partition(":")[2] for subject in filter(is_of_storm, subjects)}
    areas = dict(Storm.select(Storm.id, Storm.areas).where(Storm.id.in_(list(wanted.values()))).tuples())
    ground.learn({code for codes in areas.values() for code in codes})
    return {
        subject: Thing("", "", campaigns.named(areas.get(id) or [], ground)) for subject, id in wanted.items()
    }


def _calls(subjects: Iterable[str], ground: Ground) -> dict[str, Thing]:
    """The building with its grid before it; who called is said in no notice."""
    found = {subject: subject.split(":")[1] for subject in filter(is_call, subjects)}
    grids = {area: ground.grid_of(area) or area for area in found.values()}
    ground.learn({*grids, *grids.values()})
    names = {area: dict.fromkeys((ground.name(grid), ground.name(area))) for area, grid in grids.items()}
    return {
        subject: Thing("", "", " ".join(name or "" for name in names[area]), emergency=True)
        for subject, area in found.items()
    }


def _thing(matter: Matter, category: Category | None, ground: Ground, language: str) -> Thing:
    emergency = matter.urgency == "emergency" and matter.is_open()
    if matter.confidential:
        return Thing(matter.number, emergency=emergency)
    thing = "" if category is None else category.name_en if language == "en" else category.name
    return Thing(matter.number, thing, ground.name(matter.area) or "", emergency)
