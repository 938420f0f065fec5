"""The pages of areas: who gets them, what they show, and that nothing is written before a person agreed."""

import io
import re

import pytest

from app import cli
from app.areas import local_settings, tree
from app.areas.models import Area, AreaSetting
from app.ledger.models import Entry
from app.matters.timing import thresholds as matter_thresholds
from tests import cast as c
from tests.areas.imports.test_importing import GOOD, HEAD, NEW, table

OTHERS = ("worker", "worker2", "lead", "head", "desk", "dept", "city", "outsider")


def upload(client, data, name="区域.csv", **more):
    return client.post(
        "/areas/import",
        data={"file": (io.BytesIO(data), name), **more},
        headers={"HX-Request": "true"},
        content_type="multipart/form-data",
    )


@pytest.mark.parametrize("path", ["/areas", "/areas/import", f"/areas/{c.GRID}/settings"])
def test_a_stranger_is_led_to_sign_in(as_, path):
    answer = as_(None).get(path)
    assert answer.status_code == 302 and "/sign-in" in answer.headers["Location"]


@pytest.mark.parametrize("name", OTHERS)
def test_only_an_administrator_imports_and_sets(as_, name):
    assert as_(name).get("/areas/import").status_code == 403
    assert upload(as_(name), table(GOOD)).status_code == 403
    assert as_(name).get("/areas/template.xlsx").status_code == 403
    answer = as_(name).post(
        f"/areas/{c.GRID}/settings", data={"name": "track_days", "value": "30", "reason": "x"}
    )
    assert answer.status_code in (403, 404)
    assert not Area.select().where(Area.code == NEW).exists() and not AreaSetting.select().exists()


@pytest.mark.parametrize("code", [c.GRID, c.BUILDING, "nowhere", "%00", "x" * 3000])
def test_what_is_out_of_reach_is_not_there(as_, code):
    assert as_("outsider").get(f"/areas/{code}").status_code == 404


def test_without_a_file_or_with_a_photo_for_one_it_says_so(as_, cast):
    admin = as_("admin")
    assert admin.post("/areas/import", data={}).status_code == 422
    assert upload(admin, b"").status_code == 422
    answer = upload(admin, b"\xff\xd8\xff\x00\x00", "p.jpg")
    assert answer.status_code == 422 and answer.headers["X-Problem"] == "unreadable-table"
    assert upload(admin, table(GOOD), agreed="yes").status_code == 422


def test_the_tree_is_walked_with_a_plan_beside_it(as_, cast):
    top = as_("admin").get("/areas")
    assert top.status_code == 200 and "临港市" in top.text
    page = as_("admin").get(f"/areas/{c.COMMUNITY}").text
    assert "第1网格" in page and "商业街专属网格" in page and page.count("<path") == 4
    listed = as_("worker").get(f"/areas/{c.GRID}").text
    assert "2幢" in listed and "/settings" not in listed and "/areas/import" not in listed
    assert c.CITY not in listed  # above the worker's reach


def test_a_file_is_shown_first_and_written_when_agreed(as_, cast):
    admin = as_("admin")
    shown = upload(admin, table(GOOD))
    assert shown.status_code == 200 and "第3网格" in shown.text and "<html" not in shown.text
    assert not Area.select().where(Area.code == NEW).exists()
    agreed = re.search(r'name="agreed" value="([0-9a-f]{64})"', shown.text)[1]
    other = upload(admin, table(GOOD.replace("第3网格", "别的名字")), agreed=agreed)
    assert other.status_code == 200 and not Area.select().where(Area.code == NEW).exists()
    assert upload(admin, table(GOOD), agreed=agreed).status_code == 200
    assert Area.get_by_id(NEW).name == "第3网格"


def test_refused_rows_are_named_in_the_readers_language(as_, cast):
    data = table("N1,名,楼王,,,,,,\n")
    zh, en = upload(as_("admin"), data), as_("admin")
    en.set_cookie("lang", "en", domain="localhost")
    assert "楼王" in zh.text and "agreed" not in zh.text
    assert "Unknown kind" in upload(en, data).text


def test_templates_can_be_imported_as_they_are(as_, store, cast):
    admin = as_("admin")
    assert admin.get("/areas/template.exe").status_code == 404
    text = admin.get("/areas/template.csv")
    assert text.data.decode("utf-8-sig").startswith("编码,名称,类型,上级,起,止,叠加,经度,纬度")
    filled = text.data + GOOD.encode()
    assert upload(admin, filled).text.count("第3网格") == 1
    assert admin.get("/areas/template.xlsx").data[:2] == b"PK"
    assert upload(admin, admin.get("/areas/template.geojson").data, "a.geojson").status_code == 200


