"""The styles of a workbook's cells: as they came, with another way of showing a number, or coloured."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from lxml import etree

from app.insight.forms.blanks import GENERAL, HOURS, IN_HOURS, IN_MINUTES, NOT_KNOWN, PERCENT, Fill
from app.insight.forms.package import Parts

STYLES = "xl/styles.xml"
KNOWN_FORMATS = {"General": 0, "0": 1, "0%": 9}  # that every workbook has
DAYS, DAYS_IN_CHINESE = "yyyy-mm-dd", {*range(27, 37), *range(50, 59)}  # those that no workbook spells out
MINUTES = 60  # of an hour
OWN_FORMATS = 164  # the first number of a format of its own


class Styles:
    """What a cell's style is called, with a change: made once, when it is asked for."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._made: dict[tuple[int, str], int] = {}

    def in_format(self, style: int, fill: Fill, unit: str = "") -> tuple[int, float | int]:
        """(the style, the number) as the cell shows what the fill says: a format of its own stays, and a share has no "%" in a
        plain one, so it is 73 there. A format of days takes no number, nor does one of per cents a count. Where the cell has a
        unit the number is shown with it, and still reckoned with."""
        from openpyxl.styles.numbers import is_date_format

        number = fill.number or 0
        if STYLES not in self._parts:
            return style, number
        if unit:
            shown, number = _in_unit(fill, number, unit)
            return self._with_format(style, shown), number
        own = self._own_format(style)
        is_share, has_percent = fill.shown_as == PERCENT, "%" in _bare(own)
        if own == GENERAL or is_date_format(own) or (has_percent and not is_share):
            return self._with_format(style, fill.shown_as), number
        return style, round(100 * number) if is_share and not has_percent else number

    def _own_format(self, style: int) -> str:
        from openpyxl.styles.numbers import BUILTIN_FORMATS

        id = int(self._child("cellXfs")[style].get("numFmtId", "0"))
        formats = self._child("numFmts")
        own = {
            int(one.get("numFmtId")): one.get("formatCode") for one in (() if formats is None else formats)
        }
        return str(own.get(id) or BUILTIN_FORMATS.get(id) or (DAYS if id in DAYS_IN_CHINESE else GENERAL))

    def _with_format(self, style: int, format: str) -> int:
        xfs = self._child("cellXfs")
        if (style, format) not in self._made:
            made = deepcopy(xfs[style])
            made.set("numFmtId", str(self._format(format)))
            made.set("applyNumberFormat", "1")
            self._made[style, format] = _add(xfs, made)
        return self._made[style, format]

    def coloured(self, style: int) -> int:
        """The style on the colour of what is not known."""
        if STYLES not in self._parts:
            return style
        if (style, NOT_KNOWN) not in self._made:
            xfs = self._child("cellXfs")
            made = deepcopy(xfs[style])
            made.set("fillId", str(self._fill()))
            made.set("applyFill", "1")
            self._made[style, NOT_KNOWN] = _add(xfs, made)
        return self._made[style, NOT_KNOWN]

    def _child(self, name: str) -> Any:
        tree = self._parts.tree(STYLES)
        return tree.find(f"{{{etree.QName(tree).namespace}}}{name}")

    def _fill(self) -> int:
        fills = self._child("fills")
        space = etree.QName(fills).namespace
        made = etree.Element(f"{{{space}}}fill")
        pattern = etree.SubElement(made, f"{{{space}}}patternFill", {"patternType": "solid"})
        etree.SubElement(pattern, f"{{{space}}}fgColor", {"rgb": f"FF{NOT_KNOWN}"})
        etree.SubElement(pattern, f"{{{space}}}bgColor", {"indexed": "64"})
        return _add(fills, made)

    def _format(self, format: str) -> int:
        if format in KNOWN_FORMATS:
            return KNOWN_FORMATS[format]
        tree = self._parts.tree(STYLES)
        formats = self._child("numFmts")
        space = etree.QName(tree).namespace
        if formats is None:
            formats = etree.Element(f"{{{space}}}numFmts", {"count": "0"})
            tree.insert(0, formats)
        known = {one.get("formatCode"): int(one.get("numFmtId")) for one in formats}
        if format not in known:
            known[format] = max([OWN_FORMATS - 1, *known.values()]) + 1
            made = etree.Element(f"{{{space}}}numFmt", {"numFmtId": str(known[format]), "formatCode": format})
            _add(formats, made)
        return known[format]


def _bare(format: str) -> str:
    """The format without the words that it only shows: in 0"%" no number becomes per cents."""
    return re.sub(r'"[^"]*"|\\.', "", format)


def _add(to: Any, made: Any) -> int:
    """Put it at the end; its number."""
    to.append(made)
    to.set("count", str(len(to)))
    return len(to) - 1


def _in_unit(fill: Fill, number: float | int, unit: str) -> tuple[str, float | int]:
    """(the format with the unit, which is not said twice; the number in it)."""
    if fill.shown_as == HOURS and unit == IN_HOURS:
        return HOURS, number
    if fill.shown_as == HOURS and unit in IN_MINUTES:
        return f'0"{unit}"', round(MINUTES * number)
    return f'{fill.shown_as}"{unit}"', number
