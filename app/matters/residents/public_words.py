"""Looks for what does not belong into public words: numbers of persons, plates, names, doors."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from app.core import telephone
from app.core.words import mark, translate

_IDENTITY = re.compile(r"(?<!\d)\d{6}[ -]?(?:18|19|20)\d{2}[ -]?\d{4}[ -]?\d{3}[\dXx](?!\d)")
_LONG = re.compile(r"\d{11,}")
_LANDLINE = re.compile(r"(?<![\d.])(?:0\d{2,3}[ -]?)?[2-8]\d{6,7}(?![\d.])")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][A-Za-z][·. -]?[A-Za-z0-9]{5,6}"
)
_ADDRESSED = re.compile(
    r"[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛范彭郎鲁韦马苗方俞任袁柳"
    r"唐罗薛雷贺倪汤殷毕郝安常于傅卞齐康伍余顾孟黄穆萧尹姚邵汪毛戴宋庞熊纪项祝董梁杜阮蓝席季贾江童颜郭梅盛林钟徐邱骆高"
    r"夏蔡田樊胡凌霍虞万柯卢莫房丁邓郁洪包石崔吉龚程陆段侯宁武刘景詹叶白温庄翟谭申关文曾廖石]"
    r"[\u4e00-\u9fff]{0,2}(?P<title>先生|女士|阿姨|大爷|大妈|大叔|奶奶|爷爷|师傅|老师|同志|某)"
)
_DOOR = re.compile(r"\d{3,4}\s*(?:室|户|号房)|\d+\s*单元\s*\d{3,4}")

HINTS: dict[str, str] = {
    "phone": mark("像电话号码：{found}"),
    "plate": mark("像车牌号：{found}"),
    "name": mark("有这件事里的人名：{found}"),
    "addressed": mark("像是称呼某个人：{found}"),
    "bare": mark("{found} 张照片没有遮盖：请确认上面没有人脸、车牌和门牌"),
    "door": mark("写到了门牌户号：{found}"),
}


def plain(text: str) -> str:
    """The text with full-width figures and letters as ordinary ones."""
    return unicodedata.normalize("NFKC", text)


def has_personal_number(text: str) -> bool:
    """Whether it holds what is plainly a mobile or identity number (or any run of eleven figures)."""
    folded = plain(text)
    return any(form.search(folded) for form in (telephone.MOBILE_IN_WORDS, _IDENTITY, _LONG))


def hints(text: str, names: Iterable[str]) -> list[tuple[str, str]]:
    """(key of HINTS, what was found) for everything a person should look at once more; `names` are those of the matter."""
    folded = plain(text)
    result = [("name", name) for name in sorted(set(names)) if len(name) > 1 and name in folded]
    for key, form in (
        ("phone", _LANDLINE),
        ("plate", _PLATE),
        ("addressed", _ADDRESSED),
        ("door", _DOOR),
    ):
        result += [(key, match.group()) for match in form.finditer(folded)]
    return list(dict.fromkeys(result))


def without_persons(text: str, names: Iterable[str]) -> str:
    """A first draft of public words: personal numbers left out, names of those involved replaced by 工作人员."""
    result = text
    for form in (_IDENTITY, telephone.MOBILE_IN_WORDS, _LONG):
        result = form.sub("…", result)
    for name in sorted(set(names), key=len, reverse=True):
        result = result.replace(name, "工作人员") if len(name) > 1 else result
    return result


def without_numbers(text: str) -> str:
    """The text without what are or look like numbers of persons and plates; nobody looks at it once more."""
    for form in (_IDENTITY, telephone.MOBILE_IN_WORDS, telephone.LANDLINE_IN_WORDS, _LONG, _LANDLINE, _PLATE):
        text = form.sub("…", text)
    return text


def without_addressed(text: str) -> str:
    """The text with 某 for the name of whoever is addressed in it: 王阿姨 is 某阿姨."""
    return _ADDRESSED.sub(lambda found: "某" if found["title"] == "某" else f"某{found['title']}", text)


def sentence(hint: tuple[str, str], language: str) -> str:
    """The hint in zh (0) or en (1)."""
    return translate(HINTS[hint[0]], language, found=hint[1])
