"""Turns bytes into typed commands and refuses everything else with the first field named."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Annotated, Any, TypeVar

import msgspec

from app.core import clock
from app.core.patterns import ONE_LINE, RFC3339, whole
from app.core.problems.problem import Problem

T = TypeVar("T")

INT_MOST = 2**53 - 1  # what JavaScript, SQLite and PostgreSQL all hold exactly
DEPTH_MOST = 32
TEXT_MOST = 2000

UUID_FORM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
UUID7_FORM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
SHA256_FORM = re.compile(r"[0-9a-f]{64}")
NUMBER_FORM = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
LINE_ENDS = re.compile(r"[\x0b\x0c]")  # a line or page that ended in a word processor

Uuid7 = Annotated[str, msgspec.Meta(pattern=whole(UUID7_FORM.pattern), extra_json_schema={"format": "uuid"})]
Uuid = Annotated[str, msgspec.Meta(pattern=whole(UUID_FORM.pattern), extra_json_schema={"format": "uuid"})]
Sha256 = Annotated[str, msgspec.Meta(pattern=whole(SHA256_FORM.pattern))]
Text = Annotated[str, msgspec.Meta(max_length=TEXT_MOST)]
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=ONE_LINE)]
Time = Annotated[str, msgspec.Meta(max_length=40, pattern=RFC3339, extra_json_schema={"format": "date-time"})]
Milliseconds = Annotated[int, msgspec.Meta(ge=clock.EARLIEST, lt=clock.LATEST)]


class Command(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Base of everything decoded from outside; unknown fields are refused."""


class PlaceIn(Command):
    """A position as a phone sends it: WGS-84 degrees, metres, RFC 3339 time of the fix, and what measured it."""

    lat: Annotated[float, msgspec.Meta(ge=-90, le=90)]
    lon: Annotated[float, msgspec.Meta(ge=-180, le=180)]
    acc: Annotated[float, msgspec.Meta(ge=0, le=1_000_000)] | None = None
    at: Time | None = None
    source: Annotated[str, msgspec.Meta(max_length=40)] | None = None


_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"(:?)', re.DOTALL)  # each with the colon that makes it a key
_BESIDES = b"0123456789.,+- \t\r\n"  # what is neither, and no part of an escape that hides a quotation mark
_NUMBERS_ONLY = frozenset({int, float})


def loads(raw: bytes) -> Any:
    """The JSON value in `raw`; Problem bad-json for NaN, endless numbers, lone surrogates, twice-named keys and absurd depth."""
    try:
        value = msgspec.json.decode(raw)
    except (ValueError, RecursionError) as error:
        raise Problem("bad-json") from error
    members = _members(value, 1)
    if _STRINGS.findall(raw.translate(None, _BESIDES)).count(b":") != members:
        raise Problem("bad-json", ("", "duplicate-key"))
    return value


def _members(value: Any, depth: int) -> int:
    """How many members the objects in a decoded value have. Problem bad-json where it lies deeper than DEPTH_MOST."""
    if not isinstance(value, dict | list):
        return 0
    if depth > DEPTH_MOST:
        raise Problem("bad-json")
    if isinstance(value, dict):
        return len(value) + sum(
            _members(inner, depth + 1) for inner in value.values() if isinstance(inner, dict | list)
        )
    if _NUMBERS_ONLY.issuperset(map(type, value)):  # a column of a track: hundreds of numbers at a time
        return 0
    return sum(_members(inner, depth + 1) for inner in value)


def decode(raw: bytes, kind: type[T]) -> T:
    """The JSON in `raw` as a `kind`; Problem bad-json or bad-value."""
    return convert(loads(raw), kind)


