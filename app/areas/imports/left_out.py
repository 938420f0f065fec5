"""Tells rows of a table that are no data: totals, and what people write below a table before they sign it."""

from __future__ import annotations

import re
import unicodedata

_TOTAL = re.compile(
    r"(?:本页|本表)?(?:合计|总计|小计|共计|累计|总数|总和)(?:[:(\d].*)?|共\d+(?:人|个|条|户|行|名|处).*"
    r"|(?:grand)?(?:sub)?total[s:]?\d*|sum",
    re.IGNORECASE,
)
_LABELLED = re.compile(  # a label and its colon: whatever comes after it is no data either
    r"(?:注|备注|附注|说明|填表说明|制表人?|填表人|填报人)(?::.*)?"
    r"|(?:(?:填报|制表|编制|报送|上报|主管)?单位|审核人?|负责人|分管领导|联系人|经办人|校对人?|联系电话|电话|"
    r"(?:制表|填表|填报|报送|上报)?(?:日期|时间))(?:\([^)]*\))?:.*"
    r"|(?:签字|签名|签章|盖章)(?:\([^)]*\))?:.*"
)
# by itself each of these could be a cell of a row: no data only where nothing else stands there
_BARE = re.compile(
    r"\(?(?:(?:单位)?(?:盖章|公章|签章)|签字|签名|章)\)?"
    r"|第\d+页(?:[,/]?共\d+页)?|共\d+页(?:[,/]?第\d+页)?"
    r"|\(?(?:以下|此页|本页)?(?:空白|无正文)\)?"
    r"|[.。…·—_=*~/\-]+"
    r"|\d{4}年\d{1,2}月(?:\d{1,2}[日号])?|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|年月日"
)


def why_no_data(row: list[str]) -> str:
    """ "total" for 合计 and the like, "footnote" for 注：…, 单位（盖章）：… and 第1页; "" for what may be data."""
    words = [_compared(cell) for cell in row if cell]
    first = (
        words[1] if len(words) > 1 and re.fullmatch(r"\d{1,4}", words[0]) else words[0]
    )  # a serial number before it
    if _TOTAL.fullmatch(first):
        return "total"
    is_note = _LABELLED.fullmatch(first) or all(_LABELLED.fullmatch(w) or _BARE.fullmatch(w) for w in words)
    return "footnote" if is_note else ""


def _compared(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
