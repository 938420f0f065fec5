"""The words of the work: states, urgencies, whose turn it is, and what stands for words that are kept back."""

from __future__ import annotations

from app.core.words import mark, mark_in, translate

STATES = {
    "reported": mark("待受理"),
    "dispatched": mark("已派单"),
    "in_hand": mark("处置中"),
    "resolved": mark("待确认"),
    "confirmed": mark("待评价"),
    "closed": mark("已结案"),
    "shelved": mark_in("state", "挂账"),
    "void": mark("作废"),
}
MERGED, MERGED_OUT_OF_REACH = mark("并入 {number}"), mark("并入另一件")
URGENCIES = {
    "normal": mark_in("urgency", "一般"),
    "urgent": mark("急"),
    "emergency": mark("紧急"),
}
TURNS = {
    "head": mark_in("turn", "楼栋长"),
    "lead": mark_in("turn", "网格长"),
    "finder": mark_in("turn", "发现人"),
    "desk": mark_in("turn", "指挥室"),
    "desk_above": mark_in("turn", "上级指挥室"),
}
# how residents came into it; what staff found and residents also spoke of is not theirs
ASKED = {
    "resident": mark("居民反映"),
    "staff": mark_in("channel", "电话登记"),
    "source": mark("别的平台转来"),
    "open311": mark("经 Open311 转来"),
    "group": mark_in("channel", "业主群"),
    "joined": mark("居民也反映过"),
}
# why something lies where it does, when nobody chose the place and no shape in reach holds the position
LAID = {
    "nowhere": mark("没有定位，先记在这里"),
    "elsewhere": mark("定位在{name}，先记在这里"),
    "outside": mark("定位在这里以外，先记在这里"),
}
CONFIDENTIAL = mark("反映人要求保密，原话不显示。")
SOMEBODY = mark("楼内邻居")


def state_word(state: str, is_merged: bool, number: str | None, language: str) -> str:
    """What state it is in; what was merged is called by where it went on, by its number as far as that is known."""
    if state != "void" or not is_merged:
        return translate(STATES[state], language)
    if number is None:
        return translate(MERGED_OUT_OF_REACH, language)
    return translate(MERGED, language, number=number)
