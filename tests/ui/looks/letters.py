"""What a narrow page with large letters is asked: the browser's own setting, and what is cut at the side."""

from __future__ import annotations

from playwright.sync_api import Page

HIGH = 740

# of every element in sight that holds more than its box shows at the side: what it is, and by how much
CUT = """() => [...document.querySelectorAll('body, body *:not(svg *)')].filter((one) =>
  one.clientWidth && one.getClientRects().length && !one.closest('.sr, .skip, .trap, [hidden]')
  && one.scrollWidth > one.clientWidth + 1 && !one.matches('select, option, [type=file]'))
  .map((one) => `${one.tagName} .${one.className} ${one.scrollWidth}>${one.clientWidth} ${(one.textContent ?? '').trim().slice(0, 40)}`)"""


def twice_as_large(page: Page) -> None:
    """Letters of 32 px where 16 px is usual, on a phone 320 px wide; for the document that stands."""
    _set(page, 320, 32, 26)


def usual(page: Page) -> None:
    """Letters and width as they were before, on a phone 360 px wide."""
    _set(page, 360, 16, 13)


def _set(page: Page, wide: int, standard: int, fixed: int) -> None:
    page.set_viewport_size({"width": wide, "height": HIGH})
    page.context.new_cdp_session(page).send(
        "Page.setFontSizes", {"fontSizes": {"standard": standard, "fixed": fixed}}
    )


def cut(page: Page) -> list[str]:
    """What is cut at the side of this page."""
    found: list[str] = page.evaluate(CUT)
    return found
