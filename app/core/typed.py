r"""Numbers and codes as people type or paste them, brought to the one form in which they are kept and compared.

Keyboards, spreadsheets and telephones write the same number in many ways: full-width digits, any of Unicode's dashes,
spaces, direction marks from an address book, `13800138010.0` and `="330302"` from a spreadsheet. What a machine made (an
id, a digest, the secret in an address) does not come through here: it matches as a whole or not at all.
"""

from __future__ import annotations

import re
import unicodedata

# invisible signs that are pasted along: zero-width, direction marks and isolates, soft hyphen, byte order mark
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# what Unicode calls a dash, minus signs, and what input methods and drawn lines give instead (ー ㅡ ─ ━)
_DASHES = re.compile(
    r"[\u02d7\u058a\u05be\u1173\u1400\u1806\u2010-\u2015\u2043\u207b\u208b\u2212\u2500\u2501\u2796\u2e17\u2e1a\u2e3a\u2e3b\u2e40\u2e5d"
    r"\u301c\u3030\u30a0\u30fc\u3161\ufe31\ufe32\ufe58\ufe63\uff0d\uff70\U00010ead-]+"
)
_SPREADSHEET = re.compile(r"=?[\"'‘’`“”]([^\"“”]*)[\"“”]?")
_WHOLE_NUMBER = re.compile(r"([0-9]+)\.0+")
_POWER = re.compile(r"([0-9])\.([0-9]+)[eE]\+?([0-9]{1,2})")
DIGITS_OF_A_CELL = 15  # what a spreadsheet's number holds; further digits are lost
_DECIMALS_SHOWN = (
    5  # in a cell, of a long number (1.38001E+10); more were written by a program, which writes them all
)

_BETWEEN = r"[\s_./·~一-]*"  # what people put between the day and the count, or within either
_NUMBER = re.compile(r"(?<![0-9])([0-9]{6})-([0-9]{4,8})(?![0-9])")
_LOOSE = re.compile(rf"(?<![0-9])(?:[0-9]{_BETWEEN}){{9,13}}[0-9](?![0-9])")
_LABEL = re.compile(r"^(?:编号|事件|工单|单号|受理|案卷|号码|no|number)+[\s:.#]*", re.IGNORECASE)
# a day with its century, as calendars and file names have it; no matter is of before 2020, so that nothing else can be meant
_CENTURY = re.compile(
    r"(?<![0-9])20([2-9][0-9])[\s./年-]*(0[1-9]|1[0-2])[\s./月-]*(0[1-9]|[12][0-9]|3[01])[\s./·日第-]*(?=[0-9]{4})"
)

_NUMERALS = "〇一二三四五六七八九"
# the number of a building with what people call one
_BUILDING = re.compile(
    r"([0-9]{1,4}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])(?:幢|栋|号楼|#楼)"
)

# what the last digits of a telephone are called
_ENDING = r"[尾后末](?:号|数|[四4]位)(?:数字?|号码?)?"
_WHOSE = re.compile(
    rf"^(?:我的|工号|账号|帐号|用户名|手机|电话|号码|号|是|为|{_ENDING}|tel|phone)+[\s:.#]+"
    rf"|^(?:我的)?(?:工号|(?:手机号?码?|电话号?码?)?的?(?:{_ENDING})?[是为]?)(?=[0-9])"
)
_MASKED = re.compile(r"(?:\+?86)?[0-9]{0,4}(?:[*x×•●·]|\.\.)+([0-9]{4})", re.IGNORECASE)


def plain(text: str) -> str:
    """Full-width signs narrow, every dash `-`, invisible signs gone, white space one space; for comparing."""
    folded = _INVISIBLE.sub("", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)))
    return " ".join(_DASHES.sub("-", folded).split())


def code(text: str) -> str:
    """A staff number or a code of an area, poster or unit: like `plain`, without spaces and a spreadsheet's wrapping.

    `="330302"`, `'330302`, `330302.0` and `３３０３０２` are all `330302`. Letters keep their case. What has lost digits
    (`3.30302E+14`) stays as it is, so that whoever checks the form refuses it; `1.380013801E10` has lost none.
    """
    bare = plain(text)
    wrapped = _SPREADSHEET.fullmatch(bare)
    bare = re.sub(r"\s", "", wrapped[1] if wrapped else bare)
    whole = _WHOLE_NUMBER.fullmatch(bare)
    return whole[1] if whole else _without_power(bare)


