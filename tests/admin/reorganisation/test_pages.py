"""The pages of 区划调整: who gets them, that nothing typed is lost, and a reorganisation from a table."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest

from app.admin.reorganisation import carrying_out, tables
from app.admin.reorganisation.models import AGREED, DROPPED, Reorganisation
from app.areas.models import Area
from app.core.problems.problem import Problem
from tests import cast as c
from tests.admin.reorganisation.days import NEW1, NEW2, morning, tomorrow

PATH = "/admin/reorganisation"
HEAD = "编码,名称,类型,上级,起,止\n"


def split_form(**more: str) -> dict[str, str]:
    """What the form of a split sends."""
    return {
        "area": c.GRID, "parts": "2", "name-0": "东", "code-0": NEW1, "name-1": "西", "code-1": NEW2, f"part-{c.BUILDING}": "0",
        f"part-{c.BUILDING2}": "1", "day": tomorrow(), "title": "第1网格拆成两个", "reason": "满三百户", **more,
    }  # fmt: skip


def planned(admin: Any, way: str = "split", **form: Any) -> str:
    """The address of the draft that the form made."""
    answer = admin.post(f"{PATH}/{way}", data=form)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


@pytest.mark.parametrize("name", ["worker", "lead", "head", "desk", "dept", "city", "outsider"])
def test_nobody_but_an_administrator_gets_them(as_: Any, name: str) -> None:
    client = as_(name)
    for path in (PATH, f"{PATH}/split", f"{PATH}/merge"):
        assert client.get(path).status_code == 403
    assert client.post(f"{PATH}/split", data=split_form()).status_code == 403
    assert not Reorganisation.select().exists()


def test_a_split_is_planned_looked_at_agreed_and_in_force(as_: Any, cast: c.Cast) -> None:
    admin = as_("admin")
    assert "第1网格" in admin.get(f"{PATH}/split").text
    form = admin.get(f"{PATH}/split?area={c.GRID}&parts=2").text
    assert "1幢" in form and 'name="code-1"' in form
    at = planned(admin, **split_form())
    page = admin.get(at).text
    assert "草稿" in page and "王芳" in page and "东、西" in page
    assert admin.post(f"{at}/agree").status_code == 303
    assert admin.post(f"{at}/agree").status_code == 303  # tapped twice
    row = Reorganisation.get()
    assert row.state == AGREED
    morning(row)
    assert "已生效" in admin.get(at).text and "撤回这次调整" in admin.get(at).text
    assert admin.post(f"{at}/drop").status_code == 409
    assert admin.get(f"/areas/{c.GRID}").status_code == 200


def test_what_was_typed_stands_there_still_beside_what_is_wrong(as_: Any, cast: c.Cast) -> None:
    answer = as_("admin").post(
        f"{PATH}/split", data=split_form(reason="", **{"code-1": "a b/c", "title": "春天的调整"})
    )
    assert answer.status_code == 422
    assert (
        "编码只能有字母" in answer.text
        and 'value="春天的调整"' in answer.text
        and 'value="东"' in answer.text
    )
    again = as_("admin").post(f"{PATH}/split", data=split_form(reason=""))
    assert again.status_code == 422 and "请说明原因" in again.text and not Reorganisation.select().exists()


def test_one_form_sent_twice_is_one_plan(as_: Any, cast: c.Cast) -> None:
    admin = as_("admin")
    id = re.search(r'name="id" value="([^"]+)"', admin.get(f"{PATH}/split?area={c.GRID}").text)
    assert id
    assert planned(admin, **split_form(id=id[1])) == planned(admin, **split_form(id=id[1]))
    assert Reorganisation.select().count() == 1


def test_people_without_a_place_are_refused_and_those_with_one_are_noted(as_: Any, cast: c.Cast) -> None:
    admin = as_("admin")
    at = planned(admin, **split_form())
    fields = re.findall(r'name="(post-[^"]+)"', admin.get(at).text)
    assert admin.post(f"{at}/posts", data={fields[0]: NEW1}).status_code == 422
    assert admin.post(f"{at}/posts", data=dict.fromkeys(fields, NEW2)).status_code == 303
    assert set(map(tuple, Reorganisation.get().plan["posts"].values())) == {(NEW2,)}


def test_what_is_ticked_counts_when_it_is_agreed_without_being_noted_before(as_: Any, cast: c.Cast) -> None:
    admin = as_("admin")
    at = planned(admin, **split_form())
    fields = re.findall(r'name="(post-[^"]+)"', admin.get(at).text)
    assert admin.post(f"{at}/agree", data={fields[0]: NEW1}).status_code == 422  # the other goes nowhere
    assert Reorganisation.get().state != AGREED
    admin.post(f"{at}/agree", data=dict.fromkeys(fields, NEW2))
    row = Reorganisation.get()
    assert row.state == AGREED and set(map(tuple, row.plan["posts"].values())) == {(NEW2,)}


def test_a_plan_that_is_dropped_changes_nothing(as_: Any, cast: c.Cast) -> None:
    admin = as_("admin")
    at = planned(admin, **split_form())
    admin.post(f"{at}/agree")
    admin.post(f"{at}/drop")
    row = Reorganisation.get()
    assert row.state == DROPPED
    morning(row)
    assert Area.get_or_none(Area.code == NEW1) is None


def test_merging_putting_elsewhere_and_giving_up_have_their_forms(as_: Any, cast: c.Cast) -> None:
    admin = as_("admin")
    common = {"day": tomorrow(), "title": "调整", "reason": "不足五百户"}
    one = planned(admin, "merge", **common, areas=[c.GRID, c.GRID2], **{"name-0": "并", "code-0": NEW1})
    assert "并" in admin.get(one).text
    two = planned(admin, "move", **common, areas=[c.GRID2], parent=c.OTHER_COMMUNITY)
    assert "东塘社区" in admin.get(two).text
    three = planned(admin, "end", **common, area=c.GRID2, heir=c.GRID)
    assert "由第1网格接替" in admin.get(three).text
    assert admin.post(f"{PATH}/end", data={**common, "area": c.GRID2}).status_code == 422
    assert admin.post(f"{PATH}/move", data={**common, "areas": [c.GRID2]}).status_code == 422
    assert admin.post(f"{PATH}/split", data={**common, "area": "nowhere"}).status_code == 404


def test_a_table_says_what_begins_moves_and_ends_and_who_takes_over(as_: Any, cast: c.Cast) -> None:
    rows = f"{NEW1},东,网格,{c.COMMUNITY},,\n{NEW2},西,网格,{c.COMMUNITY},,\n{c.GRID},第1网格,网格,{c.COMMUNITY},,2026-12-31\n"
    rows += f"{c.BUILDING},1幢,楼栋,{NEW1},,\n{c.BUILDING2},2幢,楼栋,{NEW2},,\n"
    data = (HEAD + rows).encode()
    plan = tables.plan_of(data)
    assert {new.code for new in plan.begin} == {NEW1, NEW2} and plan.end == {c.GRID: (NEW1, NEW2)}
    assert plan.move == {c.BUILDING: NEW1, c.BUILDING2: NEW2}
    form = {"day": tomorrow(), "title": "按表", "reason": "批复", "file": (io.BytesIO(data), "区划.csv")}
    answer = as_("admin").post(f"{PATH}/table", data=form, content_type="multipart/form-data")
    assert answer.status_code == 303
    page = as_("admin").get(answer.headers["Location"]).text
    assert "没有边界，按清单进行" in page
    as_("admin").post(f"{answer.headers['Location']}/agree")
    morning(Reorganisation.get())
    assert Area.get_by_id(c.BUILDING2).parent_id == NEW2


def test_a_table_that_is_refused_or_changes_something_else_says_which_row(as_: Any, cast: c.Cast) -> None:
    renamed = f"{c.GRID2},改了名,网格,{c.COMMUNITY},,\n"
    broken = f"{NEW1},东,没有这种,{c.COMMUNITY},,\n"
    for rows, why in ((renamed, "请用“导入”改"), (broken, "第 2 行")):
        form = {
            "day": tomorrow(),
            "title": "按表",
            "reason": "批复",
            "file": (io.BytesIO((HEAD + rows).encode()), "区划.csv"),
        }
        answer = as_("admin").post(f"{PATH}/table", data=form, content_type="multipart/form-data")
        assert answer.status_code == 422 and why in answer.text
    with pytest.raises(Problem):
        tables.plan_of(b"\xff\xd8\xff")
    assert carrying_out.come_into_force() == 0
