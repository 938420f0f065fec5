"""Patterns that a text has to match as a whole, meaning the same in Python and in ECMA-262."""

from __future__ import annotations


def whole(inner: str) -> str:
    r"""`inner` as a pattern of the whole text, for `msgspec.Meta(pattern=…)` and so for the OpenAPI.

    Python's `$` also matches before a final newline, ECMA-262's does not, and `\Z` is none of ECMA's: the look-ahead
    takes that newline back in the one and says nothing in the other. In Python alone `re.fullmatch` does it too.
    """
    return rf"^(?:{inner})$(?!\n)"


# RFC 3339 with its offset, 1970 to 2099; what no month has is left to `clock.parse`
RFC3339 = whole(
    r"(?:19[7-9][0-9]|20[0-9]{2})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
DATE = whole(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")
WORDS = whole(r"[^\x00-\x08\x0d-\x1f\x7f-\x9f\u2028\u2029]*")  # what `decode` lets into any text
WORDS_ON_ONE_LINE = whole(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]+")
WORDS_OR_NONE = whole(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]*")  # on one line
ONE_LINE = whole(r"[^\t\n]+")  # an id or code whose letters are not ours to prescribe
ONE_LINE_OR_NONE = whole(r"[^\t\n]*")
