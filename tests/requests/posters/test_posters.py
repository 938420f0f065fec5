"""Posters: who makes them, a batch once and no more, what is printed, what a code opens, and door plates from a table."""

import io
import json
import re

import pytest

from app import cli
from app.areas import local_settings, tree
from app.areas.models import Area, Telephone
from app.core.problems.problem import Problem
from app.ledger.models import Entry
from app.requests.models import DoorPlate, Poster
from app.requests.posters import batches, codes, door_plates, sheets
from tests import cast as c

OTHERS = ("worker", "worker2", "head", "dept", "outsider")


def refusal(call, *args, **more):
    with pytest.raises(Problem) as refused:
        call(*args, **more)
    return refused.value


def test_a_stranger_is_led_to_sign_in(as_):
    for path in ("/posters", f"/posters/print?area={c.COMMUNITY}", "/posters/plates/import"):
        assert "/sign-in" in as_(None).get(path).headers["Location"]


@pytest.mark.parametrize("name", OTHERS)
def test_only_leads_desks_and_administrators_make_posters(as_, cast, name):
    assert as_(name).get("/posters").status_code == 403
    assert as_(name).get(f"/posters/print?area={c.GRID}").status_code == 403
    for path in ("/posters", "/posters/abc/end"):
        assert as_(name).post(path, data={"area": c.GRID}).status_code == 403
    with pytest.raises(Problem):
        batches.make(cast.people[name], c.GRID)
    assert not Poster.select().exists()


@pytest.mark.parametrize("area", [c.OTHER_COMMUNITY, c.OTHER_GRID, "nowhere", "'; drop table poster", c.CITY])
def test_another_communitys_area_or_a_forged_one_is_not_there(as_, cast, area):
    for person in (cast.lead, cast.desk):
        assert refusal(batches.make, person, area).name in ("not-found", "forbidden")
    assert as_("desk").post("/posters", data={"area": area}).status_code in (403, 404)
    assert as_("desk").get("/posters/print", query_string={"area": area}).status_code in (403, 404)
    assert not Poster.select().exists()


def test_a_lead_of_one_grid_prints_and_ends_nothing_of_the_next(as_, cast):
    Area.create(code="b2", kind="building", name="9幢", parent=c.GRID2)
    tree.rebuild()
    batches.make(cast.desk, c.GRID2)
    code = Poster.get().code
    assert as_("lead").get(f"/posters/print?code={code}").status_code == 404
    assert as_("lead").post(f"/posters/{code}/end").status_code == 404
    assert as_("lead").get(f"/posters?area={c.GRID2}").status_code == 404
    assert Poster.get().ended is None


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"kind": "building"}, "新做了 2 张，已有 0 张没有动"),
        ({"kind": "lamp", "list": "路灯 12 号,1幢\n路灯 13 号,1幢"}, "新做了 2 张，已有 0 张没有动"),
    ],
)
def test_whoever_makes_posters_on_the_page_reads_how_many(as_, cast, form, said):
    desk = as_("desk")
    answer = desk.post("/posters/", data={"area": c.COMMUNITY, **form})
    assert said in desk.get(answer.headers["Location"]).text
    assert desk.get(f"/posters/?area={c.COMMUNITY}&new=x&there=y").status_code == 200


@pytest.mark.both
def test_a_batch_makes_one_for_every_building_and_again_none(as_, cast):
    assert batches.make(cast.desk, c.COMMUNITY) == batches.Made(2, 0)
    assert batches.make(cast.desk, c.COMMUNITY) == batches.Made(0, 2)
    assert {row.area for row in Poster.select()} == {c.BUILDING, c.BUILDING2}
    assert [e.verb for e in Entry.select().where(Entry.kind == "area", Entry.subject == c.COMMUNITY)] == [
        "posters_made"
    ]


def test_a_building_that_has_ended_gets_none(as_, cast):
    Area.update(ends="2020-01-01").where(Area.code == c.BUILDING2).execute()
    assert batches.make(cast.desk, c.COMMUNITY).new == 1


