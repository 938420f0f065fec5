"""What a page says at one place: a string that stands somewhere on a page may stand in a list, a menu or a script.

Every assertion that looked for words in a page's whole text was run once with a note of each place where they stood (232 lines
in 55 files), and the 153 of browser tests were read: some 90 could be right for a wrong reason (a number in the title, 2000 in
the pattern of a telephone's field, `lang="en"` of the link to the other language, 电话登记 in the menu) and look at a place now.
"""

from __future__ import annotations

from html.parser import HTMLParser

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
UNSEEN = frozenset(("script", "style", "template"))


class _Finder(HTMLParser):
    """Collects the text of each element that fits, and of all of them what a reader is shown."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted, self.found, self.open, self.tags = wanted, [], [], []

    def _fits(self, tag: str, given: dict[str, str | None]) -> bool:
        kind, name = self.wanted[0], self.wanted[1:]
        if kind == "#":
            return given.get("id") == name
        return name in (given.get("class") or "").split() if kind == "." else tag == self.wanted

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if self._fits(tag, given):
            self.found.append([])
            if tag not in VOID:
                self.open.append((len(self.tags), len(self.found) - 1))
        if tag not in VOID:
            self.tags.append(tag)

    def handle_endtag(self, tag):
        while tag in self.tags:
            last = self.tags.pop()
            self.open = [one for one in self.open if one[0] < len(self.tags)]
            if last == tag:
                break

    def handle_data(self, data):
        if not UNSEEN.intersection(self.tags):
            for _, place in self.open:
                self.found[place].append(data)


def texts(html: str, wanted: str) -> list[str]:
    """The text of every element that is `#id`, `.class` or a tag, white space run together."""
    finder = _Finder(wanted)
    finder.feed(html)
    return [" ".join("".join(parts).split()) for parts in finder.found]


def text(html: str, wanted: str) -> str:
    """The text of the one element that is meant; it is there exactly once."""
    found = texts(html, wanted)
    assert len(found) == 1, f"{len(found)} × {wanted}"
    return found[0]
