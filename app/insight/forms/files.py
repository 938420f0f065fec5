"""What kind of file somebody brought as a blank, and for each that is none a sentence that says what to do instead."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

from app.areas.imports import file_kinds
from app.areas.imports.workbook import check_archive
from app.core.problems.problem import Problem

XLSX, DOCX = KINDS = "xlsx", "docx"
BYTES_MOST = 1_000_000
UNPACKED_MOST = 5_000_000  # bytes: they are read again for each look at its cells, in a few seconds
MB = 1_000_000
CONTENTS = "[Content_Types].xml"
# the part that a blank's cells are read from, and as what it is entered; with macros or as a template it is entered as another
PARTS = {
    "xl/workbook.xml": (XLSX, "spreadsheetml.sheet.main+xml"),
    "word/document.xml": (DOCX, "wordprocessingml.document.main+xml"),
}
LOCKED = 1  # of a part's flags
# kinds of files that are none → why, a key of `fields.REASONS`; those of `file_kinds.REFUSED` that are missing stand there
REFUSED = {
    "xls": "form-old-excel",
    "word": "form-old-word",
    "pdf": "form-pdf",
    "picture": "form-picture",
    "other-sheet": "form-other-program",
    "mht": "form-other-program",
    "html": "form-other-program",
    "cut": "form-broken",
}
AS_THEY_ARE = "locked", "archive", "empty"  # whose sentence is that of any table


def kind_of(data: bytes) -> str:
    """XLSX or DOCX, by what is in it and never by its name.

    Problems: bad-value for a file that is too long, unreadable-form for anything else and for what is too much unpacked.
    """
    if len(data) > BYTES_MOST:
        raise Problem("bad-value", ("file", "form-too-long", {"size": f"{-(-len(data) * 10 // MB) / 10}"}))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _kind_in(archive, data)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, KeyError, OSError, ValueError) as error:
        kind = file_kinds.kind_of(data)
        raise _refused("cut" if kind == "unknown" and data.startswith(b"PK") else kind) from error


def _kind_in(archive: zipfile.ZipFile, data: bytes) -> str:
    parts = {part.filename: part for part in archive.infolist()}
    if any(part.flag_bits & LOCKED for part in parts.values()):
        raise _refused("locked")
    found = [kind for name, kind in PARTS.items() if name in parts]
    if len(found) != 1:
        raise _refused(file_kinds.kind_of(data))
    if (
        sum(part.file_size for name, part in parts.items() if name.endswith((".xml", ".rels")))
        > UNPACKED_MOST
    ):
        raise Problem("unreadable-form", ("file", "form-too-large"))
    try:
        check_archive(data)
    except Problem as error:
        raise Problem("unreadable-form", ("file", "form-too-large")) from error
    kind, entered = found[0]
    if not _is_entered(archive, entered):
        raise Problem("unreadable-form", ("file", "form-with-macros", {"kind": f".{kind}"}))
    return kind


def _is_entered(archive: zipfile.ZipFile, content: str) -> bool:
    """Whether the list of its parts, where it has one, says that it is a plain workbook or document."""
    try:
        entries = etree.fromstring(
            archive.read(CONTENTS), etree.XMLParser(resolve_entities=False, no_network=True)
        )
    except (KeyError, etree.XMLSyntaxError, zipfile.BadZipFile):
        return True  # broken, which whoever reads it says
    return any(entry.get("ContentType", "").endswith(content) for entry in entries)


def _refused(kind: str) -> Problem:
    reason = file_kinds.REFUSED[kind] if kind in AS_THEY_ARE else REFUSED.get(kind, "not-a-form")
    return Problem("unreadable-form", ("file", reason))
