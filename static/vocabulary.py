"""Writes vocabulary.<language>.json, what a phone knows by name, into a folder: python static/vocabulary.py FOLDER."""

import json
import sys
from pathlib import Path

from app.core.web.page import LANGUAGES
from app.sync.phone_vocabulary import phone_vocabulary


def main() -> None:
    """One file per language; the build gives each a name that carries its digest."""
    folder = Path(sys.argv[1])
    for language in LANGUAGES:
        text = json.dumps(phone_vocabulary(language), ensure_ascii=False, separators=(",", ":"))
        (folder / f"vocabulary.{language}.json").write_text(text, encoding="utf-8")


main()
