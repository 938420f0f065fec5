"""axe finds nothing on the main screens; `make audit` looks at every screen in every dress."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests import hands
from tests.audit import axe, city, run
from tests.audit.screens import FIELD, MAIN, Dress
from tests.cast import LAT, LON
from tests.chrome import Phone

pytestmark = pytest.mark.browser

LOOKS = {
    Dress("zh", "light", ""): (*MAIN, "matter"),
    Dress("en", "dark", ""): ("today", "report", "queue"),
    Dress("zh", "sunlight", "large"): ("report", "matter"),
}


@pytest.fixture(scope="module")
def phone(play: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phone]:
    """A phone in the demonstration city, nobody signed in yet."""
    folder = tmp_path_factory.mktemp("axe")
    with city.served(folder, days=7) as server:
        here = {"latitude": LAT, "longitude": LON, "accuracy": 9}
        made = Phone(play, Path(folder) / "profile", server.url, geolocation=here)
        yield made
        made.close()


def test_axe_finds_nothing_before_and_after_signing_in(phone: Phone) -> None:
    found: list[axe.Found] = []
    found += run.look(phone, "sign-in", "/sign-in", Dress("zh", "light", ""))
    hands.sign_in(phone.page, "worker")
    filled = city.ids(phone.page, phone.url)
    city.busy(phone.page)
    for dress, names in LOOKS.items():
        city.dress(phone.page, dress)
        hands.ready(phone.page)
        for name in names:
            found += run.look(phone, name, FIELD[name].format(**filled), dress)
    assert [one.line() for one in found] == []
    assert phone.faults == []
