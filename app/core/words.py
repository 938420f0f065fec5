"""The words people read: Chinese stands in the code, English in the compiled catalogue of app/translations."""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"
CONTEXT = "\x04"  # between a context and a message, as gettext writes it


def mark(message: str) -> str:
    """The message as it is: `make words` finds it by this name and puts it into the catalogue."""
    return message


def mark_in(context: str, message: str) -> str:
    """A message that one English word does not fit everywhere, such as 挂账: "Shelve" on a button, "Shelved" as a state."""
    return context + CONTEXT + message


def translate(message: str, language: str, **values: object) -> str:
    """The marked message in "zh" or "en", with `values` in its {braces}; Chinese where English is missing."""
    plain = message.rpartition(CONTEXT)[2]
    found = _catalogue(language).gettext(message) if language != "zh" and message else plain
    words = plain if found == message else found
    return words.format(**values) if values else words


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("messages", TRANSLATIONS, [language], fallback=True)
