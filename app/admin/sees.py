"""What somebody's post sees and may do: shown to an administrator read-only, and recorded beside the person."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from app.areas import serialize, tree
from app.areas.access import permissions
from app.areas.access.reach import Reach
from app.areas.kind_words import KIND_NAMES
from app.areas.models import Area, Post
from app.core import clock, db
from app.core.problems.problem import Problem
from app.core.words import mark, mark_in, translate
from app.desk.lists import listing, rows, views
from app.desk.lists.rows import Line
from app.matters.queries.lists import Asked
from app.people import events
from app.people.models import Person

MATTERS, UNITS = 10, 40
ACTS = {
    "walk": mark("巡查"),
    "visit": mark_in("act", "走访"),
    "errand": mark("帮办代办"),
    "report": mark_in("act", "上报"),
    "enter_request": mark("电话登记"),
    "review_requests": mark("审居民的反映"),
    "desk": mark("在指挥台处理事件"),
    "see_people": mark("看人员名单"),
    "enrol": mark("给人发启用二维码"),
    "enrol_head": mark("请楼栋长"),
    "end_phone": mark("停用丢失的手机"),
    "see_tracks": mark("看轨迹，看了本人知道"),
    "judge_gap": mark("认可断点的说明"),
    "see_grid_day": mark("看网格的一天"),
    "release_quarantine": mark("放行待审的手机记录"),
    "edit_telephones": mark("改电话表"),
    "answer_complaints": mark("答复投诉"),
    "clear_board": mark("审公示墙"),
    "make_posters": mark("做张贴码"),
    "administer": mark("管理区域、人员和各种表"),
}


@dataclass(frozen=True)
class Sight:
    """What the post opens: areas by kind, acts, lists with how many, the next matters, and units it can call."""

    areas: tuple[tuple[str, int], ...]
    acts: tuple[str, ...]
    lists: tuple[tuple[str, int], ...]
    matters: list[Line]
    units: tuple[str, ...]


def find(reach: Reach, post: str) -> Post:
    """A post of today below the administrator's areas. Problem not-found for any other."""
    row = Post.get_or_none(Post.id == post)
    if row is None or not permissions.may(reach, "administer", row.area_id) or not row.on(clock.today()):
        raise Problem("not-found")
    found: Post = row
    return found


def sight_of(by: Person, post: Post, language: str) -> Sight:
    """What this one post opens, as of now; the look stands in the ledger beside the person."""
    with db.transaction():
        body = {"post": post.id, "role": post.role, "area": post.area_id}
        events.note(by, "person", post.person_id, "post_looked_through", None, body)
    reach = Reach(post.person_id, (post,))
    counts = listing.counts(reach)
    every = next(view for view in views.TABLE if view.name == "open")
    return Sight(
        _areas(post, language),
        tuple(
            translate(words, language) for act, words in ACTS.items() if post.role in permissions.TABLE[act]
        ),
        tuple(
            (translate(view.words, language), counts[view.name])
            for view in views.listed(reach)
            if view.name in counts
        ),
        rows.lines(listing.page(reach, every, Asked()).rows[:MATTERS], reach, language),
        tuple(unit["name"] for unit in serialize.units(reach)[:UNITS]),
    )


def _areas(post: Post, language: str) -> tuple[tuple[str, int], ...]:
    """How many areas of each kind; a handler's post opens none by itself, but the unit's matters."""
    if post.role == "handler":
        return ()
    day = clock.today().isoformat()
    kinds = Area.select(Area.kind).where(
        Area.code.in_(tree.below(post.area_id)), Area.begins <= day, Area.ends >= day
    )
    counted = Counter(kind for (kind,) in kinds.tuples())
    return tuple(
        (translate(word, language), counted[kind]) for kind, word in KIND_NAMES.items() if counted[kind]
    )
