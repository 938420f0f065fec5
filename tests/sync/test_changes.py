"""The changes feed: within reach, in order, complete, and started again when the reach changes."""

from __future__ import annotations

import base64

import pytest

from app.areas.models import Post
from app.core import db
from app.sync import changes
from tests.sync.phone import new_id


def report(phone, **body):
    return phone.op("matter.report", {"matter": new_id(), "category": "other", "text": "路灯不亮", **body})


def pull(client, since="", **query):
    answer = client.get("/api/v1/changes", query_string={"since": since, **query})
    assert answer.status_code == 200, answer.text
    return answer.json


def test_a_stranger_gets_nothing(as_):
    assert as_(None).get("/api/v1/changes").status_code == 401


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"}, {"limit": "501"}, {"limit": "-1"}, {"limit": "²"}, {"limit": "1e3"}, {"limit": "9" * 5000},
        {"since": "x"}, {"since": "!!!!"}, {"since": "5"}, {"since": "é"}, {"since": "A" * 5000},
        {"since": base64.urlsafe_b64encode(b"99999999999999999999.abc").decode()},
        {"since": base64.urlsafe_b64encode(b"-1.abc").decode()},
    ],
    ids=lambda query: str(query)[:30],
)  # fmt: skip
def test_a_cursor_or_limit_that_is_none_is_a_bad_value(as_, query):
    answer = as_("worker").get("/api/v1/changes", query_string=query)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == next(iter(query))


def test_the_outsider_sees_nothing_of_it(phone, as_):
    phone.send(report(phone))
    assert pull(as_("outsider"))["changes"] == []


@pytest.mark.both
def test_every_change_comes_once_and_in_order(phone, as_):
    ops = [report(phone) for _ in range(7)]
    phone.send(*ops)
    client, cursor, seen = as_("worker"), "", []
    while True:
        answer = pull(client, cursor, limit=3)
        seen += [change["id"] for change in answer["changes"] if change["kind"] == "matter"]
        cursor = answer["cursor"]
        if not answer["more"]:
            break
    assert seen == [op["body"]["matter"] for op in ops]
    assert pull(client, cursor) == {"cursor": cursor, "changes": [], "gone": [], "more": False}
    phone.send(phone.op("matter.move", {"matter": seen[2], "move": "note", "text": "看过了"}))
    again = pull(client, cursor)["changes"]
    assert [change["id"] for change in again] == [seen[2]] and again[0]["data"]["id"] == seen[2]


def test_unknown_query_keys_are_ignored(as_):
    assert pull(as_("worker"), hat="1")["changes"] == []


def test_another_reach_or_epoch_starts_again_and_says_so(phone, as_, cast):
    phone.send(report(phone))
    client = as_("worker")
    cursor = pull(client)["cursor"]
    Post.update(ends="2020-01-01").where(Post.person == cast.worker).execute()
    answer = pull(client, cursor)
    assert answer["restart"] is True and answer["changes"] == []
    Post.update(ends="9999-12-31").where(Post.person == cast.worker).execute()
    assert "restart" not in pull(client, cursor)
    db.Meta.write("epoch", "another")
    assert pull(client, cursor)["restart"] is True and len(pull(client, cursor)["changes"]) == 1


def test_a_phone_that_keeps_things_of_an_older_shape_fetches_everything_again_once(phone, as_, monkeypatch):
    phone.send(report(phone))
    client = as_("worker")
    with monkeypatch.context() as before:
        before.setattr(changes, "SHAPE", changes.SHAPE - 1)
        cursor = pull(client)["cursor"]
        assert pull(client, cursor)["changes"] == []
    answer = pull(client, cursor)
    assert answer["restart"] is True and answer["changes"][0]["data"]["asks"]
    assert "restart" not in pull(client, answer["cursor"])
