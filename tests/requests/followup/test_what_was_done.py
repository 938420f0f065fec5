"""Residents read what was done: a sentence of its own, looked through as the board's words are; the delicate waits for a desk."""

import io
from dataclasses import replace

import pytest

from app.core import decode
from app.core.problems.problem import Problem
from app.evidence import upload
from app.ledger.models import Entry
from app.matters import transition
from app.matters.commands import MoveBody
from app.matters.models import Matter
from app.notify.models import Notice
from app.notify.pipeline import collect
from app.requests.commands import RatingBody
from app.requests.followup import resident_acts, status
from tests import cast as c
from tests import place
from tests.evidence.pictures import picture
from tests.matters import ops
from tests.requests import saying

WORDS = "灯泡和镇流器都换了，试过两次，都亮。"


def in_hand(cast, category="street_lamp", confidential=False):
    """A resident's matter in the unit's hands: (request, matter, token)."""
    request, matter, token = saying.asked(category=category, confidential=confidential)
    ops.move(cast.worker, matter, "escalate")
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    ops.move(cast.dept, matter, "take")
    return request, matter, token


def read(request):
    """What the resident reads of what was done: (state, the sentence, photos afterwards)."""
    seen = status.serialize(request)
    return seen["state"], seen["done"] and seen["done"]["text"], seen["after"]


@pytest.mark.parametrize("move", ["note", "take", "escalate"])
def test_only_what_says_that_it_is_done_carries_such_a_sentence(cast, move):
    _, matter, _ = saying.asked()
    with pytest.raises(Problem) as refused:
        ops.move(cast.worker, matter, move, text="看过", resident_text=WORDS)
    assert (refused.value.name, refused.value.errors[0][0]) == ("bad-value", "resident_text")


def test_the_resident_reads_the_sentence_and_not_what_colleagues_wrote_to_each_other(app, cast):
    request, matter, token = in_hand(cast)
    ops.move(cast.dept, matter, "resolve", text="三楼王某又在吵", resident_text=WORDS)
    assert read(request)[:2] == ("resolved", WORDS)
    page = app.test_client().get(f"/r/{token}").text
    assert place.text(page, "#done").endswith(WORDS) and "王某" not in page
    assert [WORDS in text for text in place.texts(page, ".timeline")] == [False]  # said once
    assert Entry.select().where(Entry.verb == "resolve").get().text == "三楼王某又在吵"


def test_settled_on_the_spot_it_is_read_too_and_the_sentence_alone_is_enough(cast):
    request, matter, _ = saying.asked()
    ops.move(cast.worker, matter, "settle_on_spot", resident_text=WORDS)
    assert read(request)[:2] == ("resolved", WORDS)


def test_without_such_a_sentence_it_is_as_before(cast):
    request, matter, _ = in_hand(cast)
    ops.move(cast.dept, matter, "resolve", text="换好了")
    assert read(request)[:2] == ("resolved", None)


@pytest.mark.parametrize(
    "words",
    [
        "已联系 13812345678",
        "王芳已经换好",
        "浙C12345 挪走了",
        "301室已经清空",
        "李阿姨家修好了",
        "有事打 64212345",
    ],
)
def test_a_phones_sentence_with_somebody_in_it_waits_and_the_move_is_made(cast, words):
    request, matter, _ = saying.asked()
    body = decode.convert({"matter": matter.id, "move": "settle_on_spot", "resident_text": words}, MoveBody)
    transition.move(replace(ops.act(cast.worker), op=ops.uuid7()), body)
    assert read(request)[:2] == ("resolved", None)
    ops.move(cast.desk, matter, "answer", text="已经修好，请您看看。")
    assert status.serialize(request)["answers"][-1]["text"] == "已经修好，请您看看。"
    assert words not in str(status.serialize(request))


