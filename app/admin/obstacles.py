"""What stands in the way of the work below an administrator's areas: one table of questions, each with the way to answer it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from peewee import Expression, ModelSelect

from app.admin.registers.units import held_by
from app.areas import serialize, tree
from app.areas.access import people_reach
from app.areas.access.reach import Reach
from app.areas.duty import roster
from app.areas.models import DESK_ROLES, FIELD_ROLES, Ancestry, Area, Post, Telephone, Unit
from app.core import clock
from app.core.words import mark
from app.desk.duty.offices import named
from app.matters.duty import coverage
from app.matters.models import Category, ResponsibilityRow
from app.people.models import Person
from app.privacy.complaints import answers
from app.requests.models import Poster
from app.sync.review import supervisor

NAMED = 3  # of those found, how many are called by their names
SOON = dt.timedelta(days=14)


@dataclass(frozen=True)
class Found:
    """How many, and the names of the first few."""

    count: int
    names: tuple[str, ...] = ()
    is_settled: bool = (
        True  # where it is none: that is so, and not because there is nothing yet that it could be asked of
    )


NOTHING_YET = Found(0, is_settled=False)


@dataclass(frozen=True)
class Obstacle:
    """One question about what is lacking; `words` and `act` are marked."""

    words: str
    act: str
    href: str
    find: Callable[[Reach], Found]
    is_urgent: bool = False  # work stands still until it is done
    blocks: bool = (
        False  # nothing can be dispatched until it is done: no table of the setting up may be left out
    )
    settled: str = ""  # marked; for what a store is set up with: what is said once it is there


def admin_roots(reach: Reach) -> list[str]:
    """The areas of which the person is an administrator."""
    return sorted({post.area_id for post in reach.posts if post.role == "admin"})


def _areas(reach: Reach, *kinds: str) -> ModelSelect:
    """The areas of today of these kinds, below the administrator's."""
    today = clock.today().isoformat()
    return (
        Area.select()
        .where(Area.code.in_(tree.below(*admin_roots(reach))), Area.kind.in_(kinds))
        .where(Area.begins <= today, Area.ends >= today)
        .order_by(Area.code)
    )


def _found(rows: ModelSelect) -> Found:
    return Found(rows.count(), tuple(row.name for row in rows.limit(NAMED)))


def _held(*roles: str) -> ModelSelect:
    """The areas at which somebody who has not left holds one of the roles today."""
    today = clock.today().isoformat()
    return (
        Post.select(Post.area)
        .join(Person)
        .where(Post.role.in_(roles), Post.begins <= today, Post.ends >= today, Person.ended.is_null())
    )


def whole_store() -> Reach:
    """The reach of the operator: an administrator of every top area."""
    tops = Area.select().where(Area.parent.is_null())
    return Reach("", tuple(Post(id=area.code, person="", area=area, role="admin") for area in tops))


def no_areas(_: Reach) -> Found:
    """Whether there is no area at all."""
    return Found(int(not Area.select().exists()))


def no_administrator(_: Reach) -> Found:
    """Whether nobody is an administrator."""
    return Found(int(not _held("admin").exists()))


def unreceived(reach: Reach) -> Found:
    """The top areas, or the communities, from which nothing arrives at any desk: nobody sits there or above."""
    received = Ancestry.select(Ancestry.area).where(Ancestry.ancestor.in_(_held(*DESK_ROLES)))
    kind = "community" if _areas(reach, "community").exists() else "city"
    return _found(_areas(reach, kind).where(Area.code.not_in(received)))


def none_dispatches(reach: Reach) -> Found:
    """Those who sit at a desk, where none of them can sign in yet: nobody could dispatch."""
    here = Post.area.in_(tree.below(*admin_roots(reach)))
    return _all_unenrolled(_holders(Post.role.in_(DESK_ROLES), here))


