"""One's own list: bundled, read, paged, in the feed, and without a word that should not be there."""

from __future__ import annotations

import pytest

from app.areas.access import posts
from app.areas.models import Post
from app.core import clock
from app.core.words import translate
from app.matters.models import Matter
from app.notify.models import Notice
from app.notify.pipeline import collect, retention
from app.notify.wording import KINDS, Thing, sentence, title
from tests import cast as c
from tests.matters import ops

WORDS = "电话13912345678，三楼张大爷"


@pytest.fixture(autouse=True)
def begun(cast):
    collect.collect()


@pytest.fixture
def told(cast):
    """A matter that came to the desk, went to the unit, and of which the desk was reminded of twice."""
    matter = ops.report(cast.worker, escalate=True, text=WORDS)
    collect.collect()
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    ops.move(cast.desk, matter, "remind")
    collect.collect()
    return matter


def notices(client, **query):
    answer = client.get("/api/v1/notices", query_string=query)
    assert answer.status_code == 200, answer.text
    return answer.json


def changes(client, since="", limit=200):
    answer = client.get("/api/v1/changes", query_string={"since": since, "limit": limit}).json
    return [one for one in answer["changes"] if one["kind"] == "notice"], answer


def test_strangers_get_nothing_and_the_outsider_an_empty_list(as_, told):
    for path in ("/api/v1/notices", "/api/v1/push"):
        assert as_(None).get(path).status_code == 401
    assert as_(None).post("/api/v1/notices/read", json={"until": 1}).status_code == 401
    assert notices(as_("outsider")) == {"notices": [], "unread": 0, "cursor": None}
    assert changes(as_("outsider"))[0] == []


def test_nobody_marks_what_is_anothers(as_, told):
    ids = [str(row.id) for row in Notice.select()]
    assert as_("outsider").post("/api/v1/notices/read", json={"ids": ids}).json == {"unread": 0}
    assert notices(as_("dept"))["notices"][0]["unread"] == 2


@pytest.mark.parametrize(
    "body",
    [{}, {"ids": ["1"], "until": 1}, {"ids": ["x"]}, {"ids": [1]}, {"until": -1}, {"until": 2**60}, {"ids": ["9" * 16]}, {"hat": 1}, {"ids": ["1"] * 501}],
    ids=lambda body: str(body)[:30],
)  # fmt: skip
def test_what_cannot_be_meant_is_a_bad_value(as_, told, body):
    assert as_("dept").post("/api/v1/notices/read", json=body).status_code == 422


@pytest.mark.parametrize("cursor", ["x", "-1", "9" * 30, "²"])
def test_a_cursor_that_is_none_is_a_bad_value(as_, told, cursor):
    assert as_("dept").get("/api/v1/notices", query_string={"cursor": cursor}).status_code == 422


@pytest.mark.both
def test_notices_of_one_matter_are_one_line_with_the_latest_sentence(as_, told):
    (line,) = notices(as_("dept"))["notices"]
    assert line["sentence"] == f"催办：消防通道 · 1幢（{told.number}）"
    assert (line["what"], line["about"]) == ("催办", "消防通道 · 1幢")
    assert (line["matter"], line["count"], line["unread"], line["urgent"]) == (told.id, 2, 2, False)
    english = as_("dept").get("/api/v1/notices", headers={"Accept-Language": "en"}).json["notices"][0]
    assert (
        english["sentence"] == f"A reminder: Fire lane · 1幢 ({told.number})"
        or told.number in english["sentence"]
    )


@pytest.mark.both
def test_reading_is_kept_and_asking_twice_is_harmless(as_, told):
    last = notices(as_("dept"))["notices"][0]["last"]
    for _ in range(2):
        assert as_("dept").post("/api/v1/notices/read", json={"until": last}).json == {"unread": 0}
    assert notices(as_("dept"))["notices"][0]["unread"] == 0


