"""Patterns that a text has to match as a whole, meaning the same in Python and in ECMA-262."""

from __future__ import annotations


def whole(inner: str) -> str:
    r"""`inner` as a pattern of the whole text, for `msgspec.Meta(pattern=…)` and so for the OpenAPI.

    Python's `$` also matches before a final newline, ECMA-262's does not, and `\Z` is none of ECMA's: the look-ahead
    takes that newline back in the one and says nothing in the other. In Python alone `re.fullmatch` does it too.
    """
    return rf"^(?:{inner})$(?!\n)"


ONE_LINE = whole(r"[^\t\n]+")  # an id or code whose letters are not ours to prescribe