@pytest.mark.both
def test_lamps_and_shops_come_from_a_list_and_one_wrong_line_makes_none(as_, cast):
    good = "路灯 12 号,1幢\n\n路灯 13 号，2幢\n公交站\t\n路灯 12 号,1幢\n"
    with pytest.raises(batches.WrongLines) as wrong:
        batches.make_listed(cast.lead, c.GRID, "lamp", good + "路灯 14 号,99幢\n,1幢\n" + "长" * 41)
    assert [(its.line, its.reason) for its in wrong.value.wrong] == [
        (6, "not-here"),
        (7, "missing"),
        (8, "too-long"),
    ]
    assert not Poster.select().exists()
    assert batches.make_listed(cast.lead, c.GRID, "lamp", good) == batches.Made(3, 0)
    assert batches.make_listed(cast.lead, c.GRID, "lamp", good) == batches.Made(0, 3)
    assert {(row.label, row.area) for row in Poster.select()} == {
        ("路灯 12 号", c.BUILDING), ("路灯 13 号", c.BUILDING2), ("公交站", c.GRID),
    }  # fmt: skip


def test_a_name_that_two_buildings_have_asks_for_the_code(as_, cast):
    Area.update(name="1幢").where(Area.code == c.BUILDING2).execute()
    with pytest.raises(batches.WrongLines) as wrong:
        batches.make_listed(cast.desk, c.COMMUNITY, "shop", "小吃店，1幢")
    assert wrong.value.wrong[0].reason == "several-areas"
    assert batches.make_listed(cast.desk, c.COMMUNITY, "shop", f"小吃店，{c.BUILDING2}").new == 1


def test_a_building_of_the_neighbours_is_not_here(as_, cast):
    Area.create(code="b9", kind="building", name="隔壁楼", parent=c.OTHER_GRID)
    tree.rebuild()
    for near in ("隔壁楼", "b9", c.CITY):
        with pytest.raises(batches.WrongLines):
            batches.make_listed(cast.desk, c.COMMUNITY, "lamp", f"灯，{near}")


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "person"},
        {"kind": "lamp"},
        {"kind": "lamp", "list": "x\n" * 501},
        {"kind": "lamp", "list": "a\x00b,1幢"},
    ],
)
def test_a_bad_form_makes_nothing(as_, cast, given):
    assert as_("desk").post("/posters", data={"area": c.COMMUNITY, **given}).status_code == 422
    assert not Poster.select().exists()


def test_the_form_says_which_lines_are_wrong_and_keeps_them(as_, cast):
    answer = as_("desk").post(
        "/posters", data={"area": c.COMMUNITY, "kind": "shop", "list": "小店，没有这栋楼"}
    )
    assert (
        answer.status_code == 422 and answer.text.count("小店，没有这栋楼") == 2 and "没有找到" in answer.text
    )


def many(count):
    rows = [
        {"code": f"{c.GRID2}{n:05}", "kind": "building", "name": f"{n}幢", "parent": c.GRID2}
        for n in range(count)
    ]
    for start in range(0, count, 500):
        Area.insert_many(rows[start : start + 500]).execute()
    tree.rebuild()


def test_ten_thousand_are_made_in_bounds_and_printed_by_the_page(as_, cast, monkeypatch):
    many(700)
    monkeypatch.setattr(batches, "MAKE_MOST", 500)
    said = refusal(batches.make, cast.desk, c.COMMUNITY)
    assert said.errors[0][1] == "too-many" and not Poster.select().exists()
    monkeypatch.undo()
    assert batches.make(cast.desk, c.COMMUNITY).new == 702
    assert len({row.code for row in Poster.select()}) == 702
    desk = as_("desk")
    first, second, third = (desk.get(f"/posters/print?area={c.COMMUNITY}&page={n}").text for n in (1, 2, 3))
    assert (first.count("<svg"), second.count("<svg"), third.count("<svg")) == (600, 102, 0)
    page = desk.get(f"/posters?area={c.COMMUNITY}").text
    assert "1/2" in page and "2/2" in page and page.count("重印") == batches.PAGE
    for odd in ("0", "-1", "x", "9" * 30):
        assert desk.get(f"/posters?area={c.COMMUNITY}&page={odd}").status_code == 200


