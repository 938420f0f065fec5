"""A property company without an account works on one matter by a link, as far as the table lets it, and no further."""

import io

import pytest

from app.areas.models import Unit
from app.core import clock
from app.core.problems.problem import Problem
from app.evidence import uses
from app.evidence.models import PhotoBringer
from app.ledger.models import Entry
from app.links import assignment, creation
from app.links.models import Link
from app.matters.models import Call, Matter
from app.matters.views import serialize
from tests import cast as c
from tests import place
from tests.evidence import pictures
from tests.matters import ops
from tests.requests import saying

LATER = f"{clock.today().year + 1}-06-01T08:00"
UNIT = f"unit:{c.PROPERTY}"


@pytest.fixture
def sent(cast):
    """A matter dispatched to the property company."""
    matter = ops.report(cast.worker)
    ops.move(cast.worker, matter, "escalate")
    ops.move(cast.desk, matter, "dispatch", to=[UNIT])
    return matter


@pytest.fixture
def secret(cast, sent):
    return creation.make(cast.desk, sent, unit=c.PROPERTY)


@pytest.fixture
def phone(as_):
    return as_(None)


def do(phone, secret, move, **given):
    return phone.post(f"/m/{secret}/do", data={"move": move, **given})


def fresh(matter):
    return Matter.get_by_id(matter.id)


def last(matter):
    return (
        Entry.select()
        .where(Entry.kind == "matter", Entry.subject == matter.id)
        .order_by(Entry.seq.desc())
        .first()
    )


def test_what_staff_note_for_one_another_is_not_read_by_a_unit_without_an_account(
    as_, cast, sent, secret, phone
):
    noted, found = pictures.picture(seed=41), pictures.picture(seed=42)
    ops.move(cast.worker, sent, "note", text="这家物业上次拖了一个月", photos=(pictures.sha(noted),))
    ops.move(cast.desk, sent, "remind", text="请今天去看")
    assert do(phone, secret, "note", text="我们下午去").status_code == 303
    page = phone.get(f"/m/{secret}").text
    assert "拖了一个月" not in page and "请今天去看" in page and "我们下午去" in page
    as_("worker").put(f"/api/v1/photos/{pictures.sha(noted)}", data=noted)
    assert as_("worker").get(f"/api/v1/photos/{pictures.sha(noted)}").status_code == 200
    assert phone.get(f"/m/{secret}/photos/{pictures.sha(noted)}").status_code == 404
    again = ops.report(cast.worker, photos=(pictures.sha(found),))
    as_("worker").put(f"/api/v1/photos/{pictures.sha(found)}", data=found)
    ops.move(cast.worker, again, "escalate")
    ops.move(cast.desk, again, "dispatch", to=[UNIT])
    reported = creation.make(cast.desk, again, unit=c.PROPERTY)
    assert phone.get(f"/m/{reported}/photos/{pictures.sha(found)}").status_code == 200


def test_no_link_for_a_unit_that_has_nothing_to_do_with_it(cast, sent):
    with pytest.raises(Problem) as refused:
        creation.make(cast.desk, sent, unit=c.ENFORCEMENT)
    assert refused.value.name == "not-asked"
    Unit.update(ended=clock.now() - 1).where(Unit.code == c.PROPERTY).execute()
    with pytest.raises(Problem) as refused:
        creation.make(cast.desk, sent, unit=c.PROPERTY)
    assert refused.value.name == "not-found"


@pytest.mark.parametrize("name", ["outsider", "dept", "worker2"])
def test_whoever_does_not_see_it_sends_no_link(cast, sent, name):
    with pytest.raises(Problem) as refused:
        creation.make(cast.people[name], sent, unit=c.PROPERTY)
    assert refused.value.name == "not-found"


@pytest.mark.parametrize(
    "move", ["escalate", "amend", "remind", "confirm", "refuse", "void", "dispatch", "merge"]
)
def test_moves_that_are_not_a_handlers_are_refused(phone, sent, secret, move):
    before = fresh(sent).version
    assert do(phone, secret, move, text="x", reason="other").status_code == 409
    for door in ("confirm", "refuse", "decline"):
        assert phone.post(f"/m/{secret}/{door}", data={"reason": "other"}).status_code in (404, 410)
    assert fresh(sent).version == before


