"""An operator at this test's store."""

from __future__ import annotations

import pytest

from app import cli
from app.core import db


@pytest.fixture
def run(store, capsys):
    """Run an operator's verb on this store, or with these settings; (exit status, what it said)."""

    def run(*argv, settings=store):
        db.database.close()
        status = cli.main([str(arg) for arg in argv], settings)
        db.connect()
        said = capsys.readouterr()
        return status, said.out + said.err

    return run
