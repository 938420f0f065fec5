"""What somebody ran into who had to split a community: each is refused or doubted with a sentence that says what to do."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest

from app.admin.reorganisation.models import AGREED, Reorganisation
from app.areas.models import Area, Post
from tests import cast as c
from tests.admin.reorganisation.days import NEW1, NEW2, tomorrow
from tests.admin.reorganisation.test_pages import HEAD, PATH, planned, split_form

ONE, TWO = "330399001771", "330399001772"


def common(**more: Any) -> dict[str, Any]:
    return {"day": tomorrow(), "title": "调整", "reason": "批复", **more}


def by_table(as_: Any, rows: str, **more: Any) -> Any:
    form = common(file=(io.BytesIO((HEAD + rows).encode()), "区划.csv"), **more)
    return as_("admin").post(f"{PATH}/table", data=form, content_type="multipart/form-data")


@pytest.mark.parametrize(
    ("areas", "parent"),
    [
        ([c.GRID2], c.GRID),
        ([c.GRID2], c.DEDICATED),
        ([c.COMMUNITY], c.OTHER_COMMUNITY),
        ([c.OTHER_COMMUNITY], c.GRID),
    ],
    ids=["grid in grid", "grid in dedicated grid", "community in community", "community in grid"],
)
def test_nothing_comes_to_lie_in_its_own_kind_or_a_lower_one(
    as_: Any, cast: c.Cast, areas: list[str], parent: str
) -> None:
    answer = as_("admin").post(f"{PATH}/move", data=common(areas=areas, parent=parent))
    assert answer.status_code == 422 and "上级要是更高一级的区域" in answer.text
    assert not Reorganisation.select().exists()


def test_where_such_levels_stand_already_an_area_may_go_from_one_to_the_other(as_: Any, cast: c.Cast) -> None:
    Area.update(parent=c.GRID).where(Area.code == c.DEDICATED).execute()
    Area.update(kind="grid").where(Area.code == c.DEDICATED).execute()
    planned(as_("admin"), "move", **common(areas=[c.DEDICATED], parent=c.GRID2))


def test_a_table_that_puts_a_street_in_a_community_is_refused(as_: Any, cast: c.Cast) -> None:
    answer = by_table(as_, f"{ONE},新街道,街道,{c.COMMUNITY},,\n")
    assert answer.status_code == 422 and "新街道不能放到临港社区下面" in answer.text


def test_only_fitting_parents_are_offered(as_: Any, cast: c.Cast) -> None:
    page = as_("admin").get(f"{PATH}/move?area={c.GRID2}").text
    above = page[page.index('id="parent"') :]
    assert re.findall(r'<option value="(\d+)"', above) == [c.CITY, c.OTHER_COMMUNITY]
    assert 'name="parent"' not in as_("admin").get(f"{PATH}/move").text  # first which area


def test_grids_of_two_communities_are_not_merged_by_themselves(as_: Any, cast: c.Cast) -> None:
    form = common(areas=[c.GRID, c.OTHER_GRID], **{"name-0": "并", "code-0": NEW1})
    answer = as_("admin").post(f"{PATH}/merge", data=form)
    assert answer.status_code == 422
    assert "第1网格（临港社区）、东塘第1网格（东塘社区）" in answer.text
    page = as_("admin").get(planned(as_("admin"), "merge", **{**form, "areas": [c.GRID, c.GRID2]})).text
    assert "在临港社区新设网格并" in page


def test_two_parts_of_one_name_and_the_name_of_a_neighbour_are_refused(as_: Any, cast: c.Cast) -> None:
    for names in ({"name-1": "东"}, {"name-0": "第2网格"}):
        answer = as_("admin").post(f"{PATH}/split", data=split_form(**names))
        assert answer.status_code == 422 and "的了，请换一个名字" in answer.text, names
    kept = planned(as_("admin"), **split_form(**{"name-0": "第1网格"}))  # whose name is free then
    assert f'<span class="quiet num">{NEW1}</span></label>' in as_("admin").get(kept).text


def test_a_table_s_name_that_stands_beside_it_is_a_doubt(as_: Any, cast: c.Cast) -> None:
    answer = by_table(as_, f"{NEW1},第2网格,网格,{c.COMMUNITY},,\n{c.GRID},第1网格,网格,{c.COMMUNITY},,2026-12-31\n"
                      f"{c.BUILDING},1幢,楼栋,{NEW1},,\n{c.BUILDING2},2幢,楼栋,{NEW1},,\n")  # fmt: skip
    assert answer.status_code == 303, answer.text
    assert "已经有叫“第2网格”的" in as_("admin").get(answer.headers["Location"]).text


def test_a_part_to_which_nobody_of_the_desk_goes_is_a_doubt(as_: Any, cast: c.Cast) -> None:
    admin = as_("admin")
    form = common(area=c.COMMUNITY, parts="2", **{
        "name-0": "临港东社区", "code-0": ONE, "name-1": "临港西社区", "code-1": TWO,
        f"part-{c.GRID}": "0", f"part-{c.GRID2}": "1", f"part-{c.DEDICATED}": "1",
    })  # fmt: skip
    at = planned(admin, **form)
    assert "没有值班员" not in admin.get(at).text
    fields = re.findall(r'name="(post-[^"]+)"', admin.get(at).text)
    assert admin.post(f"{at}/posts", data=dict.fromkeys(fields, ONE)).status_code == 303
    assert "临港西社区没有值班员" in admin.get(at).text


def test_whoever_goes_nowhere_is_named_and_the_others_stay_ticked(as_: Any, cast: c.Cast) -> None:
    admin = as_("admin")
    at = planned(admin, **split_form())
    lead, worker = dict.fromkeys(re.findall(r'name="(post-[^"]+)"', admin.get(at).text))
    answer = admin.post(f"{at}/posts", data={lead: NEW2})
    assert answer.status_code == 422
    assert "王芳（第1网格）还没有去处" in answer.text and "陈建国（第1网格）还没有去处" not in answer.text
    ticked = re.findall(r'name="(post-[^"]+)" value="(\d+)" checked', answer.text)
    assert ticked == [(lead, NEW2)] and worker in answer.text


def test_an_area_in_another_plan_says_what_to_do(as_: Any, cast: c.Cast) -> None:
    admin = as_("admin")
    admin.post(f"{planned(admin, **split_form())}/agree")
    answer = admin.post(f"{PATH}/split", data=split_form(**{"code-0": "c1", "code-1": "c2"}))
    assert answer.status_code == 422 and "请先取消那一次，或者把两次放进同一张表" in answer.text


def test_all_that_is_wrong_is_said_at_once(as_: Any, cast: c.Cast) -> None:
    wrong = {
        "name-0": "",
        "code-1": "a b/c",
        f"part-{c.BUILDING}": "",
        "title": "",
        "reason": "",
        "day": "2026-1",
    }
    answer = as_("admin").post(f"{PATH}/split", data=split_form(**wrong))
    assert answer.status_code == 422
    for field in ("name-0", "code-1", f"part-{c.BUILDING}", "title", "reason", "day"):
        assert f'id="e-{field}"' in answer.text, field


def test_every_wrong_row_of_a_table_is_said_and_a_day_that_is_another_one(as_: Any, cast: c.Cast) -> None:
    rows = f"{NEW1},东,没有这种,{c.COMMUNITY},,\n{NEW2},西,网格,{c.COMMUNITY},2030-01-01,\n{c.GRID2},改了名,网格,{c.COMMUNITY},,\n"
    answer = by_table(as_, rows)
    assert answer.status_code == 422
    for words in ("第 2 行", "第 3 行的“起”是 2030-01-01", "第 4 行改的是"):
        assert words in answer.text, words
    fits = by_table(as_, f"{NEW2},西,网格,{c.COMMUNITY},{tomorrow()},\n")
    assert fits.status_code == 303, fits.text
    assert "在临港社区新设网格西" in as_("admin").get(fits.headers["Location"]).text
    admin_of_one = Post.update(area=c.OTHER_COMMUNITY).where(Post.person == cast.admin.id)
    assert admin_of_one.execute() == 1  # a plan that only begins something is no other administrator's
    assert as_("admin").get(fits.headers["Location"]).status_code == 404


@pytest.mark.parametrize("parts", ["0", "1", "", "13", "-2", "²"])
def test_a_number_of_parts_that_cannot_be_is_said(as_: Any, cast: c.Cast, parts: str) -> None:
    admin = as_("admin")
    page = admin.get(f"{PATH}/split?area={c.GRID}&parts={parts}").text
    assert 'id="e-parts"' in page and f'<option value="{c.GRID}" selected' in page and "12" in page
    assert admin.post(f"{PATH}/split", data=split_form(parts=parts)).status_code == 422


def test_a_day_too_far_names_the_last_one_and_no_wrong_span(as_: Any, cast: c.Cast) -> None:
    answer = as_("admin").post(f"{PATH}/split", data=split_form(day="2099-01-01"))
    assert answer.status_code == 422 and "最晚到" in answer.text and "两年以内" not in answer.text


@pytest.mark.parametrize("agrees", [False, True], ids=["draft", "agreed"])
def test_a_plan_is_dropped_behind_a_second_look(as_: Any, cast: c.Cast, agrees: bool) -> None:
    admin = as_("admin")
    at = planned(admin, **split_form())
    if agrees:
        admin.post(f"{at}/agree")
        assert Reorganisation.get().state == AGREED
    page = admin.get(at).text
    assert page.count(f'{at}/drop"') == 1 and page.index("<details") < page.index(f'{at}/drop"')
    assert ("还没有告诉谁" in page) is not agrees


def test_the_english_page_of_a_plan_has_no_chinese_but_names(as_: Any, cast: c.Cast) -> None:
    admin = as_("admin")
    at = planned(admin, **split_form())
    admin.post(f"{at}/agree")
    page = admin.get(at, headers={"Accept-Language": "en"}).text
    main = page[page.index("<main") : page.index("</main")]
    for name in (
        *c.NAMES.values(),
        "第1网格拆成两个",
        "满三百户",
        "第1网格",
        "临港社区",
        "1幢",
        "2幢",
        "东",
        "西",
    ):
        main = main.replace(name, "")
    assert re.findall(r"[\u4e00-\u9fff]+", main) == []