def none_at_units(reach: Reach) -> Found:
    """The units, where nobody at all has a post at one: nobody could be dispatched to."""
    units = _units(reach).order_by(Unit.code)
    if not units.exists():
        return NOTHING_YET
    return Found(0) if units.where(Unit.code.in_(_handled())).exists() else _found(units)


def none_takes(reach: Reach) -> Found:
    """Those who have a post at a unit, where none of them can sign in yet."""
    at_one = Post.unit.in_(_units(reach).select(Unit.code))
    return _all_unenrolled(_holders(Post.role == "handler", at_one))


def _holders(*conditions: Expression) -> ModelSelect:
    """The people who have not left and hold such a post today."""
    today = clock.today().isoformat()
    held = Post.select(Post.person).where(Post.begins <= today, Post.ends >= today, *conditions)
    rows = Person.select().where(Person.id.in_(held), Person.ended.is_null())
    return rows.order_by(Person.name, Person.id)


def _all_unenrolled(people: ModelSelect) -> Found:
    """All of them, where there is somebody and nobody can sign in, or holds a link by which to begin; else none."""
    able = people.where(people_reach.can_sign_in() | people_reach.holds_link())
    if not people.exists():
        return NOTHING_YET
    return Found(0) if able.exists() else _found(people)


def no_units(reach: Reach) -> Found:
    """Whether no unit can be called."""
    return Found(int(not _units(reach).exists()))


def _units(reach: Reach) -> ModelSelect:
    return Unit.select().where(serialize.standing_units(), Unit.area.in_(tree.below(*admin_roots(reach))))


def all_uncallable(reach: Reach) -> Found:
    """Whether no desk at all can call a unit."""
    found, desks = uncallable(reach), _desks(reach).count()
    if not desks or not _units(reach).exists():
        return NOTHING_YET
    return found if found.count and found.count == desks else Found(0)


def _desks(reach: Reach) -> ModelSelect:
    below = tree.below(*admin_roots(reach))
    return Area.select().where(Area.code.in_(_held(*DESK_ROLES)), Area.code.in_(below)).order_by(Area.code)


def some_uncallable(reach: Reach) -> Found:
    """Desks that can call no unit, where another one can."""
    return Found(0) if all_uncallable(reach).count else uncallable(reach)


def uncallable(reach: Reach) -> Found:
    """Desks that can call no unit: none serves their area, one above or one below."""
    served = _units(reach).select(Unit.area)
    below_one = Ancestry.select(Ancestry.area).where(Ancestry.ancestor.in_(served))
    above_one = Ancestry.select(Ancestry.ancestor).where(Ancestry.area.in_(served))
    if not _units(reach).exists():
        return Found(0)  # that there is none is said already
    return _found(_desks(reach).where(Area.code.not_in(below_one), Area.code.not_in(above_one)))


def no_things(_: Reach) -> Found:
    """Whether there is nothing that people could pick."""
    return Found(int(not Category.select().where(Category.parent.is_null(False)).exists()))


def no_list(_: Reach) -> Found:
    """Whether there is no responsibility list."""
    return Found(int(not ResponsibilityRow.select().exists()))


def handlerless(reach: Reach) -> Found:
    """Units for which nobody can sign in: they are reached by links alone."""
    found = _units(reach).where(Unit.code.not_in(_handled())).order_by(Unit.code)
    if none_at_units(reach).count or not _units(reach).exists():
        return NOTHING_YET
    return _found(found)


def _handled() -> ModelSelect:
    return _held("handler").select(Post.unit).where(Post.unit.is_null(False))


def led_by_ended(reach: Reach) -> Found:
    """Rows of the list whose lead has ended."""
    standing = Unit.select(Unit.code).where(serialize.standing_units())
    rows = ResponsibilityRow.select().where(
        ResponsibilityRow.lead.is_null(False), ResponsibilityRow.lead.not_in(standing)
    )
    within = (ResponsibilityRow.area == "") | ResponsibilityRow.area.in_(tree.below(*admin_roots(reach)))
    return Found(rows.where(within).count())


