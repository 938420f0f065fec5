"""The telephone lists: who may change one, what a phone is given, and tables that come whole or not at all."""

from __future__ import annotations

import io
from typing import Any

import pytest

from app.areas.models import Telephone, Unit
from app.areas.telephones import directory
from tests import cast as cast_

GAS = {"kind": "gas", "name": "临港燃气抢修", "number": "0577-0000 0009"}


def given(as_: Any, who: str) -> list[tuple[str, str, str]]:
    """What the person's phone keeps."""
    rows = as_(who).get("/api/v1/telephones").json["telephones"]
    return [(row["kind"], row["name"], row["number"]) for row in rows]


def table(as_: Any, text: str, who: str = "admin") -> Any:
    file = (io.BytesIO(text.encode()), "电话.csv")
    return as_(who).post(f"/telephones/{cast_.COMMUNITY}/import", data={"file": file})


def test_a_stranger_is_asked_to_sign_in(as_: Any) -> None:
    assert as_(None).get("/api/v1/telephones").status_code == 401
    for path in ("/telephones", f"/telephones/{cast_.GRID}"):
        assert "/sign-in" in as_(None).get(path).headers["Location"]


@pytest.mark.parametrize("who", ["worker", "head", "dept", "outsider"])
def test_whoever_keeps_no_list_changes_none(as_: Any, who: str) -> None:
    for path in ("/telephones", f"/telephones/{cast_.GRID}"):
        assert as_(who).get(path).status_code in (403, 404)
    for path in (
        f"/telephones/{cast_.GRID}",
        f"/telephones/{cast_.GRID}/import",
        f"/telephones/{cast_.GRID}/1/remove",
    ):
        assert as_(who).post(path, data=GAS).status_code in (403, 404)
    assert not Telephone.select().exists()


def test_a_lead_keeps_the_list_of_their_own_grid_alone(as_: Any) -> None:
    assert as_("lead").post(f"/telephones/{cast_.GRID}", data=GAS).status_code == 303
    for area in (cast_.GRID2, cast_.COMMUNITY, cast_.CITY, "nowhere"):
        assert as_("lead").post(f"/telephones/{area}", data=GAS).status_code in (403, 404)
    row = Telephone.get()
    assert as_("admin").post(f"/telephones/{cast_.COMMUNITY}/{row.id}/remove").status_code == 404
    assert as_("admin").post(f"/telephones/{cast_.GRID}/{row.id}/remove").status_code == 303
    assert as_("admin").post(f"/telephones/{cast_.GRID}/{row.id}/remove").status_code == 303  # a second press
    assert not Telephone.select().exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "unit"),
        ("kind", "x"),
        ("name", " "),
        ("name", "x" * 61),
        ("number", "110或119"),
        ("number", ""),
        ("number", "1"),
        ("number", "1" * 41),
    ],
)
def test_what_is_no_number_is_refused_by_name(as_: Any, field: str, value: str) -> None:
    answer = as_("admin").post(
        f"/telephones/{cast_.GRID}", data={**GAS, field: value}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 422 and answer.json["errors"][0]["field"] == field
    assert not Telephone.select().exists()


def test_a_number_with_an_extension_is_one_and_a_wrong_one_is_told_in_the_readers_words(as_: Any) -> None:
    path = f"/telephones/{cast_.GRID}"
    assert as_("admin").post(path, data={**GAS, "number": "0577-88001237转8"}).status_code == 303
    assert Telephone.get().number == "0577-88001237转8"
    page = as_("admin").post(path, data={**GAS, "number": "转8"}, headers={"HX-Request": "true"}).text
    assert "电话" in page and "分机写“转 8”" in page and "number" not in page
    table = {"file": (io.BytesIO("类型,名称,电话\n燃气抢修,燃气,转8\n".encode()), "t.csv")}
    page = as_("admin").post(f"{path}/import", data=table, headers={"HX-Request": "true"}).text
    assert "第 2 行" in page and "2.number" not in page


@pytest.mark.both
def test_a_phone_is_given_the_numbers_of_its_own_areas_and_those_above(as_: Any, cast: Any) -> None:
    Unit.update(phone="0577-00000012").where(Unit.code == cast_.PROPERTY).execute()
    add = directory.add
    add(cast.admin, cast_.CITY, [directory.parse_entry("police", "派出所", "0577-00000002")])
    add(
        cast.admin,
        cast_.GRID,
        [
            directory.parse_entry("lift", "电梯急修", "0577-00000003"),
            directory.parse_entry("lift", "电梯急修", "0577-00000003"),
        ],
    )
    add(cast.admin, cast_.GRID2, [directory.parse_entry("lift", "二号电梯", "0577-00000004")])
    add(cast.admin, cast_.OTHER_COMMUNITY, [directory.parse_entry("gas", "东塘燃气", "0577-00000005")])
    mine = given(as_, "worker")
    assert mine == [
        ("desk", "林晓梅", "13900000004"), ("desk", "吴敏", "13900000006"), ("lead", "陈建国", "13900000002"),
        ("police", "派出所", "0577-00000002"), ("property", "滨海物业", "0577-00000012"), ("lift", "电梯急修", "0577-00000003"),
    ]  # fmt: skip
    assert [name for _, name, _ in given(as_, "outsider")] == ["吴敏", "派出所", "东塘燃气"]
    assert [kind for kind, _, _ in given(as_, "dept")] == ["police", "property"]
    assert ("lead", "陈建国", "13900000002") not in given(as_, "head")


def test_the_page_shows_the_list_and_speaks_english(as_: Any) -> None:
    as_("desk").post(f"/telephones/{cast_.COMMUNITY}", data={**GAS, "name": "<b>燃气</b>"})
    page = as_("desk").get(f"/telephones/{cast_.COMMUNITY}", headers={"Accept-Language": "en"})
    text = page.get_data(as_text=True)
    assert "&lt;b&gt;燃气" in text and "<b>燃气" not in text and "Lift repair" in text
    assert "&lt;b&gt;燃气" in as_("desk").get("/telephones").get_data(as_text=True)


def test_a_table_comes_whole_or_not_at_all(as_: Any) -> None:
    wrong = "类型,名称,电话\n物业,滨海物业,0577-00000001\n燃气抢修,燃气,没有\n"
    answer = as_("admin").post(
        f"/telephones/{cast_.COMMUNITY}/import",
        data={"file": (io.BytesIO(wrong.encode()), "x.csv")},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 422 and answer.json["errors"][0]["field"] == "3.number"
    assert not Telephone.select().exists()
    assert table(as_, "nothing\n1\n").status_code == 422
    right = wrong.replace("没有", "0577-00000002")
    for _ in range(2):
        assert table(as_, right).status_code == 303
    assert [row.kind for row in directory.of_area(cast_.COMMUNITY)] == ["property", "gas"]
