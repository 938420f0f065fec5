"""The settings of an area as one form: what was typed, what of it is a change, what is wrong, and all of it saved at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.areas import local_settings
from app.areas.local_settings import Setting
from app.core import db
from app.core.problems.problem import Problem
from app.people.models import Person


@dataclass(frozen=True)
class TypedSettings:
    """What a form brought: the values by name, those the form had shown, the names to take back, and why."""

    values: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)
    back: frozenset[str] = frozenset()
    reason: str = ""


@dataclass(frozen=True)
class Change:
    """A setting that is to be another: the value that held, and the new one; None takes back what the area has set."""

    setting: Setting
    before: str
    after: str | None


def changes(code: str, typed: TypedSettings) -> list[Change]:
    """What is to be changed at the area. A field left as the form had shown it is none, whatever a colleague has set since."""
    found = []
    for at in local_settings.settings_at(code):
        name = at.setting.name
        value = local_settings.plain(at.setting, typed.values.get(name, at.value))
        is_same = value in (typed.shown.get(name, at.value), at.value)
        is_emptied = at.setting.control == "telephone" and not value
        if name in typed.back or (is_emptied and not is_same):
            found += [Change(at.setting, at.value, None)] if at.is_own(code) else []
        elif not is_same:
            found.append(Change(at.setting, at.value, value))
    return found


def save(by: Person, code: str, typed: TypedSettings) -> list[Change]:
    """Make every change of the form, or none: returns what was changed, by an earlier press of the same form too.

    Problem bad-value names each field that is wrong, and `reason` where something is changed without one.
    """
    wanted = changes(code, typed)
    wrong = [error for change in wanted for error in _errors(change)]
    if wanted and not typed.reason.strip():
        wrong.append(("reason", "needs-reason", {}))
    if wrong:
        raise Problem("bad-value", *wrong)
    if not wanted:
        return _saved_before(by, code, typed)
    with db.transaction():
        for change in wanted:
            local_settings.set_value(by, code, change.setting.name, change.after, typed.reason.strip())
    return wanted


def _saved_before(by: Person, code: str, typed: TypedSettings) -> list[Change]:
    """What a first press of the same form has saved: another value than the form had shown, set here by this person."""
    found = []
    for at in local_settings.settings_at(code):
        shown = typed.shown.get(at.setting.name, at.value)
        value = local_settings.plain(at.setting, typed.values.get(at.setting.name, shown))
        is_mine = at.source is not None and at.is_own(code) and at.source.by == by.id
        if is_mine and value == at.value != shown:
            found.append(Change(at.setting, shown, value))
    return found


def _errors(change: Change) -> list[tuple[str, str, dict[str, object]]]:
    if change.after is None:
        return []
    try:
        local_settings.checked(change.setting, change.after)
    except Problem as problem:
        return [(change.setting.name, reason, parameters) for _, reason, parameters in problem.errors]
    return []
