"""Nobody's post is ended by a table unless each person was listed and the number of them given."""

import re

import pytest

from app import cli
from app.areas.imports import people
from app.areas.models import FOREVER, Post
from app.ledger.models import Entry
from app.people.models import Person
from tests import cast as c
from tests.people.accounts.test_pages import hidden, upload

HEADER = "姓名,手机号,网格,岗位\n"
STAYS = f"王芳,13900000000,{c.GRID},网格员\n"
NEW = f"张三,13900001111,{c.GRID2},网格员\n"
REFUSED = f"李强,1,{c.GRID2},网格员\n"


@pytest.fixture
def left_out(cast):
    """Two people whom the table leaves out of the second grid, one of them with two posts there."""
    Post.create(id="second", person=cast.worker2, area=c.GRID, role="grid_worker")
    Post.create(id="other", person=cast.outsider, area=c.GRID2, role="grid_worker")
    return cast.worker2, cast.outsider


@pytest.fixture
def run(store, cast, capsys, tmp_path):
    """Import a table with these words on the command line: (status, what was said)."""

    def run_(table, *words):
        file = tmp_path / "p.csv"
        file.write_text(table)
        status = cli.main(["import-people", str(file), *words], store)
        said = capsys.readouterr()
        return status, said.out + said.err

    return run_


def ended():
    return {entry.subject for entry in Entry.select().where(Entry.verb == "post_ended")}


def added():
    return Person.select().where(Person.name == "张三").exists()


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("--end-left",), 1, "add --yes-end 2"),
        (("--yes", "--end-left"), 0, "add --yes-end 2"),
        (("--yes",), 0, "done"),
        (("--yes", "--end-left", "--yes-end", "3"), 1, "2 people"),
        (("--yes", "--end-left", "--yes-end", "0"), 1, "2 people"),
        (("--yes", "--yes-end", "2"), 2, "goes with --end-left"),
    ],
)
def test_without_the_number_listed_nobody_is_ended(run, left_out, words, status, sentence):
    found, said = run(HEADER + STAYS + NEW, *words)
    assert (found, ended()) == (status, set()) and sentence in said
    assert added() == (status == 0)
    if "--end-left" in words and status != 2:
        assert said.count("would end:") == 2
        assert f"would end: 李强 139****0001: {c.GRID2} grid_worker, {c.GRID} grid_worker" in said
        assert re.search(rf"would end: 孙涛 139\*{{4}}\d{{4}}: {c.GRID2} grid_worker", said)


def test_while_a_row_is_refused_nobody_is_ended_since_it_may_be_theirs(run, left_out):
    status, said = run(HEADER + STAYS + NEW + REFUSED, "--yes", "--end-left", "--yes-end", "2")
    assert status == 1 and "Mend the refused rows first" in said and not added() and ended() == set()
    status, said = run(HEADER + STAYS + NEW + REFUSED, "--yes", "--end-left")
    assert status == 1 and "nobody is ended while rows are refused" in said and added() and ended() == set()


def test_with_the_number_listed_those_and_only_those_are_ended(run, left_out):
    assert run(HEADER + STAYS + NEW, "--end-left", "--yes-end", "2")[0] == 0
    assert added() and ended() == {person.id for person in left_out}
    assert Post.get(Post.person == left_out[1], Post.area == c.OTHER_GRID).ends == FOREVER
    assert run(HEADER + STAYS + NEW, "--end-left", "--yes-end", "2")[0] == 1


def test_who_stands_in_the_table_for_another_time_is_not_left_out(cast):
    Post.update(ends="2098-12-31").where(Post.person == cast.worker).execute()
    table = f"姓名,手机号,网格,岗位,起\n王芳,13900000000,{c.GRID},网格员,2099-01-01\n".encode()
    plan = people.plan(table, None)
    assert [line.verdict for line in plan.lines] == ["new"] and plan.leaving == []


