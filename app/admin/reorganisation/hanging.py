"""What hangs on an area that ends (settings, numbers, codes, units, duty turns, pauses) goes on with who takes over, and back again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.admin.reorganisation.plans import Plan
from app.areas.geometry import location
from app.areas.models import AreaSetting, DutyTurn, OutdoorPause, Telephone, Unit
from app.core import ids
from app.matters.models import ResponsibilityRow
from app.places.models import Place
from app.requests.models import DoorPlate, Poster, ResidentRequest

OWNED = {
    "posters": Poster,
    "plates": DoorPlate,
    "units": Unit,
    "places": Place,
}  # each belongs to one area and has a code


def hand_on(plan: Plan, day: str) -> dict[str, Any]:
    """All of it, as of `day`; what handing it back needs."""
    kept: dict[str, Any] = {
        **{name: {} for name in OWNED}, "turns": [], "turns_there": [], "pauses": {}, "pauses_there": []
    }  # fmt: skip
    for code, heirs in plan.end.items():
        for name, table in OWNED.items():
            rows = [key for (key,) in table.select(table.code).where(table.area == code).tuples()]
            table.update(area=heirs[0]).where(table.area == code).execute()
            kept[name] |= dict.fromkeys(rows, code)
        _turns(code, heirs[0], day, kept)
        _pauses(code, heirs, day, kept)
        _rules(code, heirs)
        held = ResidentRequest.select().where(ResidentRequest.area == code, ResidentRequest.matter.is_null())
        for request in held:
            at = location.standing(code, request.lat, request.lon)
            ResidentRequest.update(area=at).where(ResidentRequest.id == request.id).execute()
    return kept


def _turns(code: str, heir: str, day: str, kept: dict[str, Any]) -> None:
    """Turns from midnight of that day on; one that runs over it goes on there. Somebody who is on duty there already stays so once."""
    midnight = f"{day} 00:00"
    for turn in DutyTurn.select().where(DutyTurn.area == code, DutyTurn.ends > midnight).dicts():
        kept["turns"].append(turn)
        here = _same(turn)
        if turn["begins"] < midnight:
            DutyTurn.update(ends=midnight).where(here).execute()
        else:
            DutyTurn.delete().where(here).execute()
        there = {**turn, "area": heir, "begins": max(turn["begins"], midnight)}
        if DutyTurn.get_or_none(_same(there)) is None:
            DutyTurn.create(**there)
            kept["turns_there"].append(there)


def _same(turn: dict[str, Any]) -> Any:
    condition = (DutyTurn.area == turn["area"]) & (DutyTurn.unit == turn["unit"])
    return condition & (DutyTurn.begins == turn["begins"]) & (DutyTurn.name == turn["name"])


def _pauses(code: str, heirs: tuple[str, ...], day: str, kept: dict[str, Any]) -> None:
    """Patrols outdoors pause on the same days with each that takes over; before that day it stays as it was."""
    last = (dt.date.fromisoformat(day) - dt.timedelta(days=1)).isoformat()
    rows = OutdoorPause.select().where(
        OutdoorPause.area == code, OutdoorPause.ends >= day, OutdoorPause.begins <= OutdoorPause.ends
    )
    for pause in list(rows):
        kept["pauses"][pause.id] = pause.ends
        OutdoorPause.update(ends=last).where(OutdoorPause.id == pause.id).execute()
        for heir in heirs:
            there = OutdoorPause.create(
                id=ids.uuid7(), area=heir, kind=pause.kind, begins=max(pause.begins, day), ends=pause.ends,
                by=pause.by,
            )  # fmt: skip
            kept["pauses_there"].append(there.id)


def _rules(code: str, heirs: tuple[str, ...]) -> None:
    """Settings, telephone numbers and duties of departments: each that takes over has its own."""
    for heir in heirs:
        for setting in AreaSetting.select().where(AreaSetting.area == code).dicts():
            setting.pop("id", None)
            AreaSetting.insert(**{**setting, "area": heir}).on_conflict_ignore().execute()
        for number in Telephone.select().where(Telephone.area == code):
            Telephone.create(
                area=heir, kind=number.kind, name=number.name, number=number.number, sort=number.sort
            )
        for duty in ResponsibilityRow.select().where(ResponsibilityRow.area == code).dicts():
            ResponsibilityRow.insert(**{**duty, "area": heir}).on_conflict_ignore().execute()


def hand_back(plan: Plan, kept: dict[str, Any], yesterday: str) -> None:
    """Each to whose it was; what was made meanwhile for an area that ends now goes to the first of those it took over from."""
    for name, table in OWNED.items():
        for key, code in kept.get(name, {}).items():
            table.update(area=code).where(table.code == key, table.area == plan.end[code][0]).execute()
        for new in plan.begin:
            before = next((code for code, heirs in plan.end.items() if new.code in heirs), new.parent)
            table.update(area=before).where(table.area == new.code).execute()
    for there in kept.get("turns_there", []):
        DutyTurn.delete().where(_same(there)).execute()
    for new in plan.begin:  # entered meanwhile
        first = next((code for code, heirs in plan.end.items() if new.code in heirs), new.parent)
        for turn in list(
            DutyTurn.select().where(DutyTurn.area == new.code, DutyTurn.ends > yesterday).dicts()
        ):
            DutyTurn.delete().where(_same(turn)).execute()
            DutyTurn.insert(**{**turn, "area": first}).on_conflict_ignore().execute()
    for turn in kept.get("turns", []):
        DutyTurn.delete().where(_same(turn)).execute()
        DutyTurn.create(**turn)
    OutdoorPause.update(ends=yesterday).where(
        OutdoorPause.id.in_(kept.get("pauses_there") or [""]), OutdoorPause.ends > yesterday
    ).execute()
    for pause, ends in kept.get("pauses", {}).items():
        OutdoorPause.update(ends=ends).where(OutdoorPause.id == pause).execute()
