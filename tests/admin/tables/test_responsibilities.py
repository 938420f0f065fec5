"""The responsibility list: gaps and doubles are named, terms and lists are judged, twenty thousand rows are taken."""

import csv
import io

import pytest

from app.admin.tables import export, records, writing
from app.areas.access.reach import reach_of
from app.areas.models import Post, Unit
from app.core import clock
from app.matters.models import Category, ResponsibilityRow
from tests import cast as c
from tests.admin.tables.files import DUTIES_HEAD, file, planned, why, written

GOOD = ("fire_lane", "社区", c.ENFORCEMENT, c.PROPERTY, "《消防法》第二十八条")
WIDE = (*DUTIES_HEAD, "清单类别", "权力来源", "赋权起", "赋权止", "承接单位", "适用区域")


@pytest.fixture
def fire(cast):
    """A unit of the whole city."""
    return Unit.create(code="XF01", name="消防救援站", kind="department", platform=None, area=c.CITY)


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (("没有的事", "社区", c.ENFORCEMENT, "", ""), "category", "no-such-entry"),
        (("litter", "片长", c.ENFORCEMENT, "", ""), "level_kind", "unknown-word"),
        (("litter", "社区", "没有的单位", "", ""), "lead", "no-such-entry"),
        (("litter", "社区", c.ENFORCEMENT, "没有的单位", ""), "supports", "no-such-entry"),
        (("litter", "社区", c.ENFORCEMENT, f"{c.PROPERTY}、{c.ENFORCEMENT}", ""), "supports", "own-support"),
        (("litter", "社区", "", c.PROPERTY, ""), "lead", "missing"),
        (("消防通道", "社区", c.PROPERTY, "", ""), "category", "twice-in-table"),
    ],
)
def test_a_bad_row_gets_its_sentence_and_nothing_is_written(cast, row, column, reason):
    result, done = writing.write(records.RESPONSIBILITIES, file(DUTIES_HEAD, GOOD, row), None, None)
    assert not done and why(result) == [(3, column, reason)]
    assert not ResponsibilityRow.select().exists()


def test_a_unit_that_ended_yesterday_neither_leads_nor_supports(cast):
    Unit.update(ended=clock.now()).where(Unit.code == c.PROPERTY).execute()
    lead = ("litter", "社区", c.PROPERTY, "", "")
    assert why(planned("responsibilities", file(DUTIES_HEAD, GOOD, lead))) == [
        (2, "supports", "unit-ended"),
        (3, "lead", "unit-ended"),
    ]


@pytest.mark.both
def test_an_export_imports_back_once_a_unit_of_it_has_ended_and_the_plan_says_so(cast):
    written("responsibilities", file(DUTIES_HEAD, GOOD, ("litter", "社区", c.ENFORCEMENT, "", "")))
    kept = export.export(records.RESPONSIBILITIES, None, "csv")
    Unit.update(ended=clock.now()).where(Unit.code.in_((c.ENFORCEMENT, c.PROPERTY))).execute()
    for data in (kept, export.export(records.RESPONSIBILITIES, None, "csv")):
        result = planned("responsibilities", data)
        assert why(result) == [] and result.counts["unchanged"] == 2
        told = [doubt.sentence("zh") for doubt in result.doubts]
        assert "清单里还写着已经撤销的单位，3 处：综合执法队、滨海物业" in told
    by_name = ("litter", "社区", "综合执法队", "", "")
    assert planned("responsibilities", file(DUTIES_HEAD, by_name)).counts["unchanged"] == 1
    law = ("fire_lane", "社区", c.ENFORCEMENT, c.PROPERTY, "《消防法》")
    assert written("responsibilities", file(DUTIES_HEAD, law)).counts["changed"] == 1
    anew = ("litter", "社区", c.ENFORCEMENT, c.PROPERTY, "")
    other = ("fire_lane", "社区", c.PROPERTY, "", "")
    assert why(planned("responsibilities", file(DUTIES_HEAD, anew, other))) == [
        (2, "supports", "unit-ended"),
        (3, "lead", "unit-ended"),
    ]


def test_an_ended_unit_written_by_name_is_said_to_have_ended(cast):
    Unit.update(ended=clock.now()).where(Unit.code == c.PROPERTY).execute()
    result = planned("responsibilities", file(DUTIES_HEAD, ("litter", "社区", "滨海物业", "", "")))
    assert result.reasons(result.refused[0], "zh") == [("牵头单位", "滨海物业已经撤销")]


@pytest.mark.parametrize(
    ("more", "column", "reason"),
    [
        (("基本履职", "", "", "", "", ""), "lead", "lead-above"),
        (("", "自有", "2026-01-01", "", "", ""), "power_begins", "own-power"),
        (("", "赋权", "2026-12-31", "2026-01-01", "", ""), "power_ends", "before-start"),
        (("", "赋权", "", "", "XF01", ""), "taker", None),
        (("随便", "", "", "", "", ""), "list_kind", "unknown-word"),
    ],
)
def test_terms_and_lists_are_judged(cast, fire, more, column, reason):
    row = ("litter", "社区", "XF01", "", "", *more)
    assert why(planned("responsibilities", file(WIDE, row))) == ([(2, column, reason)] if reason else [])


