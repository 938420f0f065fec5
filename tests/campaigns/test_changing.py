"""While a campaign lasts places and areas come to it and go, through the phones' news; and nothing that was found gets lost."""

from __future__ import annotations

from typing import Any

import pytest

from app.campaigns import opening
from app.campaigns.changing import changes
from app.campaigns.models import Campaign, CampaignList, CampaignPlace
from app.core.problems.problem import Problem
from app.notify.models import INBOX, Notice
from app.notify.pipeline import collect
from app.places.models import Place
from tests import cast as c
from tests.campaigns.test_campaigns import day, lists_of, opened, period_since_yesterday, register, visit
from tests.campaigns.test_joint_inspections import planned

__all__ = ["register"]


def why(by: Any, campaign: Campaign, areas: list[str], place: str = "") -> tuple[str, str]:
    """The field and the reason why it is not added, or the name of the problem."""
    with pytest.raises(Problem) as problem:
        changes.add(by, campaign, areas, place)
    return problem.value.errors[0][:2] if problem.value.errors else (problem.value.name, "")


def codes(as_: Any, who: str, since: str = "") -> list[str]:
    """The places on the person's phone."""
    return [one["code"] for row in lists_of(as_, who, since)[0] for one in row["places"]]


def standing() -> list[str]:
    """The places on it, whoever's phone they are on."""
    return sorted(row.place for row in CampaignPlace.select().where(CampaignPlace.taken_out.is_null()))


@pytest.mark.both
def test_what_cannot_be_added_or_taken_out_is_refused_with_its_reason(
    register: Any, as_: Any, phones: Any
) -> None:
    made, desk = opened(register.desk, c.GRID), register.desk
    assert why(desk, made, []) == ("areas", "missing") and why(desk, made, [c.GRID]) == ("areas", "all-there")
    assert why(desk, made, [c.OTHER_COMMUNITY]) == ("areas", "not-here")
    assert why(desk, made, [], "没有的店") == ("place", "no-place-called")
    assert why(desk, made, [], "C1") == ("place", "kind-not-asked")
    assert why(register.lead, made, [c.GRID2]) in (("areas", "not-here"), ("forbidden", ""))
    path = f"/duty/campaigns/{made.id}"
    for who, status in (("worker", 403), ("dept", 403), ("outsider", 403), ("head", 403)):
        for act, sent in (("add", {"areas": c.GRID2}), ("take-out", {"area": c.GRID})):
            assert as_(who).post(f"{path}/{act}", data=sent).status_code == status, who
    phone = phones("worker")
    assert phone.one(visit(phone, "S1")) == "applied"
    wrong = as_("desk").post(f"{path}/take-out", data={"area": c.BUILDING})
    assert wrong.status_code == 422 and "都去过了" in wrong.text
    assert as_("desk").post(f"{path}/take-out", data={}).status_code == 422
    wrong = as_("desk").post(f"{path}/add", data={"place": "没有的店"})
    assert wrong.status_code == 422 and "没有找到" in wrong.text and "没有的店" in wrong.text
    both = as_("desk").post(f"{path}/add", data={"place": "二网格烧烤", "areas": c.GRID2})
    assert both.status_code == 422 and "就不再选别的" in both.text  # nothing is dropped without a word
    assert standing() == ["S1", "S2"]
    opening.end(desk, made)
    assert why(desk, made, [c.GRID2]) == ("areas", "campaign-over")
    over = as_("desk").post(f"{path}/take-out", data={"area": c.GRID})
    assert over.status_code == 422 and "已经结束了" in over.text


@pytest.mark.both
def test_an_area_that_is_added_comes_to_its_phones_alone_and_stands_in_the_history(
    register: Any, as_: Any
) -> None:
    made = opened(register.desk, c.GRID)
    _, _, cursor = lists_of(as_, "worker")
    assert codes(as_, "worker2") == []
    assert as_("desk").post(f"/duty/campaigns/{made.id}/add", data={"areas": c.GRID2}).status_code == 303
    assert codes(as_, "worker2") == ["S3"] and lists_of(as_, "worker", cursor)[:2] == ([], [])
    assert Campaign.get().areas == [c.GRID, c.GRID2]
    Place.create(code="S4", name="新开的店", kind="shop", area=c.BUILDING)
    assert changes.add(register.desk, made, [], "新开的店") == 1
    assert sorted(codes(as_, "worker", cursor)) == ["S1", "S2", "S4"]
    page = as_("desk").get(f"/duty/campaigns/{made.id}").text
    assert "加了要看的地方" in page and page.index("加了要看的地方") < page.index("安排的")


