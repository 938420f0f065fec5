"""Nothing is doubled: the same form sent again does nothing more and is answered with what it did the first time."""

from __future__ import annotations

import io

import pytest

from app.core import clock
from app.ledger.models import Entry
from app.matters.models import Call, Matter
from app.sync.models import Receipt
from tests import cast as c
from tests import hands, place
from tests.desk.test_pages import fields, verbs
from tests.matters import ops

LATER = f"{clock.today().year + 1}-06-01T08:00"
AGAIN = {  # moves that can be made any number of times, so that only the receipt keeps them from being made twice
    "note": {"text": "看过了"},
    "answer": {"text": "我们看到了"},
    "whistle": {"to": [f"unit:{c.PROPERTY}"], "text": "请来看看"},
    "supervise": {"text": "要快", "until": LATER},
    "remind": {},
    "acknowledge": {},
    "amend": {"spot": "北门"},
}


@pytest.fixture
def at_desk(cast):
    """A matter that lies with the community's desk."""
    return ops.report(cast.worker, escalate=True)


def form(client, matter: Matter, move: str) -> dict[str, str]:
    """What stands hidden in the form as the page draws it now."""
    return fields(client.get(f"/desk/matters/{matter.id}").text, move)


def test_the_id_of_somebody_else_s_form_gives_nothing_away_and_does_nothing(as_, cast, at_desk):
    desk, path = as_("desk"), f"/desk/matters/{at_desk.id}/moves/note"
    given = {**form(desk, at_desk, "note"), "text": "看过了"}
    assert desk.post(path, data=given).status_code == 303
    answer = as_("city").post(path, data=given)
    assert answer.status_code == 409 and "先前按的已经记下" in answer.text
    assert verbs(at_desk) == ["report", "escalate", "note"]


def test_an_id_that_is_none_is_refused(as_, at_desk):
    answer = as_("desk").post(f"/desk/matters/{at_desk.id}/moves/note", data={"id": "1", "text": "x"})
    assert answer.status_code == 422 and verbs(at_desk) == ["report", "escalate"]


@pytest.mark.both
@pytest.mark.parametrize("move", AGAIN)
def test_a_form_sent_twice_is_carried_out_once_and_answered_alike(as_, cast, at_desk, move):
    desk, path = as_("desk"), f"/desk/matters/{at_desk.id}/moves/{move}"
    if move in ("remind", "supervise"):  # nobody urges themselves
        ops.move(cast.desk, at_desk, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    before = verbs(at_desk)
    given = {**form(desk, at_desk, move), **AGAIN[move]}
    first, second = desk.post(path, data=given), desk.post(path, data=given)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert verbs(at_desk) == [*before, move]
    assert Call.select().count() == (move == "whistle")
    receipt = Receipt.get()
    assert (receipt.op, receipt.person, receipt.status) == (given["id"], cast.desk.id, "applied")
    assert receipt.seq == Entry.select().order_by(Entry.seq.desc()).get().seq
    told = [desk.post(path, data=given, headers={"HX-Request": "true"}).text for _ in range(2)]
    said = [[text for text in place.texts(page, ".good") if cast.desk.name in text] for page in told]
    assert said[0] == said[1] and len(said[0]) == 1


def test_the_next_form_of_the_same_page_is_another_one(as_, at_desk):
    desk, path = as_("desk"), f"/desk/matters/{at_desk.id}/moves/note"
    for _ in range(2):
        assert desk.post(path, data={**form(desk, at_desk, "note"), "text": "再去一次"}).status_code == 303
    assert verbs(at_desk) == ["report", "escalate", "note", "note"]


def test_words_changed_after_a_lost_reply_are_kept_and_not_taken_for_the_first(as_, at_desk):
    desk, path = as_("desk"), f"/desk/matters/{at_desk.id}/moves/note"
    given = {**form(desk, at_desk, "note"), "text": "下午去"}
    desk.post(path, data=given)
    answer = desk.post(path, data={**given, "text": "下午去，带上钥匙"})
    assert answer.status_code == 409
    assert any("先前按的那一次已经记下了" in text for text in place.texts(answer.text, ".banner"))
    assert place.text(answer.text, "#note-text") == "下午去，带上钥匙"
    again = {**fields(answer.text, "note"), "text": "下午去，带上钥匙"}
    assert again["id"] != given["id"] and desk.post(path, data=again).status_code == 303
    assert verbs(at_desk)[-2:] == ["note", "note"]


def test_what_was_refused_is_made_by_the_same_form_once_it_is_right(as_, at_desk):
    desk, path = as_("desk"), f"/desk/matters/{at_desk.id}/moves/answer"
    given = form(desk, at_desk, "answer")
    assert desk.post(path, data={**given, "text": " "}).status_code == 422
    assert desk.post(path, data={**given, "text": "看到了"}).status_code == 303
    assert verbs(at_desk) == ["report", "escalate", "answer"]


def test_who_has_given_it_away_is_told_so_once_more_and_not_that_it_was_never_there(as_, cast, at_desk):
    ops.move(cast.desk, at_desk, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    dept, path = as_("dept"), f"/desk/matters/{at_desk.id}/moves/send_back"
    given = {**form(dept, at_desk, "send_back"), "reason": "not_ours"}
    first, second = dept.post(path, data=given), dept.post(path, data=given)
    assert second.status_code == 303 and second.headers["Location"] == first.headers["Location"]
    assert "不在您这里了" in dept.get(second.headers["Location"]).text
    assert verbs(at_desk)[-1] == "send_back" and verbs(at_desk).count("send_back") == 1


def test_the_same_photo_comes_again_with_the_same_form(as_, cast, at_desk):
    desk, path = as_("desk"), f"/desk/matters/{at_desk.id}/moves/note"
    given, picture = {**form(desk, at_desk, "note"), "text": "现场"}, hands.picture(3, 320, 240)
    for _ in range(2):
        sent = {**given, "photos": (io.BytesIO(picture), "现场.jpg")}
        assert desk.post(path, data=sent, content_type="multipart/form-data").status_code == 303
    assert verbs(at_desk) == ["report", "escalate", "note"]


def test_an_emergency_seen_twice_from_the_red_line_is_seen_once(as_, cast):
    danger = ops.report(cast.worker, escalate=True, urgency="emergency")
    desk = as_("desk")
    given = fields(desk.get("/desk").text, "acknowledge")
    assert (
        fields(desk.get("/desk").text, "acknowledge") == given
    )  # a line that has not changed is not drawn anew
    for _ in range(2):
        assert desk.post(f"/desk/matters/{danger.id}/moves/acknowledge", data=given).status_code == 303
    assert verbs(danger).count("acknowledge") == 1


def test_what_one_did_oneself_in_another_window_is_not_called_somebody_else_s_doing(as_, cast, at_desk):
    desk = as_("desk")
    given = {**form(desk, at_desk, "shelve"), "text": "等配件", "until": LATER}
    ops.move(cast.desk, at_desk, "take")
    answer = desk.post(f"/desk/matters/{at_desk.id}/moves/shelve", data=given)
    assert answer.status_code == 409 and place.text(answer.text, "#shelve-text") == "等配件"
    told = " ".join(place.texts(answer.text, ".banner"))
    assert "您自己刚刚处理过" in told and "别人" not in told
