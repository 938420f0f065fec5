"""Whatever is brought as a blank is taken, or refused at its field with a sentence that says what to do; nothing typed is lost."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from docx import Document

from app.core.problems import fields
from app.insight.forms import files
from app.insight.forms.models import BlankForm
from tests.areas.imports.test_other_files import SPREADSHEET_2003, ole
from tests.insight.forms.test_forms import bring, brought, document, workbook
from tests.insight.forms.test_untouched import bytes_of, parts_of, zipped

NAME = "十一月的表"


def renamed(parts: dict[str, bytes], old: bytes, new: bytes) -> bytes:
    """The file entered as something else in the list of its parts."""
    assert old in parts[files.CONTENTS]
    return zipped(parts | {files.CONTENTS: parts[files.CONTENTS].replace(old, new)})


def bomb() -> bytes:
    parts = parts_of(workbook())
    return zipped(parts | {"xl/worksheets/sheet1.xml": b" " * (files.UNPACKED_MOST + 1)})


def entities() -> bytes:
    return zipped(parts_of(workbook()) | {"xl/sharedStrings.xml": b'<!DOCTYPE x [<!ENTITY a "a">]><x/>'})


def locked() -> bytes:
    """A file whose parts have a password each: its flag in each local head and in the list at the end."""
    data = bytearray(workbook())
    for head, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(head), bytes(data)):
            data[found.start() + flags] |= 1
    return bytes(data)


def macros() -> bytes:
    return renamed(
        parts_of(workbook()),
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )


def template() -> bytes:
    return renamed(parts_of(document()), b"wordprocessingml.document.main", b"wordprocessingml.template.main")


ODD = {
    "nothing": (b"", "is-empty"),
    "spaces": (b" \r\n", "is-empty"),
    "words": ("收到 办结".encode(), "not-a-form"),
    "xls": (ole("Workbook"), "form-old-excel"),
    "doc": (ole("WordDocument"), "form-old-word"),
    "rtf": (b"{\\rtf1\\ansi table}", "form-old-word"),
    "pdf": (b"%PDF-1.7\n\x00", "form-pdf"),
    "picture": (b"\x89PNG\r\n\x1a\n\x00", "form-picture"),
    "with a password": (ole("EncryptedPackage"), "is-locked"),
    "parts with a password": (locked(), "is-locked"),
    "archive": (zipped({"a.txt": b"a"}), "is-archive"),
    "rar": (b"Rar!\x1a\x07\x00", "is-archive"),
    "opendocument": (zipped({"content.xml": b"<x/>"}), "form-other-program"),
    "binary workbook": (zipped({"xl/workbook.bin": b""}), "form-other-program"),
    "2003": (SPREADSHEET_2003, "form-other-program"),
    "bomb": (bomb(), "form-too-large"),
    "entities": (entities(), "form-too-large"),
    "cut": (workbook()[:-30], "form-broken"),
    "broken inside": (zipped(parts_of(workbook()) | {"xl/workbook.xml": b"<"}), "form-broken"),
    "macros": (macros(), "form-with-macros"),
    "template": (template(), "form-with-macros"),
    "no table": (bytes_of(Document()), "no-table"),
    "no free cell": (workbook(rows=(("收到", 5),), first="表"), "no-free-cell"),
    "too long": (workbook() + b"\0" * files.BYTES_MOST, "form-too-long"),
}


def at_its_field(page: str) -> str:
    """The sentence beside the field of the file, to which the field leads; the field is where the page opens."""
    (field,) = re.findall(r'<input[^>]*name="file"[^>]*>', page)
    assert 'aria-invalid="true"' in field and " autofocus" in field
    (id, words) = re.search(r'<p class="error" id="([^"]+)" role="alert">([^<]+)</p>', page).groups()
    assert id in re.search(r'aria-describedby="([^"]+)"', field)[1].split()
    return words


@pytest.mark.parametrize(("data", "reason"), ODD.values(), ids=list(ODD))
def test_a_file_that_is_no_blank_is_refused_at_its_field_and_the_name_stays(as_, cast, monday, data, reason):
    desk = as_("desk")
    reply = bring(desk, data, name=NAME)
    assert reply.status_code == 422 and NAME in reply.text
    sentence = fields.REASONS[reason].split("{")[0]
    assert at_its_field(reply.text).startswith(sentence)
    assert BlankForm.select().count() == 0


def test_one_too_long_for_a_blank_says_how_long_it_is_and_one_too_long_for_any_table_is_not_read(
    as_, cast, monday
):
    desk = as_("desk")
    assert "有 3.5 MB，最多 1 MB" in at_its_field(bring(desk, b"\0" * 3_500_000).text)
    assert bring(desk, b"\0" * 21_000_000).status_code == 413


def test_a_newer_blank_that_is_none_is_refused_at_its_field_and_what_was_chosen_stays(as_, cast, monday):
    desk = as_("desk")
    form = brought(desk, workbook())
    page = desk.get(f"/figures/forms/{form}?figure=closed&span=before").text
    (address,) = re.findall(r'action="(/figures/forms/[^"]+/renew[^"]*)"', page)
    for data, reason in (ODD["pdf"], ODD["too long"]):
        reply = desk.post(address.replace("&amp;", "&"), data={"file": (io.BytesIO(data), "new.xlsx")})
        assert reply.status_code == 422
        assert at_its_field(reply.text).startswith(fields.REASONS[reason].split("{")[0])
        assert '<option value="closed" selected>' in reply.text
        assert '<option value="before" selected>' in reply.text
    assert BlankForm.get_by_id(form).former is None


def test_a_document_that_is_called_a_workbook_is_taken_as_what_it_is(as_, cast, monday):
    desk = as_("desk")
    reply = bring(desk, document(), name="")  # its file is called blank.xlsx
    assert reply.status_code == 303
    assert "里面其实是 Word 表" in desk.get(reply.location).text
    form = BlankForm.get()
    assert (form.kind, form.name) == ("docx", "blank")
    filled = desk.get(f"/figures/forms/{form.id}/filled?of=2026-11-16")
    assert ".docx" in filled.headers["Content-Disposition"]
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(filled.data)).namelist()