@pytest.mark.both
def test_the_list_is_paged_without_a_hole_or_a_double(as_, cast):
    made = [ops.report(cast.worker, escalate=True).id for _ in range(35)]
    collect.collect()
    first = notices(as_("desk"))
    second = notices(as_("desk"), cursor=first["cursor"])
    seen = [one["matter"] for one in first["notices"] + second["notices"]]
    assert seen == made[::-1] and second["cursor"] is None


@pytest.mark.both
def test_the_phone_gets_each_notice_once_and_again_when_it_was_read(as_, cast, told):
    client = as_("dept")
    seen, cursor = [], ""
    for _ in range(20):
        found, answer = changes(client, cursor, limit=1)
        seen += [one["id"] for one in found]
        cursor = answer["cursor"]
        if not answer["more"]:
            break
    assert len(seen) == len(set(seen)) == 2
    assert changes(client, cursor)[0] == []
    ops.move(cast.desk, told, "remind")
    found, answer = changes(client, cursor)  # the entry is there, the notice not yet
    cursor = answer["cursor"]
    assert found == []
    collect.collect()
    found, answer = changes(client, cursor)
    assert [one["data"]["kind"] for one in found] == ["reminded"] and found[0]["data"]["read"] is False
    client.post("/api/v1/notices/read", json={"ids": seen})
    found, _ = changes(client, answer["cursor"])
    assert [(one["id"], one["data"]["read"], one["version"]) for one in found] == [
        (id_, True, 2) for id_ in seen
    ]


def test_a_cursor_from_before_there_were_notices_is_good(as_, told):
    import base64

    client = as_("dept")
    cursor = changes(client)[1]["cursor"]
    said = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    seq, mark = said.split("-")[0], said.split(".")[1]
    old = base64.urlsafe_b64encode(f"{seq}.{mark}".encode()).decode().rstrip("=")
    found, answer = changes(client, old)
    assert len(found) == 2 and "restart" not in answer


def test_whoever_loses_the_post_loses_the_notices_with_it(as_, cast, told):
    posts.end(cast.admin, Post.get(Post.person == cast.dept))
    assert notices(as_("dept")) == {"notices": [], "unread": 0, "cursor": None}
    assert changes(as_("dept"))[0] == []


def test_no_words_no_names_and_of_a_confidential_matter_only_the_number(as_, cast, told):
    Matter.update(confidential=True).where(Matter.id == told.id).execute()
    for who in ("dept", "desk", "worker"):
        text = as_(who).get("/api/v1/notices").text
        assert "13912345678" not in text and "张大爷" not in text
        assert not any(person.name in text for person in cast.people.values())
    assert notices(as_("dept"))["notices"][0]["sentence"] == f"催办：{told.number}"


def test_every_kind_has_words_in_both_languages():
    about = Thing("261122-0001", "井盖", "1幢", True)
    for kind, its in KINDS.items():
        assert its.words and translate(its.words, "en") != its.words
        assert sentence(kind, about).startswith("紧急 · ") and "261122-0001" in sentence(kind, about, "en")
    assert title(3, False, True) == "有 3 件事等您看" and title(1, True, True, "en").startswith("Emergency")


def test_the_page_shows_the_same_and_marks_it(as_, told):
    client = as_("desk")
    page = client.get("/notices")
    assert (
        page.status_code == 200
        and "交给您处理" in page.text.partition('class="item-title')[2]
        and WORDS not in page.text
    )
    assert as_(None).get("/notices").status_code == 302
    last = notices(client)["notices"][0]["last"]
    assert client.post("/notices/read", data={"until": str(last)}).status_code == 303
    part = client.post("/notices/read", data={"until": str(last)}, headers={"HX-Request": "true"})
    assert part.status_code == 200 and "<html" not in part.text
    assert client.post("/notices/read", data={"until": "x"}).status_code == 422


@pytest.mark.both
def test_old_notices_go_after_sixty_days_and_are_not_made_again(cast, told):
    clock.freeze(clock.now() + 60 * clock.DAY - clock.HOUR)
    assert retention.sweep() == 0
    clock.freeze(clock.now() + 2 * clock.HOUR)
    assert (retention.sweep(), Notice.select().count()) == (3, 0)
    assert collect.collect() == 0
