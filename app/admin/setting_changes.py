"""What was set at an area, when, by whom and why, from the ledger; and one change taken back, with a reason of its own."""

from __future__ import annotations

from dataclasses import dataclass

from app.areas import local_settings
from app.areas.local_settings import BY_NAME
from app.areas.models import AreaSetting
from app.core import db
from app.core.problems.problem import Problem
from app.core.words import mark
from app.ledger.models import Entry
from app.people.models import Person

SHOWN = 40
CHANGED_SINCE = mark("这一项后来又改过，撤不回了。请直接改成要的样子。")


@dataclass(frozen=True)
class SettingChange:
    """One change: the setting's name, the value before and after (None: as above), and whether it still holds."""

    seq: int
    name: str
    before: str | None
    after: str | None
    by: str | None
    at: int
    reason: str
    still_holds: bool


def changes_at(code: str) -> list[SettingChange]:
    """The changes made at this very area, the latest first."""
    rows = list(
        Entry.select()
        .where(Entry.kind == "area", Entry.subject == code, Entry.verb == "setting_changed")
        .order_by(Entry.seq.desc())
        .limit(SHOWN)
    )
    now = _own(code)
    latest = {row.body["name"]: row.seq for row in reversed(rows)}
    return [
        SettingChange(
            row.seq, row.body["name"], row.body["from"], row.body["to"], row.by, row.received, row.text or "",
            latest[row.body["name"]] == row.seq and now.get(row.body["name"]) == row.body["to"],
        )
        for row in rows
        if row.body["name"] in BY_NAME
    ]  # fmt: skip


def _own(code: str) -> dict[str, str]:
    """What the area itself has set, by name."""
    return dict(
        AreaSetting.select(AreaSetting.name, AreaSetting.value).where(AreaSetting.area == code).tuples()
    )


def take_back(code: str, seq: int, by: Person, reason: str) -> None:
    """Make the setting what it was before this change of it. Asked twice it is done once.

    Problem not-found for no such change at the area, stale where the setting was changed since, bad-value without a reason.
    """
    with db.transaction():
        row = Entry.get_or_none(
            Entry.seq == seq, Entry.kind == "area", Entry.subject == code, Entry.verb == "setting_changed"
        )
        if row is None or row.body["name"] not in BY_NAME:
            raise Problem("not-found")
        name, before, after = row.body["name"], row.body["from"], row.body["to"]
        later = Entry.select().where(
            Entry.kind == "area", Entry.subject == code, Entry.verb == "setting_changed", Entry.seq > seq
        )
        since = [entry.body for entry in later.order_by(Entry.seq) if entry.body["name"] == name]
        if (
            since
            and since[0] == {"name": name, "from": after, "to": before}
            and _own(code).get(name) == before
        ):
            return
        if since or _own(code).get(name) != after:
            raise Problem("stale", sentence=CHANGED_SINCE)
        local_settings.set_value(by, code, name, before, reason)