def unwalked(reach: Reach) -> Found:
    """Grids in which nobody walks."""
    return _found(_areas(reach, "grid", "dedicated_grid").where(Area.code.not_in(_held(*FIELD_ROLES))))


def deskless(reach: Reach) -> Found:
    """Communities at whose desk nobody sits: what is passed on goes past them."""
    return _found(_areas(reach, "community").where(Area.code.not_in(_held(*DESK_ROLES))))


def shapeless(reach: Reach) -> Found:
    """Grids without an outline: no position falls into them."""
    return _found(_areas(reach, "grid", "dedicated_grid").where(Area.shape.is_null()))


def posterless(reach: Reach) -> Found:
    """Buildings without a poster."""
    with_one = Poster.select(Poster.area).where(Poster.ended.is_null(), Poster.kind == "building")
    return _found(_areas(reach, "building").where(Area.code.not_in(with_one)))


def not_enrolled(reach: Reach) -> Found:
    """People with a post who cannot sign in yet."""
    return _found(people_reach.not_enrolled(reach).order_by(Person.name, Person.id))


def ending_soon(reach: Reach) -> Found:
    """People whose post ends within two weeks."""
    today, last = clock.today().isoformat(), (clock.today() + SOON).isoformat()
    ending = Post.select(Post.person).where(
        Post.absence.is_null(), Post.begins <= today, Post.ends >= today, Post.ends <= last
    )
    rows = people_reach.visible(reach).where(Person.ended.is_null(), Person.id.in_(ending))
    return _found(rows.order_by(Person.name, Person.id))


def units_ending(reach: Reach) -> Found:
    """Units whose last day comes within two weeks while open matters lie with them."""
    soon = clock.now() + round(SOON.total_seconds() * 1000)
    ending = _units(reach).where(Unit.ended <= soon).order_by(Unit.code)
    found = [unit.name for unit in ending if held_by(unit.code).exists()]
    return Found(len(found), tuple(found[:NAMED]))


def no_duty_number(reach: Reach) -> Found:
    """Communities without a duty number of their own or above."""
    numbered = Telephone.select(Telephone.area).where(Telephone.kind == "desk")
    within = Ancestry.select(Ancestry.area).where(Ancestry.ancestor.in_(numbered))
    return _found(_areas(reach, "community").where(Area.code.not_in(within)))


def uncovered(reach: Reach) -> Found:
    """Desks and units with a roster that will have nobody on duty within a day."""
    roots = frozenset(admin_roots(reach))
    offices = [office for office in roster.offices() if tree.is_below(coverage.area_of(office), roots)]
    lacking = list(dict.fromkeys(gap.office for gap in coverage.coming(offices)))
    names = named(lacking[:NAMED])
    return Found(len(lacking), tuple(names[office] for office in lacking[:NAMED]))


def unapplied(reach: Reach) -> Found:
    """What phones sent that is in no ledger."""
    return Found(supervisor.waiting(reach).count())


def late_complaints(reach: Reach) -> Found:
    """Complaints whose day of answer is over."""
    return Found(answers.waiting(reach)[1])


