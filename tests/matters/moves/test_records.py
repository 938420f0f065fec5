"""A move is one record: each says everything, and nothing else names a move."""

from __future__ import annotations

import ast
import importlib
import re

import pytest

from app.core.words import translate
from app.matters.moves import table
from app.matters.moves.record import SAME, Move
from app.matters.moves.requirements import CARRIES
from app.matters.views import offers
from app.matters.workflow.roles import WHO
from app.notify import recipients, wording
from app.settings import ROOT
from app.sync.phone_vocabulary import leaving_moves

MOVES = ROOT / "app" / "matters" / "moves"
HAN = re.compile("[\u3400-\u9fff]")

# who may write the name of a move as a word of its own, and why
OTHER_THINGS = {
    "app/campaigns/joint/inspections.py": {"join"},  # the field of the form
    "app/admin/reorganisation/pages.py": {"merge"},  # of areas
    "app/desk/lists/rows.py": {"void"},  # a state
    "app/matters/models.py": {"void"},  # a state
    "app/matters/workflow/labels.py": {"void"},  # a state
    "app/matters/views/vocabulary.py": {"void"},  # a state
    "app/requests/phrases.py": {"void"},  # a state, as residents read it
    "app/requests/followup/status.py": {"void", "rate", "reopen"},  # a state; buttons of the private link
    "app/notify/wording.py": {"void"},  # a kind of notice
    "app/notify/openapi_routes.py": {"answer"},  # of a server
    "app/maps/openapi_routes.py": {"answer"},  # of a server
    "app/gateways/openapi_routes.py": {"answer"},  # of a server
    "app/gateways/open311/openapi_routes.py": {"answer"},  # of a server
    "app/gateways/trackers/openapi_routes.py": {"answer"},  # of a server
    "app/gateways/hotline/pages.py": {"rate"},  # the context of a word
    "app/gateways/hotline/answers/pages.py": {"answer", "rate"},  # of a sheet; a figure
    "app/gateways/systems/agreements.py": {"answer"},  # of another system, which the map reads
    "app/gateways/systems/maps/fields.py": {"answer"},  # what one of our fields is called
    "app/gateways/systems/maps/files.py": {"answer"},  # of another system, which the map reads
    "app/gateways/systems/openapi_routes.py": {"answer"},  # of a server
    "app/server/kept_pages.py": {"accept"},  # a header of HTTP
    "app/gateways/intake.py": {"note"},  # what becomes of a delivery, as the contract calls it
    "app/sync/openapi/routes_table.py": {"answer"},  # of a server
    "app/privacy/complaints/answers.py": {"answer"},  # to a complaint
    "app/server/reply.py": {"close"},  # a file
    "app/matters/search_index.py": {"note"},  # by which the ledger knows words to be found
    "app/ledger/undone.py": {"undo"},  # by which the ledger knows what stands
    "app/patrol/errands/serialize.py": {"take"},  # a step of an errand
    "app/patrol/errands/steps.py": {"take"},  # a step of an errand
    "app/patrol/errands/table.py": {"take"},  # a step of an errand
    "app/requests/held_requests.py": {"refuse"},  # a request that is held
    "app/requests/followup/resident_acts.py": {"rate"},  # the ledger's verb of a request
    "app/requests/followup/scores.py": {"rate"},  # the ledger's verb of a request
    "app/requests/followup/timeline.py": {"rate"},  # the ledger's verb of a request
    "app/desk/requests/by_telephone.py": {"join"},  # a field of the form
    "app/requests/submission/form.py": {"join", "note"},  # fields of the form
    "app/requests/submission/multipart.py": {"join"},
    "app/requests/submission/pages.py": {"join"},
    "app/requests/submission/parse.py": {"join"},
    "app/requests/submission/similar.py": {"join"},
    "static/js/ask/form.js": {"join", "note"},  # fields of the form
    "static/js/ask/place.js": {"note"},
    "static/js/outbox/batch.js": {"answer"},  # of the server
    "static/js/outbox/drain.js": {"answer"},
    "static/js/screens/visits/errand.js": {"take"},  # a step of an errand
    "static/js/screens/visits/errands.js": {"take"},
    "static/js/mask.js": {"undo"},  # a stroke of the brush
    "static/js/screens/alarm_sheet.js": {"undo"},  # of the tap that has not left yet
    "static/js/ui/sheet.js": {"close"},  # an event of the browser
    **dict.fromkeys(
        ("app/insight/course.py", "app/insight/models.py", "app/insight/tallies.py"), {"void"}
    ),  # the state
}
# ops that a screen of the phone makes itself, beside the buttons that the server orders
MADE_BY_PHONE = {
    # words and answers to a call: refused, they hold nothing up that was tapped after them
    "static/js/outbox/op.js": {"accept", "attend", "note", "return_call"},
    "static/js/feed/alarm.js": {"escalate", "amend", "void"},  # the red button, and taking it back
    "static/js/screens/alarm_sheet.js": {"amend", "note", "void"},
    "static/js/screens/emergency.js": {"escalate"},
    "static/js/screens/building_head.js": {"answer", "confirm", "refuse", "decline"},  # three large buttons
    # what waits in the queue, as it will be
    "static/js/screens/parts/matter_rows.js": {"escalate", "amend"},
    "static/js/screens/account/refused_photo.js": {
        "note"
    },  # another photo in the place of one that was refused
    "static/js/screens/matters/matter.js": {
        "void"
    },  # of one's own report that has not left: it is taken back
}


