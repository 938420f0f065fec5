"""A matter travels to another platform and back: once, in order, nothing typed twice, wherever the line is cut."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.problems.problem import Problem
from app.core.web import outward
from app.gateways.systems import agreements
from app.gateways.systems.commands import SystemBody
from app.gateways.systems.maps import mapping
from app.gateways.systems.models import ForeignCase, Sending, System
from app.gateways.systems.outgoing import collecting, sending, troubles
from app.ledger.models import Entry
from app.matters.models import Matter
from tests import cast as c
from tests.gateways.systems.conftest import MAP, Linked
from tests.matters import ops

pytestmark = pytest.mark.both


def answer(app: Any, linked: Linked, said: Any, key: str = "") -> Any:
    return app.test_client().post(
        f"/api/v1/systems/{linked.code}/answers",
        json=said,
        headers={"Authorization": f"Bearer {key or linked.key}"},
    )


def case(matter: Any) -> ForeignCase:
    return ForeignCase.get(ForeignCase.matter == matter.id)


@pytest.mark.parametrize(
    "address",
    ["http://platform.example.org/x", "https://127.0.0.1/x", "https://10.0.0.8/x", "https://localhost/x", "https://intranet/x",
     "https://169.254.169.254/latest", "https://[::1]/x", "https://0x7f000001/x", "https://u:p@platform.example.org/x"],
)  # fmt: skip
def test_an_address_inside_our_network_or_without_tls_is_refused(cast: Any, address: str) -> None:
    with pytest.raises(Problem) as refused:
        agreements.open_system(cast.admin, SystemBody(code="x", name="x", area=c.COMMUNITY, address=address))
    assert refused.value.errors[0][:2] == ("address", "inside-or-plain") and System.select().count() == 0


def test_a_public_name_that_leads_inside_is_not_connected_to(
    linked: Linked, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The resolver alone is stood in for: no name that points to this machine can be counted on."""
    import socket

    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", linked.mock.port))]
    System.update(address="https://platform.example.org/case").execute()
    ops.report(cast.worker)
    monkeypatch.setattr(outward.socket, "getaddrinfo", lambda *_, **__: inside)
    assert linked.go() == 0 and linked.row.trouble == troubles.AWAY and linked.mock.taken == []


def test_what_lies_elsewhere_and_what_was_before_is_not_told(linked: Linked, cast: Any) -> None:
    ops.report(cast.outsider, area=c.OTHER_GRID)
    assert linked.go() == 0 and linked.mock.taken == [] and Sending.select().count() == 0


def test_it_goes_there_in_their_words_and_comes_back_with_their_number(
    linked: Linked, cast: Any, as_: Any
) -> None:
    matter = ops.report(cast.worker, category="street_lamp", text="路灯不亮")
    assert linked.go() == 1 and linked.go() == 0
    (one,) = linked.mock.taken
    assert one["case"] == {
        "wybh": matter.number, "sjnr": "路灯不亮", "sjlx": "0301", "sjzt": "待受理", "ly": "巡格", "fssj": one["case"]["fssj"],
        "dz": {"qybm": matter.area, "qymc": one["case"]["dz"]["qymc"]},
    }  # fmt: skip
    assert (case(matter).number, case(matter).state) == ("SJ0001", "已受理")
    page = as_("desk").get(f"/desk/matters/{matter.id}").text
    assert "SJ0001" in page and "已受理" in page
    assert Sending.get().body == ""  # what was sent is not kept twice
    ops.move(cast.worker, Matter.get_by_id(matter.id), "take")
    assert linked.go() == 1
    second = linked.mock.taken[1]
    assert (second["case"]["sjzt"], second["case"]["sjbh"]) == ("处置中", "SJ0001") and second["seq"] > one[
        "seq"
    ]


