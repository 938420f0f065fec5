"""The ways between the management pages, as far as a post opens them."""

from __future__ import annotations

from flask import g
from flask_login import current_user

from app.areas.access import permissions
from app.areas.access.reach import reach_of
from app.core.web import page

Pair = tuple[str, str]

# address, word, what a post must allow (empty: any post)
ENTRIES: tuple[tuple[str, Pair, str], ...] = (
    ("/desk", ("工作台", "Desk"), "desk"),
    ("/notices", ("消息", "Messages"), "desk"),
    ("/people", ("人员", "People"), "see_people"),
    ("/areas", ("区域", "Areas"), ""),
    ("/telephones", ("电话表", "Telephones"), "edit_telephones"),
    ("/quarantine", ("待审记录", "Held records"), "release_quarantine"),
    ("/posters", ("张贴码", "Posters"), "make_posters"),
    ("/complaints/desk", ("投诉和建议", "Complaints"), "answer_complaints"),
    ("/board/clear", ("公示墙", "Board"), "clear_board"),
)


def entries() -> list[tuple[str, str]]:
    """(address, word) for the person who is signed in; none for a stranger."""
    if not current_user.is_authenticated:
        return []
    if "navigation" not in g:
        reach = reach_of(current_user.person)
        which = 1 if page.language() == "en" else 0
        g.navigation = [
            (href, word[which]) for href, word, act in ENTRIES if not act or permissions.may(reach, act)
        ]
    own: list[tuple[str, str]] = g.navigation
    return own
