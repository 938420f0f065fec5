"""What the page of a building head's link shows: where, what was said, before and after, and which office did it."""

from __future__ import annotations

from typing import Any

from app.areas.models import Area, Post, Unit
from app.core import clock
from app.core.words import mark, mark_in, translate
from app.evidence import uses
from app.ledger.models import Entry
from app.links import shown
from app.links.creation import place_in
from app.links.lookup import Opened
from app.matters.models import Matter
from app.matters.moves import table
from app.matters.views import confidential
from app.matters.views.serialize import for_person

PHOTOS_MOST = 3


def serialize(opened: Opened, language: str) -> dict[str, Any]:
    """The one thing to look at. Where the reporter asked for confidentiality, neither name, words nor their photos."""
    matter = opened.matter
    assert opened.person is not None
    payload = for_person(matter, opened.person, language)
    around, place = place_in(matter.area, payload["spot"])
    is_kept = confidential.keeps_words(opened.reach, matter)
    return {
        "number": matter.number,
        "around": around,
        "place": place,
        "thing": payload["category_name"],
        "icon": payload["category_icon"],
        "said": "" if is_kept else payload["text"],
        "confidential": is_kept,
        "before": payload["photos_before"][:PHOTOS_MOST],
        "after": payload["photos_after"][-PHOTOS_MOST:],
        **_done(matter, language),
    }


def _done(matter: Matter, language: str) -> dict[str, Any]:
    """Which office settled it, when, and in what words; never a person's name."""
    last = (
        Entry.select()
        .where(Entry.kind == "matter", Entry.subject == matter.id, Entry.verb.in_(table.SETTLING))
        .order_by(Entry.seq.desc())
        .first()
    )
    if last is None:
        return {"by": "", "done_at": "", "done_text": ""}
    at = clock.rfc3339(last.at)[5:16].replace("T", " ")
    words = last.text or (last.body or {}).get("resident_text") or ""
    return {"by": office(matter, last, language), "done_at": at, "done_text": words}


OFFICES = {
    "grid_worker": mark("{area}网格员"),
    "grid_lead": mark("{area}网格长"),
    "grid_guide": mark("{area}网格指导员"),
    "dispatcher": mark("{area}指挥室"),
    "duty_desk": mark("{area}指挥中心"),
    "building_head": mark_in("who did it", "楼栋长"),
}


def office(matter: Matter, entry: Entry, language: str) -> str:
    """The unit for which, or the post in which, somebody acted: "综合执法队", "第1网格网格员"."""
    if matter.holder_unit is not None:
        return str(Unit.get_by_id(matter.holder_unit).name)
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
    return translate(OFFICES[post.role], language, area=post.area.name)


def may_show(opened: Opened, sha256: str) -> bool:
    """Whether the photo is one of the matter's that its holder may see, named by somebody who brought it: knowing a digest opens nothing."""
    payload = shown.payload(opened)
    is_ours = any(use.kind == "matter" and use.subject == opened.matter.id for use in uses.vouched(sha256))
    return is_ours and sha256 in payload["photos"]
