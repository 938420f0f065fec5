"""The sentences for single fields of a bad input, in both languages."""

from __future__ import annotations

from typing import Any

REASONS: dict[str, tuple[str, str]] = {
    "missing": ("这一项不能空着", "This is required"),
    "unknown": ("没有这一项", "There is no such field"),
    "wrong-type": ("这一项的类型不对", "This has the wrong type"),
    "bad-value": ("这一项的值不对", "This value is not right"),
    "not-a-choice": ("请从给出的选项里选", "Please choose one of the values offered"),
    "too-long": ("太长了，最多 {most} 个字", "Too long: at most {most} characters"),
    "too-short": ("太短了，至少 {least} 个字", "Too short: at least {least} characters"),
    "too-many": ("太多了，最多 {most} 个", "Too many: at most {most}"),
    "out-of-range": ("数值超出范围（{least} 到 {most}）", "Out of range ({least} to {most})"),
    "bad-time": (
        "时间要写成带时区的完整时间，例如 2026-11-22T08:40:00+08:00",
        "Write the full time with its offset, e.g. 2026-11-22T08:40:00+08:00",
    ),
    "bad-date": ("日期要写成 2026-11-22", "Write the date as 2026-11-22"),
    "bad-id": ("编号要是小写带连字符的 UUID", "An id is a lower-case hyphenated UUID"),
    "bad-digest": ("照片编号要是 64 位小写十六进制", "A photo's digest is 64 lower-case hexadecimal digits"),
    "line-break": (
        "这一项要写在一行里，末尾也不能换行",
        "This stands on one line, without a line break at its end",
    ),
    "control-character": ("不能含有控制字符", "Control characters are not allowed"),
    "unequal-columns": ("各列的长度不一样", "The columns differ in length"),
    "times-go-back": ("时间不能倒退", "Times must not go back"),
    "duplicate-key": ("同一项写了两次", "The same field stands twice"),
    "not-here": ("没有找到", "Not found"),
    "common-password": ("这个密码太常见，请换一个", "This password is too common; please choose another"),
    "bad-telephone": (
        "电话号码只能有数字、空格、括号和横线",
        "A telephone number has digits, spaces, brackets and hyphens only",
    ),
    "bad-phone": ("手机号要是 11 位数字", "A phone number has 11 digits"),
    "bad-number": (
        "请填 11 位手机号，或者带区号的座机号码；也可以不填",
        "Please give a mobile number of 11 digits or a landline with its area code, or leave it empty",
    ),
    "twice": ("同一张照片放了两次", "The same photo stands twice"),
    "needs-text-or-photo": ("请写一句话或拍一张照片", "Please add a sentence or a photo"),
    "needs-text": ("请写一句话", "Please write a sentence"),
    "needs-reason": ("请说明原因", "Please give a reason"),
    "needs-until": ("请给出时间", "Please give a time"),
    "needs-to": ("请选择对象", "Please choose to whom"),
    "needs-call": ("有几个吹哨，请指明是哪一个", "Several calls are open; say which"),
    "both-settled-and-escalated": (
        "不能同时现场处理好又上报",
        "It cannot be settled on the spot and passed up at once",
    ),
    "needs-change": ("请写明要更正什么", "Say what should be corrected"),
    "personal-number": (
        "里面有像手机号或身份证号的数字，请去掉",
        "It holds what looks like a phone or identity number; please take it out",
    ),
    "needs-a-look": ("请先看过下面的提醒，再勾选", "Please look at the hints below and tick the box"),
    "past": ("时间要晚于现在", "This must lie in the future"),
    "not-among-photos": ("照片不在这条记录里", "This photo is not one of the record's"),
    "before-start": ("结束不能早于开始", "The end cannot be before the start"),
    "taken": ("已经有人用了", "Already in use"),
    "unknown-role": (
        "没有这个岗位，请写网格员、网格长、网格指导员、楼栋长、值班员、部门承办人、指挥中心或管理员",
        "There is no such post; see the template for the words",
    ),
    "no-areas": ("还没有区域，请先导入区域", "There are no areas yet; import them first"),
    "several-areas": (
        "有几个同名的（{codes}），请写编码",
        "Several are called so ({codes}); please give the code",
    ),
    "belongs-to": ("这个号码已经是{name}的，请核对", "This number already belongs to {name}; please check"),
    "has-left": ("{name}已停用，请先恢复账号", "{name}'s account has ended; please open it again first"),
    "posts-elsewhere": (
        "此人在别的区域也有岗位，姓名和号码请由上级管理员修改",
        "This person has posts elsewhere too; an administrator above has to change name and numbers",
    ),
    "not-the-number": ("名单上是 {number} 人", "There are {number} people on the list"),
    "twice-in-table": ("和第 {row} 行重复", "The same as row {row}"),
    "other-name-in-table": (
        "号码和第 {row} 行相同，姓名不同",
        "The same number as row {row} under another name",
    ),
    "no-header": ("没有找到表头，需要这些列：{headers}", "No header row found; the columns are {headers}"),
    "stray-quote": (
        "第 {row} 行的引号不成对，或者一格里有换行又有分隔符，会把下面的行吞掉；请改好这一行再上传",
        "The quotation marks in row {row} do not pair, or a cell there holds both a line break and a separator, which "
        "would swallow rows below it; mend that row and upload again",
    ),
    "not-a-table": ("这个文件不是能读的表格", "This file is not a table that can be read"),
    "not-geojson": (
        "这个文件不是完整的 GeoJSON 要素集合（FeatureCollection）",
        "This file is not a well-formed GeoJSON FeatureCollection",
    ),
    "other-crs": (
        "坐标要是 WGS-84 经纬度；火星坐标（GCJ-02）、百度坐标或投影坐标请先转换",
        "Positions must be WGS-84 degrees; convert GCJ-02, Baidu or projected coordinates first",
    ),
    "old-spreadsheet": ("请另存为 XLSX 再上传", "Please save it as XLSX and upload again"),
    "too-large-table": ("表格太大", "The table is too large"),
    "too-many-rows": (
        "一次最多 {most} 行，请分开上传",
        "At most {most} rows at a time; please upload in parts",
    ),
}


def sentence(reason: str, which: int, parameters: dict[str, Any]) -> str:
    """The sentence for `reason` in zh (which=0) or en (which=1)."""
    return REASONS[reason][which].format(**parameters)
