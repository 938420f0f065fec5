"""A sentence for residents comes by a phone's queue or a unit's link as by a form, and is read on their page, in its data and by JSON."""

import pytest

from app.ledger.act import by_resident
from app.links import creation
from app.matters.models import Matter
from app.matters.residents import verdicts
from app.notify.models import Notice
from app.notify.pipeline import collect
from app.requests.followup import status
from app.requests.submission import similar
from tests import cast as c
from tests import place
from tests.board import done
from tests.board.test_told_why import OVER_FACE
from tests.matters import ops
from tests.requests import saying
from tests.sync.phone import Phone, said

WORDS = "灯泡和镇流器都换了，试过两次，都亮。"
INSIDE = "三楼王某又在吵"


def reads(app, token, language="zh"):
    """What a stranger with the private link is given: (the page, the JSON, the file of one's own data)."""
    visitor = app.test_client()
    headers = {"Accept-Language": language}
    found = [visitor.get(f"/r/{token}", headers=headers).text]
    return (
        *found,
        *(
            visitor.get(path, headers=headers).json
            for path in (f"/api/v1/requests/{token}", f"/r/{token}/data")
        ),
    )


def told(kind):
    collect.collect()
    return {row.recipient for row in Notice.select().where(Notice.kind == kind)}


def with_the_property(cast, **more):
    """A resident's matter that lies with a unit without accounts, and the unit's link: (matter, token, secret)."""
    _, matter, token = saying.asked(**more)
    ops.move(cast.worker, matter, "escalate")
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.PROPERTY}"])
    return matter, token, creation.make(cast.desk, matter, unit=c.PROPERTY)


def test_by_a_phones_queue(app, as_, cast):
    _, matter, token = saying.asked()
    phone = Phone(as_, cast)
    body = {"matter": matter.id, "move": "settle_on_spot"}
    long = phone.op("matter.move", {**body, "resident_text": "长" * 2001})
    assert said(phone.send(long)[0]) == "rejected bad-value"
    op = phone.op("matter.move", {**body, "text": INSIDE, "resident_text": WORDS})
    assert phone.one(op) == "applied" and phone.one(op) == "duplicate"
    page, life, data = reads(app, token)
    assert place.text(page, "#done").endswith(WORDS) and INSIDE not in page
    assert life["done"]["text"] == data["done"]["text"] == WORDS and INSIDE not in str([life, data])
    assert WORDS not in app.test_client().get(f"/board/{c.COMMUNITY}").text  # what stands there a desk writes


def test_a_phone_of_before_there_was_such_a_sentence_settles_as_ever(app, as_, cast):
    _, matter, token = saying.asked()
    phone = Phone(as_, cast)
    op = phone.op("matter.move", {"matter": matter.id, "move": "settle_on_spot", "text": INSIDE})
    assert phone.one(op) == "applied"
    page, life, _ = reads(app, token)
    assert (life["state"], life["done"]["text"]) == ("resolved", None)
    assert place.texts(page, "#done") == [] and INSIDE not in page


def test_by_a_units_link_and_a_persons_number_is_refused_beside_the_form(app, as_, cast):
    matter, token, secret = with_the_property(cast)
    unit = as_(None)
    assert place.text(unit.get(f"/m/{secret}/do/resolve").text, "#resident_text") == ""
    given = {"move": "resolve", "text": INSIDE, "resident_text": "找我 138 1234 5678"}
    refused = unit.post(f"/m/{secret}/do", data=given)
    assert refused.status_code == 422 and Matter.get_by_id(matter.id).state == "dispatched"
    assert place.text(refused.text, "#resident_text") == given["resident_text"]
    assert place.text(refused.text, "#text") == INSIDE and place.text(refused.text, ".error")
    assert unit.post(f"/m/{secret}/do", data={**given, "resident_text": WORDS}).status_code == 303
    page, life, _ = reads(app, token)
    assert place.text(page, "#done").endswith(WORDS) and life["done"]["text"] == WORDS and INSIDE not in page
    course = place.text(unit.get(f"/m/{secret}").text, ".timeline")
    assert INSIDE in course and f"居民会看到：{WORDS}" in course


def test_what_a_unit_writes_of_somebody_waits_for_the_desk_and_the_unit_reads_that(app, as_, cast):
    _, token, secret = with_the_property(cast)
    unit = as_(None)
    given = {"move": "resolve", "resident_text": f"{cast.worker.name}看过，换好了"}
    assert unit.post(f"/m/{secret}/do", data=given).status_code == 303
    page, life, _ = reads(app, token)
    assert (life["state"], life["done"]["text"]) == ("resolved", None) and cast.worker.name not in page
    assert f"给居民的话，看过再给：{given['resident_text']}" in place.text(
        unit.get(f"/m/{secret}").text, ".timeline"
    )
    assert told("say_it") == {cast.desk.id}


