"""The pages of units, categories and the responsibility list: who gets them, what a form does, and how a change is taken back."""

import datetime as dt
import io
import re

import pytest

from app.admin.tables import export, records
from app.areas.models import Post, Unit
from app.core import clock
from app.ledger.models import Entry
from app.matters.models import Category, ResponsibilityRow
from tests import cast as c
from tests.admin.tables.files import UNITS_HEAD, file
from tests.matters import ops

OTHERS = ("worker", "worker2", "lead", "head", "desk", "dept", "city", "outsider")
NEW = {
    "code": "CG01",
    "name": "城管中队",
    "kind": "department",
    "platform": "enforcement",
    "area": f"{c.COMMUNITY} 临港社区",
}
ROW = {"category": "litter 暴露垃圾", "level_kind": "community", "lead": c.ENFORCEMENT}


def was(page):
    return re.search(r'name="was" value="([^"]*)"', page)[1]


def entry(code, table="units"):
    return f"/admin/{table}/entry?of={code}"


def seqs(subject):
    return [row.seq for row in Entry.select().where(Entry.subject == subject).order_by(Entry.seq)]


@pytest.mark.parametrize("table", ["units", "categories", "responsibilities"])
def test_a_stranger_is_led_to_sign_in_and_nobody_else_reads_or_changes_a_table(as_, table):
    paths = ("", "/new", "/import", "/export.csv", "/export.xlsx")
    for path in paths:
        assert "/sign-in" in as_(None).get(f"/admin/{table}{path}").headers["Location"]
    for name in OTHERS:
        for path in paths:
            assert as_(name).get(f"/admin/{table}{path}").status_code == 403
        for path in ("/new", "/import", "/entry?of=litter", "/entry/take-back"):
            assert as_(name).post(f"/admin/{table}{path}", data=NEW).status_code == 403


@pytest.mark.both
def test_a_unit_is_added_changed_and_ended_each_with_an_entry_before_and_after(as_, cast):
    admin = as_("admin")
    assert admin.post("/admin/units/new", data=NEW).status_code == 303
    page = admin.get(entry("CG01")).text
    assert "城管中队" in page and "新增" in page and "郑洁" in page
    day = (clock.today() - dt.timedelta(days=1)).isoformat()
    changed = {**NEW, "name": "城管二中队", "ended": day, "was": was(page)}
    assert admin.post(entry("CG01"), data=changed).status_code == 303
    assert not Unit.get_by_id("CG01").stands(clock.now())
    last = Entry.select().order_by(Entry.seq.desc()).first()
    assert last.body["before"] == {"name": "城管中队", "ended": None} and last.by == cast.admin.id
    assert (
        "已经停用" in admin.get("/admin/units").text
        and "城管中队 → 城管二中队" in admin.get(entry("CG01")).text
    )


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(as_, cast):
    answer = as_("admin").post(
        "/admin/units/new", data={**NEW, "code": "", "area": "火星", "duty_hours": "全天"}
    )
    assert answer.status_code == 422 and not Unit.select().where(Unit.name == "城管中队").exists()
    assert "这一项不能空着" in answer.text and "没有叫“火星”的" in answer.text and "全天" in answer.text
    assert as_("admin").post("/admin/units/new", data={**NEW, "name": "x\x01"}).status_code == 422
    assert as_("admin").post("/admin/units/new", data={**NEW, "name": "长" * 3000}).status_code == 422
    assert as_("admin").get(entry("nobody")).status_code == 404
    assert as_("admin").get("/admin/units?from=x&q=%00").status_code == 200


def test_an_entry_that_is_there_is_not_added_again_and_one_changed_meanwhile_is_not_written_over(as_, cast):
    admin = as_("admin")
    taken = admin.post("/admin/units/new", data={**NEW, "code": c.PROPERTY, "duty_hours": "全天"})
    assert taken.status_code == 422 and Unit.get_by_id(c.PROPERTY).name == "滨海物业"
    assert (
        'value="全天"' in taken.text
        and f'value="{c.PROPERTY}"' in taken.text
        and 'value="城管中队"' in taken.text
    )
    assert f"已经有“{c.PROPERTY}”了" in taken.text
    assert (
        f'href="/admin/units/entry?of={c.PROPERTY}">滨海物业</a>' in taken.text
        and 'id="h-code"' in taken.text
    )
    page = admin.get(entry(c.PROPERTY)).text
    Unit.update(name="别人改的").where(Unit.code == c.PROPERTY).execute()
    form = {**NEW, "code": c.PROPERTY, "kind": "property", "was": was(page)}
    assert admin.post(entry(c.PROPERTY), data=form).status_code == 409
    assert Unit.get_by_id(c.PROPERTY).name == "别人改的"


