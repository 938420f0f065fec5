"""axe-core in a page: every rule of WCAG 2.2 A and AA and its best practices; what it finds, in short."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from playwright.sync_api import Page

from app.settings import ROOT
from tests.audit.screens import Dress, dresses

# a screen is looked at once what comes in has come: half way it has colours that nobody chose
RUN = """async (rules) => {
  const ending = document.getAnimations().filter((one) => one.playState === 'running' && one.effect?.getComputedTiming().endTime !== Infinity);
  await Promise.all(ending.map((one) => one.finished.catch(() => {})));
  const only = rules.length ? {runOnly: {type: 'rule', values: rules}} : {};
  const said = await axe.run(document, {resultTypes: ['violations'], iframes: false, ...only});
  return said.violations.map((v) => ({rule: v.id, impact: v.impact, help: v.help,
    nodes: v.nodes.slice(0, 4).map((n) => ({target: n.target.join(' '), html: n.html.slice(0, 200), why: n.failureSummary}))}));
}"""

# what colours and the size of letters can change; everything else is the same in every look of one document
OF_LOOKS = ("color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size")
# as the person's own choice does, in the document that stands (static/js/ui/theme.js)
WEAR = """(chosen) => { for (const [name, value] of Object.entries(chosen))
  value ? document.documentElement.dataset[name] = value : delete document.documentElement.dataset[name]; }"""


@dataclass(frozen=True)
class Found:
    """One rule broken on one screen in one dress."""

    screen: str
    dress: str
    rule: str
    impact: str
    nodes: list[dict[str, Any]]

    def line(self) -> str:
        """One line for the screen."""
        first = self.nodes[0]
        return f"{self.screen} [{self.dress}] {self.rule} ({self.impact}): {first['target']} {first['html']}"


@cache
def source() -> str:
    """The text of axe-core."""
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


# a colour that is on its way from one to another is neither
SETTLED = """() => { for (const one of document.getAnimations())
  if (Number.isFinite(one.effect?.getComputedTiming().endTime)) one.finish(); else one.cancel(); }"""


def look(page: Page, screen: str, dress: str, rules: tuple[str, ...] = ()) -> list[Found]:
    """Everything axe finds on the page as it stands, or what it finds by these rules alone."""
    page.evaluate(SETTLED)
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(source())
    return [
        Found(screen, dress, one["rule"], one["impact"] or "", one["nodes"])
        for one in page.evaluate(RUN, list(rules))
    ]


def in_every_look(page: Page, screen: str, language: str) -> Iterator[list[Found]]:
    """The page that stands in this language, in every theme and size: by every rule once, then by those that looks can break.

    The document is not loaded anew for each, which would be the most of the time that the audit takes.
    """
    page.emulate_media(reduced_motion="reduce")
    for place, dress in enumerate(dress for dress in dresses() if dress.language == language):
        _wear(page, dress)
        yield look(page, screen, str(dress), OF_LOOKS if place else ())


def _wear(page: Page, dress: Dress) -> None:
    page.evaluate(WEAR, {"theme": dress.theme, "size": dress.size})