def test_what_is_printed_says_where_how_and_whom_to_ring_and_no_persons_number(as_, cast, store):
    batches.make(cast.desk, c.COMMUNITY)
    batches.make_listed(cast.desk, c.COMMUNITY, "lamp", "<b>路灯</b> 12 号，1幢")
    page = as_("lead").get(f"/posters/print?area={c.GRID}").text
    host = store.public_url.partition("://")[2]
    assert page.count('class="sheet"') == 3 and "临港社区" in page and "您说我做" in page and "119" in page
    assert all(f"{host}/s/{row.code}" in page for row in Poster.select())
    assert "&lt;b&gt;路灯&lt;/b&gt; 12 号" in page and "值班电话" not in page
    assert not any(person.phone in page or person.name in page for person in cast.people.values())
    Telephone.create(area=c.COMMUNITY, kind="desk", name="值班室", number="0577-6400 0000")
    assert "0577-6400 0000" in as_("lead").get(f"/posters/print?area={c.GRID}").text
    local_settings.set_value(cast.admin, c.COMMUNITY, "duty_phone", "0577-6411 1111", "新号码")
    page = as_("lead").get(f"/posters/print?area={c.GRID}&small=1").text
    assert "0577-6411 1111" in page and "0577-6400" not in page and page.count('class="page"') == 1


@pytest.mark.parametrize("phone", ["<script>", "call me", "1", "0577-" + "1" * 40])
def test_a_duty_number_is_a_number(as_, cast, phone):
    said = refusal(local_settings.set_value, cast.admin, c.COMMUNITY, "duty_phone", phone, "x")
    assert said.name == "bad-value"


def test_one_is_printed_again_and_ended_and_its_code_opens_for_ever(as_, cast):
    batches.make(cast.desk, c.COMMUNITY)
    code = Poster.select().where(Poster.area == c.BUILDING).get().code
    assert as_("lead").get(f"/posters/print?code={code}").text.count('class="sheet"') == 1
    assert as_("lead").get("/posters/print?code=nothere").status_code == 404
    for _ in range(2):
        assert as_("lead").post(f"/posters/{code}/end", data={"area": c.GRID}).status_code == 303
    assert code not in as_("lead").get(f"/posters?area={c.GRID}").text
    assert codes.find_code(code).area == c.BUILDING
    assert [e.verb for e in Entry.select().where(Entry.verb == "poster_ended")] == ["poster_ended"]
    assert batches.make(cast.lead, c.GRID).new == 1


def run(store, *words, capsys):
    status = cli.main(["posters", *words], store)
    return status, capsys.readouterr()


def test_the_operator_makes_and_lists_them_as_one_array(store, cast, capsys, tmp_path):
    status, said = run(store, "--area", c.COMMUNITY, "--make", "--json", capsys=capsys)
    told = json.loads(said.out)
    assert status == 0 and "2 made" in said.err
    assert [one["area"] for one in told] == [c.BUILDING, c.BUILDING2]
    for one in told:
        assert set(one) == {"code", "area", "kind", "label", "link", "short"}
        assert one["link"] == codes.address(one["code"]) and one["short"].endswith(f"/s/{one['code']}")
        read = codes.find_code(one["link"])
        assert (read.area, read.trust) == (one["area"], "now") and one["label"] in ("1幢", "2幢")
    out = tmp_path / "posters.json"
    assert run(store, "--json", "--kind", "lamp", "--out", str(out), capsys=capsys)[0] == 0
    assert json.loads(out.read_text(encoding="utf-8")) == []


def test_the_operator_is_told_of_an_area_that_is_not_there(store, cast, capsys):
    for words in (("--area", "nowhere", "--json"), ("--area", "nowhere", "--make")):
        status, said = run(store, *words, capsys=capsys)
        assert status == 1 and "Traceback" not in said.err and said.out == ""


def test_after_rotation_printed_codes_open_with_less_trust(store, cast, capsys):
    run(store, "--make", capsys=capsys)
    code = Poster.select().first().code
    printed = codes.address(code)
    assert run(store, "--rotate", capsys=capsys)[0] == 0
    assert codes.find_code(printed).trust == "older" and codes.find_code(codes.address(code)).trust == "now"
    assert Entry.select().where(Entry.verb == "posters_rotated").count() == 1


HEAD = "门牌码,楼栋编码\n"
GOOD = f"{HEAD}330399A0001,{c.BUILDING}\nhttps://dzmp.example.cn/q?id=0002,2幢\n"


def test_only_an_administrator_maps_plates_and_only_own_buildings(as_, cast):
    for name in (*OTHERS, "lead", "desk", "city"):
        assert as_(name).get("/posters/plates/import").status_code == 403
        assert refusal(door_plates.write, cast.people[name], GOOD.encode()).name == "forbidden"
    from app.areas.models import Post

    Post.create(id="p-admin", person=cast.outsider, area=c.OTHER_COMMUNITY, role="admin")
    plan, done = door_plates.write(cast.outsider, GOOD.encode())
    assert not done and [its.reason for its in plan.refused] == ["not-here", "not-here"]
    assert not DoorPlate.select().exists()


