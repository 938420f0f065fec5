"""What a phone knows of moves, states, turns and roles: made of the records, named in /me, kept with the app, and light."""

from __future__ import annotations

import re

import pytest

from app.areas.models import ROLES
from app.core.web.page import LANGUAGES
from app.matters.models import OPEN, STATES
from app.matters.moves import table
from app.matters.workflow import confirmers
from app.shell import assets
from app.sync.batch import operations
from app.sync.phone_vocabulary import phone_vocabulary
from tests.bench import sizes


@pytest.mark.parametrize("language", LANGUAGES)
def test_me_names_the_file_and_it_says_of_today_s_records_everything(as_, language):
    client = as_("worker")
    address = client.get("/api/v1/me", headers={"Accept-Language": language}).json["vocabulary"]
    assert re.fullmatch(rf"/static/vocabulary\.{language}\.[0-9a-f]{{10}}\.json", address)
    answer = client.get(address)
    assert answer.content_type == "application/json" and "immutable" in answer.headers["Cache-Control"]
    told = answer.json
    assert told == phone_vocabulary(language)  # built anew since the records last changed
    assert list(told["moves"]) == list(table.NAMES) and list(told["states"]) == list(STATES)
    assert set(told["turns"]) == set(confirmers.ORDER) and set(told["roles"]) == set(ROLES)
    assert set(told["ops"]) == set(operations.TABLE)
    assert {name for name, state in told["states"].items() if state["is_open"]} == set(OPEN)
    words = [entry["word"] for kind in ("moves", "states") for entry in told[kind].values()]
    words += told["ops"].values()
    assert all(words) and any("一" <= sign <= "鿿" for word in words for sign in word) is (language == "zh")


def test_the_service_worker_keeps_both_and_the_document_names_its_own(as_):
    client = as_(None)
    worker = client.get("/sw.js").get_data(as_text=True)
    for language in LANGUAGES:
        address = assets.address(f"vocabulary.{language}.json")
        assert address in worker
        page = client.get(f"/shell/{language}").get_data(as_text=True)
        assert f'data-vocabulary="{address}"' in page and f'as="fetch" crossorigin href="{address}"' in page


def test_the_first_load_is_no_heavier_with_its_words_and_its_script_three_kilobytes_lighter():
    scripts, words = sizes.first_load()
    assert scripts <= 41.2 - 3 and scripts + words <= 41.2