@pytest.mark.both
def test_what_nobody_visited_is_taken_out_and_a_visit_that_was_on_its_way_puts_it_back(
    register: Any, as_: Any, phones: Any
) -> None:
    made, phone = opened(register.desk, c.COMMUNITY), phones("worker")
    assert phone.one(visit(phone, "S1")) == "applied"
    which = CampaignPlace.get(CampaignPlace.place == "S2").list_id
    waiting, (_, _, cursor) = visit(phone, "S2", "mended", bad=["q1"]), lists_of(as_, "worker")
    left = as_("desk").get(f"/duty/campaigns/{made.id}/places?of=left").text
    asked = left.partition("<details")[2].partition("</details>")[0]
    assert (
        "确定拿掉" in asked and left.count("确定拿掉") == left.count("<details><summary>拿掉") == 2
    )  # asked once more
    assert left.count("/take-out") == 2 and "/take-out" not in as_("worker").get(
        f"/duty/campaigns/{made.id}/places?of=left"
    ).text  # fmt: skip
    sent = {"list": which, "place": "S2", "area": c.GRID}
    answer = as_("desk").post(f"/duty/campaigns/{made.id}/take-out", data=sent)
    assert answer.status_code == 303  # to the list from which it was taken
    assert f"/duty/campaigns/{made.id}/places?of=left&area={c.GRID}&said=" in answer.headers["Location"]
    assert "拿掉了" in as_("desk").get(answer.headers["Location"]).text
    assert "东门小炒（第1网格）" in as_("desk").get(f"/duty/campaigns/{made.id}").text
    assert codes(as_, "worker", cursor) == ["S1"] and standing() == ["S1", "S3"]
    assert "应看 2 处" in as_("desk").get(f"/duty/campaigns/{made.id}").text
    assert phone.one(waiting) == "applied" and standing() == ["S1", "S2", "S3"]
    page = as_("desk").get(f"/duty/campaigns/{made.id}").text
    assert "拿掉了还没去过的地方" in page and page.index("已经有人去过，照样算进来") < page.index(
        "拿掉了还没去过"
    )
    assert register.worker.name not in page  # not who was there


@pytest.mark.both
def test_an_area_that_is_taken_out_leaves_its_phones_comes_back_and_never_leaves_nothing(
    register: Any, as_: Any, phones: Any
) -> None:
    made, phone = opened(register.desk, c.GRID, c.GRID2), phones("worker2")
    (row,), _, cursor = lists_of(as_, "worker2")
    waiting = visit(phone, "S3")
    assert changes.take_out(register.desk, made, c.GRID2, None) == 1
    assert lists_of(as_, "worker2", cursor)[:2] == ([], [row["id"]]) and Campaign.get().areas == [c.GRID]
    with pytest.raises(Problem) as problem:
        changes.take_out(register.desk, made, c.GRID, None)
    assert problem.value.errors[0][1] == "none-would-be-left"
    assert phone.one(waiting) == "applied"  # it was on its way: it counts, and is not late
    assert not CampaignPlace.get(CampaignPlace.place == "S3").late
    assert "看了 1 处" in as_("desk").get(f"/duty/campaigns/{made.id}").text
    assert changes.add(register.desk, made, [c.GRID2], "") == 1 and codes(as_, "worker2") == ["S3"]
    assert CampaignList.select().count() == 2


@pytest.mark.both
def test_a_grid_that_was_taken_out_and_counts_all_the_same_is_said_to_be_everywhere_alike(
    register: Any, as_: Any, phones: Any
) -> None:
    made, phone, path = opened(register.desk, c.GRID, c.GRID2), phones("worker2"), "/duty/campaigns"
    waiting = visit(phone, "S3")
    changes.take_out(register.desk, made, c.GRID2, None)

    def told() -> list[bool]:
        """Whether list, page, report and API name the grid."""
        api = as_("desk").get(f"/api/v1/campaigns/{made.id}").json
        (row,) = as_("desk").get("/api/v1/campaigns").json["campaigns"]
        lines = [line["area"] for line in api["progress"] if line["taken_out"]]
        pages = [as_("desk").get(one).text for one in (path, f"{path}/{made.id}", f"{path}/{made.id}/report")]
        assert api["areas"] == row["areas"] and api["taken_out"] == row["taken_out"] == lines
        assert [line["area"] for line in api["progress"]] == api["areas"]
        return ["已拿掉" in page for page in pages] + [c.GRID2 in api["areas"], c.GRID2 in lines]

    assert told() == [False] * 5
    assert phone.one(waiting) == "applied" and told() == [True] * 5
    with pytest.raises(Problem) as problem:  # what is left lies in no area of its
        changes.take_out(register.desk, made, c.GRID, None)
    assert problem.value.errors[0][1] == "none-would-be-left"
    opening.end(register.desk, made)
    assert told() == [True] * 5