@pytest.mark.parametrize(("category", "confidential"), [("dispute", False), ("street_lamp", True)])
def test_of_a_quarrel_and_of_what_was_said_in_confidence_the_state_alone_is_read_until_a_desk_has_spoken(
    cast, category, confidential
):
    request, matter, _ = in_hand(cast, category, confidential)
    ops.move(cast.dept, matter, "answer", text="已经约了双方")
    ops.move(cast.dept, matter, "resolve", photos=(ops.PHOTO,), resident_text=WORDS)
    state, words, after = read(request)
    assert (state, words, after) == ("resolved", None, []) and "约了双方" not in str(
        status.serialize(request)
    )
    collect.collect()
    told = {(row.recipient, row.kind) for row in Notice.select().where(Notice.subject == matter.id)}
    assert (cast.desk.id, "say_it") in told and (cast.outsider.id, "say_it") not in told
    ops.move(cast.desk, matter, "answer", text="双方已经谈妥。")
    assert status.serialize(request)["answers"][-1]["text"] == "双方已经谈妥。"
    assert read(request) == ("resolved", None, [ops.PHOTO])


def test_what_becomes_delicate_later_is_kept_back_from_then_on(cast):
    request, matter, _ = in_hand(cast)
    ops.move(cast.dept, matter, "resolve", resident_text=WORDS)
    assert read(request)[1] == WORDS
    Matter.update(category="dispute").where(Matter.id == matter.id).execute()
    assert read(request)[1] is None


def test_the_desk_sees_what_waits_and_why_and_answers_from_it(as_, cast):
    request, matter, _ = in_hand(cast, "dispute")
    ops.move(cast.dept, matter, "resolve", resident_text=f"{cast.dept.name}和两家都谈过了")
    desk = as_("desk")
    page = desk.get(f"/desk/matters/{matter.id}").text
    waiting = place.text(page, "#unspoken")
    assert f"{cast.dept.name}和两家都谈过了" in waiting and f"有这件事里的人名：{cast.dept.name}" in waiting
    assert "纠纷、维稳和要求保密的事" in waiting
    assert place.text(page, "#answer-text") == f"{cast.dept.name}和两家都谈过了"
    answer = desk.post(
        f"/desk/matters/{matter.id}/moves/answer", data={"text": "两家都谈过了，约好晚上九点后安静。"}
    )
    assert answer.status_code == 303
    assert place.texts(desk.get(f"/desk/matters/{matter.id}").text, "#unspoken") == []
    assert status.serialize(request)["answers"][-1]["text"] == "两家都谈过了，约好晚上九点后安静。"


def test_at_a_screen_a_persons_number_is_refused_beside_the_form_and_nothing_is_lost(as_, cast):
    _, matter, _ = in_hand(cast)
    dept = as_("dept")
    assert place.text(dept.get(f"/desk/matters/{matter.id}").text, "#resolve-resident_text") == ""
    given = {"text": "换好了", "resident_text": "找我 138 1234 5678"}
    answer = dept.post(f"/desk/matters/{matter.id}/moves/resolve", data=given)
    assert answer.status_code == 422 and Matter.get_by_id(matter.id).state == "in_hand"
    assert place.text(answer.text, "#resolve-resident_text") == "找我 138 1234 5678"
    assert place.text(answer.text, "#resolve-text") == "换好了"
    answer = dept.post(f"/desk/matters/{matter.id}/moves/resolve", data={**given, "resident_text": WORDS})
    assert answer.status_code == 303


def test_where_no_resident_asked_no_form_asks_for_it(as_, cast):
    matter = ops.report(cast.worker, escalate=True)
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    page = as_("dept").get(f"/desk/matters/{matter.id}").text
    assert place.texts(page, "#resolve-text") == [""] and place.texts(page, "#resolve-resident_text") == []


@pytest.mark.parametrize("ending", ["resolve", "settle_on_spot"])
def test_reopened_the_photo_of_how_it_looked_then_keeps_its_title(app, cast, ending):
    request, matter, token = in_hand(cast) if ending == "resolve" else saying.asked()
    doer = cast.dept if ending == "resolve" else cast.worker
    sha = upload.take_new(io.BytesIO(picture(seed=4)), doer.id)
    ops.move(doer, matter, ending, photos=(sha,), resident_text=WORDS)
    visitor = app.test_client()
    assert place.texts(visitor.get(f"/r/{token}").text, "figcaption") == ["处理后"]
    resident_acts.rate(request, RatingBody(solved=False, text="又不亮了"))
    page = visitor.get(f"/r/{token}").text
    assert place.texts(page, ".pictures") == []
    [said] = [text for text in place.texts(page, "li") if "处理后" in text]
    assert said.endswith("处理后") and place.texts(page, ".strip") == [""]