def test_opening_it_acknowledges_nothing(phone, sent, secret):
    before = fresh(sent).version
    text = phone.get(f"/m/{secret}").text
    assert place.text(text, "h1") == "消防通道" and place.text(text, ".strong") == "临港社区 第1网格 1幢"
    assert "滨海物业" in place.text(text, ".split") and 'href="tel:' in text
    assert {"接单", "处置完成"} <= {*place.texts(text, "button"), *place.texts(text, "a")}
    assert fresh(sent).version == before


@pytest.mark.both
def test_it_takes_and_settles_with_a_photo_and_the_ledger_names_the_unit(phone, cast, sent, secret):
    assert do(phone, secret, "take").status_code == 303
    assert (fresh(sent).state, fresh(sent).holder_unit, fresh(sent).taken_by) == ("in_hand", c.PROPERTY, None)
    data = pictures.picture()
    answer = do(phone, secret, "resolve", text="已清走", photo=(io.BytesIO(data), "x.jpg"))
    assert answer.status_code == 303 and "请人到现场确认" in phone.get(answer.headers["Location"]).text
    now, entry, sha = fresh(sent), last(sent), pictures.sha(data)
    assert (now.state, now.resolver, now.confirm_turn) == ("resolved", None, "head")
    assert (entry.actor, entry.by, entry.body["by_unit"], entry.photos) == ("unit", None, c.PROPERTY, [sha])
    assert PhotoBringer.get(PhotoBringer.sha256 == sha).person == UNIT
    assert (
        uses.may_see(cast.head, sha) and uses.may_see(cast.desk, sha) and not uses.may_see(cast.outsider, sha)
    )
    said = serialize.for_person(now, cast.desk)["ledger"][-1]
    assert (said["sentence"], said["by_name"]) == ("滨海物业 处置完成", "滨海物业")


def test_it_comes_back_to_the_unit_and_the_same_link_goes_on(phone, cast, sent, secret):
    do(phone, secret, "take")
    do(phone, secret, "resolve", text="已清走")
    assert "正在等确认" in place.text(phone.get(f"/m/{secret}").text, ".banner")
    look = creation.make(cast.desk, fresh(sent), person=cast.head.id)
    assert phone.post(f"/m/{look}/refuse", data={"reason": "still_there"}).status_code == 303
    now = fresh(sent)
    assert (now.state, now.holder_unit, now.taken_by) == ("in_hand", c.PROPERTY, None)
    text = phone.get(f"/m/{secret}").text
    assert "楼内邻居" in place.text(text, ".timeline") and "周秀英" not in text
    assert "处置完成" in place.texts(text, "a")  # the course says it too, of the first time
    assert do(phone, secret, "resolve", text="又清了").status_code == 303


def test_it_sends_back_and_the_link_is_over(phone, sent, secret):
    assert do(phone, secret, "send_back", reason="whatever").status_code == 422
    assert do(phone, secret, "send_back", reason="not_ours").status_code == 303
    assert phone.get(f"/m/{secret}/did/send_back").status_code == 200
    before = fresh(sent).version
    answer = do(phone, secret, "take")
    assert answer.status_code == 410 and "不在您这里" in place.text(answer.text, "h1")
    assert fresh(sent).version == before


def test_coming_back_later_is_another_assignment(phone, cast, sent, secret):
    do(phone, secret, "send_back", reason="not_ours")
    ops.move(cast.desk, fresh(sent), "dispatch", to=[UNIT])
    assert phone.get(f"/m/{secret}").status_code == 410
    again = creation.make(cast.desk, fresh(sent), unit=c.PROPERTY)
    assert phone.get(f"/m/{again}").status_code == 200


