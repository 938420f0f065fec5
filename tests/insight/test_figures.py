"""Each figure equals its recomputation from the raw ledger, and each number the length of the list that it opens."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.areas import tree
from app.areas.models import Area, Post
from app.core import clock, db
from app.core.problems.problem import Deferred, Problem
from app.insight import catch_up
from app.insight.figures import FIGURES
from app.insight.models import Course, Tally
from app.insight.questions import BY
from app.insight.recurring import rule
from app.insight.reports import again
from app.insight.reports.span import MONTH, containing
from app.ledger.act import by_resident
from app.matters.models import Matter
from app.matters.residents import verdicts
from tests import cast as c
from tests.board import done
from tests.insight import again_recomputed, recomputed
from tests.insight.asked import DAYS, MONDAY, everything, listed, told
from tests.matters import ops
from tests.patrol import walk

OF_PEOPLE = {name for name, figure in FIGURES.items() if figure.is_of_people}


def refusal(reply: Any) -> tuple[int, str, list[str]]:
    errors = [error["field"] for error in reply.json.get("errors", [])]
    return reply.status_code, reply.json["type"].removeprefix("/problems/"), errors


def test_a_stranger_an_outsider_and_whoever_reads_no_figures_are_told_none(as_, cast, monday):
    ops.report(cast.worker)
    catch_up.follow()
    assert as_(None).get("/api/v1/figures").status_code == 401
    assert refusal(as_("outsider").get(f"/api/v1/figures?area={c.COMMUNITY}"))[:2] == (404, "not-found")
    assert refusal(as_("head").get("/api/v1/figures"))[:2] == (403, "forbidden")
    assert refusal(as_("dept").get("/api/v1/figures"))[:2] == (403, "forbidden")
    assert refusal(as_("outsider").get(f"/api/v1/figures/received/matters?area={c.COMMUNITY}"))[:2] == (
        404,
        "not-found",
    )


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=2026-11-31", "from"), ("to=yesterday", "to"), ("from=2026-12-01&to=2026-11-01", "to"), ("from=2020-01-01", "from"),
        ("by=person", "by"), ("by=worker", "by"), ("by=day&from=2026-01-01&to=2026-11-01", "from"), ("category=nothing", "category"),
        ("category=a%0Ab", "category"), (f"platform={'x' * 65}", "platform"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_with_its_field(as_, cast, monday, query, field):
    assert refusal(as_("desk").get(f"/api/v1/figures?{query}")) == (422, "bad-value", [field])


def test_a_list_that_is_none_is_refused(as_, cast, monday, five):
    desk = as_("desk")
    assert refusal(desk.get("/api/v1/figures/fastest_worker/matters"))[:2] == (404, "not-found")
    assert refusal(desk.get("/api/v1/figures/received/matters?cursor=x")) == (422, "bad-value", ["cursor"])
    assert refusal(desk.get("/api/v1/figures/on_the_spot/matters?which=all")) == (422, "bad-value", ["which"])


def test_days_without_anything_have_no_shares(as_, cast, monday, five):
    for one in told(as_("desk"), **{"from": "2025-12-30", "to": "2026-01-02"}):
        assert one["value"] in (None, 0) and one["numerator"] == 0, one
        assert listed(as_("desk"), one["items"]) == []


def test_how_somebody_works_is_told_of_five_alone_or_of_ones_own_grid(as_, cast, monday):
    done.through(cast, done.asked())
    ops.report(cast.outsider, area=c.OTHER_GRID)
    for one in told(as_("desk")):
        is_withheld = one["name"] in OF_PEOPLE
        assert one["withheld"] == is_withheld and (one["items"] is None) == is_withheld, one
        assert not is_withheld or one["value"] is one["numerator"] is one["denominator"] is None, one
    address = f"/api/v1/figures/on_the_spot/matters?area={c.COMMUNITY}&from={DAYS[0]}&to={DAYS[1]}"
    assert as_("desk").get(address).status_code == 404
    for reader in ("worker", "lead"):
        assert not any(one["withheld"] for one in told(as_(reader), area=c.GRID)), reader


@pytest.mark.both
def test_at_every_grid_every_figure_of_people_is_withheld_from_a_desk(as_, cast, monday, five):
    """One grid has one worker: nobody above its own people reads how they work, in whatever groups it is asked for."""
    Post.delete().where(Post.area == c.GRID2, Post.person != cast.worker2.id).execute()
    done.through(cast, done.asked())
    for grid in (c.GRID, c.GRID2, c.DEDICATED):
        for by in ("", *BY):
            for one in told(as_("desk"), area=grid, by=by):
                assert one["withheld"] == (one["name"] in OF_PEOPLE), (grid, by, one)


def test_what_others_leave_over_is_no_worker_of_its_own(as_, cast, monday, five):
    """Taking the told parts from the whole leaves the work of five, or nothing is told of the parts."""
    of_grids = [one for one in told(as_("desk"), by="area") if one["name"] == "on_the_spot"]
    shown = {one["group"] for one in of_grids if not one["withheld"]}
    left = {one["group"] for one in of_grids} - shown

    def workers(codes):
        return len(
            {post.person_id for post in Post.select().where(Post.role == "grid_worker", Post.area.in_(codes))}
        )

    assert not left or workers(left | {c.COMMUNITY}) >= 5


@pytest.mark.both
def test_each_figure_says_what_it_counts_and_opens_its_list(as_, cast, monday, five):
    done.through(cast, done.asked())
    done.asked("staff")
    up = done.asked("web")
    ops.move(cast.worker, up, "escalate")
    ops.move(cast.desk, up, "escalate", text="要市里")
    clock.freeze(MONDAY + 3 * clock.DAY)
    ops.move(cast.city, up, "hand_down", to=[f"area:{c.GRID}"])
    done.through(cast, up, solved=True)
    again = done.through(cast, done.asked())
    ops.move(cast.desk, again, "reopen", text="又来了")
    ops.move(cast.worker, ops.report(cast.worker), "void", reason="mistake")
    desk = as_("desk")
    by_name = {one["name"]: one for one in told(desk)}
    assert by_name["received"]["value"] == 4 and by_name["closed"]["value"] == 2
    assert (by_name["on_the_spot"]["numerator"], by_name["on_the_spot"]["denominator"]) == (1, 2)
    assert (by_name["reopened"]["numerator"], by_name["reopened"]["denominator"]) == (1, 4)
    for one in by_name.values():
        assert one["definition"] and len(listed(desk, one["items"])) == one["numerator"], one
        if one["denominator"] is not None:
            assert len(listed(desk, one["items"] + "&which=of")) == one["denominator"], one


def test_groups_stand_in_the_order_of_the_tree_and_of_time_and_open_their_own(as_, cast, monday, five):
    for area in (c.GRID2, c.GRID, c.GRID2, c.COMMUNITY):
        ops.report(cast.desk, area=area)
    clock.freeze(MONDAY + 20 * clock.DAY)
    ops.report(cast.worker)
    desk = as_("desk")

    def groups(by):
        return [(one["group"], one["value"]) for one in told(desk, by=by) if one["name"] == "received"]

    assert groups("area") == [(c.DEDICATED, 0), (c.GRID, 2), (c.GRID2, 2), (c.COMMUNITY, 1)]
    assert groups("month") == [("2026-11", 4), ("2026-12", 1)]
    assert sum(value for _, value in groups("week")) == 5
    assert groups("channel") == [("found", 5)]
    for by in BY:
        for one in told(desk, by=by):
            if one["items"] is not None:
                assert len(listed(desk, one["items"])) == one["numerator"], one


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("report", "ask", "settle", *("on",) * 8, "refuse", "not yet", "reopen", "escalate", "down", "void", "undo", "undo", "close", "merge", "whistle", "whistle", "attend", "attend", "give back", "call off", "absent", "visit")),
        st.integers(0, 3),
        st.sampled_from((0, 0, 1, 5, 80)),
    ),
    min_size=20,
    max_size=50,
)  # fmt: skip
MONTHS = (("2026-11-01", "2026-11-30"), ("2026-12-01", "2026-12-31"))
MATTERS_MOST = 5  # of one history: so each has a life
ON = {
    "reported": "take",
    "in_hand": "resolve",
    "resolved": "confirm",
    "confirmed": "yes",
}  # state → what takes it on


class History:
    """A history of a few matters made of random acts; what is not open just then does not happen."""

    def __init__(self, cast: c.Cast) -> None:
        self.cast, self.matters, self.at = cast, [], MONDAY
        self.last: tuple[Any, Matter, int] | None = None

    def act(self, what: str, which: int, hours: int) -> None:
        self.at += hours * clock.HOUR // 3
        clock.freeze(self.at)
        if what in ("report", "ask", "settle") and len(self.matters) < MATTERS_MOST:
            self.matters.append(self._begun(what))
        elif self.matters:
            matter = self.matters[which % len(self.matters)]
            what = "on" if what in ("report", "ask", "settle") else what
            with contextlib.suppress(Problem, Deferred):
                self._moved(what, Matter.get_by_id(matter.id), which)

    def _begun(self, what: str) -> Matter:
        if what == "ask":
            return done.asked()
        settled = {"settled": {"text": "清了"}} if what == "settle" else {}
        return ops.report(self.cast.worker, **settled)

    def _moved(self, what: str, matter: Matter, which: int) -> None:
        cast = self.cast
        what = ON.get(matter.state, "note") if what == "on" else what
        if what == "undo":
            if self.last is not None:
                who, of, seq = self.last
                ops.move(who, Matter.get_by_id(of.id), "undo", undoes=seq)
            return
        if what == "visit":
            at = (self.at - walk.NINE) // 1000
            walk.visit(cast.worker, (c.BUILDING, c.BUILDING2)[which % 2], at - 600, 5)
            return
        if what in ("yes", "not yet"):
            verdicts.rate(
                by_resident("request:x"), matter.id, what == "yes", None, "还在" if what == "not yet" else ""
            )
            return
        who, move, body = {
            "take": (cast.worker, "take", {}), "resolve": (cast.worker, "resolve", {"text": "好了"}),
            "confirm": (cast.head, "confirm", {}), "refuse": (cast.head, "refuse", {"text": "没有"}),
            "reopen": (cast.desk, "reopen", {"text": "再看"}), "escalate": (cast.desk if which % 2 else cast.worker, "escalate", {"text": "要上面"}),
            "down": (cast.city, "hand_down", {"to": [f"area:{c.GRID}"]}), "void": (cast.desk, "void", {"reason": "mistake"}),
            "note": (cast.worker, "note", {"text": "又看了一眼"}), "close": (cast.desk, "close", {}), "whistle": (cast.lead, "whistle", {"to": [f"unit:{c.ENFORCEMENT}"], "text": "请到现场"}),
            "attend": (cast.dept, "attend", {}), "give back": (cast.dept, "return_call", {"reason": "not_ours"}),
            "call off": (cast.desk, "call_off", {"text": "不用来了"}), "absent": (cast.desk, "judge_call", {"reason": "absent"}),
            "merge": (cast.desk, "merge", {"to": [f"matter:{self.matters[0].id}"]}),
        }[what]  # fmt: skip
        self.last = (who, matter, ops.move(who, matter, move, **body).seq)


def comes_again():
    """(first, last day) of a month → what comes again in the city, which is also what a page tells of it."""
    found = {}
    for first, last in MONTHS:
        span = containing(MONTH, dt.date.fromisoformat(first))
        counts = [
            (again.counted(kind, c.CITY, span), again.counted(kind, c.CITY, span.compared))
            for kind in rule.KINDS
        ]
        for kind, (now, before) in zip(rule.KINDS, counts, strict=True):
            rows = [again.Again(*pair, now[pair], before[pair]) for pair in sorted(now)]
            assert again.most(kind, c.CITY, span) == (rows, 0, now.total())
        found[first, last] = tuple(now for now, _ in counts)
    return found


@pytest.mark.both
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_every_figure_equals_its_recomputation_over_random_histories(as_, cast, monday, five, steps):
    with db.database.atomic() as whole:
        history = History(cast)
        for step in steps:
            history.act(*step)
            if step[1] == 0:  # some of it is read before more comes
                catch_up.follow()
        for reader, area in (("desk", c.COMMUNITY), ("city", c.CITY)):  # a city has tallies
            expected = recomputed.figures(area, *DAYS)
            for one in told(as_(reader), area=area):
                found = (one["value"], one["numerator"], one["denominator"])
                assert found == pytest.approx(expected[one["name"]]), (area, one["name"], found)
        before, come_again = everything(as_("city")), comes_again()
        assert come_again == {month: again_recomputed.again(c.CITY, *month) for month in MONTHS}
        Course.delete().execute()
        catch_up.start_anew()  # made anew from the first matter on, they are the same
        assert (everything(as_("city")), comes_again()) == (before, come_again)
        assert Tally.select().where(Tally.matters < 0).count() == 0
        monkey = pytest.MonkeyPatch()
        monkey.setattr(catch_up, "is_whole", lambda: False)  # and without tallies, too
        assert (everything(as_("city")), comes_again()) == (before, come_again)
        monkey.undo()
        whole.rollback()


def test_new_year_and_midnight_part_days_where_the_city_does(as_, cast, store, five):
    late = clock.parse("2026-12-31T23:59:59+08:00")
    for at in (late, late + 1000):
        clock.freeze(at)
        ops.report(cast.worker)
    groups = [
        one
        for one in told(as_("desk"), by="day", **{"from": "2026-12-31", "to": "2027-01-01"})
        if one["name"] == "received"
    ]
    assert [(one["group"], one["value"]) for one in groups] == [("2026-12-31", 1), ("2027-01-01", 1)]


def test_addresses_of_lists_carry_the_question(as_, cast, monday, five):
    one = next(one for one in told(as_("desk"), by="week") if one["name"] == "received")
    query = parse_qs(urlsplit(one["items"]).query)
    first, last = dt.date.fromisoformat(query["from"][0]), dt.date.fromisoformat(query["to"][0])
    assert first.isoformat() == DAYS[0] and last == dt.date(2026, 11, 1)  # a Sunday: the week ends with it


def test_what_happened_before_areas_were_put_elsewhere_stays_where_it_happened(as_, cast, monday, five):
    for _ in range(3):
        done.through(cast, done.asked())
    before = {(one["name"], one["value"]) for one in told(as_("desk"))}
    of_other = {(one["name"], one["value"]) for one in told(as_("city"), area=c.OTHER_COMMUNITY)}
    clock.freeze(MONDAY + 10 * clock.DAY)
    Area.update(parent=c.OTHER_COMMUNITY).where(Area.code == c.GRID).execute()
    tree.rebuild()
    until = {"to": "2026-11-20"}
    assert {(one["name"], one["value"]) for one in told(as_("desk"), **until)} == before
    assert {
        (one["name"], one["value"]) for one in told(as_("city"), area=c.OTHER_COMMUNITY, **until)
    } == of_other
    by_area = {
        one["group"]: one["value"]
        for one in told(as_("city"), area=c.CITY, by="area", **until)
        if one["name"] == "received"
    }
    assert by_area == {c.COMMUNITY: 3, c.OTHER_COMMUNITY: 0}
    whole = next(one for one in told(as_("city"), area=c.CITY) if one["name"] == "received")
    assert whole["value"] == 3 and catch_up.is_whole()


def test_areas_moved_twice_in_a_day_are_counted_where_they_came_to_lie(as_, cast, monday, five):
    """The note of where an area lay before tells the first move of a day; the tallies follow the second too."""
    make_street = lambda code: c.make_area(code, "street", f"{code}街道", c.CITY)  # noqa: E731
    with db.transaction():
        for code in ("330399002", "330399003"):
            make_street(code)
        tree.rebuild()

    def of_street(code):
        return next(one["value"] for one in told(as_("city"), area=code) if one["name"] == "received")

    ops.report(cast.worker)
    for code in ("330399002", "330399003"):
        Area.update(parent=code).where(Area.code == c.COMMUNITY).execute()
        tree.rebuild()
        assert of_street(code) == 1
    assert of_street("330399002") == 0


def test_while_all_is_counted_from_the_beginning_that_is_said(as_, cast, monday, five):
    ops.report(cast.worker)
    desk = as_("desk")
    assert desk.get("/api/v1/figures").json["whole"] is False
    assert "正在从头统计" in desk.get("/figures").text
    catch_up.follow()
    assert desk.get("/api/v1/figures").json["whole"] is True
    assert "正在从头统计" not in desk.get("/figures").text
