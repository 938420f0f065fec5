"""A matter travels to another platform and back between real processes: whichever of them is killed and wherever the line is cut, once, in order, nothing typed twice."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from app import open_store
from app.core import db
from app.gateways import sources
from app.gateways.commands import SourceBody
from app.gateways.systems import agreements
from app.gateways.systems.commands import SystemBody
from app.gateways.systems.maps import mapping
from app.gateways.systems.models import SENT, ForeignCase, Sending, System
from app.gateways.systems.outgoing import signatures
from app.ledger.models import Entry
from app.matters.models import Matter
from app.settings import Settings
from tests import cast as c
from tests.gateways.systems.conftest import MAP, Mock
from tests.live import free_port, prepare
from tests.running.together import Up
from tests.sync.phone import Phone, new_id

WORDS = "三幢路灯不亮，天黑看不见台阶"


class Linked:
    """The community's two processes, the platform's own, and the store read beside them."""

    def __init__(self, folder: Path, cast: c.Cast, mock: Mock) -> None:
        self.folder, self.cast, self.mock = folder, cast, mock
        self.up = Up(folder, GRIDWALK_DEMO="1", PLATFORM_HOSTS=f"127.0.0.1:{mock.port}")
        self.phones = {who: Phone(lambda _: None, cast, who) for who in ("worker", "lead")}
        self.key = ""

    @contextmanager
    def books(self) -> Iterator[None]:
        """The store, read beside the processes."""
        hosts = frozenset({f"127.0.0.1:{self.mock.port}"})
        open_store(Settings(data_dir=self.folder, demo=True, platform_hosts=hosts))
        db.connect()
        try:
            yield
        finally:
            db.database.close()

    def agree(self) -> None:
        """Administrator and platform agree, and the platform's machine is switched on."""
        with self.books():
            source = {"code": "hotline", "name": "市平台", "kind": "people", "area": c.COMMUNITY}
            sources.open_source(None, SourceBody(**source))
            address = f"http://127.0.0.1:{self.mock.port}/case"
            body = SystemBody(code="city", name="市平台", area=c.COMMUNITY, source="hotline", address=address)
            system, self.key = agreements.open_system(self.cast.admin, body)
            agreements.set_map(self.cast.admin, system, mapping.parse(MAP))
            self.secret = signatures.secret_of(system)
        self.mock.start(self.secret)

    def trying_until(self, true: Callable[[], Any]) -> None:
        """再送一次, pressed every now and then until it is so: what waits is tried at once."""

        def pressed() -> Any:
            with self.books():
                agreements.send_again(self.cast.admin, System.get())
            time.sleep(1)
            return true()

        self.up.until(pressed)

    def arrives(self, count: int) -> dict[str, Any]:
        """Wait until the platform has kept so many and has been heard to; the last of them."""

        def all_there() -> bool:
            with self.books():
                sent = [row.state for row in Sending.select()]
            return len(self.mock.taken) == count and sent == [SENT] * count

        self.trying_until(all_there)
        return self.mock.taken[-1]["case"]  # type: ignore[no-any-return]

    def trouble(self) -> str | None:
        """What is wrong with the line."""
        with self.books():
            return System.get().trouble  # type: ignore[no-any-return]

    def sync(self, op: dict[str, Any], by: str = "worker") -> str:
        """A phone sends it; how the server took it."""
        phone, to = self.phones[by], f"{self.up.url}/api/v1/sync"
        answer = requests.post(to, json=phone.envelope([op]), headers=phone.headers, timeout=20)
        return str(answer.json()["results"][0]["status"])

    def move(self, matter: str, name: str, by: str = "worker", **more: Any) -> None:
        """Somebody's move, from the phone."""
        op = self.phones[by].op("matter.move", {"matter": matter, "move": name, **more})
        assert self.sync(op, by) == "applied"

    def answer(self, said: Any, path: str = "answers") -> requests.Response:
        """The platform comes back by its key."""
        return requests.post(
            f"{self.up.url}/api/v1/systems/city/{path}", json=said, headers=self.bearer, timeout=20
        )

    @property
    def bearer(self) -> dict[str, str]:
        """The platform's key."""
        return {"Authorization": f"Bearer {self.key}"}

    def send_and_hear_nothing(self, path: str, payload: Any, headers: dict[str, str]) -> socket.socket:
        """A call whose answer is never read; the line, to be cut."""
        host = urlsplit(self.up.url)
        body = json.dumps(payload).encode()
        lines = {
            "Host": host.netloc,
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            **headers,
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        line = socket.create_connection((host.hostname, host.port))
        line.sendall(f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
        return line


@pytest.fixture
def linked(tmp_path: Path) -> Iterator[Linked]:
    """Both processes of a community, and a platform that is not yet switched on."""
    cast = prepare(tmp_path)
    mock = Mock(tmp_path / "cases.jsonl", free_port())
    made = Linked(tmp_path, cast, mock)
    try:
        made.up.until_both_run()
        made.agree()
        yield made
    finally:
        made.up.end()
        mock.stop()


def test_there_and_back_whichever_process_is_killed_and_wherever_the_line_is_cut(linked: Linked) -> None:
    matter = _is_reported_and_the_web_process_dies_before_it_is_heard(linked)
    number = _goes_there_though_the_worker_dies_before_and_after_it_was_kept(linked)
    _changes_here_while_the_line_is_broken_in_every_way(linked, matter)
    _changes_there_and_the_answer_is_lost(linked, matter, number)
    _is_settled_here_while_the_platform_is_switched_off(linked, matter)
    told = [line["case"] for line in linked.mock.taken]
    assert [case["sjzt"] for case in told] == ["待受理", "处置中", "已办结"]
    assert {case["wybh"] for case in told} == {number} and told[0]["sjnr"] == WORDS
    assert [case.get("sjbh") for case in told] == [None, "SJ0001", "SJ0001"]
    seqs, ids = [line["seq"] for line in linked.mock.taken], {line["id"] for line in linked.mock.taken}
    assert seqs == sorted(seqs) and len(ids) == 3
    with linked.books():
        assert Matter.select().count() == 1 and ForeignCase.select().count() == 1
        case = ForeignCase.get()
        assert (case.number, case.state, case.words) == ("SJ0001", "已办结", "已换灯泡")
        verbs = [row.verb for row in Entry.select().where(Entry.subject == matter).order_by(Entry.seq)]
    assert verbs == ["report", "take", "resolve", "confirm"]
    page = _desks_page(linked, matter)
    assert "SJ0001" in page and "已换灯泡" in page


def _is_reported_and_the_web_process_dies_before_it_is_heard(linked: Linked) -> str:
    body = {"matter": new_id(), "category": "street_lamp", "text": WORDS, "area": c.GRID}
    phone = linked.phones["worker"]
    op = phone.op("matter.report", body)
    linked.mock.mood("hold-before")
    line = linked.send_and_hear_nothing("/api/v1/sync", phone.envelope([op]), phone.headers)

    def is_here() -> bool:
        with linked.books():
            return bool(Matter.select().where(Matter.id == body["matter"]).exists())

    linked.up.until(is_here)
    linked.up.kill("serve")
    line.close()
    assert linked.sync(op) == "duplicate"
    return str(body["matter"])


def _goes_there_though_the_worker_dies_before_and_after_it_was_kept(linked: Linked) -> str:
    mock = linked.mock
    for mood, kept in (("hold-before", 0), ("hold-after", 1)):
        mock.mood(mood)
        linked.trying_until(partial(mock.holds, mood))
        linked.up.kill("worker")
        assert len(mock.taken) == kept
    mock.mood("")
    case = linked.arrives(1)
    assert linked.trouble() is None
    return str(case["wybh"])


def _changes_here_while_the_line_is_broken_in_every_way(linked: Linked, matter: str) -> None:
    linked.mock.mood("cut-before")
    linked.move(matter, "take")
    for mood in ("cut-after", "page", "busy", "slow", ""):
        linked.up.until(lambda: linked.trouble() is not None)
        with linked.books():
            System.update(trouble=None, try_at=0).execute()  # so that the next one is seen, and at once
        linked.mock.mood(mood)
    assert linked.arrives(2)["sjzt"] == "处置中"


def _changes_there_and_the_answer_is_lost(linked: Linked, matter: str, number: str) -> None:
    early = {"wybh": number, "dqzt": "处置中", "hf": "已派人", "gxsj": "2026-11-30T10:00:00+08:00"}
    late = {"sjbh": "SJ0001", "dqzt": "已办结", "hf": "已换灯泡", "gxsj": "2026-11-30T11:00:00+08:00"}
    linked.mock.state("已办结")
    line = linked.send_and_hear_nothing("/api/v1/systems/city/answers", late, linked.bearer)

    def is_known() -> bool:
        with linked.books():
            return bool(ForeignCase.get().state == "已办结")

    linked.up.until(is_known)
    linked.up.kill("serve")
    line.close()
    became = [linked.answer(said).json()["results"][0]["status"] for said in (late, early, late)]
    assert became == ["known", "stale", "known"]
    with linked.books():
        assert Matter.get_by_id(matter).state == "in_hand"  # what is said there moves nothing here


def _is_settled_here_while_the_platform_is_switched_off(linked: Linked, matter: str) -> None:
    linked.mock.stop()
    linked.move(matter, "resolve", text="换了灯泡")
    linked.move(matter, "confirm", by="lead")
    linked.up.until(lambda: linked.trouble() is not None)
    linked.mock.start(linked.secret)
    assert linked.arrives(3)["sjzt"] == "已办结"


def _desks_page(linked: Linked, matter: str) -> str:
    answer = requests.get(
        f"{linked.up.url}/desk/matters/{matter}",
        cookies={"gridwalk": linked.cast.sessions["desk"]},
        timeout=20,
    )
    assert answer.status_code == 200
    return answer.text


def test_what_it_hands_over_is_here_once_and_goes_back_by_its_own_number(linked: Linked) -> None:
    said = {
        "sjbh": "SZ-77",
        "sjlx": "0502",
        "sjnr": "消防通道停满了车",
        "dz": {"qybm": c.GRID},
        "lxdh": "13800138010",
    }
    line = linked.send_and_hear_nothing("/api/v1/systems/city/matters", said, linked.bearer)

    def is_here() -> bool:
        with linked.books():
            return bool(Matter.select().exists())

    linked.up.until(is_here)
    linked.up.kill("serve")
    line.close()
    first, again = linked.answer(said, "matters"), linked.answer(said, "matters")
    assert first.status_code == again.status_code and first.json() == again.json()
    matter = first.json()["matter"]
    assert linked.arrives(1)["sjbh"] == "SZ-77"
    linked.move(matter, "take")
    told = linked.arrives(2)
    assert (told["sjbh"], told["sjzt"], told["wybh"]) == ("SZ-77", "处置中", first.json()["number"])
    with linked.books():
        assert (Matter.select().count(), ForeignCase.get().number) == (1, "SZ-77")