@pytest.mark.parametrize("mood", ["cut-before", "cut-after", "page", "busy", "away", "slow"])
def test_whatever_breaks_on_the_way_it_arrives_once_and_in_order(
    linked: Linked, cast: Any, mood: str
) -> None:
    matter = ops.report(cast.worker)
    linked.mock.mood(mood)
    assert linked.go() == 0
    ops.move(cast.worker, Matter.get_by_id(matter.id), "take")
    assert linked.go() == 0 and linked.states() == ["waiting", "waiting"]  # not tried before its time
    assert linked.go(waited=True) == 0 and linked.row.tries == 2 and linked.row.trouble is not None
    linked.mock.mood("")
    assert linked.go(waited=True) == 2 and linked.row.trouble is None
    assert [one["case"]["sjzt"] for one in linked.mock.taken] == ["待受理", "处置中"]
    assert len({one["id"] for one in linked.mock.taken}) == 2 and case(matter).number == "SJ0001"


def test_a_platform_that_is_switched_off_and_comes_back_has_missed_nothing(linked: Linked, cast: Any) -> None:
    from app.gateways.systems.outgoing import signatures

    linked.mock.stop()
    matters = [ops.report(cast.worker, text=f"第 {n} 件") for n in range(3)]
    assert linked.go() == 0 and linked.row.trouble == troubles.AWAY
    linked.mock.start(signatures.secret_of(linked.row))
    assert linked.go(waited=True) == 3
    assert [one["case"]["wybh"] for one in linked.mock.taken] == [matter.number for matter in matters]