def _without_power(text: str) -> str:
    """The digits of `1.380013801E10`, where none of them is lost; any other text as it is."""
    match = _POWER.fullmatch(text)
    if match is None or not _DECIMALS_SHOWN < len(match[2]) <= int(match[3]) < DIGITS_OF_A_CELL:
        return text
    return match[1] + match[2].ljust(int(match[3]), "0")


def unlabelled(text: str) -> str:
    """A staff number, telephone or last digits without the words before them and the stop behind (`工号：A001。` is `A001`)."""
    return _WHOSE.sub("", plain(text)).rstrip("。.,;")


def ending(text: str) -> str | None:
    """The last four digits of a telephone, from a number as it is shown with its middle masked (`138****8000`)."""
    masked = _MASKED.fullmatch(re.sub(r"[\s-]", "", unlabelled(text)))
    return masked[1] if masked else None


def building_spellings(text: str) -> tuple[str, ...]:
    """A name as it was said and with its buildings written otherwise: 3幢, 3栋, 3号楼 and 三幢 are one; the name itself first."""
    bare = plain(text)
    written = (
        _BUILDING.sub(lambda match, unit=unit, say=say: say(match[1]) + unit, bare)  # type: ignore[misc]
        for unit in ("幢", "栋", "号楼")
        for say in (_in_digits, _in_words)
    )
    return tuple(dict.fromkeys([text, bare, *written]))


def _in_digits(number: str) -> str:
    """12 for 十二, up to 99."""
    if number.isdecimal():
        return number
    tens, ten, ones = number.rpartition("十")
    if not ten:
        return "".join(str(_NUMERALS.index(sign)) for sign in number)
    return str((_NUMERALS.index(tens) if tens else 1) * 10 + (_NUMERALS.index(ones) if ones else 0))


def _in_words(number: str) -> str:
    """十二 for 12, up to 99; what is larger stays in digits."""
    digits = _in_digits(number)
    if not 1 <= int(digits) <= 99:
        return digits
    tens, ones = divmod(int(digits), 10)
    return (("" if tens == 1 else _NUMERALS[tens]) + "十" if tens else "") + (_NUMERALS[ones] if ones else "")


def key(text: str) -> str:
    """What two ways of writing the same code have in common: small letters and digits, no dashes."""
    return code(text).replace("-", "").casefold()


def digits(text: str) -> str:
    """The digits 0–9 of a number that has nothing else to say, such as the last four of a telephone."""
    return re.sub(r"[^0-9]", "", code(text))


def matter_number(text: str) -> str | None:
    """`261129-0004` from whatever names it: without a dash, with other signs, with words around (`编号：２６１１２９ 0004。`).

    None where no number stands there, or several.
    """
    bare = _no_series(_without_nought(text))
    exact = {f"{day}-{count}" for day, count in _NUMBER.findall(bare)}
    loose = {_joined(match[0]) for match in _LOOSE.finditer(bare)}
    found = exact or {number for number in loose if _is_day(number[:6])}
    return found.pop() if len(found) == 1 else None


def number_part(text: str) -> str | None:
    """What may stand within a number, from what was typed to search for one; None where it can be no part of it.

    `11290004`, `1129 0004` and `编号 1129－0004` are `1129-0004`, `0004` is itself.
    """
    bare = re.sub(r"\s", "", _LABEL.sub("", _without_nought(text)))
    if re.fullmatch(r"[0-9]{7,14}", bare):
        return f"{bare[:-4]}-{bare[-4:]}"
    return bare if re.fullmatch(r"[0-9-]*[0-9][0-9-]*", bare) else None


def _without_nought(text: str) -> str:
    """`plain`, with a spreadsheet's `.0` gone, whose nought would count as a digit, and the day without its century."""
    bare = re.sub(r"(?<=[0-9])\.0+(?![0-9])", "", plain(text))
    return _CENTURY.sub(r"\1\2\3-", bare)


def _no_series(text: str) -> str:
    """Without the numbers of another series, which have one letter before them (`B261129-0001`)."""
    return re.sub(r"(?<![A-Za-z])[A-Za-z][0-9]{6}-?[0-9]{4,8}(?![0-9])", " ", text)


def _joined(text: str) -> str:
    bare = re.sub(r"[^0-9]", "", text)
    return f"{bare[:6]}-{bare[6:]}"


def _is_day(text: str) -> bool:
    """Whether YYMMDD can be one, which most telephone numbers cannot."""
    return "01" <= text[2:4] <= "12" and "01" <= text[4:6] <= "31"