def test_a_code_that_another_community_has_is_refused_without_a_word_of_whose_it_is(as_, cast):
    Post.update(area=c.OTHER_COMMUNITY).where(Post.person == cast.admin).execute()
    form = {**NEW, "code": c.PROPERTY, "area": c.OTHER_COMMUNITY}
    taken = as_("admin").post("/admin/units/new", data=form)
    assert taken.status_code == 422 and f"已经有“{c.PROPERTY}”了" in taken.text
    assert "滨海物业" not in taken.text and f"of={c.PROPERTY}" not in taken.text


def test_a_row_of_the_list_that_is_there_is_named_and_linked(as_, cast):
    ResponsibilityRow.create(category="litter", level_kind="community", lead=c.ENFORCEMENT)
    taken = as_("admin").post(
        "/admin/responsibilities/new", data={**ROW, "lead": c.PROPERTY, "name": "《条例》"}
    )
    assert taken.status_code == 422 and "《条例》" in taken.text
    assert "of=litter/community/" in taken.text and "已经有“" in taken.text


def test_asking_twice_writes_once(as_, cast):
    admin = as_("admin")
    for _ in range(2):
        admin.post("/admin/units/new", data=NEW)
    assert len(seqs("CG01")) == 1


def test_what_ends_in_use_is_told_before_it_is_done(as_, cast):
    matter = ops.report(cast.worker, escalate=True)
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    admin = as_("admin")
    day = clock.today().isoformat()
    form = {
        "code": c.ENFORCEMENT, "name": "综合执法队", "kind": "department", "platform": "enforcement",
        "area": c.COMMUNITY, "ended": day, "was": was(admin.get(entry(c.ENFORCEMENT)).text),
    }  # fmt: skip
    told = admin.post(entry(c.ENFORCEMENT), data=form)
    assert (
        told.status_code == 200
        and "1 件未结的事在它手里" in told.text
        and "1 人以它的承办人身份" in told.text
    )
    assert Unit.get_by_id(c.ENFORCEMENT).ended is None
    assert admin.post(entry(c.ENFORCEMENT), data={**form, "sure": "1"}).status_code == 303
    assert Unit.get_by_id(c.ENFORCEMENT).ended is not None


@pytest.mark.both
def test_a_change_is_taken_back_once_and_not_after_another(as_, cast):
    admin = as_("admin")
    admin.post("/admin/units/new", data=NEW)
    for name in ("第二个名字", "第三个名字"):
        page = admin.get(entry("CG01")).text
        admin.post(entry("CG01"), data={**NEW, "name": name, "was": was(page)})
    added, second, third = seqs("CG01")
    back = "/admin/units/entry/take-back"
    assert admin.post(back, data={"seq": second}).status_code == 409
    for _ in range(2):
        assert admin.post(back, data={"seq": third}).status_code == 303
    assert Unit.get_by_id("CG01").name == "第二个名字" and len(seqs("CG01")) == 4
    assert admin.post(back, data={"seq": second}).status_code == 303
    assert admin.post(back, data={"seq": added}).status_code == 303
    assert not Unit.select().where(Unit.code == "CG01").exists()
    for seq in ("x", "0", "9" * 30, str(10**14)):
        assert admin.post(back, data={"seq": seq}).status_code == 404


def test_what_was_added_and_is_used_by_now_is_not_taken_out(as_, cast):
    admin = as_("admin")
    admin.post("/admin/units/new", data=NEW)
    ResponsibilityRow.create(category="litter", level_kind="community", lead=c.ENFORCEMENT, supports=["CG01"])
    answer = admin.post("/admin/units/entry/take-back", data={"seq": seqs("CG01")[0]})
    assert answer.status_code == 409 and Unit.select().where(Unit.code == "CG01").exists()


