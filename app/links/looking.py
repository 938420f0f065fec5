"""What the page of a building head's link shows: where, what was said, before and after, and which office did it."""

from __future__ import annotations

from typing import Any

from app.areas.models import Area, Post, Unit
from app.core import clock
from app.ledger.models import Entry
from app.links.finding import Opened
from app.links.making import place_of
from app.matters import words
from app.matters.models import Matter
from app.matters.reading import Reading
from app.matters.showing import shown

BEFORE_MOST = AFTER_MOST = 3


def told(opened: Opened, language: str) -> dict[str, Any]:
    """The one thing to look at. Where the reporter asked for confidentiality, neither name, words nor their photos."""
    matter, person = opened.matter, opened.person
    assert person is not None
    said = shown(matter, person, language)
    is_readable = Reading([matter], person, language).may_read(matter)
    return {
        "number": matter.number,
        "place": place_of(matter.area),
        "thing": said["category_name"],
        "icon": said["category_icon"],
        "said": said["text"] if is_readable else "",
        "confidential": not is_readable,
        "before": said["photos_before"][:BEFORE_MOST] if is_readable else [],
        "after": said["photos_after"][-AFTER_MOST:],
        **_done(matter, language),
    }


def _done(matter: Matter, language: str) -> dict[str, Any]:
    """Which office settled it, when, and in what words; never a person's name."""
    last = (
        Entry.select()
        .where(
            Entry.kind == "matter",
            Entry.subject == matter.id,
            Entry.verb.in_(("resolve", "settle_on_spot")),
        )
        .order_by(Entry.seq.desc())
        .first()
    )
    if last is None:
        return {"by": "", "done_at": "", "done_text": ""}
    return {
        "by": office(matter, last, language),
        "done_at": clock.rfc3339(last.at)[5:16].replace("T", " "),
        "done_text": last.text or "",
    }


ROLE_WORDS = {
    "grid_worker": ("网格员", "grid worker"),
    "grid_lead": ("网格长", "grid lead"),
    "grid_guide": ("网格指导员", "grid guide"),
    "dispatcher": ("指挥室", "desk"),
    "duty_desk": ("指挥中心", "duty desk"),
    "building_head": words.TURNS["head"],
}


def office(matter: Matter, entry: Entry, language: str) -> str:
    """The unit for which, or the post in which, somebody acted: "综合执法队", "第1网格网格员"."""
    which = language == "en"
    if matter.holder_unit is not None:
        found = Unit.get_or_none(Unit.code == matter.holder_unit)
        return found.name if found is not None else matter.holder_unit
    day = clock.date_of(entry.received).isoformat()
    post = (
        Post.select(Post, Area)
        .join(Area)
        .where(Post.person == entry.by, Post.begins <= day, Post.ends >= day, Post.role != "admin")
        .order_by(Post.begins, Post.id)
        .first()
    )
    if post is None:
        return ""
    if post.unit_id is not None:
        return str(Unit.get_by_id(post.unit_id).name)
    role = ROLE_WORDS[post.role][which]
    return f"{post.area.name}{' ' if which else ''}{role}"


def may_show(opened: Opened, sha256: str, language: str = "zh") -> bool:
    """Whether the photo is one that the page shows."""
    said = told(opened, language)
    return sha256 in (*said["before"], *said["after"])
