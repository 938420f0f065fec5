"""A neighbour's phone, the server it talks to, and a poster's code."""

from __future__ import annotations

import pytest

from app.core import clock
from app.matters.moves import takebacks
from tests.chrome import Phone
from tests.live import Server, prepare
from tests.requests import saying
from tests.requests.neighbour import books


@pytest.fixture(autouse=True)
def _told_at_once(monkeypatch):
    """What staff do is read at once here; the seconds in which they may take it back are those of matters/moves/test_undo.py."""
    monkeypatch.setattr(takebacks, "WINDOW", -clock.SECOND)


@pytest.fixture
def folder(tmp_path):
    prepare(tmp_path)
    return tmp_path


@pytest.fixture
def qr(folder):
    """The address in a poster's QR, without the host."""
    with books(folder):
        return f"/q/{saying.poster()}"


@pytest.fixture
def server(folder, qr):
    made = Server(folder)
    yield made
    made.stop()


@pytest.fixture
def phone(play, server, tmp_path):
    """A neighbour's phone with the form open."""
    made = Phone(play, tmp_path / "phone", server.url, path="/ask")
    yield made
    made.close()