@pytest.mark.both
def test_one_refused_row_and_nothing_is_imported_and_again_changes_nothing(as_, cast):
    bad = GOOD + f"330399A0001,{c.BUILDING2}\nX,\n,{c.BUILDING}\nY,没有\n{'长' * 301},{c.BUILDING}\n"
    plan, done = door_plates.write(cast.admin, bad.encode())
    assert not done and not DoorPlate.select().exists()
    assert [(its.row, its.reason) for its in plan.refused] == [
        (4, "twice-in-table"), (5, "missing"), (6, "missing"), (7, "not-here"), (8, "too-long"),
    ]  # fmt: skip
    assert all(its.sentence("zh") and its.sentence("en") for its in plan.refused)
    plan, done = door_plates.write(cast.admin, GOOD.encode("gb18030"))
    assert done and plan.counts == {"new": 2, "changed": 0, "unchanged": 0, "refused": 0}
    plan, done = door_plates.write(cast.admin, GOOD.encode())
    assert not done and plan.counts["unchanged"] == 2
    moved = f"{HEAD}330399A0001,{c.BUILDING2}\n"
    assert door_plates.write(cast.admin, moved.encode())[0].counts["changed"] == 1
    assert codes.find_code("330399A0001").area == c.BUILDING2
    assert codes.find_code("https://dzmp.example.cn/q?id=0002").area == c.BUILDING2
    assert Entry.select().where(Entry.verb == "plates_mapped").count() == 2


def upload(client, data, **more):
    return client.post(
        "/posters/plates/import", data={"file": (io.BytesIO(data), "p.csv"), **more},
        headers={"HX-Request": "true"}, content_type="multipart/form-data",
    )  # fmt: skip


def test_a_table_of_plates_is_shown_first_and_written_when_agreed(as_, cast):
    admin = as_("admin")
    shown = upload(admin, GOOD.encode())
    assert shown.status_code == 200 and not DoorPlate.select().exists()
    agreed = re.search(r'name="agreed" value="([0-9a-f]{64})"', shown.text)[1]
    assert upload(admin, GOOD.replace("0001", "0009").encode(), agreed=agreed).status_code == 200
    assert not DoorPlate.select().exists()
    assert upload(admin, GOOD.encode(), agreed=agreed).status_code == 200
    assert DoorPlate.select().count() == 2
    assert upload(admin, b"").status_code == 422 and upload(admin, b"\xff\xd8\xff\x00").status_code == 422


def test_the_operator_imports_plates_shown_first(store, cast, capsys, tmp_path):
    table = tmp_path / "p.csv"

    def go(text, yes):
        table.write_text(text, encoding="utf-8")
        status = cli.main(["import-plates", str(table), *(["--yes"] if yes else [])], store)
        return status, capsys.readouterr()

    assert go(GOOD, False)[0] == 0 and not DoorPlate.select().exists()
    status, said = go(GOOD + "X,nowhere\n", True)
    assert status == 1 and "row 4 X" in said.out and not DoorPlate.select().exists()
    assert go(GOOD, True)[1].out.endswith("written\n") and DoorPlate.select().count() == 2
    assert "nothing to write" in go(GOOD, True)[1].out
    assert go("x", True)[0] == 1


def test_a_poster_and_a_plate_open_the_form_with_the_place(as_, cast):
    door_plates.write(cast.admin, GOOD.encode())
    batches.make(cast.desk, c.COMMUNITY)
    printed = codes.address(Poster.get(Poster.area == c.BUILDING).code).removeprefix(
        codes.address("").rpartition("/q")[0]
    )
    told = ("/s/330399A0001", "/ask?plate=330399A0001", printed)
    for path in told:
        assert "1幢" in as_(None).get(path).text, path
    there = as_(None).get("/ask", query_string={"plate": "https://dzmp.example.cn/q?id=0002"}).text
    assert "2幢" in there
    assert as_(None).get("/ask?plate=nobody").status_code == 200


def test_a_sheet_fits_any_name(cast):
    poster = Poster.create(code="abcdefg", kind="building", area=c.BUILDING)
    assert sheets.sheets([poster])[0].breadth == pytest.approx(1.55)
    assert sheets.sheets([]) == []
