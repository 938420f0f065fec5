"""What kind of file somebody uploaded, told by its first bytes and never by its name; and its text where it is one."""

from __future__ import annotations

import io
import re
import zipfile

from app.core.problems.problem import Problem

# kinds that are no table whatever one does: why, a key of `fields.REASONS`
REFUSED = {
    "pdf": "is-pdf",
    "picture": "is-picture",
    "word": "is-word",
    "locked": "is-locked",
    "archive": "is-archive",
    "database": "is-database",
    "other-sheet": "old-spreadsheet",
    "mht": "is-mht",
    "empty": "is-empty",
}
OUTLINES = ("geojson", "kml", "kmz", "shapefile", "shp")

_BEGINNINGS = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"SQLite format 3\x00", "database"),
    (b"\x00\x00\x27\x0a", "shp"),
)
_MARKS = (b"\xff\xfe", b"\xfe\xff")  # a byte order mark of UTF-16
_NOTHING = b"\x00 \t\r\n\xef\xbb\xbf"
_MHT = re.compile(r"(?:[\w-]+:.*\n){0,9}?(?:MIME-Version:|Content-Type:\s*multipart/related)", re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype html|html|table|head|body|meta|style)\b", re.IGNORECASE)
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_WORD = "WordDocument".encode("utf-16-le")


def kind_of(data: bytes) -> str:
    """xlsx, xls, html, csv, one of OUTLINES, a key of REFUSED, or "unknown" for what is no text either."""
    if not data.strip(_NOTHING):
        return "empty"
    for beginning, kind in _BEGINNINGS:
        if data.startswith(beginning) and (kind != "picture" or b"\x00" in data):
            return kind
    if data.startswith(b"PK"):
        return _kind_of_zip(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "locked" if _LOCKED in data else "word" if _WORD in data else "xls"
    if b"\x00" in data and not data.startswith(_MARKS) and not _looks_like_utf16(data):
        return "unknown"
    return _kind_of_text(data)


def _kind_of_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [name.lower() for name in archive.namelist()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError):
        return "unknown"
    if any(name.startswith("xl/") for name in names):
        return "other-sheet" if "xl/workbook.bin" in names else "xlsx"
    if any(name.endswith(".shp") for name in names):
        return "shapefile"
    if any(name.endswith(".kml") for name in names):
        return "kmz"
    if any(name.startswith("word/") for name in names):
        return "word"
    return "other-sheet" if "content.xml" in names else "archive"


def _kind_of_text(data: bytes) -> str:
    start = text_of(data[:4000], is_cut=True).lstrip("\ufeff \t\r\n")
    if _MHT.match(start.replace("\r\n", "\n")):
        return "mht"
    if start.startswith("{\\rtf"):
        return "word"
    if start.startswith(("{", "[")):
        return "geojson"
    if start.startswith(("<?xml", "<kml")):
        if "<kml" in start or "opengis.net/kml" in start:
            return "kml"
        if "Excel.Sheet" in start or "office:spreadsheet" in start:
            return "other-sheet"
    return "html" if _HTML.search(start[:2000]) and start.startswith("<") else "csv"


def text_of(data: bytes, is_cut: bool = False) -> str:
    """The text in UTF-8, UTF-16 or GB 18030, as offices keep it; Problem unreadable-table where it is none of them.

    `is_cut`: the data may end within a character.
    """
    if data.startswith(_MARKS):
        encodings: tuple[str, ...] = ("utf-16",)
    elif wide := _looks_like_utf16(data):
        encodings = (wide,)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        for end in range(4 if is_cut else 1):
            try:
                return data[: len(data) - end].decode(encoding)
            except UnicodeDecodeError:
                continue
    if is_cut:
        return ""
    raise Problem("unreadable-table", ("file", "not-a-table"))


def _looks_like_utf16(data: bytes) -> str:
    """The encoding of UTF-16 without its mark, told by the zeros beside the letters of its first line; else ""."""
    start = data[:4]
    if len(start) < 4 or b"\x00" not in start:
        return ""
    if start[1] == start[3] == 0 and start[0] and start[2]:
        return "utf-16-le"
    return "utf-16-be" if start[0] == start[2] == 0 and start[1] and start[3] else ""


def refuse(kind: str) -> Problem:
    """The Problem that says what a file of this kind is and what to do instead of uploading it."""
    return Problem("unreadable-table", ("file", REFUSED.get(kind, "not-a-table")))
