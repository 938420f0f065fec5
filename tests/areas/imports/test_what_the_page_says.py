"""Before anything is written the page names what it did not read and what looks wrong, in both languages."""

import io
import re

import pytest

from app import cli
from app.areas.models import Area, Telephone
from app.matters.models import Matter
from app.people.models import Person
from app.requests.models import DoorPlate, ResidentRequest
from tests import cast as c
from tests.areas.geometry.test_doubts import NEW, collection, feature, ring
from tests.areas.imports.test_headers_again import workbook
from tests.requests import saying
from tests.sync.phone import Phone, new_id

ENGLISH = {"Accept-Language": "en"}
NOTES = ("第 3 行是合计，没有当作数据", "Totals, not read as data: row 3")
SHEET = ("工作表“值班”没有表头，没有读", "Sheet “值班” has no header and was not read")


def part(text, id):
    """The text of the section with this id, without its tags; "" where there is none."""
    found = re.search(rf'<section[^>]*\bid="{id}"[^>]*>(.*?)</section>', text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", found[1]).split()) if found else ""


def send(client, path, data, name="t.xlsx", language="zh", **fields):
    headers = ENGLISH if language == "en" else {}
    return client.post(path, data={"file": (io.BytesIO(data), name), **fields}, headers=headers)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("path", "rows"),
    [
        ("/areas/import", [["编码", "名称", "类型", "上级"], [NEW, "第3网格", "网格", c.COMMUNITY], ["合计", "1", "", ""]]),
        ("/people/import", [["姓名", "手机号", "网格", "岗位"], ["张三", "13900001111", c.GRID, "网格员"], ["合计", "1"]]),
        ("/posters/plates/import", [["门牌码", "楼栋编码"], ["X1", c.BUILDING], ["合计", "1"]]),
        (f"/telephones/{c.COMMUNITY}/import", [["类型", "名称", "电话"], ["物业", "甲物业", "13800138010.0"], ["合计", "1"]]),
    ],
)  # fmt: skip
def test_every_import_page_names_the_sheets_and_rows_it_did_not_read(as_, cast, path, rows, language):
    answer = send(as_("admin"), path, workbook(甲=rows, 值班=[["周一", "王芳"]]), language=language)
    left = part(answer.text, "left-out")
    assert answer.status_code == 200
    assert [text[language == "en"] in left for text in (NOTES, SHEET)] == [True, True], left
    if not path.startswith("/telephones"):  # which adds at once, as it always did
        assert not Area.select().where(Area.code == NEW).exists() and not DoorPlate.select().exists()
        assert not Person.select().where(Person.name == "张三").exists()
    else:
        assert [row.number for row in Telephone.select()] == ["13800138010"]


def test_a_page_with_nothing_left_out_says_nothing_of_it(as_, cast):
    data = f"编码,名称,类型,上级\n{NEW},第3网格,网格,{c.COMMUNITY}\n".encode()
    answer = send(as_("admin"), "/areas/import", data)
    assert part(answer.text, "left-out") == part(answer.text, "doubts") == "" and "确认导入" in answer.text


@pytest.mark.parametrize(
    ("language", "sentence", "agree"),
    [
        ("zh", "离上级“甲社区”有 109 公里", "位置没有错，确认导入"),
        ("en", "Lies 109 km from “甲社区” above it", "The places are right: import"),
    ],
)
def test_the_page_shows_what_lies_wrong_and_writes_it_only_when_agreed(as_, cast, language, sentence, agree):
    community = feature("K", c.CITY, ring(27.58, 120.55, 27.60, 120.57), "甲社区", "community")
    data = collection(community, feature(NEW, "K", ring(28.58, 120.55, 28.59, 120.56)))
    admin = as_("admin")
    shown = send(admin, "/areas/import", data, "a.geojson", language)
    assert f"2 {NEW} 第3网格 {sentence}" in part(shown.text, "doubts")
    button = re.search(r'name="agreed" value="([0-9a-f]{64})">([^<]*)<', shown.text)
    assert button[2] == agree and not Area.select().where(Area.code == NEW).exists()
    done = send(admin, "/areas/import", data, "a.geojson", language, agreed=button[1])
    assert sentence in part(done.text, "doubts") and Area.select().where(Area.code == NEW).exists()


def test_the_operator_reads_the_same_before_anything_is_written(store, cast, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DATA_DIR", str(store.data_dir))
    monkeypatch.setenv("DATABASE_URL", store.database_url)
    file = tmp_path / "areas.csv"
    file.write_bytes(
        f"编码,名称,类型,上级,经度,纬度\n{NEW},第3网格,网格,{c.COMMUNITY},0,0\n合计,1,,,,\n".encode()
    )
    assert cli.main(["import-areas", str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "note: 第 3 行是合计，没有当作数据 / Totals, not read as data: row 3" in lines
    assert (
        f"look: row 2 {NEW}: 经纬度是 0, 0，当作没有填 / The position is 0, 0, which counts as none" in lines
    )
    assert not Area.select().where(Area.code == NEW).exists()
    people = tmp_path / "people.xlsx"
    people.write_bytes(
        workbook(
            甲=[["姓名", "手机号", "网格", "岗位"], ["张三", "13900001111", c.GRID, "网格员"]],
            值班=[["周一"]],
        )
    )
    cli.main(["import-people", str(people)])
    assert (
        "note: 工作表“值班”没有表头，没有读 / Sheet “值班” has no header and was not read"
        in capsys.readouterr().out
    )


# 13. text pasted from a word processor


def test_a_vertical_tab_from_word_is_the_end_of_a_line_for_phone_form_and_resident(as_, cast):
    matter = new_id()
    phone = Phone(as_, cast)
    sent = phone.send(
        phone.op("matter.report", {"matter": matter, "text": "灯不亮\x0b第二行\x0c第三行", "area": c.GRID})
    )
    assert sent[0]["status"] == "applied" and Matter.get_by_id(matter).text == "灯不亮\n第二行\n第三行"
    again = phone.send(phone.op("matter.report", {"matter": new_id(), "text": "响铃\x07", "area": c.GRID}))
    assert again[0]["status"] == "rejected"
    answer = as_(None).post("/api/v1/requests", json=saying.body(text="井盖\x0b坏了"))
    assert answer.status_code in (201, 202) and ResidentRequest.get().words == "井盖\n坏了"
    code = as_(None).post("/api/v1/requests", json=saying.body(area=f"{c.GRID}\x0b"))
    assert code.status_code == 422 and code.json["errors"][0]["field"] == "area"
