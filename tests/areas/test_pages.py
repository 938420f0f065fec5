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
from tests import place
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
        f"/areas/{c.GRID}/settings", data={"track_days": "30", "shown-track_days": "7", "reason": "x"}
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
    assert top.status_code == 200 and place.texts(top.text, "tbody")[0].startswith("临港市")
    page = as_("admin").get(f"/areas/{c.COMMUNITY}").text
    rows = place.text(page, "tbody")  # both names stand on the plan too
    assert "第1网格" in rows and "商业街专属网格" in rows and page.count("<path") == 4
    listed = as_("worker").get(f"/areas/{c.GRID}").text
    assert (
        "2幢" in place.text(listed, "tbody") and "/settings" not in listed and "/areas/import" not in listed
    )
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


def form(code=c.COMMUNITY, **typed):
    """The form of an area's settings as a browser sends it: every value as it is shown, and those in `typed`."""
    held = {at.setting.name: at for at in local_settings.settings_at(code)}
    sent = {f"shown-{name}": at.value for name, at in held.items()}
    for name, at in held.items():
        if at.setting.control in ("times", "span"):
            sent[name] = [time for pair in at.value.split(",") for time in pair.split("-")]
        elif at.setting.control != "switch" or at.value == "1":
            sent[name] = at.value
    return sent | typed


def put(client, code=c.COMMUNITY, **typed):
    return client.post(f"/areas/{code}/settings", data=form(code, **typed), headers={"HX-Request": "true"})


def field_error(page, name):
    found = re.search(rf'id="e-{name}">([^<]+)<', page)
    return found and found[1]


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"track_days": "30"}, "reason", "请说明原因"),
        ({"track_days": "30", "reason": "  "}, "reason", "请说明原因"),
        ({"track_days": "-1", "reason": "x"}, "track_days", "数值超出范围（0 到 3650）"),
        ({"track_days": "nan", "reason": "x"}, "track_days", "这里要写一个数"),
        ({"track_days": "abc", "reason": "x"}, "track_days", "这里要写一个数"),
        ({"track_days": "7.5", "reason": "x"}, "track_days", "这里要写整数"),
        (
            {"quiet_hours": ["22:00", ""], "reason": "x"},
            "quiet_hours",
            "起止两个时间都要填，例如 21:00 到 07:00，可以跨过半夜",
        ),
        ({"track_days": "", "reason": "x"}, "track_days", "这里要写一个数"),
        ({"board_place": "door", "reason": "x"}, "board_place", "请从给出的选项里选"),
        ({"summary_only": "7", "reason": "x"}, "summary_only", "数值超出范围（0 到 1）"),
        (
            {"work_hours": ["12:00", "08:00"], "reason": "x"},
            "work_hours",
            "时间要写全，从早到晚，例如 08:30 到 12:00",
        ),
        (
            {"work_hours": ["08:00", ""], "reason": "x"},
            "work_hours",
            "时间要写全，从早到晚，例如 08:30 到 12:00",
        ),
        ({"duty_phone": "call me", "reason": "x"}, "duty_phone", "电话号码只能有数字、空格、括号和横线"),
    ],
)
def test_a_value_without_reason_or_sense_has_a_sentence_at_its_field_and_loses_nothing(
    as_, typed, field, sentence
):
    answer = put(as_("admin"), **{"visit_days": "9", **typed})
    assert answer.status_code == 422 and not AreaSetting.select().exists()
    assert field_error(answer.text, field) == sentence
    assert re.search(r'name="visit_days" value="9"', answer.text), "what was right beside it is still there"
    assert "还没有保存：有 1 处要改" in answer.text


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
def test_a_setting_is_read_as_a_chinese_keyboard_types_it(as_, cast, name, typed, kept):
    local_settings.set_value(
        cast.admin, c.COMMUNITY, name, local_settings.BY_NAME[name].default or "0577-64110110", "先"
    )
    before = tree.setting(c.COMMUNITY, name, "")
    answer = put(as_("admin"), **{name: typed, "reason": "按本地作息"})
    assert answer.status_code == (422 if kept is None else 200)
    assert tree.setting(c.COMMUNITY, name, "") == (before if kept is None else kept)


def test_two_bad_values_are_both_named_and_nothing_is_saved(as_, cast):
    answer = put(as_("admin"), track_days="viele", close_days="0", reason="x")
    assert field_error(answer.text, "track_days") and field_error(answer.text, "close_days")
    assert (
        'name="track_days" value="viele"' in answer.text
        and not Entry.select().where(Entry.verb == "setting_changed").exists()
    )


def test_a_name_nobody_knows_is_not_a_setting(as_, cast):
    answer = put(as_("admin"), bonus="1", **{"shown-bonus": "0"}, back="bonus", reason="x")
    assert (
        answer.status_code == 200
        and "没有改动，什么都没有记。" in answer.text
        and not AreaSetting.select().exists()
    )


