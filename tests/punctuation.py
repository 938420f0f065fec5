"""Chinese text as a Chinese editor sets it: full-width marks, “” and one space beside Latin words and numbers.

    python -m tests.punctuation          print every place that breaks a rule; status 1 if there is one (`make check`)
    python -m tests.punctuation --mend   set them right (`make marks`); a second run changes nothing

The rules and their reasons are in docs/chinese.md. Every mark stands here by its code point, because editors
and other tools tend to turn full-width marks into half-width ones.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from tests import passages
from tests.house import tracked
from tests.passages import BREAK, HELD

ROOT = Path(__file__).resolve().parent.parent

WIDE = {
    ",": "\uff0c",
    ":": "\uff1a",
    ";": "\uff1b",
    "?": "\uff1f",
    "!": "\uff01",
    "(": "\uff08",
    ")": "\uff09",
}
OPEN, CLOSE = "\u201c", "\u201d"
HAN = "\u3400-\u9fff"
BEFORE = (
    HAN + CLOSE + "\u300b\uff09"
)  # what a mark of a Chinese sentence stands after: a character, ” 》 or a bracket
AFTER = HAN + OPEN + "\u300a\uff08"  # what it stands before: a character, “ 《 or a bracket

# A number that is part of a name or a date (第1网格, 5幢, 2单元301, 11月26日, 至2026-12-31) stands without a space.
NAMED_BEFORE = "第年月元幢至"
NAMED_AFTER = "年月日幢号室单至"
MARKED = "# half-width"  # on a line that is to stay as it is, with the reason after it


def is_chinese(text: str) -> bool:
    """Whether a passage is Chinese with some Latin in it, and not English that quotes a Chinese word."""
    if re.search(r"\b[a-z][\w']*( [a-z][\w']*){2}", text):
        return False
    return bool(re.search("[\u3001\u3002]", text)) or len(re.findall(f"[{HAN}]", text)) > len(
        re.findall(r"[A-Za-z]{2,}", text)
    )


def is_table(text: str) -> bool:
    """Whether it is rows of CSV, as tests have them: the commas part columns (姓名，手机号，网格) and stay."""
    if "," not in text or re.search("[\u3002\uff1a\uff1b:;(]", text):
        return False
    cells = re.split(f"[,{BREAK}]", text)
    rows = text.count(",") > 1 or BREAK in text or text.startswith(",") or text.endswith(",")
    return rows and max(len(re.findall(f"[{HAN}]", cell)) for cell in cells) <= 6


def mend(text: str) -> str:
    """The marks of one passage set right. `HELD` stands for what is put in later (a name, a number, a tag)."""
    text = re.sub(f"(?<=[{HAN}])[?!]", _widen, text)
    if not is_chinese(text):
        return re.sub(f"(?<=[{HAN}])[,;:](?=[{AFTER}])", _widen, text)
    return _marks(_brackets(text))


def mend_in_tests(text: str) -> str:
    """Marks alone, and no table: tests also hold what people type, with the spaces and quotes they type."""
    return text if is_table(text) else mend(text)


def mend_shown(text: str) -> str:
    """Marks, quotes and spaces of one passage that people read."""
    text = mend(text)
    return _spaces(_quotes(text)) if is_chinese(text) else text


def mended(path: Path, text: str) -> str:
    """The text of a file, its path relative to the repository, with everything set right."""
    right = passages.of_file(path, text, mend_in_tests if path.parts[0] == "tests" else mend_shown)
    pairs = zip(text.split("\n"), right.split("\n"), strict=True)
    return "\n".join(old if MARKED in old else new for old, new in pairs)


def _widen(found: re.Match[str]) -> str:
    return WIDE[found[0]]


def _marks(text: str) -> str:
    """Commas, colons and their like beside a Chinese character, or between two things that are put in later."""
    after = rf"(?<=[{BEFORE}])([*_]*)([,:;?!])(?!//)(?:[ \t]+(?=[^\s]))?"
    text = re.sub(after, lambda found: found[1] + WIDE[found[2]], text)
    return re.sub(
        rf"(?<![\s,:;?!])[,:;?!](?=[{AFTER}])|(?:(?<={HELD})|^)[,:;](?=[{AFTER}{HELD}{BREAK}])", _widen, text
    )


def _brackets(text: str) -> str:
    """A pair of round brackets in or around which Chinese characters stand, or what is put in later."""

    def wide(found: re.Match[str]) -> str:
        around = text[: found.start()][-1:] + found[2] + text[found.end() :][:1]
        return f"{WIDE['(']}{found[2]}{WIDE[')']}" if re.search(f"[{HAN}{HELD}]", around) else found[0]

    return re.sub(r"( ?)\(([^()\n]*)\)( ?)", wide, text)


def _quotes(text: str) -> str:
    """Straight and corner quotes around Chinese words become “”."""
    text = text.replace("\u300c", OPEN).replace("\u300d", CLOSE)
    return re.sub(rf"(?<!=)\"(?=[{HAN}])([^\"\n]*)\"", rf"{OPEN}\1{CLOSE}", text)


def _spaces(text: str) -> str:
    """One space between a Chinese character and a Latin word or number, none where a number is part of a name."""

    def spaced(found: re.Match[str]) -> str:
        before, word, after = found.groups()
        if before in NAMED_BEFORE and before or after in NAMED_AFTER and after:
            return found[0]
        return f"{before}{' ' if before else ''}{word}{' ' if after else ''}"

    return re.sub(f"((?<![A-Za-z0-9])[{HAN}]?)([A-Za-z0-9]+)(?=([{HAN}]?))", spaced, text)


def main(mend_them: bool) -> int:
    """Print or mend every line that breaks a rule; 1 if there are any left."""
    wrong = []
    for path in tracked():
        if path.suffix not in passages.KINDS:
            continue
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        right = mended(path.relative_to(ROOT), text)
        if right == text:
            continue
        if mend_them:
            path.write_text(right, encoding="utf-8", newline="")
            continue
        pairs = zip(text.split("\n"), right.split("\n"), strict=True)
        wrong += [f"{path}:{row}: {new.strip()}" for row, (old, new) in enumerate(pairs, 1) if old != new]
    if wrong:
        wrong.append("punctuation: these lines are set as above by `make marks`")
    print("\n".join(wrong) or "punctuation: nothing to mend")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main("--mend" in sys.argv))
