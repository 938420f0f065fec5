"""The operator adds, resets and imports people; nobody is there by default."""

import re

import pytest

from app import cli
from app.areas.models import Post, Unit
from app.core import clock, db
from app.ledger.models import Entry
from app.people.models import Person
from app.people.sign_in import enrolment
from app.settings import ROOT, Settings
from tests import cast as c
from tests import ways


@pytest.fixture
def run(store, cast, capsys):
    """Run one verb against the test's store: (status, what it printed)."""

    def run_(*words):
        status = cli.main(list(words), store)
        said = capsys.readouterr()
        return status, said.out + said.err

    return run_


def test_a_fresh_store_has_no_account(store):
    assert Person.select().count() == 0


@pytest.mark.parametrize(
    "words",
    [
        ("add-person", "--name", "张三"),
        ("add-person", "--name", "张三", "--phone", "123"),
        ("add-person", "--name", "张三", "--phone", "13900000000"),
        ("add-person", "--name", "张三", "--login", "worker"),
        ("add-person", "--name", "张三", "--login", "z3", "--role", "将军"),
        ("add-person", "--name", "张三", "--login", "z3", "--area", "nowhere"),
        ("add-person", "--name", "张三", "--login", "z3", "--role", "handler"),
        ("reset-person", "nobody"),
        ("import-people", "no-such-file.csv"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(run, words):
    before = Person.select().count()
    status, said = run(*words)
    assert status == 1 and said.strip() and "Traceback" not in said
    assert Person.select().count() == before and Entry.select().count() == 0


def test_a_unit_that_has_ended_gets_no_handler_by_the_verb_nor_by_a_table_and_it_is_said_why(run, tmp_path):
    Unit.update(ended=clock.now()).where(Unit.code == c.PROPERTY).execute()
    before = Person.select().count()
    words = ("add-person", "--name", "张三", "--login", "z3", "--role", "handler", "--area", c.COMMUNITY)
    status, heard = run(*words, "--unit", c.PROPERTY)
    assert status == 1 and "滨海物业" in heard and "has ended" in heard
    table = tmp_path / "people.csv"
    for unit in (c.PROPERTY, "滨海物业"):
        table.write_text(f"姓名,手机号,网格,岗位,单位\n张三,13900001111,{c.COMMUNITY},部门承办人,{unit}\n")
        assert "滨海物业已经撤销" in run("import-people", str(table), "--yes")[1]
    assert Person.select().count() == before


def test_a_post_that_there_is_not_is_answered_with_those_there_are_and_so_is_help(run):
    for words in (("--name", "张三", "--login", "z3", "--role", "worker"), ("--help",)):
        said = " ".join(run("add-person", *words)[1].split())
        assert (
            all(role in said for role in ("grid_worker", "building_head", "duty_desk"))
            and "template" not in said
        )


def test_the_first_administrator_gets_a_link_to_set_a_password(run):
    status, said = run("add-person", "--name", "郑洁二", "--login", "boss")
    assert status == 0
    secret = re.search(r"/enrol/([\w-]{43})", said).group(1)
    person = enrolment.find(secret).person
    assert (person.name, person.password) == ("郑洁二", None)
    post = Post.get(Post.person == person)
    assert (post.role, post.area_id) == ("admin", c.CITY)
    assert {entry.actor for entry in Entry.select()} == {"operator"}
    assert run("reset-person", "boss")[0] == 0
    with pytest.raises(Exception, match="link-over"):
        enrolment.find(secret)


def test_numbers_and_codes_are_taken_however_they_are_typed(run):
    words = (
        "--phone",
        "+86 138 0013－8010",
        "--staff-no",
        "Ｂ－００７",
        "--area",
        f" {ways.wide(c.GRID)} ",
        "--role",
        "网格员",
    )
    assert run("add-person", "--name", "张三", *words)[0] == 0
    person = Person.get(Person.name == "张三")
    assert (person.phone, person.staff_no) == ("13800138010", "B-007")
    assert Post.get(Post.person == person).area_id == c.GRID
    for login in ("13800138010.0", "138 0013 8010", "b007", "Ｂ—007"):
        assert run("reset-person", login)[0] == 0, login


def test_a_table_is_shown_and_only_written_when_told_to(run, tmp_path):
    file = tmp_path / "p.csv"
    file.write_text(f"姓名,手机号,网格,岗位\n张三,13900001111,{c.GRID},网格员\n李四,1,{c.GRID},网格员\n")
    status, said = run("import-people", str(file))
    assert status == 1 and "1 new" in said and "nothing was written" in said
    assert not Person.select().where(Person.name == "张三").exists()
    status, said = run("import-people", str(file), "--yes")
    assert status == 1 and "done" in said
    assert "row 3: 手机号: " in said  # half-width: the command line is English
    assert Person.select().where(Person.name == "张三").count() == 1
    assert "1 unchanged" in run("import-people", str(file), "--yes")[1]


def test_the_first_afternoon_goes_as_it_is_written(capsys, tmp_path):
    """The commands under "Start" in docs/deployment.md, one after another, over an empty folder."""
    settings = Settings(data_dir=tmp_path)
    written = (ROOT / "docs" / "deployment.md").read_text("utf-8").split("For real use:")[1].split("```")[1]
    lines = [line.split("#")[0].split()[1:] for line in written.splitlines() if "/gridwalk " in line]
    assert [line[0] for line in lines] == ["migrate", "import-areas", "import-areas", "add-person", "up"]
    areas = str(ROOT / "tests" / "samples" / "tables" / "areas_repeated_header.csv")
    assert cli.main(lines[0], settings) == 0
    for more in ((), ("--area", "3390")):
        assert cli.main([*lines[3], *more], settings) == 1
        assert "There are no areas yet; import them first" in capsys.readouterr().err
    for line in lines[1:4]:
        assert cli.main([areas if word == "AREAS.csv" else word for word in line], settings) == 0
    assert "/enrol/" in capsys.readouterr().out and Post.get().area_id == "3390"
    db.let_go()
