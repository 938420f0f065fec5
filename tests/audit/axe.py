"""axe-core in a page: every rule of WCAG 2.2 A and AA and its best practices; what it finds, in short."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from playwright.sync_api import Page

from app.settings import ROOT

RUN = """async () => {
  const said = await axe.run(document, {resultTypes: ['violations'], iframes: false});
  return said.violations.map((v) => ({rule: v.id, impact: v.impact, help: v.help,
    nodes: v.nodes.slice(0, 4).map((n) => ({target: n.target.join(' '), html: n.html.slice(0, 200), why: n.failureSummary}))}));
}"""


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


def look(page: Page, screen: str, dress: str) -> list[Found]:
    """Everything axe finds on the page as it stands."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(source())
    return [
        Found(screen, dress, one["rule"], one["impact"] or "", one["nodes"]) for one in page.evaluate(RUN)
    ]