def test_once_it_lies_with_somebody_else_the_link_is_over(phone, cast, sent, secret):
    ops.move(cast.desk, sent, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    assert phone.get(f"/m/{secret}").status_code == 410
    assert do(phone, secret, "note", text="x").status_code == 410


def test_what_is_shelved_rests_and_goes_on_with_the_same_link(phone, cast, sent, secret):
    until = clock.rfc3339(clock.now() + 3 * clock.DAY)
    ops.move(cast.desk, sent, "shelve", text="等材料", until=until)
    assert "先放一放" in place.text(phone.get(f"/m/{secret}").text, "h1")
    assert do(phone, secret, "take").status_code == 409
    ops.move(cast.desk, sent, "resume")
    assert do(phone, secret, "take").status_code == 303


def test_a_button_tapped_twice_says_it_once(phone, sent, secret):
    for _ in range(2):
        assert do(phone, secret, "take").status_code == 303
    for _ in range(2):
        assert do(phone, secret, "note", text="明天上午到").status_code == 303
    verbs = [
        e.verb
        for e in Entry.select().where(Entry.kind == "matter", Entry.actor == "unit").order_by(Entry.seq)
    ]
    assert verbs == ["take", "note"]


def test_more_time_is_asked_for_in_the_citys_zone(phone, sent, secret):
    assert do(phone, secret, "ask_extension", text="缺材料", until="gestern").status_code == 422
    assert do(phone, secret, "ask_extension", text="缺材料", until="2020-01-01T08:00").status_code == 422
    assert do(phone, secret, "ask_extension", text="缺材料", until=LATER).status_code == 303
    assert clock.rfc3339(fresh(sent).asked_until) == f"{LATER}:00.000+08:00"


def test_a_called_unit_reports_in_and_helps(phone, cast):
    matter = ops.report(cast.worker)
    ops.move(cast.worker, matter, "escalate")
    ops.move(cast.desk, matter, "whistle", to=[UNIT], text="请来")
    secret = creation.make(cast.desk, matter, unit=c.PROPERTY)
    assert Link.get().purpose == "help"
    assert do(phone, secret, "take").status_code == 409
    assert do(phone, secret, "attend").status_code == 303
    assert Call.get().state == "attended" and last(matter).body["by_unit"] == c.PROPERTY
    ops.move(cast.desk, fresh(matter), "dispatch", to=[UNIT])
    assert phone.get(f"/m/{secret}").status_code == 200  # called first, then given the work: one link


def test_a_call_given_back_ends_its_link(phone, cast):
    matter = ops.report(cast.worker)
    ops.move(cast.worker, matter, "escalate")
    ops.move(cast.desk, matter, "whistle", to=[UNIT], text="请来")
    secret = creation.make(cast.desk, matter, unit=c.PROPERTY)
    assert do(phone, secret, "return_call", reason="人手不够").status_code == 303
    assert Call.get().state == "returned"
    assert phone.get(f"/m/{secret}").status_code == 410


def test_a_confidential_matter_keeps_its_words_from_the_unit(phone, cast, sent, secret):
    Matter.update(confidential=True).where(Matter.id == sent.id).execute()
    text = phone.get(f"/m/{secret}").text
    assert "消防通道被堵" not in text and "王芳" not in text.split("经过")[0]


def test_a_person_it_is_dispatched_to_works_by_a_link_too(phone, cast, sent):
    ops.move(cast.desk, sent, "dispatch", to=[f"person:{cast.worker2.id}"])
    assert assignment.purpose_of(sent, cast.worker2.id, None) == "handle"
    secret = creation.make(cast.desk, sent, person=cast.worker2.id)
    assert do(phone, secret, "take").status_code == 303
    assert last(sent).by == cast.worker2.id
    assert do(phone, secret, "resolve", text="已清走").status_code == 303
    assert fresh(sent).resolver == cast.worker2.id


def test_the_desk_takes_over_from_the_unit(cast, phone, sent, secret):
    do(phone, secret, "take")
    now = fresh(sent)
    ops.move(cast.desk, now, "take", text="我们自己去")
    assert (now.holder_person, now.taken_by) == (cast.desk.id, cast.desk.id)
    assert phone.get(f"/m/{secret}").status_code == 410
    assert "原由 滨海物业" in serialize.for_person(now, cast.desk)["ledger"][-1]["sentence"]


def test_a_unit_tells_the_resident_when_it_comes_and_reads_it_on_its_own_page(as_, cast, phone):
    request, matter, _ = saying.asked()
    ops.move(cast.worker, matter, "escalate")
    ops.move(cast.desk, matter, "dispatch", to=[UNIT])
    link = creation.make(cast.desk, matter, unit=c.PROPERTY)
    page = phone.get(f"/m/{link}/do/answer").text
    assert (
        "什么时候上门" in place.text(page, "form") and 'name="until" type="datetime-local" value="">' in page
    )
    refused = do(phone, link, "answer", text="下午来", until="2020-01-01T15:00")
    assert refused.status_code == 422 and "下午来" in place.text(refused.text, "#text")
    assert 'value="2020-01-01T15:00"' in refused.text
    assert do(phone, link, "answer", text="下午来修", until=LATER).status_code == 303
    assert fresh(matter).coming_at is not None and fresh(matter).answer_due is None
    assert "约好 06-01 08:00 上门" in " ".join(place.texts(phone.get(f"/m/{link}").text, ".tag"))
    assert do(phone, link, "answer", text="明天给您回话").status_code == 303  # without a time it is an answer
