"""发微信 and 打电话: whoever has a matter in hand hands a link over; nobody else learns whom it could go to."""

import pytest

from app.links.models import Link
from app.matters.models import Matter
from tests import cast as c
from tests.matters import ops


@pytest.fixture
def sent(cast):
    matter = ops.report(cast.worker)
    ops.move(cast.worker, matter, "escalate")
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.PROPERTY}", f"person:{cast.worker2.id}"])
    return matter


def path(matter):
    return f"/api/v1/matters/{matter.id}/links"


@pytest.mark.parametrize(
    ("name", "status"), [(None, 401), ("outsider", 404), ("dept", 404), ("city", 403), ("head", 403)]
)
def test_who_may_not_send_learns_nothing(as_, cast, sent, name, status):
    client = as_(name)
    assert client.get(path(sent)).status_code == status
    assert client.post(path(sent), json={"to": f"unit:{c.PROPERTY}"}).status_code == status
    assert not Link.select().exists()


@pytest.mark.parametrize(
    ("to", "status"),
    [
        ("area:330399001001", 422), ("unit:", 422), ("", 422), ("unit:NOPE", 404), ("person:nobody", 404),
        (f"unit:{c.ENFORCEMENT}", 409), (7, 422), (None, 422),
    ],
)  # fmt: skip
def test_to_nobody_no_link(as_, sent, to, status):
    assert as_("desk").post(path(sent), json={"to": to}).status_code == status
    assert not Link.select().exists()


@pytest.mark.both
def test_the_desk_sends_it_to_the_unit_and_rings_whoever_helps(as_, cast, sent):
    said = as_("desk").get(path(sent)).json["to"]
    assert {one["to"]: one["purpose"] for one in said} == {
        f"unit:{c.PROPERTY}": "handle",
        f"person:{cast.worker2.id}": "help",
    }
    assert next(one["phone"] for one in said if one["to"].startswith("person")) == cast.worker2.phone
    made = as_("desk").post(path(sent), json={"to": f"unit:{c.PROPERTY}"})
    assert made.status_code == 201 and made.json["link"] in made.json["text"]
    assert as_(None).get(made.json["link"]).status_code == 200
    for hidden in ("消防通道被堵", cast.worker.phone, cast.worker.name):
        assert hidden not in made.json["text"]
    assert sent.number in made.json["text"]


def test_the_lead_asks_the_head(as_, cast):
    matter = ops.report(cast.worker)
    ops.move(cast.worker, matter, "take")
    ops.move(cast.worker, matter, "resolve", text="已清理")
    said = as_("lead").get(path(matter)).json["to"]
    assert [(one["name"], one["purpose"]) for one in said] == [("周秀英", "look")]
    made = as_("lead").post(
        path(matter), json={"to": f"person:{cast.head.id}"}, headers={"Accept-Language": "en"}
    )
    assert "Please have a look" in made.json["text"]


def test_a_handler_sends_it_to_no_neighbour(as_, cast):
    matter = ops.report(cast.worker)
    ops.move(cast.worker, matter, "escalate")
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    ops.move(cast.dept, matter, "resolve", text="已清理")
    client = as_("dept")
    assert "周秀英" not in client.get(path(matter)).get_data(as_text=True)
    assert client.post(path(matter), json={"to": f"person:{cast.head.id}"}).status_code == 403


def test_a_matter_says_who_may_send_it(as_, cast, sent):
    for name, may in (("desk", True), ("lead", True), ("worker", False), ("city", False)):
        assert as_(name).get(f"/api/v1/matters/{sent.id}").json["may_send"] is may
    assert Matter.get_by_id(sent.id).version == sent.version
