"""Whole imports and starter kits taken back: what is asked before, what goes, what stays, and who may."""

import io
import re

import pytest

from app import cli
from app.admin.tables import batches, records, starter
from app.areas.models import Area, Post, Unit
from app.ledger.models import Entry
from app.matters.models import Category, ResponsibilityRow
from tests import cast as c
from tests.admin.tables import files
from tests.admin.tables.files import UNITS_HEAD, file

OTHERS = ("worker", "worker2", "lead", "head", "desk", "dept", "city", "outsider")
NEW = ("CG01", "城管中队", "部门", "", c.CITY, "", "", "")


def batch(verb="unit_imported"):
    return Entry.select().where(Entry.verb == verb).order_by(Entry.seq.desc()).first().subject


def counts():
    return tuple(table.select().count() for table in (Unit, Category, ResponsibilityRow))


@pytest.mark.both
def test_a_whole_import_is_taken_back_once_and_not_after_a_row_of_it_was_changed(as_, cast):
    admin, before = as_("admin"), list(Unit.select().order_by(Unit.code).tuples())
    rows = [
        ("CG01", "城管中队", "部门", "", c.CITY, "", "", ""),
        (c.PROPERTY, "改了名的物业", "物业", "", c.COMMUNITY, "", "", ""),
    ]
    files.written("units", file(UNITS_HEAD, *rows), cast.admin)
    batch = Entry.get(Entry.verb == "unit_imported").subject

    def back(name="admin"):
        return as_(name).post("/admin/units/import/take-back", data={"batch": batch})

    assert back("desk").status_code == 403 and "撤回这次导入" in admin.get("/admin/units/import").text
    assert admin.post("/admin/categories/import/take-back", data={"batch": batch}).status_code == 404
    Unit.update(phone="0577-1").where(Unit.code == "CG01").execute()
    assert back().status_code == 409 and Unit.get_by_id(c.PROPERTY).name == "改了名的物业"
    Unit.update(phone=None).where(Unit.code == "CG01").execute()
    for _ in range(2):
        assert back().status_code == 303
    assert list(Unit.select().order_by(Unit.code).tuples()) == before
    assert Entry.select().where(Entry.verb == "import_taken-back").count() == 1
    assert "后来撤回了" in admin.get("/admin/units/import").text
    Post.update(area=c.OTHER_COMMUNITY).where(Post.person == cast.admin).execute()
    files.written("units", file(UNITS_HEAD, *rows))
    last = Entry.select().where(Entry.verb == "unit_imported").order_by(Entry.seq.desc()).first()
    assert admin.post("/admin/units/import/take-back", data={"batch": last.subject}).status_code == 404


def test_an_import_too_large_to_be_taken_back_says_so_before_and_offers_nothing_after(as_, cast, monkeypatch):
    for module in ("plan", "batches"):
        monkeypatch.setattr(f"app.admin.tables.{module}.BATCH_MOST", 1)
    rows = [(f"CG0{n}", f"城管{n}队", "部门", "", c.CITY, "", "", "") for n in (1, 2)]
    result = files.planned("units", file(UNITS_HEAD, *rows))
    assert any("多于 1 条，写入以后不能整批撤回" in doubt.sentence("zh") for doubt in result.doubts)
    files.written("units", file(UNITS_HEAD, *rows), cast.admin)
    page = as_("admin").get("/admin/units/import").text
    assert "太大，不能整批撤回" in page and "撤回这次导入" not in page
    batch = Entry.get(Entry.verb == "unit_imported").subject
    back = as_("admin").post("/admin/units/import/take-back", data={"batch": batch})
    assert back.status_code == 409 and Unit.select().where(Unit.code == "CG02").exists()


@pytest.mark.both
def test_taking_an_import_back_first_says_which_file_when_and_what_becomes_of_its_rows(as_, cast):
    renamed = (c.PROPERTY, "改了名的物业", "物业", "", c.COMMUNITY, "", "", "")
    data, admin = file(UNITS_HEAD, NEW, renamed), as_("admin")

    def send(**more):
        sent = {"file": (io.BytesIO(data), "temp/单位\x01表.csv"), **more}
        return admin.post("/admin/units/import", data=sent).text

    send(agreed=re.search(r'name="agreed" value="([0-9a-f]{64})"', send())[1])
    ask = f"/admin/units/import/take-back?batch={batch()}"
    assert f'href="{ask}"' in admin.get("/admin/units/import").text
    asked = admin.get(ask).text
    for words in ("单位表.csv", "郑洁", "会去掉 1 条新增的", "城管中队", "会改回 1 条", "改了名的物业"):
        assert words in asked
    assert "temp" not in asked and Unit.select().where(Unit.code == "CG01").exists()
    admin.post("/admin/units/import/take-back", data={"batch": batch()})
    assert "已经撤回过了" in admin.get(ask).text


def test_what_was_changed_since_is_named_where_the_import_is_asked_back_and_no_button_is_offered(as_, cast):
    files.written("units", file(UNITS_HEAD, NEW), cast.admin)
    Unit.update(phone="0577-1").where(Unit.code == "CG01").execute()
    asked = as_("admin").get(f"/admin/units/import/take-back?batch={batch()}").text
    assert "导入以后又改过 1 条" in asked and "城管中队" in asked and 'name="batch"' not in asked