def convert(value: Any, kind: type[T], at: str = "") -> T:
    """`value` as a `kind`; Problem bad-value names the first field that is wrong, below `at`.

    A vertical tab or form feed, as text pasted from a word processor has them, is the end of a line.
    """
    value = _with_line_ends(value)
    try:
        converted = msgspec.convert(value, kind, strict=True)
    except msgspec.ValidationError as error:
        field, reason, parameters = _explain(str(error))
        raise Problem("bad-value", (_join(at, field), reason, parameters)) from error
    _check_text(value, at)
    return converted


def _join(at: str, field: str) -> str:
    return ".".join(part for part in (at, field) if part)


def line_ends(text: str) -> str:
    """The text with each vertical tab and form feed as a newline."""
    return LINE_ENDS.sub("\n", text)


def _with_line_ends(value: Any) -> Any:
    if isinstance(value, str):
        return line_ends(value)
    if isinstance(value, dict):
        return {key: _with_line_ends(inner) for key, inner in value.items()}
    if isinstance(value, list) and value and not isinstance(value[0], int | float):
        return [_with_line_ends(inner) for inner in value]
    return value


def _check_text(value: Any, field: str) -> None:
    """Control characters other than tab and newline are a bad value, wherever they stand."""
    if isinstance(value, str):
        if CONTROL.search(value):
            raise Problem("bad-value", (field, "control-character"))
    elif isinstance(value, dict):
        for key, inner in value.items():
            _check_text(inner, _join(field, str(key)))
    elif isinstance(value, list) and value and not isinstance(value[0], int | float):
        for number, inner in enumerate(value):
            _check_text(inner, f"{field}[{number}]")


_PATH = re.compile(r" - at `(?:key in )?\$?(.*?)`\Z")
_NUMBERS = re.compile(r"(-?\d+(?:\.\d+)?)")


def _explain(message: str) -> tuple[str, str, dict[str, Any]]:
    """(field, reason, parameters) of msgspec's English sentence."""
    match = _PATH.search(message)
    field = match.group(1).strip(".") if match else ""
    named = re.search(r"(?:missing required|unknown) field `([^`]*)`", message)
    if named:
        return _join(field, named.group(1)[:80]), "missing" if "missing" in message else "unknown", {}
    numbers = _NUMBERS.findall(message.split(" - at ")[0])
    most = numbers[-1] if numbers else ""
    for sign, reason, parameters in (
        ("uuid", "bad-id", {}),
        (ONE_LINE, "line-break", {}),
        (RFC3339, "bad-time", {}),
        (SHA256_FORM.pattern, "bad-digest", {}),
        (UUID_FORM.pattern[:20], "bad-id", {}),
        ("`str` of length <=", "too-long", {"most": most}),
        ("`str` of length >=", "too-short", {"least": most}),
        ("`array` of length", "too-many", {"most": most}),
        ("Invalid enum value", "not-a-choice", {}),
        ("matching regex", "bad-value", {}),
        (">=", "bad-value", {}),
        ("<=", "bad-value", {}),
        ("Expected `", "wrong-type", {}),
    ):
        if sign in message:
            return field, reason, parameters
    return field, "bad-value", {}


def number(text: str, field: str) -> float:
    """A finite decimal number as a form or an address writes it; Problem bad-value naming `field`."""
    if len(text) > 30 or not NUMBER_FORM.fullmatch(text) or not math.isfinite(float(text)):
        raise Problem("bad-value", (field, "wrong-type"))
    return float(text)


def time(text: str, field: str) -> int:
    """Epoch ms of an RFC 3339 time; Problem bad-value naming `field`."""
    try:
        return clock.parse(text)
    except (ValueError, OverflowError) as error:
        raise Problem("bad-value", (field, "bad-time")) from error


def date(text: str, field: str) -> dt.date:
    """A calendar day; Problem bad-value naming `field`."""
    try:
        if len(text) != 10:
            raise ValueError
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise Problem("bad-value", (field, "bad-date")) from error


def uuid(text: str) -> str:
    """`text` if it is an id in our form; Problem not-found otherwise (for ids in an address)."""
    if not UUID_FORM.fullmatch(text):
        raise Problem("not-found")
    return text
