"""Blanks in a Word document's running text: no figure can be chosen for them, so they are counted and coloured."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from app.insight.forms.blanks import COMPATIBLE, with_lines
from app.insight.forms.files import DOCX
from app.insight.forms.word_fields import WORD

GAP = re.compile(r"[_＿]{2,}")
PARAGRAPH, TABLE, FALLBACK = f"{{{WORD}}}p", f"{{{WORD}}}tbl", f"{{{COMPATIBLE}}}Fallback"


def blanks_in(kind: str, data: bytes) -> int:
    """How many there are outside of tables, in text boxes, heads and feet, too; a text box counts once."""
    from docx import Document

    if kind != DOCX:
        return 0
    paragraphs = _paragraphs(Document(io.BytesIO(data)))
    return sum(len(GAP.findall(_words(one))) for one in paragraphs if not _is_likeness(one._p))


def colour(made: Any) -> None:
    """Mark the runs that they are in."""
    from docx.enum.text import WD_COLOR_INDEX

    for paragraph in _paragraphs(made):
        at = 0
        gaps = [found.span() for found in GAP.finditer(_words(paragraph))]
        for run in paragraph.runs:
            begins, at = at, at + len(with_lines(run))
            if any(begins < end and first < at for first, end in gaps):
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _words(paragraph: Any) -> str:
    return "".join(map(with_lines, paragraph.runs))


def _paragraphs(document: Any) -> Iterator[Any]:
    from docx.text.paragraph import Paragraph

    roots = [document.element.body]
    for part in document.part.rels.values():
        if not part.is_external and part.reltype.endswith(("/header", "/footer")):
            roots.append(part.target_part.element)
    for one in (one for root in roots for one in root.iter(PARAGRAPH)):
        if TABLE not in [above.tag for above in one.iterancestors()]:
            yield Paragraph(one, document)


def _is_likeness(paragraph: Any) -> bool:
    """Whether it is a text box's second copy, for older programs."""
    return any(above.tag == FALLBACK for above in paragraph.iterancestors())
