"""The words of a people table: its headers, the names of posts, and from when to when they are held."""

from __future__ import annotations

import re
import unicodedata

from app.areas.imports import dates
from app.areas.models import FOREVER
from app.core import typed
from app.core.problems.problem import Problem
from app.people import names

COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "名字", "人员姓名", "name"),
    "phone": ("手机号", "手机", "手机号码", "电话", "联系电话", "联系方式", "phone", "mobile"),
    "area": ("网格", "网格名称", "网格编号", "网格编码", "所属网格", "区域", "区域编码", "区域名称", "area", "grid"),
    "role": ("岗位", "职务", "角色", "身份", "role", "post"),
    "term": ("起止", "起止日期", "起止时间", "任期", "term"),
    "begins": ("起", "起始", "开始", "起始日期", "开始日期", "上岗日期", "到岗日期", "from"),
    "ends": ("止", "截止", "结束", "截止日期", "结束日期", "终止日期", "离岗日期", "to", "until"),
    "staff_no": ("工号", "员工编号", "人员编号", "staff number", "staff_no"),
    "unit": ("单位", "部门", "所属单位", "单位编码", "unit"),
}  # fmt: skip
_REMARK = re.compile(r"\s*[(（][^()（）\d]*[)）]\s*\Z")
_MOBILES = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<=\d)[/、,;]\d{2,}")
_LANDLINE = re.compile(r"\(?0\d{2,3}\)?-?\d{7,8}")
HEADERS = ("姓名", "手机号", "网格", "岗位", "起止", "工号", "单位")

ROLE_WORDS: dict[str, tuple[str, ...]] = {
    "grid_worker": ("网格员", "专职网格员", "兼职网格员", "专属网格员", "网格巡查员"),
    "grid_lead": ("网格长", "网格组长"),
    "grid_guide": ("网格指导员", "指导员"),
    "building_head": ("楼栋长", "楼长", "微网格长", "街巷长", "单元长"),
    "dispatcher": ("值班员", "调度员", "受理员", "指挥室值班员"),
    "handler": ("部门承办人", "承办人", "经办人"),
    "duty_desk": ("市指挥中心", "县指挥中心", "指挥中心", "值班长"),
    "admin": ("管理员", "系统管理员"),
}
ROLES_BY_WORD = {word: role for role, words in ROLE_WORDS.items() for word in (role, *words)}


def role(text: str) -> str | None:
    """The role that a word or a code names."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    return ROLES_BY_WORD.get(plain)


def phone(text: str) -> str:
    """The mobile number of a cell, a remark in brackets behind it left aside (（微信同号）). Problem bad-value."""
    bare = _REMARK.sub("", text)
    if len(_MOBILES.findall(typed.plain(bare))) > 1:
        raise Problem("bad-value", ("phone", "several-phones"))
    try:
        return names.phone(typed.code(bare))
    except Problem as problem:
        if _LANDLINE.fullmatch(typed.code(bare)):
            raise Problem("bad-value", ("phone", "landline")) from problem
        raise


def _days(text: str, field: str, last: bool = False) -> list[str]:
    """The days named in a cell; Problem bad-value."""
    try:
        return dates.days(text, last)
    except dates.NoDate as error:
        raise Problem("bad-value", (field, "bad-date")) from error


def period(cells: dict[str, str]) -> tuple[str | None, str | None]:
    """First and last day of a row, None where it says nothing; Problem bad-value."""
    if cells["term"][:1] in ("至", "到", "~", "～", "-", "—"):  # an end without a beginning
        cells = {**cells, "term": "", "ends": cells["ends"] or cells["term"]}
    term = _days(cells["term"], "term")
    begins = _days(cells["begins"], "begins")[:1] or term[:1]
    ends = _days(cells["ends"], "ends", last=True)[:1] or term[1:2]
    first = begins[0] if begins else None
    last_day = ends[0] if ends else None
    if first == FOREVER:
        raise Problem("bad-value", ("begins", "bad-date"))
    if first and last_day and last_day < first:
        raise Problem("bad-value", ("term", "before-start"))
    return first, last_day