TABLE = (
    Obstacle(
        mark("还没有区域"), mark("导入区域"), "/areas/import", no_areas,
        is_urgent=True, blocks=True, settled=mark("区域有了"),
    ),
    Obstacle(
        mark("{n} 处没有人值班，报上来的没有人接"), mark("加人"), "/people/new", unreceived,
        is_urgent=True, blocks=True, settled=mark("报上来的有人接"),
    ),
    Obstacle(
        mark("还没有单位，没有可以派的对象"), mark("导入单位"), "/admin/units/import", no_units,
        is_urgent=True, blocks=True, settled=mark("单位有了"),
    ),
    Obstacle(
        mark("{n} 个值班的地方叫不到任何单位"), mark("看单位"), "/admin/units", all_uncallable,
        is_urgent=True, blocks=True, settled=mark("值班的地方都叫得到单位"),
    ),
    Obstacle(
        mark("{n} 个单位都没有承办人，派出去没有人收"), mark("加人"), "/people/new", none_at_units,
        is_urgent=True, settled=mark("单位里有承办人"),
    ),
    Obstacle(
        mark("值班的 {n} 人都还没有启用，没有人能派单"), mark("打印启用单"), "/people/slips", none_dispatches,
        is_urgent=True, settled=mark("有人能派单"),
    ),
    Obstacle(
        mark("承办的 {n} 人都还没有启用，派出去没有人收"), mark("打印启用单"), "/people/slips", none_takes,
        is_urgent=True, settled=mark("派出去有人收"),
    ),
    Obstacle(
        mark("还没有可以报的事"), mark("导入类别"), "/admin/categories/import", no_things,
        is_urgent=True, blocks=True, settled=mark("问题类别有了"),
    ),
    Obstacle(mark("{n} 个值班的地方叫不到任何单位"), mark("看单位"), "/admin/units", some_uncallable),
    Obstacle(
        mark("还没有管理员"), mark("加人"), "/people/new", no_administrator, settled=mark("管理员有了"),
    ),
    Obstacle(
        mark("还没有权责清单，派给谁要自己想"), mark("导入权责清单"), "/admin/responsibilities/import", no_list,
        settled=mark("权责清单有了"),
    ),
    Obstacle(
        mark("权责清单有 {n} 行的牵头单位已经撤销"), mark("看清单"), "/admin/responsibilities", led_by_ended,
        settled=mark("清单上的牵头单位都还在"),
    ),
    Obstacle(
        mark("{n} 个单位没有承办人，只能发链接"), mark("加人"), "/people/new", handlerless,
        settled=mark("单位都有承办人"),
    ),
    Obstacle(
        mark("{n} 个网格没有人巡查"), mark("加人"), "/people/new", unwalked, is_urgent=True
    ),
    Obstacle(
        mark("{n} 个社区没有人值班，报上来的没人接"), mark("加人"), "/people/new", deskless, is_urgent=True
    ),
    Obstacle(
        mark("{n} 处排了值班表，一天之内有钟头没有人值班"), mark("看值班"), "/duty", uncovered, is_urgent=True
    ),
    Obstacle(
        mark("{n} 条手机记录没能记入台账"), mark("去看"), "/quarantine", unapplied, is_urgent=True
    ),
    Obstacle(
        mark("{n} 件投诉过了答复期限"), mark("去答复"), "/complaints/desk", late_complaints, is_urgent=True
    ),
    Obstacle(mark("{n} 个社区没有值班电话"), mark("去填"), "/telephones", no_duty_number),
    Obstacle(mark("{n} 个网格没有边界"), mark("导入边界"), "/areas/import", shapeless),
    Obstacle(
        mark("{n} 人还没有启用"), mark("打印启用单"), "/people/slips", not_enrolled, settled=mark("人都启用了"),
    ),
    Obstacle(mark("{n} 人的岗位两周内到期"), mark("看人员"), "/people", ending_soon),
    Obstacle(mark("{n} 个单位两周内到期，手里还有未结的事"), mark("看单位"), "/admin/units", units_ending),
    Obstacle(mark("{n} 栋楼还没有张贴码"), mark("做张贴码"), "/posters", posterless),
)  # fmt: skip


SETUP = tuple(obstacle for obstacle in TABLE if obstacle.settled)  # in the order in which a store is set up


def found(reach: Reach) -> list[tuple[Obstacle, Found]]:
    """Those that there are, in the order of the table: what stops work comes first."""
    asked = ((obstacle, obstacle.find(reach)) for obstacle in TABLE)
    return [(obstacle, answer) for obstacle, answer in asked if answer.count]
