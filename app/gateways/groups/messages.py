"""A pasted conversation as its messages: who wrote what, in the ways in which telephones and computers copy one."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CLOCK = r"(?:(?:上午|下午|晚上|凌晨|中午|早上|AM|PM)\s*)?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\s*(?:AM|PM))?"
_DAY = r"(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.月]\d{1,2}日?|昨天|今天|前天|(?:星期|周)[一二三四五六日天])"
_MOMENT = rf"(?:{_DAY}[,，]?\s*)?{_CLOCK}"
_WHO = r"(?P<who>\S(?:.{0,38}?\S)??)"
_NAME = r"(?P<who>[^:：,，。!！?？;；、\s](?:[^:：,，。!！?？;；、]{0,18}[^:：,，。!！?？;；、\s])?)"

_HEADERS = (
    re.compile(rf"{_WHO}\s+{_DAY}[,，]?\s*{_CLOCK}\s*[:：]?", re.IGNORECASE),  # 王芳 2026/11/30 9:12
    re.compile(
        rf"(?P<who>\S{{1,20}}(?<![到至在从于自约晚早上午点前后是等])) {{1,3}}{_CLOCK}", re.IGNORECASE
    ),  # 王芳 9:12
    re.compile(
        rf"(?:\[{_MOMENT}\]|{_DAY}\s*{_CLOCK})\s*{_NAME}\s*[:：]?", re.IGNORECASE
    ),  # 2026-11-30 9:12 王芳
    re.compile(rf"{_NAME}\s*[:：]"),  # 王芳：
)
_INLINE = (
    re.compile(rf"\[?{_MOMENT}\]?\s*{_NAME}\s*[:：]\s*(?P<text>.+)", re.IGNORECASE),  # [9:12] 王芳：电梯坏了
    re.compile(rf"{_NAME}\s*[:：](?!(?<=\d.)\d)\s*(?!//)(?P<text>.+)"),  # 王芳：电梯坏了
)
# what stands before a colon and is nobody
_LABEL = re.compile(
    r"(?:\d+|地点|地址|位置|时间|日期|问题|内容|情况|诉求|反映|投诉|建议|电话|手机|联系(?:方式|电话|人)|姓名|备注|注意|通知|公告|原因|类别|编号"
    r"|说明|另外|还有|补充|事项|楼栋|房号|门牌|https?|ps|注)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    rf"[-—–=_*\s]*(?:{_DAY}(?:\s*(?:星期|周)[一二三四五六日天])?)?\s*(?:{_CLOCK})?[-—–=_*\s]*", re.IGNORECASE
)
_SYSTEM = re.compile(
    r".*(?:撤回了一条消息|加入了?群聊|移出了?群聊|拍了拍|修改群名|以下(?:为|是)新消息|查看更多消息|群聊的聊天记录)[^，。]{0,20}"
)
_QUOTE_ENDS = re.compile(r"[-—–\s]{5,}")
_PICTURE = re.compile(r"\[(?:图片|照片|视频|文件|语音|Photo|Image|Video)\]", re.IGNORECASE)
_SIGN = re.compile(r"\[(?:[\u4e00-\u9fff]{1,5}|Emoji|Sticker)\]", re.IGNORECASE)  # [捂脸], [动画表情]


@dataclass
class Message:
    """What one person wrote at one time; `sender` is "" where the text does not say."""

    sender: str
    text: str
    pictures: int = 0
    signs: int = 0  # faces and the like, which are left out
    line: str = ""  # by which it began


def parse(pasted: str) -> list[Message]:
    """The messages in their order; a text that names no sender is one message a paragraph. Empty ones are left out."""
    lines = [line.strip("\ufeff\u200b \t\u3000\u2005") for line in pasted.replace("\r", "\n").split("\n")]
    found: list[Message] = [Message("", "")]
    has_senders, is_quoted = any(_header(line) for line in lines), False
    for line in lines:
        if line.startswith(("「", "『")):
            is_quoted = not line.endswith(("」", "』"))
            continue
        if is_quoted:
            is_quoted = not line.endswith(("」", "』"))
            continue
        header = _header(line)
        if header is not None:
            _give_back(found[-1])
            found.append(Message(header[0], "", line=line))
            line = header[1]
        elif _is_between(line):
            if not line and not has_senders:
                found.append(Message("", ""))
            continue
        _add(found[-1], line)
    _give_back(found[-1])
    return [message for message in found if message.text or message.pictures]


def _give_back(message: Message) -> None:
    """Who seemed to write and wrote nothing was no sender: the line was words (“停水通知 18:30”)."""
    if message.sender and not message.text and not message.pictures and not message.signs:
        message.text, message.sender = message.line, ""


def _header(line: str) -> tuple[str, str] | None:
    """(who wrote, the rest of the line) where a message begins with this line."""
    if _is_between(line):
        return None
    for form in _HEADERS:
        found = form.fullmatch(line)
        if found is not None and _is_somebody(found["who"]):
            return found["who"], ""
    for form in _INLINE:
        found = form.fullmatch(line)
        if found is not None and _is_somebody(found["who"]):
            return found["who"], found["text"]
    return None


def _is_somebody(who: str) -> bool:
    is_words = re.search(r"[:：，。！？,!?]", who) is not None
    return not is_words and _LABEL.fullmatch(who) is None and _BETWEEN.fullmatch(who) is None


def _is_between(line: str) -> bool:
    """A line that nobody wrote: empty, a day, a ruled line, what the program says."""
    return bool(_BETWEEN.fullmatch(line) or _SYSTEM.fullmatch(line) or _QUOTE_ENDS.fullmatch(line))


def _add(message: Message, line: str) -> None:
    message.pictures += len(_PICTURE.findall(line))
    words, signs = _SIGN.subn("", _PICTURE.sub("", line))
    words = words.strip()
    message.signs += signs
    if words:
        message.text = f"{message.text}\n{words}" if message.text else words
