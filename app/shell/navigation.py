"""The ways between the management pages, as far as a post opens them."""

from __future__ import annotations

from flask import g
from flask_login import current_user

from app.areas.access import permissions
from app.areas.access.reach import reach_of
from app.areas.patrons import naming as patrons
from app.core.web import page
from app.core.words import mark, mark_in, translate

# address, word, what a post must allow (empty: any post)
ENTRIES: tuple[tuple[str, str, str], ...] = (
    ("/admin", mark_in("menu", "管理"), "administer"),
    ("/desk", mark("工作台"), "desk"),
    ("/figures", mark("数据"), "read_figures"),
    ("/daily", mark("每日反馈"), "read_daily"),
    ("/notices", mark("消息"), "desk"),
    ("/duty", mark_in("menu", "值班"), "see_duty"),
    ("/people", mark("人员"), "see_people"),
    ("/areas", mark_in("menu", "区域"), ""),
    ("/telephones", mark("电话表"), "edit_telephones"),
    ("/quarantine", mark_in("menu", "待审记录"), "release_quarantine"),
    ("/posters", mark("张贴码"), "make_posters"),
    ("/complaints/desk", mark_in("menu", "投诉和建议"), "answer_complaints"),
    ("/board/clear", mark_in("menu", "公示墙"), "clear_board"),
)


def entries() -> list[tuple[str, str]]:
    """(address, word) for the person who is signed in; none for a stranger."""
    if not current_user.is_authenticated:
        return []
    if "navigation" not in g:
        reach = reach_of(current_user.person)
        g.navigation = [
            (href, translate(word, page.language()))
            for href, word, act in ENTRIES
            if not act or permissions.may(reach, act)
        ]
        if patrons.reads_reports(reach):
            g.navigation.append(("/figures/report", translate(mark("包联的报告"), page.language())))
    own: list[tuple[str, str]] = g.navigation
    return own


def home() -> str:
    """Where the name of the place leads: an administrator to administration, everybody else to their own start."""
    return "/admin" if any(href == "/admin" for href, _ in entries()) else "/"
