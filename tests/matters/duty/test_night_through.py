"""A night sat through, 22:00 to 8:00, with the web and the worker in processes of their own and the clock set forward by the test."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import re
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import open_store
from app.areas.duty import roster
from app.areas.models import AreaSetting, DutyTurn
from app.core import clock, db, ids
from app.ledger.models import Entry
from app.matters.models import Matter
from app.notify.models import INBOX, Notice
from app.settings import Settings
from tests import cast as c
from tests import live
from tests.running.clockwork import Clockwork
from tests.running.together import Up


class Night:
    """The city's night: its clock, its two processes, and who asks them for what."""

    def __init__(self, folder: Path) -> None:
        self.cast = live.prepare(folder)
        open_store(Settings(data_dir=folder))
        c.enter(self.cast, "colleague", 30, "dispatcher", c.COMMUNITY)
        self.first = clock.today()
        if clock.now() > self.at("21:50"):
            self.first += dt.timedelta(days=1)
        self.clock = Clockwork(folder / "ahead", self.at("21:58"))
        self._seq = 0
        self._fill()
        self.up = Up(folder, GRIDWALK_DEMO="1", **self.clock.env)

    def at(self, time: str, days: int = 0) -> int:
        """Epoch ms of that time in the evening of the first day, or so many days later."""
        return roster.moment(f"{self.day(days)} {time}")

    def day(self, days: int = 0) -> str:
        """The first day, or so many days later."""
        return (self.first + dt.timedelta(days=days)).isoformat()

    def _fill(self) -> None:
        desk, other = ("林晓梅", "desk"), ("值夜的同事", "colleague")
        for begins, ends, (name, staff) in (
            (f"{self.day()} 16:00", f"{self.day(1)} 00:00", desk), (f"{self.day(1)} 00:00", f"{self.day(1)} 03:00", other),
            (f"{self.day(1)} 04:00", f"{self.day(1)} 08:00", desk), (f"{self.day(1)} 08:00", f"{self.day(1)} 20:00", other),
        ):  # fmt: skip
            DutyTurn.create(
                area=c.COMMUNITY, begins=begins, ends=ends, name=name, phone="0577-64210001", staff=staff
            )
        AreaSetting.create(area=c.COMMUNITY, name="climb_minutes", value="30")

    def ask(self, name: str, method: str, path: str, form: dict[str, str] | None = None) -> Any:
        """The status, the body, and where it leads, of a page asked for as one of the cast."""
        line = http.client.HTTPConnection("127.0.0.1", self.up.port, timeout=60)
        headers = {
            "Cookie": f"gridwalk={self.cast.sessions[name]}",
            "Origin": self.up.url,
            "Accept-Language": "zh",
        }
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line.request(method, path, body, headers)
        answer = line.getresponse()
        return answer.status, answer.read().decode(), answer.headers.get("Location", "")

    def send(self, name: str, type_: str, at: int, **body: Any) -> None:
        """One op of that person's phone, made at that moment; it is applied."""
        self._seq += 1
        op = {
            "id": ids.uuid7(), "person": self.cast.people[name].id, "lane": "a", "seq": self._seq, "deps": [], "type": type_,
            "v": 1, "at": clock.rfc3339(at), "photos": [], "body": body,
        }  # fmt: skip
        batch = {
            "proto": 1,
            "device": self.cast.devices[name],
            "epoch": "",
            "sent_at": clock.rfc3339(at),
            "ops": [op],
        }
        line = http.client.HTTPConnection("127.0.0.1", self.up.port, timeout=60)
        headers = {
            "Authorization": f"Bearer {self.cast.sync_tokens[name]}",
            "Content-Type": "application/json",
        }
        line.request("POST", "/api/v1/sync", json.dumps(batch), headers)
        answer = json.loads(line.getresponse().read())
        assert [one["status"] for one in answer["results"]] == ["applied"], answer

    def emergency(self, at: int) -> Matter:
        """The worker's red button."""
        id = ids.uuid7()
        self.send(
            "worker",
            "matter.report",
            at,
            matter=id,
            category="fire_lane",
            area=c.BUILDING,
            urgency="emergency",
            escalate=True,
        )
        found: Matter = Matter.get_by_id(id)
        return found

    def heard(self, name: str, matter: Matter) -> list[str]:
        """What that person was told of it, in order."""
        rows = Notice.select().where(
            Notice.subject == matter.id,
            Notice.channel == INBOX,
            Notice.recipient == self.cast.people[name].id,
        )
        return [row.kind for row in rows.order_by(Notice.entry)]


