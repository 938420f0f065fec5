"""A resident's private page without a script: refusals first, then followed, added to, taken back, judged and found again."""

from __future__ import annotations

import io
import json

import pytest

from app.core import clock
from app.matters.models import Matter
from app.requests.models import ResidentRequest, Verdict
from tests import cast as c
from tests import place
from tests.matters import ops
from tests.requests import form, saying


@pytest.fixture
def visitor(app):
    """A neighbour's browser without a script."""
    yield form.visitor(app)
    clock.freeze(None)


def said(visitor, **more):
    """Said by a poster's QR: (the matter, the private page's address)."""
    fields = form.filled(form.opened(visitor, f"/q/{saying.poster()}"), offered="1", **more)
    token = form.token(form.send(visitor, fields))
    request = ResidentRequest.select().order_by(ResidentRequest.received.desc()).first()
    return Matter.get_by_id(request.matter), f"/r/{token}"


def done(cast, matter):
    ops.move(cast.worker, matter, "settle_on_spot", text="换了灯泡", photos=(ops.PHOTO2,))


@pytest.mark.both
@pytest.mark.parametrize("path", ["/r/x", "/r/" + "A" * 43, "/r/%00", "/r/" + "x" * 5000])
def test_a_guessed_link_opens_nothing_and_leads_on(visitor, path):
    said(visitor)
    for address in (path, f"{path}/data", f"{path}/photos/{'a' * 64}"):
        answer = visitor.get(address)
        assert answer.status_code == 404
    assert (
        '<a class="button" href="/find">' in visitor.get(path).text
    )  # /find stands at the foot of every page
    for act in ("words", "rating", "withdrawal"):
        assert visitor.post(f"{path}/{act}", data={"text": "x", "solved": "1"}).status_code == 404


def test_rated_before_it_is_done_it_is_refused_with_a_sentence(visitor):
    _, link = said(visitor)
    answer = visitor.post(f"{link}/rating", data={"solved": "1", "text": "挺好"})
    assert answer.status_code == 409 and place.text(answer.text, ".banner")
    assert visitor.post(f"{link}/rating", data={}).status_code in (409, 422)
    assert Verdict.select().count() == 0


@pytest.mark.both
def test_rated_twice_it_counts_once_and_another_verdict_is_refused(visitor, cast):
    matter, link = said(visitor)
    done(cast, matter)
    for _ in range(2):
        assert visitor.post(f"{link}/rating", data={"solved": "1"}).status_code == 303
    assert Verdict.select().count() == 1
    for _ in range(2):
        assert (
            visitor.post(f"{link}/rating", data={"solved": "1", "score": "3", "text": "很快"}).status_code
            == 303
        )
    answer = visitor.post(f"{link}/rating", data={"solved": "1", "score": "1"})
    assert answer.status_code == 409
    verdict = Verdict.get()
    assert (verdict.score, verdict.text) == (3, "很快")
    assert visitor.post(f"{link}/rating", data={"solved": "1", "score": "9"}).status_code in (409, 422, 303)
    assert Verdict.get().score == 3


def test_a_score_without_a_yes_is_refused(visitor, cast):
    matter, link = said(visitor)
    done(cast, matter)
    assert visitor.post(f"{link}/rating", data={"solved": "1", "score": "2"}).status_code == 409
    assert Verdict.select().count() == 0


def test_what_is_wrong_with_a_later_word_is_said_and_the_word_stays(visitor):
    _, link = said(visitor)
    for text, status in (("", 422), ("字" * 2001, 422), ("a\x07b", 422)):
        answer = visitor.post(f"{link}/words", data={"text": text})
        assert answer.status_code == status and place.text(answer.text, ".error")
        assert place.texts(answer.text, "textarea")[0] == text
    bad = {"text": "看这张", "photo": (io.BytesIO(b"GIF89a nothing"), "x.gif")}
    answer = visitor.post(f"{link}/words", data=bad, content_type="multipart/form-data")
    assert answer.status_code == 415 and place.texts(answer.text, "textarea")[0] == "看这张"


def test_a_word_and_a_photo_are_added_once_and_shown_escaped(visitor):
    _, link = said(visitor)
    fields = form.hidden(visitor.get(link))
    for _ in range(2):
        given = {"id": fields["id"], "text": "<script>alert(1)</script>", "photo": form.picture(3)}
        answer = visitor.post(f"{link}/words", data=given, content_type="multipart/form-data")
        assert answer.status_code == 303
    page = visitor.get(answer.headers["Location"]).text
    assert page.count("&lt;script&gt;alert(1)") == 1 and "<script>alert" not in page
    assert "已收到您的补充" in place.text(page, ".banner")
    photo = page.partition(f'src="{link}/photos/')[2].partition('"')[0]
    shown = visitor.get(f"{link}/photos/{photo}")
    assert shown.status_code == 200 and shown.headers["Cache-Control"] == "private, no-store"


def test_photos_are_seen_by_the_links_holder_alone(app, visitor):
    _, link = said(visitor, photo=[form.picture(5)])
    page = visitor.get(link).text
    address = page.partition(f'src="{link}/photos/')[2].partition('"')[0].partition("?")[0]
    assert visitor.get(f"{link}/photos/{address}?size=320").status_code == 200
    assert visitor.get(f"{link}/photos/{address}?size=9000").status_code == 422
    assert visitor.get(f"{link}/photos/{'a' * 64}").status_code == 404
    _, other = said(visitor)
    assert visitor.get(f"{other}/photos/{address}").status_code == 404