def test_nobody_asks_back_what_is_not_theirs(as_, cast):
    files.written("units", file(UNITS_HEAD, NEW), cast.admin)
    starter.load(Area.get_by_id(c.CITY), None, None)
    before = counts()

    def answers(name):
        batch_of_units = {"batch": batch()}
        kit = f"/admin/setup/kits/{batch(batches.KIT_LOADED)}/take-back"
        import_ = "/admin/units/import/take-back"
        client = as_(name)
        asked = (client.get(import_, query_string=batch_of_units), client.post(import_, data=batch_of_units))
        return {answer.status_code for answer in (*asked, client.get(kit), client.post(kit))}

    assert answers(None) <= {302, 303}
    for name in OTHERS:
        assert answers(name) == {403}
    assert as_("admin").get("/admin/units/import/take-back?batch=nothing").status_code == 404
    assert as_("admin").get(f"/admin/setup/kits/{batch()}/take-back").status_code == 404
    Post.update(area=c.OTHER_COMMUNITY).where(Post.person == cast.admin).execute()
    assert answers("admin") == {404} and counts() == before


def test_a_row_changed_by_an_import_and_taken_out_since_is_in_the_way_and_no_error(as_, cast):
    head = ("日期", "放假或上班", "节日")
    files.written("holidays", file(head, ("2027-02-05", "放假", "春节")), cast.admin)
    files.written("holidays", file(head, ("2027-02-05", "上班", "")), cast.admin)
    records.BY_NAME["holidays"].model.delete().execute()
    last, admin = batch("holiday_imported"), as_("admin")
    assert "又改过 1 条" in admin.get(f"/admin/holidays/import/take-back?batch={last}").text
    assert admin.post("/admin/holidays/import/take-back", data={"batch": last}).status_code == 409


@pytest.mark.both
def test_a_starter_kit_is_taken_back_whole_in_one_act(as_, cast):
    before, admin = counts(), as_("admin")
    starter.load(Area.get_by_id(c.CITY), None, None)
    kit = batch(batches.KIT_LOADED)
    ask = f"/admin/setup/kits/{kit}/take-back"
    assert f'href="{ask}"' in admin.get("/admin/setup").text
    loaded, asked = counts(), admin.get(ask).text
    assert "会去掉" in asked and "会留下" not in asked and counts() == loaded > before
    for _ in range(2):
        assert admin.post(ask).status_code == 303
        assert counts() == before
    assert Entry.select().where(Entry.verb == batches.BACK).count() == 1
    assert ask not in admin.get("/admin/setup").text and "已经撤回过了" in admin.get(ask).text
    starter.load(Area.get_by_id(c.CITY), None, None)
    assert counts() == loaded


def test_what_was_changed_of_a_kit_or_is_in_use_stays_and_is_named_before(as_, cast):
    starter.load(Area.get_by_id(c.CITY), None, None)
    changed, used = f"ZF-{c.CITY}", f"XF-{c.CITY}"
    Unit.update(name="我们的执法队").where(Unit.code == changed).execute()
    ResponsibilityRow.delete().where(ResponsibilityRow.category == "litter").execute()  # by hand, meanwhile
    row = ResponsibilityRow.get(ResponsibilityRow.lead == used)
    row.hours = 3
    row.save()
    kit, admin = batch(batches.KIT_LOADED), as_("admin")
    ask = f"/admin/setup/kits/{kit}/take-back"
    asked = admin.get(ask).text
    staying = asked[asked.index("会留下") :]
    assert "我们的执法队" in staying and "消防工作站" in staying and "市政养护队" not in staying
    admin.post(ask)
    assert {unit.code for unit in Unit.select() if unit.code.endswith(c.CITY)} >= {changed, used}
    assert ResponsibilityRow.select().where(ResponsibilityRow.hours == 3).count() == 1
    assert not Unit.select().where(Unit.code == f"SZ-{c.CITY}").exists()


def test_the_operator_takes_a_kit_back_by_the_verb(store, cast, monkeypatch, capsys):
    monkeypatch.setenv("DATA_DIR", str(store.data_dir))
    before = counts()
    assert cli.main(["load-starter-kit"]) == 0
    loaded = counts()
    assert cli.main(["load-starter-kit", "--take-back", "--dry-run"]) == 0 and counts() == loaded
    assert "not taken back: this was a dry run" in capsys.readouterr().out
    assert cli.main(["load-starter-kit", "--take-back"]) == 0 and counts() == before
    assert capsys.readouterr().out.endswith("taken back\n")
    assert cli.main(["load-starter-kit", "--take-back"]) == 0
    assert "no starter kit to take back" in capsys.readouterr().out


@pytest.mark.both
def test_what_is_in_use_by_now_is_named_where_the_import_is_asked_back_and_no_button_is_offered(as_, cast):
    files.written("units", file(UNITS_HEAD, NEW), cast.admin)
    ResponsibilityRow.create(category="litter", level_kind="community", lead="CG01")
    ask, entries = f"/admin/units/import/take-back?batch={batch()}", Entry.select().count()
    asked = as_("admin").get(ask).text
    assert (
        "有 1 条已经有事情、人员或别的条目用着" in asked
        and "城管中队" in asked
        and 'name="batch"' not in asked
    )
    assert Entry.select().count() == entries and Unit.select().where(Unit.code == "CG01").exists()
    ResponsibilityRow.delete().execute()
    assert 'name="batch"' in as_("admin").get(ask).text
