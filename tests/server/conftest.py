"""One real server for all tests of this folder that leave it as it was."""

from __future__ import annotations

import pytest

from tests import live


@pytest.fixture(scope="package")
def real(tmp_path_factory):
    """The server, and the cast in its store."""
    folder = tmp_path_factory.mktemp("real")
    cast = live.prepare(folder)
    server = live.Server(folder)
    yield server, cast
    server.stop()
