"""The words of the work in both languages: states, moves, urgencies, reasons."""

from __future__ import annotations

Pair = tuple[str, str]

STATES: dict[str, Pair] = {
    "reported": ("待受理", "Waiting to be taken"),
    "dispatched": ("已派单", "Dispatched"),
    "in_hand": ("处置中", "In hand"),
    "resolved": ("待确认", "To be confirmed"),
    "confirmed": ("待评价", "To be rated"),
    "closed": ("已结案", "Closed"),
    "shelved": ("挂账", "Shelved"),
    "void": ("作废", "Void"),
}
URGENCIES: dict[str, Pair] = {
    "normal": ("一般", "Normal"),
    "urgent": ("急", "Urgent"),
    "emergency": ("紧急", "Emergency"),
}
MOVES: dict[str, Pair] = {
    "amend": ("更正", "Correct"),
    "settle_on_spot": ("现场处理好了", "Settled on the spot"),
    "acknowledge": ("已看到", "Seen"),
    "take": ("接单", "Take"),
    "dispatch": ("派单", "Dispatch"),
    "send_back": ("退回", "Send back"),
    "escalate": ("报给{next}", "Pass up to {next}"),
    "hand_down": ("下派", "Hand down"),
    "whistle": ("吹哨", "Whistle"),
    "attend": ("报到", "Report in"),
    "return_call": ("退哨", "Give the call back"),
    "note": ("备注", "Add a note"),
    "join": ("也反映", "Ask for the same"),
    "leave": ("撤回反映", "Withdraw"),
    "ask_extension": ("申请延期", "Ask for more time"),
    "extend": ("延期", "Give more time"),
    "shelve": ("挂账", "Shelve"),
    "resume": ("恢复办理", "Resume"),
    "remind": ("催办", "Remind"),
    "supervise": ("督办", "Supervise"),
    "resolve": ("处置完成", "Done"),
    "confirm": ("确认解决", "Confirm it is done"),
    "refuse": ("还没有", "Not yet"),
    "decline": ("今天不方便", "Not today"),
    "rate": ("评价", "Rate"),
    "close": ("结案", "Close"),
    "reopen": ("重办", "Reopen"),
    "answer": ("答复", "Answer"),
    "merge": ("合并", "Merge"),
    "void": ("作废", "Void"),
}
OTHER_LABELS: dict[str, Pair] = {
    "take_own": ("先记下，我来办", "I will do it"),
    "take_over": ("接手", "Take over"),
    "escalate_top": ("再次上报", "Raise again"),
    "void_mistake": ("误触，撤回", "Raised by mistake"),
}
REASONS: dict[str, Pair] = {
    "not_on_list": ("不在权责清单", "Not on our list"),
    "not_ours": ("不属本单位", "Not ours"),
    "wrong_place": ("地点不对", "Wrong place"),
    "other": ("其他", "Other"),
    "withdrawn": ("居民撤回", "Withdrawn by the resident"),
    "mistake": ("误触", "Raised by mistake"),
    "still_there": ("还在", "Still there"),
    "only_partly": ("只弄好一部分", "Only partly done"),
    "came_back": ("又出现了", "It came back"),
    "cannot_see": ("看不到，没法确认", "I cannot see it"),
    "concerned": ("与本人有关，请问别人", "It concerns me, ask another"),
}
TURNS: dict[str, Pair] = {
    "head": ("楼栋长", "the building head"),
    "lead": ("网格长", "the grid lead"),
    "finder": ("发现人", "who reported it"),
    "desk": ("指挥室", "the desk"),
    "desk_above": ("上级指挥室", "the desk above"),
}
CONFIDENTIAL: Pair = (
    "反映人要求保密，原话不显示。",
    "The reporter asked for confidentiality; the words are not shown.",
)


def say(pair: Pair, language: str) -> str:
    """The one of the two for "zh" or "en"."""
    return pair[1] if language == "en" else pair[0]
