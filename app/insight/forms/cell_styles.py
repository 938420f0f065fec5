"""The styles of a workbook's cells: as they came, with another way of showing a number, or coloured."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from lxml import etree

from app.insight.forms.blanks import NOT_KNOWN
from app.insight.forms.package import Parts

STYLES = "xl/styles.xml"
KNOWN_FORMATS = {"General": 0, "0": 1, "0%": 9}  # that every workbook has
OWN_FORMATS = 164  # the first number of a format of its own


class Styles:
    """What a cell's style is called, with a change: made once, when it is asked for."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._made: dict[tuple[int, str], int] = {}

    def shown_as(self, style: int, format: str) -> int:
        """The style with this format of numbers, where it has none of its own."""
        if STYLES not in self._parts:
            return style
        xfs = self._child("cellXfs")
        if int(xfs[style].get("numFmtId", "0")) != 0 or KNOWN_FORMATS.get(format) == 0:
            return style
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


def _add(to: Any, made: Any) -> int:
    """Put it at the end; its number."""
    to.append(made)
    to.set("count", str(len(to)))
    return len(to) - 1
