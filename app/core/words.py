"""The words people read: Chinese stands in the code, English in the compiled catalogue of app/translations.

A sentence of the catalogue has one form; where English needs two, the word that changes says both: `{n} {n|day|days}`
(in templates `%(n)s %(n|day|days)s`), the first where that very value is 1. So a sentence may hold several counts, and what
is filled in on a phone (static/js/ui/words.js) is written like what is filled in here.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
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
    return fill(words, values) if values else words


def fill(words: str, values: Mapping[str, object]) -> str:
    """The words with `values` in their {braces}, and of each {name|one|many} the form that the value asks for."""
    return words.format_map(Choices(values))


class Choices(dict[str, object]):
    """The values of a sentence, in which `name|one|many` is `one` where the value of that name is 1, else `many`."""

    def __missing__(self, key: str) -> object:
        name, bar, forms = key.partition("|")
        if not bar:
            raise KeyError(key)
        one, _, many = forms.partition("|")
        return one if str(self[name]) == "1" else many


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("messages", TRANSLATIONS, [language], fallback=True)