def test_the_heads_question_has_the_sentence_where_nothing_else_was_written(as_, cast):
    _, matter, _ = saying.asked()
    ops.move(cast.worker, matter, "settle_on_spot", resident_text=WORDS)
    page = as_(None).get(f"/m/{creation.make(cast.lead, matter, person=cast.head.id)}").text
    assert WORDS in place.texts(page, ".said")


@pytest.mark.parametrize("name", ["李秀兰", "陈大山", "周翠花"])
def test_the_name_that_a_resident_gave_is_kept_from_the_others_who_asked(app, cast, name):
    _, matter, token = saying.asked(contact={"name": "李秀兰"})
    ref = similar.ref(matter.id)
    joined = saying.say(qr=saying.poster(), join=ref, contact={"name": "陈大山"})
    saying.say(qr=saying.poster(), join=ref, contact={"name": "周翠花"}, confidential=True)
    ops.move(cast.worker, matter, "settle_on_spot", resident_text=f"已经给{name}换好")
    for each in (token, joined.token):
        page, life, data = reads(app, each)
        assert (life["state"], life["done"]["text"], data["done"]["text"]) == ("resolved", None, None)
        assert place.texts(page, "#done") == [] and f"给{name}换" not in page
    assert told("say_it") == {cast.desk.id}


def test_whoever_had_it_before_is_not_named_either(app, cast):
    _, matter, token = saying.asked()
    ops.move(cast.lead, matter, "remind")
    ops.move(cast.worker, matter, "settle_on_spot", resident_text=f"{cast.lead.name}来看过，换好了")
    assert reads(app, token)[1]["done"]["text"] is None


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("category", ["dispute", "disputes", "public_order"])
def test_of_quarrels_and_public_order_the_state_alone_is_read_at_every_door(
    app, as_, cast, category, language
):
    _, matter, token = saying.asked()
    ops.move(cast.desk, matter, "amend", category=category)
    phone = Phone(as_, cast)
    body = {"matter": matter.id, "move": "settle_on_spot", "text": INSIDE, "resident_text": WORDS}
    assert phone.one(phone.op("matter.move", body, photos=[ops.PHOTO])) == "applied"
    page, life, data = reads(app, token, language)
    for given in (life, data):
        assert (given["state"], given["done"]["text"], given["after"]) == ("resolved", None, [])
        assert WORDS not in str(given) and INSIDE not in str(given) and ops.PHOTO not in str(given)
    assert place.texts(page, "#done") == [] and WORDS not in page and ops.PHOTO not in page
    assert place.text(page, ".state")
    assert told("say_it") == {cast.desk.id}
    as_("desk").post(f"/desk/matters/{matter.id}/moves/answer", data={"text": "两家谈妥了。"})
    assert "两家谈妥了。" in place.texts(reads(app, token, language)[0], ".said")


def test_where_no_resident_asked_no_desk_is_told_that_one_waits(cast):
    matter = ops.report(cast.worker, category="dispute")
    ops.move(cast.worker, matter, "settle_on_spot", resident_text=f"{cast.worker.name}调解好了")
    assert told("say_it") == set()


@pytest.mark.parametrize(
    ("language", "masked", "off"),
    [
        ("zh", "已遮住，保护您和别人", "从公示墙撤下了，原因："),
        ("en", "is masked, to protect you", "took it off the public board, because:"),
    ],
)
def test_what_is_masked_or_taken_off_the_board_is_said_and_why_in_both_languages(
    app, as_, cast, language, masked, off
):
    request, matter, token = saying.asked(category="litter")
    photo = done.bring(as_, done.plain())
    ops.move(cast.worker, matter, "settle_on_spot", photos=(photo,), resident_text="清走了。")
    ops.move(cast.head, matter, "confirm")
    verdicts.rate(by_resident(request.bringer), matter.id, True)
    done.show(cast, matter, OVER_FACE)
    desk = as_("desk")
    assert desk.post(f"/board/clear/{matter.id}/off", data={"reason": ""}).status_code == 422
    assert desk.post(f"/board/clear/{matter.id}/off", data={"reason": "照片里能认出店名"}).status_code == 303
    page, life, _ = reads(app, token, language)
    course = place.text(page, ".timeline")
    assert masked in course and off in course and "照片里能认出店名" in course
    assert [event["text"] for event in life["events"]][-1] == "照片里能认出店名"
    assert status.find(token) == request
    inbox = as_("worker").get("/notices", headers={"Accept-Language": language})
    assert told("off_board") and told("masked") == {cast.worker.id} and inbox.status_code == 200