def test_a_joint_duty_and_what_was_withdrawn_need_a_lead_from_above(cast, fire):
    for kind in ("配合履职", "上级收回"):
        own = ("litter", "社区", c.ENFORCEMENT, "", "", kind, "", "", "", "", "")
        assert why(planned("responsibilities", file(WIDE, own))) == [(2, "lead", "lead-not-above")]
        above = ("litter", "社区", "消防救援站", "", "", kind, "", "", "", "", "")
        assert why(planned("responsibilities", file(WIDE, above))) == []
    nobody = ("litter", "社区", "", "", "", "上级收回", "", "", "", "", "")
    assert why(planned("responsibilities", file(WIDE, nobody))) == []


def test_gaps_and_doubles_are_named_in_both_languages(cast):
    classes = [row.code for row in Category.select().where(Category.parent.is_null())]
    rows = [(code, "社区", c.ENFORCEMENT, "", "", f"Q-{min(at, 1)}") for at, code in enumerate(classes[1:])]
    result = planned("responsibilities", file((*DUTIES_HEAD, "事项编码"), *rows))
    said = [[doubt.sentence(language) for doubt in result.doubts] for language in ("zh", "en")]
    assert "社区：" in said[0][0] and "没有单位负责" in said[0][0] and "垃圾" not in said[0][0]
    assert "市：" in said[0][1] and "Q-1" in said[0][2] and "nobody is responsible" in said[1][0]


def test_a_row_for_one_community_leaves_the_gap_in_the_other(cast):
    codes = [row.code for row in Category.select()]
    everywhere = [
        (code, "社区", c.ENFORCEMENT, "", "", "") for code in codes if code not in ("litter", "cleanliness")
    ]
    one = ("litter", "社区", c.ENFORCEMENT, "", "", c.COMMUNITY)
    head = (*DUTIES_HEAD, "适用区域")
    result = planned("responsibilities", file(head, *everywhere, one))
    assert any(
        "社区" in doubt.sentence("zh") and "暴露垃圾" in doubt.sentence("zh") for doubt in result.doubts
    )
    both = planned("responsibilities", file(head, *everywhere, one, (*one[:5], c.OTHER_COMMUNITY)))
    assert not any(
        "暴露垃圾" in doubt.sentence("zh")
        for doubt in both.doubts
        if doubt.parameters["level"] == "community"
    )


def test_an_administrator_of_a_community_writes_rows_for_it_alone(cast):
    Post.update(area=c.COMMUNITY).where(Post.person == cast.admin).execute()
    reach, head = reach_of(cast.admin), (*DUTIES_HEAD, "适用区域")
    own, other = (*GOOD, c.COMMUNITY), (*GOOD, c.OTHER_COMMUNITY)
    result = planned("responsibilities", file(head, own, other, (*GOOD, "")), reach)
    assert why(result) == [(3, "area", "not-here"), (4, "area", "top-alone")]


def test_unchanged_rows_of_what_holds_everywhere_keep_no_administrator_of_a_community_out(cast):
    head = (*DUTIES_HEAD, "适用区域")
    written("responsibilities", file(head, (*GOOD, ""), (*GOOD, c.OTHER_COMMUNITY)))
    Post.update(area=c.COMMUNITY).where(Post.person == cast.admin).execute()
    reach, own = reach_of(cast.admin), ("litter", "社区", c.ENFORCEMENT, "", "", c.COMMUNITY)
    result = planned("responsibilities", file(head, (*GOOD, ""), own), reach)
    assert (result.counts["unchanged"], result.counts["new"], why(result)) == (1, 1, [])
    changed = (*GOOD[:4], "《别的法》", "")
    assert why(planned("responsibilities", file(head, changed), reach)) == [(2, "area", "top-alone")]
    unseen = (*GOOD, c.OTHER_COMMUNITY)
    assert why(planned("responsibilities", file(head, unseen), reach)) == [(2, "area", "not-here")]
    own_export = export.export(records.CATEGORIES, reach, "csv")
    assert why(planned("categories", own_export, reach)) == []


@pytest.mark.both
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_what_is_exported_imports_back_unchanged(cast, fire, suffix):
    long = (
        "litter",
        "社区",
        c.ENFORCEMENT,
        f"{c.PROPERTY}，XF01",
        "",
        "基本履职",
        "",
        "",
        "",
        "",
        c.COMMUNITY,
    )
    lent = ("noise", "市", "XF01", "", "", "", "赋权", "2026-01-01", "2026-12-31", "综合执法队", "")
    written("responsibilities", file(WIDE, long, lent))
    row = ResponsibilityRow.get(ResponsibilityRow.category == "noise")
    assert (row.power, row.power_ends, row.taker) == ("delegated", "2026-12-31", c.ENFORCEMENT)
    result = planned("responsibilities", export.export(records.RESPONSIBILITIES, None, suffix))
    assert result.counts == {"new": 0, "changed": 0, "unchanged": 2, "refused": 0, "left": 0}


def test_twenty_thousand_rows_are_read_and_their_one_slip_keeps_them_all_out(cast):
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow((*DUTIES_HEAD, "适用区域", "事项名称"))
    things = [row.code for row in Category.select()]
    places = (c.COMMUNITY, c.OTHER_COMMUNITY, c.GRID, c.GRID2, c.OTHER_GRID, c.CITY)
    keys = [
        (thing, level, place)
        for thing in things
        for level in ("社区", "街道", "市", "网格")
        for place in places
    ]
    for number in range(20_000):
        thing, level, place = keys[number % len(keys)]
        table.writerow((thing, level, c.ENFORCEMENT, "", "", place, f"第 {number} 行"))
    result = planned("responsibilities", out.getvalue().encode())
    assert len(result.lines) == 20_000 and len(result.lines_with("new")) == len(keys)
    assert {reason for _, _, reason in why(result)} == {"twice-in-table"} and not result.may_be_written
