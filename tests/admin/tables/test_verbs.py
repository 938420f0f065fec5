"""The operator's verbs for the tables: shown with --dry-run, written without it, all or nothing."""

import pytest

from app import cli
from app.areas.models import Unit
from app.matters.models import ResponsibilityRow
from tests import cast as c
from tests.admin.tables.files import DUTIES_HEAD, UNITS_HEAD, file


@pytest.fixture
def run(store, cast, monkeypatch, capsys):
    """Types a verb; its status and what it said."""
    monkeypatch.setenv("DATA_DIR", str(store.data_dir))
    monkeypatch.setenv("DATABASE_URL", store.database_url)

    def typed(*words):
        status = cli.main([str(word) for word in words])
        heard = capsys.readouterr()
        return status, heard.err + heard.out

    return typed


def test_a_dry_run_writes_nothing_and_the_verb_does_what_it_said(run, tmp_path):
    table = tmp_path / "units.csv"
    table.write_bytes(file(UNITS_HEAD, ("CG01", "城管中队", "部门", "", c.CITY, "", "", "")))
    status, heard = run("import-units", table, "--dry-run")
    assert (
        status == 0 and "+ CG01 · 城管中队" in heard and not Unit.select().where(Unit.code == "CG01").exists()
    )
    status, heard = run("import-units", table)
    assert status == 0 and "written" in heard and Unit.select().where(Unit.code == "CG01").exists()
    assert run("import-units", table)[1].endswith("nothing to write\n")


@pytest.mark.parametrize("words", [(), ("--dry-run",)])
def test_a_row_that_is_refused_keeps_the_others_out_with_status_1_and_its_sentence(run, tmp_path, words):
    table = tmp_path / "duties.csv"
    table.write_bytes(
        file(DUTIES_HEAD, ("litter", "社区", c.ENFORCEMENT, "", ""), ("noise", "社区", "没有的单位", "", ""))
    )
    status, heard = run("import-responsibilities", table, *words)
    assert (
        status == 1
        and "row 3" in heard
        and "没有叫“没有的单位”的" in heard
        and "There is none called" in heard
    )
    assert "nothing was written" in heard and not ResponsibilityRow.select().exists()


@pytest.mark.parametrize(("kind", "what"), [("部门", "new ones"), ("衙门", "refused rows")])
def test_what_is_not_shown_line_by_line_is_counted(run, tmp_path, kind, what):
    table = tmp_path / "units.csv"
    rows = [(f"CG{n}", f"城管{n}队", kind, "", c.CITY, "", "", "") for n in range(47)]
    table.write_bytes(file(UNITS_HEAD, *rows))
    assert f"... and 7 more {what}" in run("import-units", table, "--dry-run")[1]
    table.write_bytes(file(UNITS_HEAD, *rows[:40]))
    assert "... and" not in run("import-units", table, "--dry-run")[1]


def test_a_file_that_is_none_and_one_that_is_not_there_are_told(run, tmp_path):
    picture = tmp_path / "units.xlsx"
    picture.write_bytes(b"\xff\xd8\xff\xe0photo\x00")
    assert run("import-units", picture)[0] == 1
    assert run("import-categories", tmp_path / "nothing.csv")[0] == 2
    assert run("export-units", tmp_path / "units.pdf")[0] == 2
    assert run("export-units", tmp_path / "no" / "units.csv")[0] == 1


@pytest.mark.parametrize("name", ["units", "categories", "responsibilities"])
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_what_a_verb_exports_its_pair_takes_back_unchanged(run, tmp_path, name, suffix):
    ResponsibilityRow.create(category="noise", level_kind="city", lead=c.ENFORCEMENT, supports=[c.PROPERTY])
    table = tmp_path / f"{name}.{suffix}"
    assert run(f"export-{name}", table)[0] == 0
    status, heard = run(f"import-{name}", table)
    assert status == 0 and "new 0, changed 0" in heard and "left 0" in heard and "nothing to write" in heard
