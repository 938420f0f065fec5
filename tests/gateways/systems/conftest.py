"""A system that is agreed upon, and the platform behind it as a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.core.web import outward
from app.gateways.systems import agreements
from app.gateways.systems.commands import SystemBody
from app.gateways.systems.maps import mapping
from app.gateways.systems.models import Sending, System
from app.gateways.systems.outgoing import collecting, sending, signatures
from app.settings import ROOT
from tests import cast as c
from tests.notify.conftest import configured, listener

__all__ = ["configured", "listener"]  # the operator's channels, and where they lead

MAP: dict[str, Any] = {
    "fields": [
        {"theirs": "wybh", "ours": "number"},
        {"theirs": "sjbh", "ours": "foreign_number"},
        {"theirs": "sjnr", "ours": "text"},
        {"theirs": "sjlx", "ours": "category", "values": {"street_lamp": "0301", "fire_lane": "0502"}},
        {
            "theirs": "sjzt",
            "ours": "state",
            "values": {"reported": "待受理", "in_hand": "处置中", "closed": "已办结"},
        },
        {"theirs": "dqzt", "ours": "foreign_state"},
        {"theirs": "dz.qybm", "ours": "area"},
        {"theirs": "dz.qymc", "ours": "area_name"},
        {"theirs": "hf", "ours": "foreign_text"},
        {"theirs": "gxsj", "ours": "foreign_at"},
        {"theirs": "fssj", "ours": "reported_at"},
        {"theirs": "ly", "fixed": "巡格"},
        {"theirs": "lxdh", "ours": "contact_phone"},
    ],
    "answer": {"ok": "code", "is_ok": "0", "number": "data.sjbh", "state": "data.zt"},
}


@dataclass
class Mock:
    """The platform's process: how it behaves next, and what it has taken."""

    file: Path
    port: int = 0
    process: subprocess.Popen[str] | None = field(default=None, repr=False)

    def start(self, secret: str) -> None:
        """Start it, at the port it had before where it had one."""
        command = [sys.executable, "-m", "tests.gateways.systems.mock_platform", str(self.file), secret]
        environment = {"MOCK_PORT": str(self.port), "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment)
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())
        outward.trust(frozenset({f"127.0.0.1:{self.port}"}))

    def stop(self) -> None:
        """The machine is switched off."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()

    def mood(self, how: str) -> None:
        """How it behaves from now on."""
        self.file.with_suffix(".mood").write_text(how)

    def state(self, word: str) -> None:
        """How cases stand there from now on."""
        self.file.with_suffix(".state").write_text(word)

    def holds(self, mood: str) -> bool:
        """Whether somebody waits for an answer that it holds back in this mood."""
        return self.file.with_suffix(f".{mood}").exists()

    @property
    def taken(self) -> list[dict[str, Any]]:
        """What it has kept, in the order in which it came."""
        return [json.loads(line) for line in self.file.read_text().splitlines()] if self.file.exists() else []


@pytest.fixture
def mock(tmp_path: Path) -> Iterator[Mock]:
    """The platform's process, not yet started."""
    made = Mock(tmp_path / "cases.jsonl")
    yield made
    made.stop()
    outward.trust(frozenset())


@dataclass
class Linked:
    """A system with a map, its key, and the platform behind it."""

    code: str
    key: str
    mock: Mock

    @property
    def row(self) -> System:
        """As it stands now."""
        return System.get_by_id(self.code)

    def go(self, waited: bool = False) -> int:
        """What the clock does, now or when every wait is over; how many were taken."""
        if waited:
            System.update(try_at=0).execute()
            Sending.update(due=0).execute()
        collecting.collect()
        return sending.send()

    def states(self) -> list[str]:
        """How each sending stands, in the order of the ledger."""
        return [row.state for row in Sending.select().order_by(Sending.seq)]


@pytest.fixture
def linked(app: Any, cast: Any, mock: Mock) -> Linked:
    """A platform of the cast's community that has been agreed upon, with its server running."""
    body = SystemBody(code="city", name="市平台", area=c.COMMUNITY)
    system, key = agreements.open_system(cast.admin, body)
    mock.start(signatures.secret_of(system))
    body.address = f"http://127.0.0.1:{mock.port}/case"
    agreements.change(cast.admin, system, body)
    agreements.set_map(cast.admin, system, mapping.parse(MAP))
    return Linked("city", key, mock)
