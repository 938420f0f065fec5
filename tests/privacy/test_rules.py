"""The page of what is kept says what the jobs do."""

from __future__ import annotations

from app.areas.models import AreaSetting
from app.core import clock
from app.core.words import translate
from app.jobs import TABLE as JOBS
from app.people.models import Person
from app.privacy import deletion, rules, rules_in_force
from app.privacy.rules import TABLE
from app.settings import ROOT
from tests import cast as c
from tests.privacy import table


def test_the_document_is_made_from_the_table(app):
    assert table.written() == table.wanted(), "python -m tests.privacy.table writes it anew"


def test_every_rule_speaks_both_languages_and_names_its_number():
    for rule in TABLE:
        for message in (rule.what, rule.length, rule.who, rule.why):
            assert translate(message, "zh") and translate(message, "en")
            assert message == "–" or translate(message, "zh") != translate(message, "en"), message
        numbered = bool(rule.setting or rule.fixed or rule.beside)
        assert all(("{n}" in translate(rule.length, language)) == numbered for language in ("zh", "en")), (
            rule.what
        )
        assert "{" not in rule.how_long("zh") + rule.how_long("en")


def test_what_an_area_sets_for_itself_is_told(store, cast):
    AreaSetting.create(area=c.CITY, name="contact_days", value="20")
    AreaSetting.create(area=c.COMMUNITY, name="contact_days", value="3")
    AreaSetting.create(area=c.GRID, name="summary_only", value="1")
    told = {
        str(rule["what"]): rule for group in rules_in_force.groups_in_force("en") for rule in group["rules"]
    }
    mine = next(rule for what, rule in told.items() if what.startswith("Your name"))
    assert mine["length"] == "deleted 20 days after the matter was closed, void or withdrawn"
    assert mine["elsewhere"] == [
        ("临港社区", "deleted 3 days after the matter was closed, void or withdrawn")
    ]
    assert rules_in_force.summary_only() == ["第1网格"]


def test_what_browsers_keep_by_themselves_is_told_as_they_do_it():
    def js(name: str) -> str:
        return (ROOT / "static" / "js" / name).read_text(encoding="utf-8")

    assert f"const OLD = {rules.ASKED_ON_PHONE // clock.DAY} * 86_400_000" in js("ask/followup.js")
    assert f"const KEEP = {rules.SENT_ON_PHONE // clock.DAY} * DAY" in js("outbox/answers.js")
    assert f"const KEEP_PHOTOS = {rules.PHOTOS_ON_PHONE // clock.DAY} * DAY" in js("outbox/answers.js")


def test_there_is_a_job_for_every_length(store):
    names = " ".join(job.name for job in JOBS)
    for word in ("tracks", "contact data of residents", "of complaints", "people who left", "held for review", "sessions", "without their metadata"):  # fmt: skip
        assert word in names


def test_the_number_of_somebody_who_left_goes_and_their_name_stays(store, cast):
    Person.update(ended=clock.now()).where(Person.id == cast.worker2.id).execute()
    clock.freeze(clock.now() + 29 * clock.DAY)
    assert deletion.forget_leavers() == 0
    clock.freeze(clock.now() + 2 * clock.DAY)
    assert deletion.forget_leavers() == 1 and deletion.forget_leavers() == 0
    gone = Person.get_by_id(cast.worker2.id)
    assert (gone.phone, gone.name) == (None, "李强") and Person.get_by_id(cast.worker.id).phone
