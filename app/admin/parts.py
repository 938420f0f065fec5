"""The parts of administration: what each is called, where it lies, how it stands, and what is done there most."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from peewee import fn

from app.admin import obstacles
from app.admin.obstacles import admin_roots
from app.areas import serialize, tree
from app.areas.access import people_reach
from app.areas.access.reach import Reach
from app.areas.duty import roster
from app.areas.models import Area, AreaSetting, Telephone, Unit
from app.board.clearing import queue
from app.core import clock
from app.core.words import mark, mark_in
from app.evidence import metadata
from app.gateways import agreed, sources
from app.gateways.models import Source
from app.gateways.reading.models import ReadingKey
from app.gateways.systems.models import System
from app.matters.models import Category, Holiday, ResponsibilityRow
from app.people.models import Person
from app.privacy.complaints import answers
from app.requests.models import DoorPlate
from app.requests.posters import batches
from app.sync.review import supervisor

Stand = tuple[str, int]  # a marked sentence and the {n} in it
Way = tuple[str, str]  # an address and its marked word


@dataclass(frozen=True)
class Part:
    """One page of administration; `name` is marked, `href` may name the first own area as {area}."""

    name: str
    href: str
    stands: Callable[[Reach], Iterator[Stand]]
    ways: tuple[Way, ...] = ()


def _people(reach: Reach) -> Iterator[Stand]:
    yield mark("{n} 人在册"), people_reach.visible(reach).where(Person.ended.is_null()).count()


def _areas(reach: Reach) -> Iterator[Stand]:
    today = clock.today().isoformat()
    rows = (
        Area.select(Area.kind, fn.COUNT(Area.code))
        .where(Area.code.in_(tree.below(*admin_roots(reach))), Area.begins <= today, Area.ends >= today)
        .group_by(Area.kind)
    )
    counts = dict(rows.tuples())
    yield mark("{n} 个社区"), counts.get("community", 0)
    yield mark("{n} 个网格"), counts.get("grid", 0) + counts.get("dedicated_grid", 0)
    yield mark("{n} 栋楼"), counts.get("building", 0)


def _roster(reach: Reach) -> Iterator[Stand]:
    areas = {code for (code,) in tree.below(*admin_roots(reach)).tuples()}
    yield mark("现在 {n} 人在值班"), sum(turn.area in areas for turn in roster.on_duty())


def _holidays(_: Reach) -> Iterator[Stand]:
    number = Holiday.select().count()
    yield (mark("{n} 天另有安排") if number else mark("照国务院的安排")), number


def _setup(reach: Reach) -> Iterator[Stand]:
    lacking = sum(bool(obstacle.find(reach).count) for obstacle in obstacles.SETUP if obstacle.blocks)
    yield (mark("还差 {n} 步才能派单") if lacking else mark("可以派单了")), lacking


def _units(reach: Reach) -> Iterator[Stand]:
    rows = Unit.select().where(serialize.standing_units(), Unit.area.in_(tree.below(*admin_roots(reach))))
    number = rows.count()
    yield (mark("{n} 个单位") if number else mark("还没有单位")), number


def _categories(_: Reach) -> Iterator[Stand]:
    yield mark("{n} 种事"), Category.select().where(Category.parent.is_null(False)).count()


def _responsibilities(_: Reach) -> Iterator[Stand]:
    number = ResponsibilityRow.select().count()
    yield (mark("{n} 行") if number else mark("还没有清单")), number


def _settings(reach: Reach) -> Iterator[Stand]:
    below = tree.below(*admin_roots(reach))
    number = AreaSetting.select().where(AreaSetting.area.in_(below)).count()
    yield (mark("{n} 项和默认不同") if number else mark("都是默认值")), number


def _telephones(reach: Reach) -> Iterator[Stand]:
    number = Telephone.select().where(Telephone.area.in_(tree.below(*admin_roots(reach)))).count()
    yield (mark("{n} 个号码") if number else mark("还没有号码")), number


def _posters(reach: Reach) -> Iterator[Stand]:
    number = sum(batches.live_posters(code).count() for code in admin_roots(reach))
    yield (mark("{n} 张在用") if number else mark("还没有做")), number
    plates = DoorPlate.select().where(DoorPlate.area.in_(tree.below(*admin_roots(reach)))).count()
    if plates:
        yield mark("{n} 个门牌码"), plates


def _board(reach: Reach) -> Iterator[Stand]:
    yield mark("公示着 {n} 件"), queue.count(reach, "on")
    yield mark("居民提的还有 {n} 件可以公示"), queue.count(reach, "asked")
    behind = metadata.waiting().count()
    if behind:
        yield mark("居民照片还有 {n} 张等着去掉拍摄信息"), behind


def _kept(reach: Reach) -> Iterator[Stand]:
    number = supervisor.waiting(reach).count()
    yield (mark("{n} 条等着看") if number else mark("没有等着看的")), number


def _complaints(reach: Reach) -> Iterator[Stand]:
    number = answers.waiting(reach)[0]
    yield (mark("{n} 件等答复") if number else mark("没有等答复的")), number


def _sources(reach: Reach) -> Iterator[Stand]:
    live = [source for source in agreed.visible(Source, reach) if source.is_live()]
    yield (mark("{n} 个来源") if live else mark("还没有来源")), len(live)
    quiet = sum(sources.is_quiet(source) for source in live)
    if quiet:
        yield mark("{n} 个一天没有消息"), quiet


def _reading_keys(reach: Reach) -> Iterator[Stand]:
    live = sum(key.is_live() for key in agreed.visible(ReadingKey, reach))
    yield (mark("{n} 把在用") if live else mark("还没有只读密钥")), live


def _systems(reach: Reach) -> Iterator[Stand]:
    live = [system for system in agreed.visible(System, reach) if system.is_live()]
    yield (mark("{n} 个平台") if live else mark("还没有对接平台")), len(live)
    away = sum(system.trouble is not None for system in live)
    if away:
        yield mark("{n} 个现在送不到"), away


@dataclass(frozen=True)
class Group:
    """Parts that belong together under a marked heading."""

    name: str
    parts: tuple[Part, ...]


GROUPS = (
    Group(
        mark("人和地方"),
        (
            Part(mark("人员"), "/people", _people, (("/people/new", mark("加一个人")), ("/people/import", mark("从表格导入")), ("/people/slips", mark("打印启用单")))),
            Part(mark_in("menu", "区域"), "/areas", _areas, (("/admin/map", mark("地图")), ("/admin/map/files", mark("底图文件")), ("/areas/import", mark("导入区域")), ("/admin/reorganisation", mark("区划调整")))),
            Part(mark("设置"), "/areas/{area}/settings", _settings),
            Part(mark("电话表"), "/telephones", _telephones, (("/admin/telephones", mark("所有区域的表")), ("/admin/telephones/import", mark("从表格导入")))),
        ),
    ),
    Group(
        mark("派给谁"),
        (
            Part(mark_in("menu", "首次设置"), "/admin/setup", _setup),
            Part(mark_in("menu", "单位"), "/admin/units", _units, (("/admin/units/new", mark("加一个单位")), ("/admin/units/import", mark("导入单位")))),
            Part(mark_in("menu", "问题类别"), "/admin/categories", _categories, (("/admin/categories/import", mark("导入类别")),)),
            Part(mark_in("menu", "权责清单"), "/admin/responsibilities", _responsibilities, (("/admin/responsibilities/import", mark("导入权责清单")),)),
            Part(mark_in("menu", "值班表"), "/admin/roster", _roster, (("/duty", mark("谁在值班")), ("/admin/roster/lay", mark("按班次排")), ("/admin/roster/import", mark("导入值班表")))),
            Part(mark_in("menu", "节假日"), "/admin/holidays", _holidays),
        ),
    ),
    Group(
        mark("别的平台"),
        (
            Part(mark_in("menu", "来源"), "/admin/sources", _sources, (("/admin/sources/new", mark("加一个来源")),)),
            Part(mark_in("menu", "对接平台"), "/admin/systems", _systems, (("/admin/systems/new", mark("加一个平台")),)),
            Part(mark_in("menu", "只读密钥"), "/admin/keys", _reading_keys, (("/admin/keys/new", mark("给一把只读密钥")),)),
        ),
    ),
    Group(
        mark("给居民的"),
        (
            Part(mark("张贴码"), "/posters", _posters, (("/posters/plates/import", mark("已有门牌码")),)),
            Part(mark_in("menu", "公示墙"), "/board/clear", _board),
        ),
    ),
    Group(
        mark("要人看的"),
        (
            Part(mark_in("menu", "待审记录"), "/quarantine", _kept),
            Part(mark_in("menu", "投诉和建议"), "/complaints/desk", _complaints),
        ),
    ),
)  # fmt: skip