def test_one_save_changes_several_and_says_what(as_, cast):
    answer = put(
        as_("admin"), track_days="３０", summary_only="1", board_place="community", work_hours=["08:00", "12:00", "", ""],
        quiet_hours=["22:00", "06:00"], reason="街道商定",
    )  # fmt: skip
    assert answer.status_code == 200
    said = re.sub(r"<[^>]+>|\s+", "", re.search(r'role="status"[^>]*>(.*?)</div>', answer.text, re.DOTALL)[1])
    assert said == (
        "已保存：轨迹保留7天→30天；只留汇总，不留轨迹关→开；工作时间08:30-12:00、14:00-17:30→08:00-12:00；"
        "公示墙上的地点写到哪一级网格→社区；这段时间不往外发消息21:00-07:00→22:00-06:00。"
    )
    kept = {row.name: row.value for row in AreaSetting.select()}
    assert kept == {
        "track_days": "30", "summary_only": "1", "board_place": "community", "work_hours": "08:00-12:00",
        "quiet_hours": "22:00-06:00",
    }  # fmt: skip
    entries = list(Entry.select().where(Entry.verb == "setting_changed"))
    assert len(entries) == 5 and {(entry.by, entry.text) for entry in entries} == {
        (cast.admin.id, "街道商定")
    }


def test_a_second_press_says_what_the_first_has_saved_and_writes_nothing_more(as_, cast):
    form = {"track_days": "30", "shown-track_days": "7", "reason": "街道商定"}
    first, second = (put(as_("admin"), **form) for _ in range(2))
    for answer in (first, second):
        assert "已保存：" in answer.text and "7 天 → 30 天" in answer.text
    assert Entry.select().where(Entry.verb == "setting_changed").count() == 1
    colleague = put(as_("admin"), **{**form, "shown-track_days": "30"})
    assert "没有改动，什么都没有记。" in colleague.text


def test_a_form_left_as_it_was_shown_undoes_nothing_a_colleague_has_set_since(as_, cast):
    old = form(close_days="9", reason="x")
    local_settings.set_value(cast.admin, c.COMMUNITY, "track_days", "60", "同事")
    assert as_("admin").post(f"/areas/{c.COMMUNITY}/settings", data=old).status_code == 200
    assert (tree.setting(c.COMMUNITY, "track_days", "7"), tree.setting(c.COMMUNITY, "close_days", "14")) == (
        "60",
        "9",
    )


def test_a_setting_holds_below_with_who_and_why_and_can_be_taken_back(as_, cast):
    admin = as_("admin")
    assert put(admin, track_days="30", reason="居民投诉复核需要").status_code == 200
    assert tree.setting(c.GRID, "track_days", "7") == "30"
    page = admin.get(f"/areas/{c.GRID}/settings").text
    assert re.search(r"来自临港社区 · 郑洁：居民投诉复核需要", page)
    entry = Entry.get(Entry.verb == "setting_changed")
    assert (entry.by, entry.text, entry.body["to"]) == (cast.admin.id, "居民投诉复核需要", "30")
    assert put(admin, c.GRID, track_days="5", reason="少留一点").status_code == 200
    above = admin.get(f"/areas/{c.COMMUNITY}/settings").text
    assert (
        "下面有 1 处另设" in above
        and f'href="/areas/{c.GRID}/settings">第1网格</a> <span class="num">5 天' in above
    )
    own = admin.get(f"/areas/{c.GRID}/settings").text
    assert "不在这里设，跟着上级：30 天（临港社区）" in re.sub(r"</?label[^>]*>", "", own)
    assert put(admin, c.GRID, back="track_days", reason="复核结束").status_code == 200
    assert tree.setting(c.GRID, "track_days", "7") == "30"
    assert put(admin, back="track_days", reason="复核结束").status_code == 200
    assert tree.setting(c.GRID, "track_days", "7") == "7"
    assert Entry.select().where(Entry.verb == "setting_changed").count() == 4


def test_every_setting_is_one_control_of_one_form(as_, cast):
    page = as_("admin").get(f"/areas/{c.COMMUNITY}/settings").text
    assert page.count("<form") == 1 and page.count('type="submit"') == 1
    for setting in local_settings.KNOWN:
        assert re.search(rf'name="{setting.name}"', page), setting.name
        assert setting.unit or setting.control != "number", setting.name


def test_every_number_that_matters_read_is_set_here_and_has_its_default_here_alone(store, cast):
    for name in matter_thresholds.NAMES:
        setting = local_settings.BY_NAME[name]
        assert matter_thresholds.number(c.GRID, name) == float(setting.default), name
        local_settings.set_value(cast.admin, c.COMMUNITY, name, f"{setting.most:g}", "试一试")
        assert matter_thresholds.number(c.GRID, name) == matter_thresholds.longest(name) == setting.most, name
        assert matter_thresholds.number(c.GRID2, name) in (setting.most, float(setting.default)), name


def test_the_operator_sees_first_and_writes_with_yes(store, cast, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DATA_DIR", str(store.data_dir))
    monkeypatch.setenv("DATABASE_URL", store.database_url)
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