@pytest.mark.both
def test_what_lies_below_a_larger_area_that_is_taken_out_is_none_of_its_areas_any_more(register: Any) -> None:
    made = opened(register.city, c.GRID, c.GRID2, c.OTHER_GRID)
    assert changes.take_out(register.city, made, c.COMMUNITY, None) == 3
    assert Campaign.get().areas == [c.OTHER_GRID]
    assert changes.add(register.city, made, [c.GRID2], "") == 1
    stop = CampaignPlace.get(CampaignPlace.place == "S9")
    assert changes.take_out(register.city, made, "", (stop.list_id, "S9")) == 1  # the only one there
    assert Campaign.get().areas == [c.GRID2]


@pytest.mark.both
def test_days_of_a_grid_and_parts_of_units_are_added_too(register: Any, as_: Any) -> None:
    period = period_since_yesterday(register.desk, c.GRID)
    assert changes.add(register.desk, period, [c.GRID2], "") == 2  # from today on
    assert codes(as_, "worker2") == [day(0), day(1)]
    opening.end(register.desk, period)
    joint = planned(as_)
    assert changes.add(register.desk, joint, [], "东门小炒") == 2
    assert [one for one in codes(as_, "dept") if one.startswith("S2")] == [f"S2@{c.ENFORCEMENT}"]


@pytest.mark.both
def test_those_who_come_in_later_hear_that_it_began_and_nobody_hears_it_twice(register: Any) -> None:
    collect.collect()
    made = opened(register.desk, c.GRID)
    collect.collect()
    changes.add(register.desk, made, [c.GRID2], "")
    Place.create(code="S4", name="新开的店", kind="shop", area=c.BUILDING)
    changes.add(register.desk, made, [], "S4")
    for _ in range(2):
        collect.collect()
    told = [row.recipient for row in Notice.select().where(Notice.channel == INBOX).order_by(Notice.id)]
    assert sorted(told) == sorted([register.worker.id, register.lead.id, register.worker2.id])


@pytest.mark.both
def test_a_place_is_added_by_a_part_of_its_name_in_any_case_and_width_and_several_are_a_choice(
    register: Any, as_: Any
) -> None:
    for code, name, kind in (
        ("K1", "ＫＦＣ 东门店", "shop"),
        ("k2", "KFC西门店", "shop"),
        ("C2", "东门充电棚", "charging"),
    ):
        Place.create(code=code, name=name, kind=kind, area=c.GRID2)
    made = opened(register.desk, c.GRID)
    path = f"/duty/campaigns/{made.id}/add"
    asked = as_("desk").post(path, data={"place": "kfc"})
    assert (
        asked.status_code == 422 and "这样叫的有 2 个" in asked.text and asked.text.count('name="which"') == 2
    )
    assert 'value="k2"' in asked.text and standing() == ["S1", "S2"]
    none = as_("desk").post(path, data={"place": "麦当劳"})
    assert (
        none.status_code == 422
        and "没有找到叫“麦当劳”的场所" in none.text
        and 'name="which"' not in none.text
    )
    assert as_("desk").post(path, data={"place": "kfc", "which": "k2"}).status_code == 303
    assert as_("desk").post(path, data={"place": " Ｋ1 "}).status_code == 303  # by its code
    assert standing() == ["K1", "S1", "S2", "k2"]
    assert (
        as_("desk").post(path, data={"place": "网格 烧"}).status_code == 303
    )  # every word of it, of the kinds asked for
    assert "S3" in standing()
    assert why(register.desk, made, [], "充电") == ("place", "kind-not-asked")
    assert why(register.desk, made, [], "东门充电") == ("place", "kind-not-asked")
    assert why(register.lead, made, [], "东塘") in (("forbidden", ""), ("place", "no-place-called"))


def test_an_address_to_which_a_form_is_sent_leads_to_the_page_when_it_is_opened(
    register: Any, as_: Any
) -> None:
    made = opened(register.desk, c.GRID)
    for act in ("add", "take-out", "end"):
        answer = as_("desk").get(f"/duty/campaigns/{made.id}/{act}")
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/duty/campaigns/{made.id}")
        assert as_("outsider").get(f"/duty/campaigns/{made.id}/{act}").status_code == 404
        assert as_("dept").get(f"/duty/campaigns/{made.id}/{act}").status_code == 403


def test_whoever_takes_out_the_last_place_of_an_area_lands_on_the_list_of_the_whole(
    register: Any, as_: Any
) -> None:
    made = opened(register.desk, c.GRID, c.GRID2)
    which = CampaignPlace.get(CampaignPlace.place == "S3").list_id
    sent = {"list": which, "place": "S3", "area": c.GRID2}
    assert as_("outsider").post(f"/duty/campaigns/{made.id}/take-out", data=sent).status_code == 403
    address = as_("desk").post(f"/duty/campaigns/{made.id}/take-out", data=sent).headers["Location"]
    assert f"/duty/campaigns/{made.id}/places?of=left&said=" in address
    assert as_("desk").get(address).status_code == 200