@pytest.mark.parametrize(
    "given",
    [
        {"name": "track_days", "value": "30"},
        {"name": "track_days", "value": "-1", "reason": "x"},
        {"name": "track_days", "value": "nan", "reason": "x"},
        {"name": "track_days", "value": "viele", "reason": "x"},
        {"name": "bonus", "value": "1", "reason": "x"},
        {"name": "work_hours", "value": "12:00-08:00", "reason": "x"},
        {"name": "track_days", "value": "9", "reason": "x", "by": "me"},
    ],
)
def test_a_setting_without_reason_or_sense_is_refused(as_, given):
    answer = as_("admin").post(f"/areas/{c.COMMUNITY}/settings", data=given)
    assert answer.status_code == 422 and not AreaSetting.select().exists()


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("work_hours", "08:30-12:00\uff0c14:00-17:30", "08:30-12:00,14:00-17:30"),
        (
            "work_hours",
            "\uff10\uff18\uff1a30\uff0d12\uff1a00\u300114\uff1a00\u201417\uff1a30",
            "08:30-12:00,14:00-17:30",
        ),
        ("work_hours", " 09:00 - 12:00 , 13:00 \u2013 17:00 ", "09:00-12:00,13:00-17:00"),
        ("work_hours", "9:00-17:00", None),
        ("quiet_hours", "22\uff1a00\uff5e06\uff1a30", "22:00-06:30"),
        ("track_days", "\uff13\uff10", "30"),
        ("duty_phone", "\uff10577\uff0d12345678", "0577-12345678"),
    ],
)
def test_a_setting_is_read_as_a_chinese_keyboard_types_it(as_, name, typed, kept):
    given = {"name": name, "value": typed, "reason": "按本地作息"}
    answer = as_("admin").post(f"/areas/{c.COMMUNITY}/settings", data=given)
    assert answer.status_code == (422 if kept is None else 303)
    assert [row.value for row in AreaSetting.select()] == ([] if kept is None else [kept])


def test_a_setting_holds_below_with_who_and_why_and_can_be_taken_back(as_, cast):
    admin = as_("admin")
    given = {"name": "track_days", "value": "30", "reason": "居民投诉复核需要"}
    assert admin.post(f"/areas/{c.COMMUNITY}/settings", data=given).status_code == 303
    assert tree.setting(c.GRID, "track_days", "7") == "30"
    page = admin.get(f"/areas/{c.GRID}/settings").text
    assert "居民投诉复核需要" in page and "郑洁" in page and "临港社区" in page
    entry = Entry.get(Entry.verb == "setting_changed")
    assert (entry.by, entry.text, entry.body["to"]) == (cast.admin.id, given["reason"], "30")
    again = {"name": "track_days", "reason": "复核结束"}
    assert admin.post(f"/areas/{c.COMMUNITY}/settings", data=again).status_code == 303
    assert tree.setting(c.GRID, "track_days", "7") == "7"
    assert Entry.select().where(Entry.verb == "setting_changed").count() == 2


def test_every_number_that_matters_read_is_set_here_and_has_its_default_here_alone(store, cast):
    for name in matter_thresholds.NAMES:
        setting = local_settings.BY_NAME[name]
        assert matter_thresholds.number(c.GRID, name) == float(setting.default), name
        local_settings.set_value(cast.admin, c.COMMUNITY, name, f"{setting.most:g}", "试一试")
        assert matter_thresholds.number(c.GRID, name) == matter_thresholds.longest(name) == setting.most, name
        assert matter_thresholds.number(c.GRID2, name) in (setting.most, float(setting.default)), name


def test_the_operator_sees_first_and_writes_with_yes(store, cast, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DATA_DIR", str(store.data_dir))
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(HEAD + GOOD, encoding="gbk")
    bad.write_bytes(table(GOOD, "N1,名,楼王,,,,,,\n"))
    assert cli.main(["import-areas", str(tmp_path / "none.csv")]) == 2
    assert cli.main(["import-areas", str(bad), "--yes"]) == 1
    assert "row 3 N1" in capsys.readouterr().out
    assert cli.main(["import-areas", str(good)]) == 0
    assert not Area.select().where(Area.code == NEW).exists()
    assert cli.main(["import-areas", str(good), "--yes"]) == 0
    assert Area.get_by_id(NEW).name == "第3网格"
    assert Entry.get(Entry.kind == "import").actor == "operator"