def test_on_the_page_a_second_step_lists_each_person_and_asks_for_their_number(as_, left_out):
    admin = as_("admin")
    shown = upload(admin, (HEADER + STAYS + NEW).encode()).text
    form = {name: hidden(shown, name) for name in ("token", "fingerprint")}
    listed = admin.post("/people/import/confirm", data={**form, "end_left": "1"})
    assert listed.status_code == 200 and "结束这 2 人的岗位？" in listed.text
    assert listed.text.count("李强") == listed.text.count("孙涛") == 1
    for wrong in ("1", "3", "两", "2.5", "-2"):
        answer = admin.post("/people/import/confirm", data={**form, "end_left": "1", "end": wrong})
        assert answer.status_code == 422 and "什么都没有写入" in answer.text
    assert admin.post("/people/import/confirm", data={**form, "end": "2", "end_left": ""}).status_code == 200
    assert added() and ended() == set()  # without the tick it is an import and no more
    shown = upload(admin, (HEADER + STAYS + NEW).encode()).text
    form = {name: hidden(shown, name) for name in ("token", "fingerprint")} | {"end_left": "1", "end": "２"}
    assert as_("city").post("/people/import/confirm", data=form).status_code == 403
    done = admin.post("/people/import/confirm", data=form)
    assert done.status_code == 200 and "2 人的岗位到昨天为止" in done.text
    assert ended() == {person.id for person in left_out}


def test_on_the_page_refused_rows_leave_everybody_in_post(as_, left_out):
    admin = as_("admin")
    shown = upload(admin, (HEADER + STAYS + REFUSED).encode()).text
    assert 'name="end_left"' not in shown and "不结束任何人的岗位" in shown
    form = {name: hidden(shown, name) for name in ("token", "fingerprint")}
    refused = admin.post("/people/import/confirm", data={**form, "end_left": "1", "end": "2"})
    assert refused.status_code == 409 and ended() == set()


NAMESAKE = f"李强,13700002222,{c.GRID2},网格员\n"


def test_namesakes_are_told_apart_by_their_numbers_and_pointed_out(run, left_out, as_):
    status, said = run(HEADER + NAMESAKE, "--end-left")
    assert status == 1 and "would end: 李强 139****0001: " in said
    assert "somebody else called 李强 stands there in row 2 under another number 137****2222" in said
    assert said.count("stands there") == 1 and "13700002222" not in said
    admin = as_("admin")
    shown = upload(admin, (HEADER + NAMESAKE).encode()).text
    form = {name: hidden(shown, name) for name in ("token", "fingerprint")} | {"end_left": "1"}
    listed = admin.post("/people/import/confirm", data=form).text
    for text in (shown, listed):
        assert "139****0001" in text and text.count("表里第 2 行有同名的人，号码不同：137****2222。") == 1
    english = admin.post("/people/import/confirm", data=form, headers={"Accept-Language": "en"}).text
    assert "under another number: 137****2222" in english
    elsewhere = NAMESAKE.replace(c.GRID2, c.OTHER_GRID) + NEW
    assert "stands there" not in run(HEADER + elsewhere, "--end-left")[1]


SWALLOWED = "王芳,{},{},网格员,{}\n李强,13900000001,{},网格员,{}\n"


@pytest.mark.parametrize(
    ("first", "second", "row"),
    [
        ('"在岗', "", 2),  # never closed
        ('"在岗', '"', 2),  # closed at the end of the next row, which it swallows
        ('"在岗"x', "", 2),
        ("", '"在岗', 3),
    ],
)
def test_a_stray_quote_refuses_the_table_with_its_row_and_nobody_is_ended(
    run, left_out, as_, first, second, row
):
    table = "姓名,手机号,网格,岗位,备注\n" + SWALLOWED.format("13900000000", c.GRID, first, c.GRID2, second)
    status, said = run(table, "--yes", "--end-left", "--yes-end", "1")
    assert status == 1 and f"row {row} " in said and "quotation marks" in said and ended() == set()
    answer = upload(as_("admin"), table.encode())
    assert answer.status_code == 422 and f"第 {row} 行的引号不成对" in answer.text


def test_a_quote_in_front_of_a_name_refuses_the_table_too(run, left_out):
    table = HEADER + f'"王芳,13900000000,{c.GRID},网格员\n李强",13900000001,{c.GRID2},网格员\n'
    status, said = run(table, "--yes", "--end-left", "--yes-end", "1")
    assert status == 1 and "row 2 " in said and ended() == set()
    last = HEADER + f'王芳,13900000000,{c.GRID},"网格员\n李强",13900000001,{c.GRID2},网格员\n'
    assert "row 2 " in run(last, "--yes")[1]


def test_quotes_as_spreadsheets_write_them_are_still_read(run, left_out):
    table = f'姓名,手机号,网格,岗位,备注\n"王芳",13900000000,{c.GRID},网格员,"说""好""的, 已核"\n'
    table += f'李强,13900000001,{c.GRID2},"网格员","第一行\n第二行"\n孙"涛,13900003333,{c.GRID2},网格员,\n'
    status, said = run(table)
    assert "1 new, 0 changed, 2 unchanged, 0 refused" in said
