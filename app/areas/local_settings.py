"""What an administrator may set for an area and everything below it, each with the reason kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.areas import tree
from app.areas.geometry import location
from app.areas.models import Area, AreaSetting
from app.core import clock, db, decode, typed
from app.core.problems.problem import Problem
from app.core.words import mark, translate
from app.people import events
from app.people.models import Person

REASON_MOST = 500
_HOURS = re.compile(r"\d{2}:\d{2}-\d{2}:\d{2}(,\d{2}:\d{2}-\d{2}:\d{2})*")
_NIGHT = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")  # may run over midnight
_PHONE = re.compile(r"[0-9][0-9 -]{1,18}[0-9]")
# beside what every keyboard writes for a dash (core.typed): signs between hours and between spans of them
_BETWEEN_HOURS = str.maketrans(dict.fromkeys("〜~至到", "-") | dict.fromkeys("、;", ","))
BOARD_PLACES = (
    ("community", mark("社区")),
    ("grid", mark("网格")),
    ("building", mark("楼栋")),
)
ROSTER_ALWAYS, ROSTER_OFF_HOURS, ROSTER_NEVER = "always", "off_hours", "never"
ROSTER_HOURS = (
    (ROSTER_ALWAYS, mark("全天")),
    (ROSTER_OFF_HOURS, mark("上班时间以外")),
    (ROSTER_NEVER, mark("不查，值班表只用来看")),
)


@dataclass(frozen=True)
class Setting:
    """A number between bounds, or a text of that form: its words, default and unit.

    The form of a page follows from it (`control`): a switch, a choice, times of the day, a telephone, else a number.
    """

    name: str
    words: str
    default: str
    least: float = 0
    most: float = 0
    unit: str = ""  # a message with {n}, such as "{n} 天"
    form: re.Pattern[str] | None = None  # of a setting that is no number
    choices: tuple[tuple[str, str], ...] = ()  # the values of one to choose, with their words
    is_switch: bool = False  # 1 or 0
    hint: str = ""

    @property
    def is_number(self) -> bool:
        """Whether the bounds are what holds it."""
        return self.form is None and not self.choices

    @property
    def control(self) -> str:
        """What a page shows to set it: number, switch, choice, times (a list), span (from and to) or telephone."""
        if self.is_switch:
            return "switch"
        if self.choices:
            return "choice"
        return {None: "number", _HOURS: "times", _NIGHT: "span", _PHONE: "telephone"}[self.form]

    def say(self, value: str, language: str) -> str:
        """The value as a reader of "zh" or "en" knows it, with its unit."""
        if self.is_switch:
            return translate(mark("开") if value == "1" else mark("关"), language)
        if value in dict(self.choices):
            return translate(dict(self.choices)[value], language)
        if not value:
            return translate(mark("没有填"), language)
        if self.unit:
            return translate(self.unit, language, n=value)
        return value.replace(",", "、" if language == "zh" else ", ")


DAYS, MINUTES = mark("{n} 天"), mark("{n} 分钟")
WORKING_DAYS, HOURS, SECONDS = mark("{n} 个工作日"), mark("{n} 小时"), mark("{n} 秒")
WORKING_HOURS = mark("{n} 个工作小时")
METRES, SPEED, SHARE, TIMES = mark("{n} 米"), mark("{n} 米/秒"), mark("{n} %"), mark("{n} 次")
COUNTED = (DAYS, WORKING_DAYS, TIMES)  # there are no halves of these
PARTS: tuple[tuple[str, tuple[Setting, ...]], ...] = (
    (mark("保存多久"), (
        Setting("track_days", mark("轨迹保留"), "7", 0, 3650, DAYS, hint=mark("从收到最后一段算起，之后只留汇总。")),
        Setting("summary_only", mark("只留汇总，不留轨迹"), "0", 0, 1, is_switch=True),
        Setting("marks_only", mark("不记轨迹，只记到点"), "0", 0, 1, is_switch=True, hint=mark("巡查时完全不读位置，时间按到过的楼栋、上报和走访算。")),
        Setting("contact_days", mark("居民联系方式在结案后保留"), "30", 0, 365, DAYS),
        Setting("door_days", mark("走访和帮办的门牌保留"), "365", 1, 3650, DAYS),
        Setting("quarantine_days", mark("待审记录的内容保留"), "180", 7, 3650, DAYS),
    )),
    (mark("巡查怎么算"), (
        Setting("patrol_gap_seconds", mark("定位间隔超过这么久算空白"), "90", 10, 3600, SECONDS),
        Setting("patrol_inaccurate_metres", mark("精度差于这么多不计"), "100", 5, 10_000, METRES),
        Setting("patrol_fast_mps", mark("快过这么多不算步行"), "7", 1, 100, SPEED),
        Setting("patrol_outside_metres", mark("界外这么远以内仍算在内"), "30", 0, 1000, METRES),
        Setting("patrol_marks_minutes", mark("两个到点记录最多相隔"), "15", 1, 240, MINUTES),
        Setting("patrol_marks_mps", mark("两个到点记录之间最快"), "2", 0.1, 100, SPEED),
        Setting("visit_days", mark("这么久没去算好久没去"), "7", 1, 365, DAYS),
        Setting("companion", mark("可以用自己的记录软件（自愿）"), "0", 0, 1, is_switch=True, hint=mark("锁屏也能记。谁用谁不用，只有本人知道；只算本人巡查时间内的位置。")),
    )),
    (mark("事件的时限"), (
        Setting("work_hours", mark("工作时间"), "08:30-12:00,14:00-17:30", form=_HOURS),
        Setting("emergency_hours", mark("紧急事件应在多久内处置"), "2", 0.1, 100, HOURS),
        Setting("climb_minutes", mark("紧急事件无人应答多久后上升"), "10", 1, 1440, MINUTES),
        Setting("roster_hours", mark("排了值班表的，什么时候必须有人"), ROSTER_ALWAYS, choices=ROSTER_HOURS, hint=mark("这时没有人值班的，提前一天标红，紧急事件直接报上一级。没有排值班表的不查。")),
        Setting("call_minutes", mark("突发应急吹哨后应在多久内报到"), "30", 1, 100_000, MINUTES),
        Setting("call_joint_hours", mark("联合执法吹哨后应在多久内报到"), "7", 0.5, 350, WORKING_HOURS),
        Setting("call_request_hours", mark("居民诉求吹哨后应在多久内报到"), "21", 0.5, 350, WORKING_HOURS),
        Setting("pause_days", mark("问居民时计时最多停多久"), "30", 1, 365, DAYS),
        Setting("confirm_days", mark("多久不确认就轮到下一位"), "3", 1, 365, DAYS),
        Setting("sample_share", mark("现场处理抽查的比例"), "5", 0, 100, SHARE),
        Setting("answer_days", mark("居民说的话应在多久内答复"), "3", 1, 60, WORKING_DAYS),
        Setting("close_days", mark("待评价多久后自动结案"), "14", 1, 365, DAYS),
        Setting("reopen_days", mark("结案后多久内可以重办"), "30", 1, 3650, DAYS),
    )),
    (mark("场所多久看一次"), (
        Setting("place_shop_days", mark("小商铺"), "30", 0, 365, DAYS, hint=mark("填 0 就是这里不看这一类。")),
        Setting("place_rented_days", mark("出租房屋"), "90", 0, 365, DAYS),
        Setting("place_charging_days", mark("充电棚"), "30", 0, 365, DAYS),
        Setting("place_firm_days", mark("企业"), "90", 0, 365, DAYS),
    )),
    (mark("居民看到的"), (
        Setting("show_worker_name", mark("给居民看办理人姓名"), "0", 0, 1, is_switch=True),
        Setting("board_place", mark("公示墙上的地点写到哪一级"), "grid", choices=BOARD_PLACES),
        Setting("fire_phone", mark("火警电话"), "119", form=_PHONE),
        Setting("police_phone", mark("报警电话"), "110", form=_PHONE),
        Setting("ambulance_phone", mark("急救电话"), "120", form=_PHONE),
        Setting("gas_phone", mark("燃气抢修电话"), "", form=_PHONE, hint=mark("不填就用电话表里的燃气抢修，也没有就用火警。")),
        Setting("duty_phone", mark("印在张贴码上的值班电话"), "", form=_PHONE, hint=mark("不填就用电话表里的指挥室值班。")),
        Setting("complaint_days", mark("投诉和建议应在多久内答复"), "15", 1, 60, WORKING_DAYS),
        Setting("link_days", mark("发出去的单件链接有效"), "14", 1, 365, DAYS),
    )),
    (mark("消息"), (
        Setting("quiet_hours", mark("这段时间不往外发消息"), "21:00-07:00", form=_NIGHT, hint=mark("紧急的照发；可以跨过半夜，起止相同就是不停。")),
        Setting("notice_minutes", mark("给同一个人的两条消息至少隔"), "10", 0, 1440, MINUTES),
        Setting("head_per_week", mark("一周最多请楼栋长看"), "3", 0, 100, TIMES),
        Setting("telephone_minutes", mark("紧急消息多久没看就请指挥室打电话"), "3", 0, 1440, MINUTES),
    )),
)  # fmt: skip
KNOWN = tuple(setting for _, settings in PARTS for setting in settings)
BY_NAME = {setting.name: setting for setting in KNOWN}


@dataclass(frozen=True)
class SettingAt:
    """A setting as it holds at an area: the value, and the row and area it comes from where it is not the default."""

    setting: Setting
    value: str
    source: AreaSetting | None

    def say(self, language: str) -> str:
        """The value in words of the language."""
        return self.setting.say(self.value, language)

    def is_own(self, code: str) -> bool:
        """Whether it was set at this very area."""
        return self.source is not None and self.source.area_id == code


def settings_above(code: str) -> list[SettingAt]:
    """Every setting as it would hold at the area if nothing were set there: from above, else the default."""
    parent = location.index().known[code].parent
    return settings_at(parent) if parent else [SettingAt(setting, setting.default, None) for setting in KNOWN]


def set_below(code: str) -> dict[str, list[AreaSetting]]:
    """Name → what areas below this one have set otherwise, each with its area, in the order of their codes."""
    index = location.index()
    found: dict[str, list[AreaSetting]] = {}
    for row in AreaSetting.select(AreaSetting, Area).join(Area).order_by(Area.code):
        if row.area_id != code and index.is_below(row.area_id, frozenset({code})):
            found.setdefault(row.name, []).append(row)
    return found


def settings_at(code: str) -> list[SettingAt]:
    """Every setting as it holds at the area; the nearest area above that says something decides."""
    above = location.index().chain(code)
    nearest: dict[str, AreaSetting] = {}
    for row in AreaSetting.select().where(AreaSetting.area.in_(above)):
        override = nearest.get(row.name)
        if override is None or above.index(row.area_id) < above.index(override.area_id):
            nearest[row.name] = row
    return [
        SettingAt(
            setting,
            nearest[setting.name].value if setting.name in nearest else setting.default,
            nearest.get(setting.name),
        )
        for setting in KNOWN
    ]


def number_at(code: str, name: str) -> float:
    """The number that holds at the area; the default if the stored value is not a number within its bounds."""
    known = BY_NAME[name]
    try:
        value = float(tree.setting(code, name, known.default))
    except ValueError:
        return float(known.default)
    return value if known.least <= value <= known.most else float(known.default)


def set_value(by: Person, code: str, name: str, value: str | None, reason: str) -> None:
    """Set a value for the area and below, or take it back (None); who and why is kept.

    Problem bad-value for an unknown name, a value out of bounds or no reason; not-found for no such area.
    """
    if name not in BY_NAME:
        raise Problem("bad-value", ("name", "not-a-choice"))
    if not reason.strip():
        raise Problem("bad-value", ("reason", "needs-reason"))
    if value is not None:
        value = checked(BY_NAME[name], value)
    with db.transaction():
        if not Area.select().where(Area.code == code).exists():
            raise Problem("not-found")
        old = AreaSetting.get_or_none(AreaSetting.area == code, AreaSetting.name == name)
        if old is not None:
            AreaSetting.delete().where(AreaSetting.area == code, AreaSetting.name == name).execute()
        if value is not None:
            AreaSetting.create(area=code, name=name, value=value, by=by.id, reason=reason, at=clock.now())
        body = {"name": name, "from": old.value if old is not None else None, "to": value}
        events.note(by, "area", code, "setting_changed", reason, body)


def checked(setting: Setting, value: str) -> str:
    """The value as it is kept. Problem bad-value with the field "value" where it is none for this setting."""
    value = plain(setting, value)
    _check(setting, value)
    return value


def plain(setting: Setting, value: str) -> str:
    """The value with the signs that its form asks for, whatever a Chinese keyboard gave for commas, colons and dashes."""
    if setting.choices:
        return value
    text = typed.plain(value)
    return text.translate(_BETWEEN_HOURS).replace(" ", "") if setting.form in (_HOURS, _NIGHT) else text


def _check(setting: Setting, value: str) -> None:
    if setting.choices and value not in dict(setting.choices):
        raise Problem("bad-value", ("value", "not-a-choice"))
    if setting.form is not None and not _fits(setting.form, value):
        reason = {_PHONE: "bad-telephone", _NIGHT: "bad-night", _HOURS: "bad-hours"}[setting.form]
        raise Problem("bad-value", ("value", reason))
    if not setting.is_number:
        return
    bounds = {"least": f"{setting.least:g}", "most": f"{setting.most:g}"}
    if not decode.NUMBER_FORM.fullmatch(value):
        raise Problem("bad-value", ("value", "no-number"))
    if setting.unit in COUNTED and not float(value).is_integer():
        raise Problem("bad-value", ("value", "not-whole"))
    if not setting.least <= float(value) <= setting.most:
        raise Problem("bad-value", ("value", "out-of-range", bounds))


def _fits(form: re.Pattern[str], value: str) -> bool:
    return form.fullmatch(value) is not None and (form is not _HOURS or _in_order(value))


def _in_order(value: str) -> bool:
    times = value.replace(",", "-").split("-")
    return times == sorted(set(times)) and all(t[:2] < "24" and t[3:] < "60" for t in times)