def test_withdrawn_after_a_second_tap_nobody_comes_any_more(visitor):
    matter, link = said(visitor)
    page = visitor.get(link).text
    assert "确定撤回" in page and "<details><summary>不用办了" in page
    for _ in range(2):
        answer = visitor.post(f"{link}/withdrawal", data={"text": "自己修好了"})
    assert answer.status_code == 303 and (
        "撤回" in place.text(visitor.get(answer.headers["Location"]).text, ".state")
    )
    assert Matter.get_by_id(matter.id).state == "void"
    assert "确定撤回" not in visitor.get(link).text


def test_in_hand_it_cannot_be_withdrawn_any_more(visitor, cast):
    matter, link = said(visitor)
    ops.move(cast.worker, matter, "take")
    assert "确定撤回" not in visitor.get(link).text
    assert visitor.post(f"{link}/withdrawal", data={}).status_code == 409


def test_followed_to_the_end_it_is_asked_whether_it_is_solved_and_rated(visitor, cast):
    matter, link = said(visitor)
    page = visitor.get(link).text
    assert "临港社区 · 1幢" in place.texts(page, ".quiet")[0]
    assert "第1网格已经收到" in place.text(page, ".state") and "解决了吗" not in page
    done(cast, matter)
    page = visitor.get(link).text
    assert "解决了吗" in place.text(page, "#solved") and "王芳" not in page
    answer = visitor.post(f"{link}/rating", data={"solved": "1"})
    thanks = visitor.get(answer.headers["Location"]).text
    assert "办得怎么样" in place.text(thanks, "#score") and "满意" in place.texts(thanks, "button")
    answer = visitor.post(f"{link}/rating", data={"solved": "1", "score": "3", "text": "来得快"})
    assert "谢谢您的评价" in visitor.get(answer.headers["Location"]).text
    assert Verdict.get().score == 3
    assert Matter.get_by_id(matter.id).state == "closed"


def test_not_yet_goes_one_level_up(visitor, cast):
    matter, link = said(visitor)
    done(cast, matter)
    answer = visitor.post(f"{link}/rating", data={"solved": "0", "text": "晚上又灭了"})
    assert answer.status_code == 303
    assert "交给上一级" in place.text(visitor.get(answer.headers["Location"]).text, ".banner")
    again = Matter.get_by_id(matter.id)
    assert (again.state, again.level) == ("reported", c.COMMUNITY)


def test_not_yet_asks_for_its_word_first_and_the_api_takes_it_bare(app, visitor, cast):
    matter, link = said(visitor)
    done(cast, matter)
    page = visitor.get(link).text
    assert '<details class="asks"><summary class="button">' in page  # one tap says nothing yet
    for text in ("", " \n"):
        answer = visitor.post(f"{link}/rating", data={"solved": "0", "text": text})
        assert answer.status_code == 422 and "请写一句话" in place.text(answer.text, "#e-verdict")
        assert '<details class="asks" open>' in answer.text
    assert Verdict.select().count() == 0
    bare = app.test_client().post(
        f"/api/v1/requests/{link.rpartition('/')[2]}/rating", json={"solved": False}
    )
    assert bare.status_code == 200 and Matter.get_by_id(matter.id).level == c.COMMUNITY


def test_held_it_says_that_somebody_looks_first(visitor):
    answer = form.send(visitor, form.filled(form.opened(visitor)))
    page = visitor.get(answer.headers["Location"]).text
    assert ResidentRequest.get().number in place.text(
        page, ".number"
    )  # in the title it stands on every such page
    assert "看过后就会办理" in place.text(page, ".state")


def test_ones_own_data_comes_as_a_file(visitor):
    _, link = said(visitor, phone="13800001234", name="李阿姨")
    answer = visitor.get(f"{link}/data")
    assert "attachment" in answer.headers["Content-Disposition"]
    kept = json.loads(answer.data)
    assert kept["words"] == "楼道的灯坏了三天" and "13800001234" not in answer.text


def test_found_again_by_number_and_the_last_four_digits(visitor):
    _, _link = said(visitor, phone="138 0000 1234")
    number = ResidentRequest.get().number
    answer = visitor.post("/find", data={"number": number, "last4": "1234"})
    assert answer.status_code == 303
    assert place.texts(visitor.get(answer.headers["Location"]).text, "b")[0] == number


@pytest.mark.both
def test_a_wrong_pair_is_told_kindly_and_guessing_is_slowed(visitor):
    said(visitor, phone="13800001234")
    number = ResidentRequest.get().number
    for wrong in ({"number": number, "last4": "9999"}, {"number": "261122-9999", "last4": "1234"}):
        answer = visitor.post("/find", data=wrong)
        assert (
            answer.status_code == 404
            and "没有对上" in place.text(answer.text, ".banner")
            and f'value="{wrong["number"]}"' in answer.text
        )
    for wrong in (
        {},
        {"number": "a\x00"},
        {"number": "x" * 5000, "last4": "<b>"},
        {"number": number, "last4": "八〇〇〇"},
    ):
        assert visitor.post("/find", data=wrong).status_code == 422
    for _ in range(12):
        answer = visitor.post("/find", data={"number": number, "last4": "0000"})
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0