@pytest.fixture
def night(tmp_path: Path) -> Iterator[Night]:
    """At 21:58."""
    made = Night(tmp_path)
    try:
        made.up.until_both_run()
        yield made
    finally:
        made.up.end()
        db.database.close()


def test_a_night_sat_through(night: Night) -> None:
    # the hour that nobody covers stands red the evening before, for those at the desk and above, and for nobody beside
    gap = re.compile(r"03:00 到 (明天 )?04:00 没有人值班")
    assert gap.search(night.ask("desk", "GET", "/duty")[1]) and gap.search(
        night.ask("admin", "GET", "/duty")[1]
    )
    assert night.ask("worker", "GET", "/duty")[0] in (403, 404)
    assert not gap.search(night.ask("outsider", "GET", "/duty")[1])

    night.clock.set(night.at("23:50"))
    first = night.emergency(night.at("23:50"))
    night.up.until(lambda: night.heard("desk", first))
    assert night.heard("colleague", first) == []

    night.clock.set(night.at("00:00", 1))
    night.up.until(lambda: night.heard("colleague", first))
    assert Matter.get_by_id(first.id).level == c.COMMUNITY
    night.send("colleague", "matter.move", night.at("00:01", 1), matter=first.id, move="take")
    assert Matter.get_by_id(first.id).holder_person == night.cast.people["colleague"].id

    night.clock.set(night.at("03:10", 1))
    second = night.emergency(night.at("03:10", 1))
    night.up.until(lambda: Matter.get_by_id(second.id).level == c.CITY)
    night.up.until(lambda: night.heard("city", second))
    went_up = Entry.get(Entry.subject == second.id, Entry.verb == "escalate", Entry.actor == "clock")
    assert went_up.body["why"] == "unmanned"
    for name in ("desk", "colleague"):  # nobody is on duty: all of the desk are told
        night.up.until(lambda name=name: night.heard(name, second))
    assert "这里没有人值班，自动报给 临港市" in night.ask("city", "GET", f"/desk/matters/{second.id}")[1]
    night.send("city", "matter.move", night.at("03:12", 1), matter=second.id, move="take")

    night.clock.set(night.at("06:00", 1))
    pause = {"area": c.COMMUNITY, "kind": "typhoon", "begins": night.day(1), "ends": night.day(1)}
    assert night.ask("worker", "POST", "/duty/pauses", pause)[0] == 403
    for _ in range(2):  # asked twice it is one
        assert night.ask("desk", "POST", "/duty/pauses", pause)[0] == 303
    pauses = json.loads(night.ask("worker", "GET", "/api/v1/me")[1])["outdoor_pauses"]
    assert [(one["kind"], one["from"], one["to"]) for one in pauses] == [
        ("typhoon", night.day(1), night.day(1))
    ]
    assert json.loads(night.ask("outsider", "GET", "/api/v1/me")[1])["outdoor_pauses"] == []

    night.clock.set(night.at("07:55", 1))
    shown = night.ask("desk", "GET", "/duty/handover")[1]
    assert first.number in shown
    note = {
        "form": ids.uuid7(),
        "area": c.COMMUNITY,
        "to": night.cast.people["colleague"].id,
        "remark": "台风红色预警",
    }
    status, _, where = night.ask("desk", "POST", "/duty/handover", note)
    assert status == 303
    paper = night.ask("colleague", "GET", where)[1]
    assert first.number in paper and "台风红色预警" in paper and night.cast.people["colleague"].name in paper
    assert night.ask("outsider", "GET", where)[0] == 404

    night.clock.set(night.at("08:00", 1))
    assert "值夜的同事" in night.ask("city", "GET", "/duty")[1]
    clocks = [(entry.verb, (entry.body or {}).get("why")) for entry in _by_clock(first)]
    assert clocks.count(("remind", "relieved")) == 1  # whoever came on duty was told once,
    assert not any(verb == "escalate" for verb, _ in clocks)  # and what was in hand climbed no more


def _by_clock(matter: Matter) -> list[Entry]:
    return list(Entry.select().where(Entry.subject == matter.id, Entry.actor == "clock").order_by(Entry.seq))
