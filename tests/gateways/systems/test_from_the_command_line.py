"""An operator agrees upon another system, gives it a map, sees its queue, sends again and ends it without a browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app import cli
from app.core.web import outward
from app.gateways.systems.models import WAITING, Sending, System
from app.ledger.models import Entry
from app.people import tokens
from tests import cast as c
from tests.gateways.systems.conftest import MAP, Linked
from tests.matters import ops


@pytest.fixture
def run(cast: Any, store: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """`run("systems")`: the status, and what was printed."""
    monkeypatch.setenv("DATA_DIR", str(store.data_dir))
    monkeypatch.setenv("DATABASE_URL", store.database_url)

    def typed(*words: str) -> tuple[int, str]:
        capsys.readouterr()
        status = cli.main(list(words))
        printed = capsys.readouterr()
        return status, printed.out + (printed.err if status else "")

    return typed


def test_what_is_wrong_is_said_and_nothing_is_made(run: Any, tmp_path: Path) -> None:
    for words in (
        ("add-system", "city", "--name", "市平台", "--area", "nowhere"),
        ("add-system", "city", "--name", "市平台", "--address", "http://10.0.0.1/x"),
        ("add-system", "city", "--name", "市平台", "--source", "nobody"),
        ("add-system", "CITY!", "--name", "市平台"),
        ("send-again", "nowhere"), ("end-system", "nowhere"),
    ):  # fmt: skip
        status, printed = run(*words)
        assert status == 1 and "Traceback" not in printed, (words, printed)
    assert System.select().count() == 0
    run("add-system", "city", "--name", "市平台")
    bad = tmp_path / "map.json"
    bad.write_text('{"fields": [{"theirs": "a", "ours": "no-such-field"}]}')
    status, printed = run("map-system", "city", str(bad))
    assert status == 1 and "no-such-field" in printed
    assert System.get().fields == []


def test_from_the_agreement_to_its_end(run: Any, cast: Any, tmp_path: Path) -> None:
    status, printed = run("add-system", "city", "--name", "市平台", "--area", c.COMMUNITY)
    key, secret = (line.split()[1] for line in printed.splitlines())
    system = System.get()
    assert status == 0 and system.key == tokens.digest(key) and secret.startswith("whsec_")
    assert run("add-system", "city", "--name", "又一个")[0] == 1
    file = tmp_path / "map.json"
    file.write_text(json.dumps(MAP))
    number = ops.report(cast.worker, text="路灯不亮", category="street_lamp").number
    status, printed = run("map-system", "city", str(file), "--dry-run")
    assert (
        status == 0 and number in printed and "nothing was changed" in printed and System.get().fields == []
    )
    assert "from now on" in run("map-system", "city", str(file))[1] and System.get().fields
    assert "市平台" in (line := run("systems")[1]) and "waiting 0" in line
    assert (
        run("end-system", "city")[1] == "ended\n" and run("end-system", "city")[1] == "it had ended before\n"
    )
    assert run("systems")[1].endswith("ended\n") and run("send-again", "city")[0] == 1
    verbs = [row.verb for row in Entry.select().where(Entry.kind == "system").order_by(Entry.seq)]
    assert verbs == ["opened", "mapped", "ended"]


def test_what_was_refused_is_sent_again(run: Any, linked: Linked, cast: Any) -> None:
    trusted = frozenset({f"127.0.0.1:{linked.mock.port}"})
    linked.mock.mood("no")
    ops.report(cast.worker, text="路灯不亮")
    for _ in range(4):
        linked.go(waited=True)
    assert "waiting 0  refused 1" in run("systems")[1]
    assert run("send-again", "city")[1].startswith("1 that were refused")
    assert [row.state for row in Sending.select()] == [WAITING] and "waiting 1  refused 0" in run("systems")[
        1
    ]
    linked.mock.mood("")
    outward.trust(trusted)  # each verb sets the process up by its own settings
    assert linked.go() == 1 and "last sent" in run("systems")[1]
