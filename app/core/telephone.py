r"""A telephone number as people write it: what can be one, and how it is kept.

One pattern for Python and for the `pattern` of a form's field: a Chinese mobile (1[3-9] and nine digits) or a landline
with its area code, with or without +86, with spaces, dots, any dashes, brackets, full-width digits and the invisible signs
of an address book wherever they stand, and with the `.0` that a spreadsheet adds.
"""

from __future__ import annotations

import re

from app.core import typed
from app.core.problems.problem import Problem

MOST = 40  # characters as typed
SERVICES = frozenset(
    {"110", "112", "114", "117", "119", "120", "121", "122", "999"}
)  # the numbers of three digits
LEAST_WITH_AREA, MOBILE_DIGITS = 10, 11
# spaces, brackets and dots of any width, the dashes that Chinese keyboards and spreadsheets give (of `typed.plain`'s; every
# field's form carries them), direction marks and zero-width signs
GAP = (
    r"[ \-\(\)\.\u00a0\u00ad\u2000-\u2015\u202a-\u202e\u2043\u2060-\u2069\u2212\u2500\u2501\u3000\u301c\u30fc\ufe58\ufe63\ufeff"
    r"\uff08\uff09\uff0d\uff0e]*"
)
NOUGHT = rf"(?:[\.．][0０]{GAP})?"  # `13800138010.0`


def _digit(least: str, most: str = "") -> str:
    """A digit of a range, a full-width one too, with what may stand after it."""
    most = most or least
    wide = chr(ord(least) + 0xFEE0) + (f"-{chr(ord(most) + 0xFEE0)}" if most > least else "")
    return f"[{least if most == least else f'{least}-{most}'}{wide}]{GAP}"


_ANY = f"(?:{_digit('0', '9')})"
_COUNTRY = rf"(?:[+＋0０]{GAP}){{0,2}}{_digit('8')}{_digit('6')}"
_MOBILE = _digit("1") + _digit("3", "9") + _ANY + "{9}"
_REST = _ANY + "{9,12}"  # of a landline: area and number, told apart below
MOBILE = rf"{GAP}(?:{_COUNTRY})?{_MOBILE}{NOUGHT}"
PATTERN = rf"{GAP}(?:(?:{_COUNTRY}|{_digit('0')}){_REST}|{_MOBILE}){NOUGHT}"
_LANDLINE = re.compile(r"0?(10|2\d|[3-9]\d\d)(\d{7,8})")


def number(text: str, field: str) -> str:
    """A number that can be one: 11 digits of a mobile, or `0577-64212345`. Problem bad-value naming `field`."""
    bare = digits(text)
    if len(text) <= MOST and re.fullmatch(PATTERN, text):
        if re.fullmatch(r"1[3-9]\d{9}", bare):
            return bare
        landline = _LANDLINE.fullmatch(bare)
        if landline is not None:
            return f"0{landline[1]}-{landline[2]}"
    raise Problem("bad-value", (field, "bad-number"))


def mobile(text: str, field: str) -> str:
    """The 11 digits of a mobile number, by which somebody can also sign in. Problem bad-value naming `field`."""
    if len(text) > MOST or not re.fullmatch(MOBILE, text):
        raise Problem("bad-value", (field, "bad-phone"))
    return digits(text)


def is_cut_short(text: str) -> bool:
    """Whether it is the beginning of a number only: an area code alone, part of a mobile, few digits that are no service."""
    bare = digits(text)
    if not bare:
        return False
    if len(bare) <= 3:
        return bare not in SERVICES
    if bare.startswith("0"):
        return len(bare) < LEAST_WITH_AREA
    return re.match(r"1[3-9]", bare) is not None and len(bare) < MOBILE_DIGITS


def digits(text: str) -> str:
    """The digits of a number without the country code; "" where anything but a number stands there."""
    bare = re.sub(r"\.0\Z", "", typed.code(text))
    bare = re.sub(r"[().-]", "", bare.removeprefix("+"))
    return re.sub(r"^(?:00)?86(?=[0-9]{9,})", "", bare) if re.fullmatch(r"[0-9]*", bare) else ""


_BETWEEN = "[ \\u3000\\u00a0\\u200b-\\u200f\\u2010-\\u2015\\u2060\\u2212\\ufeff\\-]{0,2}"  # what people put between the figures, in running text
_ABROAD = rf"(?:(?:\+|00)?86{_BETWEEN})?"
MOBILE_IN_WORDS = re.compile(
    rf"(?<!\d)(?:{_ABROAD}1[3-9](?:{_BETWEEN}\d){{9}}|1[3-9]\d[.·]\d{{4}}[.·]\d{{4}})(?!\d)", re.ASCII
)
LANDLINE_IN_WORDS = re.compile(
    rf"(?<!\d)[(]?(?:0|(?:\+|00)86{_BETWEEN}0?)(?:10|2\d|[3-9]\d\d)[)]?{_BETWEEN}[2-8]\d{{2,3}}{_BETWEEN}\d{{4}}(?!\d)",
    re.ASCII,
)
_NARROW = str.maketrans({chr(code + 0xFEE0): chr(code) for code in b"0123456789()+-."})  # one sign for one


def veiled(text: str) -> str:
    """The text with the middle of each mobile number, and of each landline with its area code, as stars: 138****5620."""
    for form in (MOBILE_IN_WORDS, LANDLINE_IN_WORDS):
        found = list(form.finditer(text.translate(_NARROW)))
        for match in reversed(found):
            bare = re.sub(r"^(?:00)?86", "", re.sub(r"[^0-9]", "", match.group()))
            text = f"{text[: match.start()]}{bare[:3]}****{bare[-4:]}{text[match.end() :]}"
    return text