@pytest.mark.parametrize("move", table.MOVES, ids=table.NAMES)
def test_each_record_says_everything_in_both_languages(move: Move) -> None:
    assert move.rows and move.label and move.sentences[""]
    for row in move.rows:
        assert row.froms and row.to and row.who
        assert set(row.who) <= set(WHO) and set(row.carries) <= set(CARRIES)
    labels = [move.label, *(label for _, label in move.labels)]
    reasons = [reason.words for reason in move.reasons]
    events = [event.words for event in move.residents.values() if event is not None]
    for message in (*labels, *move.sentences.values(), *events, move.hint, *move.phrases, *reasons):
        assert not HAN.search(translate(message, "en")), message
        assert not message or HAN.search(translate(message, "zh"))
    assert (move.verb is None) == bool(move.made_by)  # a verb, or the reason why there is none
    assert len({reason.code for reason in move.reasons}) == len(move.reasons)


@pytest.mark.parametrize("move", table.MOVES, ids=table.NAMES)
def test_whom_a_move_tells_are_words_that_notices_know(move: Move) -> None:
    for lines in move.tells.values():
        assert lines and all(who in recipients.WHO and kind in wording.KINDS for who, kind in lines)
    assert recipients.TABLE[move.name] is move.tells


def test_each_file_of_a_room_is_one_move_that_bears_its_name_and_stands_in_the_table() -> None:
    files = {path for path in MOVES.glob("*/*.py") if path.stem != "__init__"}
    assert {path.stem for path in files} == set(table.NAMES) and len(files) == len(table.MOVES)
    for path in files:
        module = importlib.import_module(f"app.matters.moves.{path.parent.name}.{path.stem}")
        assert module.MOVE is table.BY_NAME[path.stem]
        assert module.MOVE.verb is getattr(module, path.stem, None)


def test_places_among_the_next_acts_are_taken_once() -> None:
    ranks = [rank for move in table.MOVES for rank in (move.rank, *(rank for _, rank in move.ranks))]
    fixed = [rank.place for rank in ranks if rank.place is not None]
    fixed += [rank.in_alarm for rank in ranks if rank.in_alarm is not None]
    assert len(set(fixed)) == len(fixed)
    for state in {state for rank in ranks for state in rank.in_state}:
        places = [rank.in_state[state] for rank in ranks if state in rank.in_state]
        assert len(set(places)) == len(places) and all(10 <= place < 30 for place in places), state
    for kind in offers.OWN_REPORTS:
        places = sorted(move.on_own_report[kind] for move in table.MOVES if kind in move.on_own_report)
        assert places == list(range(1, len(places) + 1))


def test_the_buttons_of_desk_phone_and_the_document_say_the_same_word() -> None:
    words = {move.name: offers.describe(move, "zh")["word"] for move in table.MOVES}
    document = (ROOT / "docs" / "workflow.md").read_text(encoding="utf-8")
    for name, word in words.items():
        assert f"| `{name}` {word.format(next='上一级')} |" in document
    assert words["note"] == "补充"


def test_nothing_else_names_a_move() -> None:
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "app").rglob("*.py")):
        where = path.relative_to(ROOT).as_posix()
        # a migration stays as it was; the demonstration tells stories
        if not where.startswith(("app/matters/moves/", "app/migrations/", "app/demo/")):
            words = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            found[where] = {word.value for word in words if isinstance(word, ast.Constant)} & set(table.NAMES)
    for path in sorted((ROOT / "static" / "js").rglob("*.js")):
        words = re.findall(r"[\"'](\w+)[\"']", path.read_text(encoding="utf-8"))
        found[path.relative_to(ROOT).as_posix()] = set(words) & set(table.NAMES)
    allowed = {
        where: OTHER_THINGS.get(where, set()) | MADE_BY_PHONE.get(where, set())
        for where in {*OTHER_THINGS, *MADE_BY_PHONE}
    }
    assert {where: names - allowed.get(where, set()) for where, names in found.items()} == dict.fromkeys(
        found, set()
    )
    assert set().union(*found.values()) > {"void", "join"}  # the search finds what there is


def test_what_leaves_its_matter_as_it_is_changes_neither_state_nor_what_is_said_of_it() -> None:
    leaving = leaving_moves()
    assert "accept" in leaving and "take" not in leaving and "amend" not in leaving
    rows = [row for name in leaving for row in table.BY_NAME[name].rows]
    assert all(row.to == SAME and "change" not in row.carries for row in rows)
