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
_PHONE = re.compile(r"[0-9][0-9 -]{2,18}[0-9]")
# beside what every keyboard writes for a dash (core.typed): signs between hours and between spans of them
_BETWEEN_HOURS = str.maketrans(dict.fromkeys("〜~至到", "-") | dict.fromkeys("、;", ","))
BOARD_PLACES = (
    ("community", mark("社区")),
    ("grid", mark("网格")),
    ("building", mark("楼栋")),
)


@dataclass(frozen=True)
class Setting:
    """A number between bounds, or a text of that form: its words and default."""

    name: str
    words: str
    default: str
    least: float = 0
    most: float = 0
    form: re.Pattern[str] | None = None  # of a setting that is no number
    choices: tuple[tuple[str, str], ...] = ()  # the values of one to choose, with their words

    @property
    def is_number(self) -> bool:
        """Whether the bounds are what holds it."""
        return self.form is None and not self.choices


KNOWN: tuple[Setting, ...] = (
    Setting("track_days", mark("轨迹保留天数"), "7", 0, 3650),
    Setting("summary_only", mark("只留汇总，不留轨迹（1 是，0 否）"), "0", 0, 1),
    Setting("contact_days", mark("居民联系方式在结案几天后删除"), "30", 0, 365),
    Setting("quarantine_days", mark("待审记录内容保留天数"), "180", 7, 3650),
    Setting("complaint_days", mark("投诉和建议几个工作日内答复"), "15", 1, 60),
    Setting("patrol_gap_seconds", mark("定位间隔超过多少秒算空白"), "90", 10, 3600),
    Setting("patrol_inaccurate_metres", mark("精度差于多少米不计"), "100", 5, 10_000),
    Setting("patrol_fast_mps", mark("每秒超过多少米不算步行"), "7", 1, 100),
    Setting("patrol_outside_metres", mark("界外多少米以内仍算在内"), "30", 0, 1000),
    Setting("patrol_marks_minutes", mark("两个到点记录最多相隔多少分钟"), "15", 1, 240),
    Setting("patrol_marks_mps", mark("两个到点记录之间每秒最多多少米"), "2", 0.1, 100),
    Setting("visit_days", mark("几天没去算好久没去"), "7", 1, 365),
    Setting("door_days", mark("走访和帮办的门牌几天后删除"), "365", 1, 3650),
    Setting("sample_share", mark("现场处理抽查百分比"), "5", 0, 100),
    Setting("climb_minutes", mark("紧急事件无人应答几分钟后上升"), "10", 1, 1440),
    Setting("emergency_hours", mark("紧急事件几小时内处置"), "2", 0.1, 100),
    Setting("call_minutes", mark("吹哨多少分钟内应报到"), "30", 1, 100_000),
    Setting("confirm_days", mark("几天不确认就轮到下一位"), "3", 1, 365),
    Setting("close_days", mark("待评价几天后自动结案"), "14", 1, 365),
    Setting("reopen_days", mark("结案后几天内可以重办"), "30", 1, 3650),
    Setting("link_days", mark("发出去的单件链接几天有效"), "14", 1, 365),
    Setting("show_worker_name", mark("给居民看办理人姓名（1 是，0 否）"), "0", 0, 1),
    Setting("work_hours", mark("工作时间，如 08:30-12:00,14:00-17:30"), "08:30-12:00,14:00-17:30", form=_HOURS),
    Setting("duty_phone", mark("印在张贴码上的值班电话（不填就用电话表里的指挥室值班）"), "", form=_PHONE),
    Setting("board_place", mark("公示墙上的地点写到哪一级"), "grid", choices=BOARD_PLACES),
    Setting("quiet_hours", mark("几点到几点不往外发消息（紧急的除外）"), "21:00-07:00", form=_NIGHT),
    Setting("notice_minutes", mark("给同一个人发两条消息至少隔几分钟"), "10", 0, 1440),
    Setting("head_per_week", mark("一周最多请楼栋长看几次"), "3", 0, 100),
    Setting("telephone_minutes", mark("紧急消息几分钟没看就请指挥室打电话"), "3", 0, 1440),
)  # fmt: skip
BY_NAME = {setting.name: setting for setting in KNOWN}


@dataclass(frozen=True)
class SettingAt:
    """A setting as it holds at an area: the value, and the row and area it comes from where it is not the default."""

    setting: Setting
    value: str
    source: AreaSetting | None

    def word(self, language: str) -> str:
        """The value as a reader of "zh" or "en" knows it."""
        chosen = dict(self.setting.choices).get(self.value)
        return translate(chosen, language) if chosen else self.value or "—"

    def is_own(self, code: str) -> bool:
        """Whether it was set at this very area."""
        return self.source is not None and self.source.area_id == code


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
        value = _plain(BY_NAME[name], value)
        _check(BY_NAME[name], value)
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


def _plain(setting: Setting, value: str) -> str:
    """The value with the signs that its form asks for, whatever a Chinese keyboard gave for commas, colons and dashes."""
    if setting.choices:
        return value
    plain = typed.plain(value)
    return plain.translate(_BETWEEN_HOURS).replace(" ", "") if setting.form in (_HOURS, _NIGHT) else plain


def _check(setting: Setting, value: str) -> None:
    if setting.choices and value not in dict(setting.choices):
        raise Problem("bad-value", ("value", "not-a-choice"))
    if setting.form is not None and not _fits(setting.form, value):
        raise Problem("bad-value", ("value", "bad-value"))
    if not setting.is_number:
        return
    bounds = {"least": f"{setting.least:g}", "most": f"{setting.most:g}"}
    if not decode.NUMBER_FORM.fullmatch(value) or not setting.least <= float(value) <= setting.most:
        raise Problem("bad-value", ("value", "out-of-range", bounds))


def _fits(form: re.Pattern[str], value: str) -> bool:
    return form.fullmatch(value) is not None and (form is not _HOURS or _in_order(value))


def _in_order(value: str) -> bool:
    times = value.replace(",", "-").split("-")
    return times == sorted(set(times)) and all(t[:2] < "24" and t[3:] < "60" for t in times)
