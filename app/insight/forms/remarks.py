"""Remarks at the cells of a workbook: beside those that it has, which stay."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from app.insight.forms.package import Parts

BY = "Gridwalk"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
NO_RELATIONS = f'<Relationships xmlns="{PACKAGE}/relationships"/>'
NO_REMARKS = f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'
COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
DRAWING = "application/vnd.openxmlformats-officedocument.vmlDrawing"
# what stands behind the drawing of remarks in a sheet
BEHIND = {
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
}  # fmt: skip
NO_SHAPES = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"></xml>'
)
SHAPE = (
    '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s{id}"'
    ' style="position:absolute;margin-left:60pt;margin-top:2pt;width:144pt;height:80pt;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"'
    ' path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:textbox/><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
FIRST_SHAPE = 1025


def add(parts: Parts, sheet: str, words_at: Mapping[str, str]) -> None:
    """Put these at the cells of the sheet: ("B2", "…")."""
    shown = _related(parts, sheet, "comments")
    if shown is None:
        shown = _free(parts, "xl/comments-gridwalk{}.xml")
        _relate(parts, sheet, "comments", shown)
        _enter(parts, "Override", "PartName", f"/{shown}", COMMENTS)
    fresh = _write(parts.tree(shown, NO_REMARKS), words_at)
    if fresh:
        _draw(parts, sheet, fresh)


def _write(tree: Any, words_at: Mapping[str, str]) -> list[str]:
    """Each remark, behind what is said at its cell already; the cells at which nothing was."""
    space = etree.QName(tree).namespace
    authors, every = tree.find(f"{{{space}}}authors"), tree.find(f"{{{space}}}commentList")
    etree.SubElement(authors, f"{{{space}}}author").text = BY
    by_cell, fresh = {one.get("ref"): one for one in every}, []
    for cell, words in words_at.items():
        if cell in by_cell:
            text, words = by_cell[cell].find(f"{{{space}}}text"), f"\n{words}"
            if (
                len(text) and etree.QName(text[0]).localname == "t"
            ):  # plain words: a run beside them has no room
                text[0].text = f"{text[0].text or ''}{words}"
                continue
        else:
            made = etree.SubElement(
                every, f"{{{space}}}comment", {"ref": cell, "authorId": str(len(authors) - 1)}
            )
            text = etree.SubElement(made, f"{{{space}}}text")
            fresh.append(cell)
        run = etree.SubElement(text, f"{{{space}}}r")
        word = etree.SubElement(run, f"{{{space}}}t")
        word.text = words
        word.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return fresh


def _draw(parts: Parts, sheet: str, cells: list[str]) -> None:
    """A box for each of them, without which they would not be seen; what is drawn there need not be well-formed."""
    from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

    drawn = _related(parts, sheet, "vmlDrawing")
    if drawn is None:
        drawn = _free(parts, "xl/drawings/vmlDrawing-gridwalk{}.vml")
        parts.write(drawn, NO_SHAPES.encode())
        _insert(parts.tree(sheet), _relate(parts, sheet, "vmlDrawing", drawn))
        _enter(parts, "Default", "Extension", "vml", DRAWING)
    source = parts.bytes_of(drawn)
    taken = [int(id) for id in re.findall(rb"_x0000_s(\d+)", source)]
    boxes = []
    for id, cell in enumerate(cells, max([FIRST_SHAPE - 1, *taken]) + 1):
        letters, row = coordinate_from_string(cell)
        boxes.append(SHAPE.format(id=id, row=row - 1, column=column_index_from_string(letters) - 1))
    before, end, after = source.rpartition(b"</xml>")
    parts.write(drawn, before + "".join(boxes).encode() + end + after)


def _insert(sheet: Any, id: str) -> None:
    made = etree.Element(f"{{{etree.QName(sheet).namespace}}}legacyDrawing", {f"{{{RELATIONS}}}id": id})
    behind = (at for at, one in enumerate(sheet) if etree.QName(one).localname in BEHIND)
    sheet.insert(next(behind, len(sheet)), made)


def _relations(sheet: str) -> str:
    folder, name = posixpath.split(sheet)
    return f"{folder}/_rels/{name}.rels"


def _related(parts: Parts, sheet: str, kind: str) -> str | None:
    """The part that the sheet has for this; of drawings that of remarks, and not that of the page's head."""
    if _relations(sheet) not in parts:
        return None
    tree = parts.tree(sheet)
    legacy = tree.find(f"{{{etree.QName(tree).namespace}}}legacyDrawing")
    wanted = None if legacy is None else next(iter(legacy.attrib.values()))
    for one in parts.seen(_relations(sheet)):
        if one.get("Type").endswith(f"/{kind}") and (kind != "vmlDrawing" or one.get("Id") == wanted):
            target = posixpath.join("/", posixpath.dirname(sheet), one.get("Target"))
            return posixpath.normpath(target)[1:]
    return None


def _relate(parts: Parts, sheet: str, kind: str, part: str) -> str:
    """The name under which the sheet knows the part."""
    tree = parts.tree(_relations(sheet), NO_RELATIONS)
    taken = {one.get("Id") for one in tree}
    id = next(id for id in (f"gridwalk{number}" for number in range(1, len(taken) + 2)) if id not in taken)
    what = {"Id": id, "Type": f"{RELATIONS}/{kind}", "Target": f"/{part}"}
    etree.SubElement(tree, f"{{{PACKAGE}/relationships}}Relationship", what)
    return id


def _free(parts: Parts, name: str) -> str:
    return next(found for found in map(name.format, range(1, 1000)) if found not in parts)


def _enter(parts: Parts, tag: str, key: str, value: str, kind: str) -> None:
    """Say of what kind the part is."""
    tree = parts.tree("[Content_Types].xml")
    if not any(one.get(key) == value for one in tree):
        etree.SubElement(tree, f"{{{PACKAGE}/content-types}}{tag}", {key: value, "ContentType": kind})
