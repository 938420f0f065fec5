"""The rules in force, told: for the public page with what areas set for themselves, for the documents with the defaults."""

from __future__ import annotations

from app.areas.geometry import location
from app.areas.models import Area, AreaSetting
from app.core.problems.problem import Problem
from app.core.words import translate
from app.privacy.rules import GROUPS, TABLE


def groups_in_force(language: str) -> list[dict[str, object]]:
    """The groups of deletion rules as they hold today at the top of the tree, and where an area differs."""
    area = _top()
    return [
        {
            "name": translate(name, language),
            "rules": [
                {
                    "what": _titled(translate(rule.what, language)),
                    "length": rule.how_long(language, area),
                    "who": translate(rule.who, language),
                    "why": translate(rule.why, language),
                    "elsewhere": rule.elsewhere(language) if rule.setting else [],
                }
                for rule in TABLE
                if rule.group == group
            ],
        }
        for group, name in GROUPS.items()
    ]


def _titled(text: str) -> str:
    return text[0].upper() + text[1:]


def summary_only() -> list[str]:
    """The areas where no track is kept at all."""
    return _with_switch("summary_only")


def marks_only() -> list[str]:
    """The areas where no position is read on a patrol."""
    return _with_switch("marks_only")


def _with_switch(name: str) -> list[str]:
    rows = AreaSetting.select(AreaSetting, Area).join(Area)
    return [row.area.name for row in rows.where(AreaSetting.name == name, AreaSetting.value == "1")]


def _top() -> str | None:
    try:
        return location.top()
    except Problem:
        return None


def markdown() -> str:
    """The table for docs/privacy.md, with the default lengths."""
    lines = []
    for group, name in GROUPS.items():
        lines += [
            f"## {translate(name, 'en')}",
            "",
            "| what | how long | who sees it | why |",
            "|---|---|---|---|",
        ]
        for rule in TABLE:
            if rule.group == group:
                length = rule.how_long("en")
                if rule.setting:
                    length += f" (`{rule.setting}`)"
                what, who, why = (translate(words, "en") for words in (rule.what, rule.who, rule.why))
                lines.append(f"| {what} | {length} | {who} | {why} |")
        lines.append("")
    return "\n".join(lines)