@pytest.mark.parametrize("step", ["after collecting", "after sending"])
def test_killed_between_two_steps_it_goes_on_where_it_was(
    linked: Linked, cast: Any, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """The process ends here."""

    def killed(*_: Any) -> None:
        raise Killed

    ops.report(cast.worker)
    if step == "after collecting":
        assert collecting.collect() == 1 and collecting.collect() == 0
    else:
        with monkeypatch.context() as patched:
            patched.setattr(sending, "_mark", killed)
            with pytest.raises(Killed):
                linked.go()
    assert linked.go() == 1 and len(linked.mock.taken) == 1 and linked.states() == ["sent"]


def test_what_they_refuse_holds_back_its_own_matter_alone_and_is_shown_at_last(
    linked: Linked, cast: Any, as_: Any
) -> None:
    ops.report(cast.worker)
    linked.mock.mood("no")
    for _ in range(sending.REFUSED_AFTER):
        assert linked.go(waited=True) == 0
    assert linked.states() == ["refused"] and linked.row.trouble is None
    linked.mock.mood("")
    other = ops.report(cast.worker, text="别的")
    assert linked.go() == 1 and linked.mock.taken[0]["case"]["wybh"] == other.number
    assert "对方没有收" in as_("admin").get("/admin/systems/city").text
    assert as_("admin").post("/admin/systems/city/again").status_code == 303
    assert linked.go() == 1 and linked.states() == ["sent", "sent"]


def test_without_the_right_secret_it_takes_nothing_and_we_say_so(linked: Linked, cast: Any) -> None:
    ops.report(cast.worker)
    System.update(serial=7).execute()  # signed with another secret than it was given
    assert linked.go() == 0 and linked.row.trouble == troubles.LOCKED and linked.mock.taken == []


def test_no_key_another_systems_and_an_ended_one_answers_nothing(app: Any, linked: Linked, cast: Any) -> None:
    matter = ops.report(cast.worker)
    _, other = agreements.open_system(
        cast.admin, SystemBody(code="else", name="别处", area=c.OTHER_COMMUNITY)
    )
    said = {"wybh": matter.number, "sjbh": "X1"}
    assert [answer(app, linked, said, key).status_code for key in ("x" * 43, other)] == [401, 401]
    reply = app.test_client().post(
        "/api/v1/systems/else/answers",
        json={"number": matter.number},
        headers={"Authorization": f"Bearer {other}"},
    )
    assert reply.status_code == 404  # the outsider's platform knows nothing of this place
    agreements.end(cast.admin, linked.row)
    assert answer(app, linked, said).status_code == 401 and ForeignCase.select().count() == 0


def test_answers_twice_out_of_order_and_contradicting_change_nothing_by_themselves(
    app: Any, linked: Linked, cast: Any, as_: Any
) -> None:
    matter = ops.report(cast.worker)
    linked.go()
    late = {"wybh": matter.number, "dqzt": "处置中", "gxsj": "2026-11-30T10:00:00+08:00", "hf": "已派人"}
    early = {**late, "dqzt": "待受理", "gxsj": "2026-11-30T09:00:00+08:00", "hf": "已登记"}
    became = [answer(app, linked, said).json["results"][0]["status"] for said in (late, late, early)]
    assert became == ["taken", "known", "stale"] and case(matter).state == "处置中"
    entries = Entry.select().where(Entry.kind == "system", Entry.verb == "answered").count()
    other = answer(app, linked, {"wybh": matter.number, "sjbh": "SJ0999"}).json["results"][0]["status"]
    assert other == "conflict" and case(matter).number == "SJ0001"
    assert Entry.select().where(Entry.kind == "system", Entry.verb == "answered").count() == entries + 1
    answer(app, linked, {"sjbh": "SJ0001", "dqzt": "已办结", "gxsj": "2026-11-30T11:00:00+08:00"})
    assert Matter.get_by_id(matter.id).state == "reported"  # what is said there moves nothing here
    page = as_("desk").get(f"/desk/matters/{matter.id}").text
    assert "SJ0999" in page and "那边写的是“已办结”，和这里对不上" in page
    admin = as_("admin")
    assert "SJ0999" in admin.get("/admin/systems/city").text
    assert admin.post(f"/admin/systems/city/numbers/{matter.id}", data={"choice": "other"}).status_code == 303
    assert (case(matter).number, case(matter).other_number) == ("SJ0999", None)


def test_one_number_for_two_matters_is_a_conflict_that_nobody_can_wave_through(
    app: Any, linked: Linked, cast: Any, as_: Any
) -> None:
    first, second = ops.report(cast.worker), ops.report(cast.worker, text="别的")
    linked.go()
    said = {"wybh": second.number, "sjbh": case(first).number}
    assert answer(app, linked, said).json["results"][0]["status"] == "conflict"
    refused = as_("admin").post(f"/admin/systems/city/numbers/{second.id}", data={"choice": "other"})
    assert refused.status_code == 422 and "已经是另一件事的" in refused.text
    assert case(second).number == "SJ0002"


def test_a_list_of_answers_has_a_line_for_each_and_bad_ones_say_their_field(
    app: Any, linked: Linked, cast: Any
) -> None:
    matter = ops.report(cast.worker)
    linked.go()
    every: list[Any] = [
        {"wybh": matter.number, "dqzt": "处置中"}, {"wybh": "991231-0001", "dqzt": "处置中"}, {"dqzt": "处置中"},
        {"wybh": matter.number, "gxsj": "昨天"}, {"wybh": matter.number, "dqzt": ["a"]}, "x",
    ]  # fmt: skip
    results = answer(app, linked, every).json["results"]
    assert [one["status"] for one in results] == ["taken", *["refused"] * 5]
    assert [one["problem"]["status"] for one in results[1:]] == [404, 422, 422, 422, 422]
    fields = [one["problem"]["errors"][0]["field"] for one in results[2:5]]
    assert fields == ["wybh", "gxsj", "dqzt"]
    for broken in ([], [{}] * 101):
        assert answer(app, linked, broken).status_code == 422


def test_what_a_resident_is_told_and_what_was_done_go_there_too(linked: Linked, cast: Any) -> None:
    more = [{"theirs": "dfnr", "ours": "answer"}, {"theirs": "bljg", "ours": "result"}]
    agreements.set_map(cast.admin, linked.row, mapping.parse({**MAP, "fields": [*MAP["fields"], *more]}))
    matter = ops.report(cast.worker, area=c.BUILDING, escalate=True)
    ops.move(cast.desk, Matter.get_by_id(matter.id), "take")
    ops.move(cast.desk, Matter.get_by_id(matter.id), "answer", text="今天下午来修，请打 13712345678")
    ops.move(cast.desk, Matter.get_by_id(matter.id), "resolve", text="换了灯泡")
    assert linked.go() >= 1
    told = linked.mock.taken[-1]["case"]
    assert (told["dfnr"], told["bljg"]) == ("今天下午来修，请打 137****", "换了灯泡")