def test_an_administrator_elsewhere_takes_nothing_back_and_changes_nothing(as_, cast):
    admin = as_("admin")
    admin.post("/admin/units/new", data=NEW)
    page = admin.get(entry("CG01")).text
    Post.update(area=c.OTHER_COMMUNITY).where(Post.person == cast.admin).execute()
    assert admin.post("/admin/units/entry/take-back", data={"seq": seqs("CG01")[0]}).status_code == 404
    assert admin.post(entry("CG01"), data={**NEW, "name": "改", "was": was(page)}).status_code == 404
    assert admin.get(entry("CG01")).status_code == 404 and "城管中队" not in admin.get("/admin/units").text
    assert admin.post("/admin/categories/new", data={"code": "x"}).status_code == 422
    assert Unit.get_by_id("CG01").name == "城管中队"
    Unit.update(area=c.CITY).where(Unit.code == "CG01").execute()
    assert "这条由上级管理员改" in admin.get(entry("CG01")).text
    assert admin.post(entry("CG01"), data={**NEW, "name": "改", "was": was(page)}).status_code == 422


def test_a_row_of_the_list_is_taken_out_and_comes_back(as_, cast):
    admin = as_("admin")
    admin.post("/admin/responsibilities/new", data=ROW)
    subject = "litter/community/"
    page = admin.get(entry(subject, "responsibilities")).text
    gone = admin.post("/admin/responsibilities/entry/remove?of=litter/community/", data={"was": was(page)})
    assert gone.status_code == 303 and not ResponsibilityRow.select().exists()
    assert admin.post("/admin/units/entry/remove?of=WY01", data={"was": "x"}).status_code == 404
    assert "最近去掉的" in admin.get(gone.headers["Location"]).text
    admin.post("/admin/responsibilities/entry/take-back", data={"seq": seqs(subject)[-1]})
    assert ResponsibilityRow.get().lead == c.ENFORCEMENT
    assert "最近去掉的" not in admin.get("/admin/responsibilities").text


def test_a_category_s_form_has_what_was_chosen_and_saves_several_ticks(as_, cast):
    admin = as_("admin")
    page = admin.get(entry("litter", "categories")).text
    form = {
        "code": "litter", "name": "暴露垃圾", "parent": "cleanliness", "name_en": "Litter and refuse", "icon": "trash-2",
        "platform": "enforcement", "hours": "4", "natural": "否", "resident_visible": "是",
        "sort": str(Category.get_by_id("litter").sort), "confirmers": ["lead", "desk"], "plain_name": "垃圾没人收", "was": was(page), "sure": "1",
    }  # fmt: skip
    assert admin.post(entry("litter", "categories"), data=form).status_code == 303
    row = Category.get_by_id("litter")
    assert (row.confirmers, row.plain_name) == ("lead,desk", "垃圾没人收")
    assert "管理" in admin.get(entry("litter", "categories")).text


def test_the_list_is_searched_narrowed_and_says_what_is_lacking(as_, cast):
    admin = as_("admin")
    page = admin.get("/admin/units?q=物业").text
    assert "滨海物业" in page and "综合执法队" not in page
    assert "滨海物业" not in admin.get("/admin/units?platform=enforcement").text
    assert "没有单位负责" in admin.get("/admin/responsibilities").text
    english = as_("admin")
    english.set_cookie("lang", "en", domain="localhost")
    assert "nobody is responsible" in english.get("/admin/responsibilities").text


def test_a_file_is_shown_before_it_is_written_and_a_second_press_is_answered_as_done(as_, cast):
    admin = as_("admin")
    data = file(UNITS_HEAD, ("CG01", "城管中队", "部门", "", c.CITY, "", "", ""))

    def send(**more):
        return admin.post("/admin/units/import", data={"file": (io.BytesIO(data), "u.csv"), **more})

    shown = send().text
    digest = re.search(r'name="agreed" value="([0-9a-f]{64})"', shown)[1]
    assert "CG01 · 城管中队" in shown and not Unit.select().where(Unit.code == "CG01").exists()
    assert "已经导入" in send(agreed=digest).text and Unit.get_by_id("CG01").name == "城管中队"
    assert "又点了一次" in send(agreed=digest).text and len(seqs("CG01")) == 1
    refused = admin.post(
        "/admin/units/import",
        data={"file": (io.BytesIO(file(UNITS_HEAD, ("", "无", "", "", "", "", "", ""))), "u.csv")},
    )
    assert "不能导入" in refused.text


def test_a_page_exports_what_the_verb_exports(as_, cast):
    answer = as_("admin").get("/admin/units/export.csv")
    assert (
        answer.data == export.export(records.UNITS, None, "csv")
        and "attachment" in answer.headers["Content-Disposition"]
    )
