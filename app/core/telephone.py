r"""A telephone number as people write it: what can be one, and how it is kept.

One pattern for Python and for the `pattern` of a form's field: a Chinese mobile (1[3-9] and nine digits) or a landline
with its area code, with or without +86, with spaces, dashes, brackets and full-width signs wherever people put them.
"""

from __future__ import annotations

import re
import unicodedata

from app.core.problems.problem import Problem

MOST = 40  # characters as typed
GAP = r"[ \-\(\)‐-―　－（）]*"  # hyphens, dashes and brackets of both widths; the ideographic space


def _digit(least: str, most: str = "") -> str:
    """A digit of a range, a full-width one too, with what may stand after it."""
    most = most or least
    wide = chr(ord(least) + 0xFEE0) + (f"-{chr(ord(most) + 0xFEE0)}" if most > least else "")
    return f"[{least if most == least else f'{least}-{most}'}{wide}]{GAP}"


_ANY = f"(?:{_digit('0', '9')})"
_COUNTRY = rf"(?:[+＋0０]{GAP}){{0,2}}{_digit('8')}{_digit('6')}"
_MOBILE = _digit("1") + _digit("3", "9") + _ANY + "{9}"
_REST = _ANY + "{9,12}"  # of a landline: area and number, told apart below
MOBILE = rf"{GAP}(?:{_COUNTRY})?{_MOBILE}"
PATTERN = rf"{GAP}(?:(?:{_COUNTRY}|{_digit('0')}){_REST}|{_MOBILE})"
_LANDLINE = re.compile(r"0?(10|2\d|[3-9]\d\d)(\d{7,8})")


def number(text: str, field: str) -> str:
    """A number that can be one: 11 digits of a mobile, or `0577-64212345`. Problem bad-value naming `field`."""
    if len(text) > MOST or not re.fullmatch(PATTERN, text):
        raise Problem("bad-value", (field, "bad-number"))
    digits = _plain(text)
    if re.fullmatch(r"1[3-9]\d{9}", digits):
        return digits
    landline = _LANDLINE.fullmatch(digits)
    if landline is None:
        raise Problem("bad-value", (field, "bad-number"))
    return f"0{landline[1]}-{landline[2]}"


def mobile(text: str, field: str) -> str:
    """The 11 digits of a mobile number, by which somebody can also sign in. Problem bad-value naming `field`."""
    if len(text) > MOST or not re.fullmatch(MOBILE, text):
        raise Problem("bad-value", (field, "bad-phone"))
    return _plain(text)


def _plain(text: str) -> str:
    """The digits of the number without the country code."""
    digits = "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isdigit())
    return re.sub(r"^(?:00)?86(?=\d{9,})", "", digits)
