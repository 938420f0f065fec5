"""Where words stand in a file: the strings and comments of code, the text of templates, catalogues and documents."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path

HELD = "\ue000"  # stands in a passage for what is put in later: a name, a number, a tag
BREAK = "\ue001"  # stands in a passage for \\n: a new line, as it is written in code

Mend = Callable[[str], str]

# %(n)s {n} \n &nbsp; <b> https://… and `code`: no marks of a sentence inside
_KEPT = r"%\(\w+\)[sd]|\{[^{}\n]*\}|\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)|&#?\w+;|</?[a-z][^<>\n]*>|https?://[\w./?=&%#:-]+|`[^`\n]*`"
_JINJA = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_LITERAL = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'", re.DOTALL)
_SCRIPT = re.compile(
    r"(?P<comment>//[^\n]*|/\*.*?\*/)"
    r"|(?P<regex>(?<=[=(,:!&|?\s])/(?![/*\s])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\n\\\[])+/)"
    r"|(?P<string>\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*')"
    r"|(?P<template>`(?:\\.|\$\{(?:[^{}]|\{[^{}]*\})*\}|[^`\\])*`)",
    re.DOTALL,
)


def of_file(path: Path, text: str, mend: Mend) -> str:
    """The text of a file with `mend` applied to each passage in it."""
    return KINDS[path.suffix](text, mend)


def _held(text: str, mend: Mend, kept: str = _KEPT, within: Mend = str) -> str:
    """`mend` over the text with what `kept` finds held out of it; `within` then mends the pieces held out."""
    found = list(re.finditer(kept, text, re.DOTALL))
    signs = re.sub(kept, lambda piece: BREAK if piece[0] == r"\n" else HELD, text, flags=re.DOTALL)
    parts = re.split(f"[{HELD}{BREAK}]", mend(signs))
    return "".join(
        part + within(piece) for part, piece in zip(parts, [*(piece[0] for piece in found), ""], strict=True)
    )


def _literals(code: str, mend: Mend) -> str:
    """The string literals of an expression: of Jinja, or inside the braces of an f-string."""
    return _LITERAL.sub(lambda found: found[0][0] + _held(found[0][1:-1], mend) + found[0][-1], code)


def _python(text: str, mend: Mend) -> str:
    """Strings and comments; what is raw or bytes is a pattern or data and stays."""
    starts = [0]
    for line in io.StringIO(text):
        starts.append(starts[-1] + len(line))
    made, end = "", 0
    for first, last in _python_words(text):
        begin, finish = starts[first[0] - 1] + first[1], starts[last[0] - 1] + last[1]
        made += text[end:begin] + _python_word(text[begin:finish], mend)
        end = finish
    return made + text[end:]


def _python_words(text: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Start and end (row, column) of each string and comment; from 3.12 on an f-string comes in several tokens."""
    opens, closes = (getattr(tokenize, name, -1) for name in ("FSTRING_START", "FSTRING_END"))
    first: list[tuple[int, int]] = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == opens:
            first.append(token.start)
        elif token.type == closes:
            begin = first.pop()
            if not first:
                yield begin, token.end
        elif token.type in (tokenize.STRING, tokenize.COMMENT) and not first:
            yield token.start, token.end


def _python_word(word: str, mend: Mend) -> str:
    if word.startswith("#"):
        return _held(word, mend)
    prefix = word[: min(word.find(quote) for quote in "\"'" if quote in word)].lower()
    if "r" in prefix or "b" in prefix:
        return word
    edge = len(prefix) + (3 if word[len(prefix) :].startswith(('"""', "'''")) else 1)
    body, close = word[edge : -(edge - len(prefix))], word[-(edge - len(prefix)) :]
    if "f" not in prefix:
        return word[:edge] + _lines(body, mend) + close
    fields = r"\{\{|\}\}|\{(?:[^{}]|\{[^{}]*\})*\}|" + _KEPT
    return word[:edge] + _held(body, mend, fields, lambda field: _literals(field, mend)) + close


def _lines(text: str, mend: Mend) -> str:
    """Each line for itself: a table in a long string has Chinese rows and English ones."""
    return "\n".join(_held(line, mend) for line in text.split("\n"))


def _script(text: str, mend: Mend) -> str:
    """Strings, templates and comments of JavaScript."""

    def word(found: re.Match[str]) -> str:
        if found["regex"]:
            return found[0]
        if found["comment"]:
            return _lines(found[0], mend)
        fields = r"\$\{(?:[^{}]|\{[^{}]*\})*\}|" + _KEPT
        return (
            found[0][0]
            + _held(found[0][1:-1], mend, fields, lambda field: _literals(field, mend))
            + found[0][-1]
        )

    return _SCRIPT.sub(word, text)


def _template(text: str, mend: Mend) -> str:
    """Text, attributes, and the strings of Jinja's expressions."""

    def within(piece: str) -> str:
        if piece.startswith("{#"):
            return piece[:2] + _held(piece[2:-2], mend) + piece[-2:]
        if piece.startswith(("{{", "{%")):
            return _literals(piece, mend)
        if piece.startswith("<"):
            inner = _held(piece, str, _JINJA.pattern, within)
            return re.sub(r"(?<==)\"[^\"{]*\"", lambda found: _literals(found[0], mend), inner)
        return piece

    tag = r"<(?:\{\{.*?\}\}|\{%.*?%\}|[^<>])*>"
    return _held(
        text,
        lambda whole: "\n".join(map(mend, whole.split("\n"))),
        f"{_JINJA.pattern}|{tag}|&#?\\w+;",
        within,
    )


def _catalogue(text: str, mend: Mend) -> str:
    """The quoted lines of a gettext catalogue, source and translation."""
    return re.sub(
        r'^((?:msgid|msgstr)(?:\[\d\])? |)"(.*)"$',
        lambda found: f'{found[1]}"{_held(found[2], mend)}"',
        text,
        flags=re.MULTILINE,
    )


def _markdown(text: str, mend: Mend) -> str:
    """Lines and cells of tables, code and addresses left out."""
    kept = r"\]\([^)]*\)|" + _KEPT
    parts = re.split(r"(^```.*?^```)", text, flags=re.DOTALL | re.MULTILINE)
    for at in range(0, len(parts), 2):
        lines = parts[at].split("\n")
        parts[at] = "\n".join("|".join(_held(cell, mend, kept) for cell in line.split("|")) for line in lines)
    return "".join(parts)


KINDS = {
    ".py": _python,
    ".js": _script,
    ".mjs": _script,
    ".html": _template,
    ".po": _catalogue,
    ".md": _markdown,
}
