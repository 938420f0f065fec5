"""A building head answers by a link: guessed, ended and late ones change nothing; each answer is made once."""

import hashlib
import io

import pytest

from app.areas.models import Post
from app.core import clock, db
from app.core.problems.problem import Problem
from app.evidence import uses
from app.evidence.models import PhotoBringer
from app.ledger.models import Entry
from app.links import creation, expiry, lookup
from app.links.models import Link
from app.matters.models import Matter
from app.people import tokens
from app.people.accounts import ending as accounts_ending
from app.people.models import Person, Throttle
from tests import cast as c
from tests import place
from tests.evidence import pictures
from tests.matters import ops


@pytest.fixture
def done(cast):
    """A matter in the head's building, settled by the worker: the head is asked first."""
    matter = ops.report(cast.worker)
    ops.move(cast.worker, matter, "take")
    ops.move(cast.worker, matter, "resolve", text="已清理")
    assert matter.confirm_turn == "head"
    return matter


@pytest.fixture
def secret(cast, done):
    return creation.make(cast.lead, done, person=cast.head.id)


@pytest.fixture
def phone(as_):
    """A browser nobody is signed in on, as WeChat's."""
    return as_(None)


def state(matter):
    fresh = Matter.get_by_id(matter.id)
    return fresh.state, fresh.version, fresh.confirm_turn, Entry.select().count()


# who may make one


@pytest.mark.parametrize("name", ["outsider", "worker2", "dept"])
def test_whoever_does_not_see_the_matter_makes_no_link(cast, done, name):
    with pytest.raises(Problem) as refused:
        creation.make(cast.people[name], done, person=cast.head.id)
    assert refused.value.name == "not-found"
    assert not Link.select().exists()


@pytest.mark.parametrize("name", ["head", "city", "admin"])
def test_whoever_sees_it_but_is_neither_holder_desk_nor_lead_makes_none(cast, done, name):
    with pytest.raises(Problem) as refused:
        creation.make(cast.people[name], done, person=cast.head.id)
    assert refused.value.name == "forbidden"


@pytest.mark.both
@pytest.mark.parametrize("name", ["worker", "lead", "desk"])
def test_holder_lead_and_desk_make_one_and_the_ledger_says_so(cast, done, name):
    secret = creation.make(cast.people[name], done, person=cast.head.id)
    kept = Link.get()
    assert kept.id == hashlib.sha256(secret.encode()).hexdigest() and len(secret) >= 43
    assert (kept.purpose, kept.person, kept.made_by) == ("look", cast.head.id, cast.people[name].id)
    entry = Entry.get(Entry.kind == "link")
    assert (entry.verb, entry.subject, entry.by) == ("made", done.id, cast.people[name].id)
    assert secret not in str(entry.body)


def test_the_clock_makes_one_too(cast, done):
    assert creation.make(None, done, person=cast.head.id)
    assert Entry.get(Entry.kind == "link").actor == "clock"


def test_no_link_is_made_for_whom_nothing_is_asked(cast, done):
    for person in (cast.worker2, cast.outsider):
        with pytest.raises(Problem) as refused:
            creation.make(cast.lead, done, person=person.id)
        assert refused.value.name == "not-asked"
    for wanted in ({"person": "nobody"}, {"unit": "nothing"}):
        with pytest.raises(Problem) as refused:
            creation.make(cast.lead, done, **wanted)
        assert refused.value.name == "not-found"


# links that do not open


@pytest.mark.parametrize("path", ["", "/not-yet", "/done", "/photos/" + "a" * 64])
def test_a_guessed_link_is_not_there(phone, secret, path):
    assert phone.get(f"/m/{secret[:-1]}{path}").status_code == 404
    assert phone.get(f"/m/x{path}").status_code == 404


@pytest.mark.parametrize("move", ["confirm", "refuse", "decline"])
def test_a_guessed_link_moves_nothing(phone, done, secret, move):
    before = state(done)
    assert phone.post(f"/m/{secret[::-1]}/{move}", data={"reason": "other"}).status_code == 404
    assert state(done) == before


def test_guesses_are_slowed_down_but_whoever_holds_a_link_is_not(phone, secret):
    codes = {phone.get(f"/m/guess{n}").status_code for n in range(40)}
    assert codes == {404, 429}
    assert phone.get(f"/m/{secret}").status_code == 200
    assert all(row.key.startswith("link:") for row in Throttle.select())


def test_an_expired_link_says_so(phone, done, secret):
    clock.freeze(clock.now() + 15 * clock.DAY)
    before = state(done)
    assert phone.get(f"/m/{secret}").status_code == 410
    assert "已经过期" in place.text(phone.get(f"/m/{secret}").text, "h1")
    assert phone.post(f"/m/{secret}/confirm").status_code == 410
    assert state(done) == before


def test_a_link_of_a_head_whose_post_has_ended_moves_nothing(phone, cast, done, secret):
    Post.update(ends="2020-01-01").where(Post.person == cast.head).execute()
    before = state(done)
    assert phone.get(f"/m/{secret}").status_code == 410
    answer = phone.post(f"/m/{secret}/confirm")
    assert answer.status_code == 403 and "会请别人看" in place.text(answer.text, "h1")
    assert state(done) == before


def test_a_link_of_somebody_who_has_left_moves_nothing(phone, cast, done, secret):
    accounts_ending.disable(cast.admin, cast.head)
    before = state(done)
    assert phone.post(f"/m/{secret}/confirm").status_code == 403
    assert state(done) == before


def test_of_two_heads_at_once_the_second_is_thanked(phone, cast, done, secret):
    other = Person.create(id=ops.uuid7(), name="何桂英", login="head2")
    Post.create(id="head2", person=other, area=c.BUILDING, role="building_head")
    second = creation.make(cast.lead, done, person=other.id)
    assert phone.post(f"/m/{secret}/confirm").status_code == 303
    before = state(done)
    answer = phone.post(f"/m/{second}/confirm")
    assert answer.status_code == 409 and "已经有答复了" in place.text(answer.text, "h1")
    assert phone.get(f"/m/{second}").status_code == 410
    assert state(done) == before


def test_the_race_itself_is_decided_by_the_table(cast, done, secret):
    opened = lookup.open_link(secret, None)
    ops.move(cast.desk, done, "reopen", text="还有")
    from app.links import head_answer

    before = state(done)
    with pytest.raises(Problem) as refused:
        head_answer.answer(opened, "confirm")
    assert refused.value.name == "link-settled"
    assert state(done) == before and Link.get().ended is None


def test_a_link_of_an_earlier_round_is_over(phone, cast, done, secret):
    ops.move(cast.head, done, "refuse", reason="again")
    ops.move(cast.worker, done, "resolve", text="又清了一遍")
    assert done.confirm_turn == "head"
    before = state(done)
    assert phone.get(f"/m/{secret}").status_code == 410
    assert phone.post(f"/m/{secret}/confirm").status_code == 409
    assert state(done) == before


def test_after_silence_it_has_passed_on(phone, cast, done, secret):
    ops.move(cast.head, done, "decline")
    assert done.confirm_turn == "lead"
    answer = phone.post(f"/m/{secret}/confirm")
    assert answer.status_code == 409 and "不用麻烦" in place.text(answer.text, "h1")


def test_an_answer_from_another_site_is_refused(app, done, secret):
    stranger = app.test_client()
    before = state(done)
    assert (
        stranger.post(f"/m/{secret}/confirm", headers={"Origin": "https://evil.example"}).status_code == 403
    )
    cross = {"Origin": "null", "Sec-Fetch-Site": "cross-site"}
    assert stranger.post(f"/m/{secret}/confirm", headers=cross).status_code == 403
    assert state(done) == before


def test_a_reason_that_is_none_is_refused_in_words(phone, done, secret):
    before = state(done)
    for given in ({}, {"reason": "whatever"}, {"text": "x" * 2001}, {"text": "a\x00b"}):
        answer = phone.post(f"/m/{secret}/refuse", data=given)
        assert answer.status_code == 422 and place.text(answer.text, ".error")
    assert state(done) == before and Link.get().ended is None


def test_what_is_no_photo_is_refused_and_nothing_said(phone, done, secret):
    before = state(done)
    sent = {"reason": "still_there", "photo": (io.BytesIO(b"not a photo"), "../../etc/passwd.jpg")}
    answer = phone.post(f"/m/{secret}/refuse", data=sent)
    assert answer.status_code == 415 and "照片" in answer.text
    assert state(done) == before


# links that do


def test_language_and_size_are_chosen_by_plain_links(phone, secret):
    assert 'data-size="large"' in phone.get(f"/m/{secret}").text
    for choice, cookie in (("lang=en", "lang=en"), ("size=normal", "size=normal")):
        answer = phone.get(f"/m/{secret}?{choice}")
        assert answer.status_code == 303 and answer.headers["Location"].endswith(f"/m/{secret}")
        assert answer.headers["Set-Cookie"].startswith(cookie)
    text = phone.get(f"/m/{secret}").text
    assert '<html lang="en"' in text and 'data-size="large"' not in text
    assert phone.get(f"/m/{secret}?lang=xx&size=huge&next=//evil").status_code == 200


def test_opening_a_link_acts_on_nothing(phone, done, secret):
    before = state(done)
    answer = phone.get(f"/m/{secret}")
    assert answer.status_code == 200 and phone.head(f"/m/{secret}").status_code == 200
    assert state(done) == before and Link.get().ended is None
    assert answer.headers["Referrer-Policy"] == "same-origin, strict-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert place.text(answer.text, "h1") == "1幢" and place.texts(answer.text, ".said") == [
        "消防通道被堵",
        "已清理",
    ]
    assert "第1网格网格员说已经处理好了" in place.text(answer.text, "main")
    assert "确认解决" in place.texts(answer.text, "button") and "还没有" in place.texts(answer.text, "a")
    assert "王芳" not in answer.text and "<script" not in answer.text


def test_a_confidential_matter_shows_neither_words_nor_photos(phone, cast, done):
    Matter.update(confidential=True).where(Matter.id == done.id).execute()
    secret = creation.make(cast.lead, done, person=cast.head.id)
    text = phone.get(f"/m/{secret}").text
    assert "消防通道被堵" not in text and any("要求保密" in said for said in place.texts(text, ".quiet"))


@pytest.mark.both
def test_it_is_done(phone, cast, done, secret):
    answer = phone.post(f"/m/{secret}/confirm")
    assert answer.status_code == 303 and answer.headers["Location"].endswith("/done")
    assert "谢谢您" in place.text(phone.get(f"/m/{secret}/done").text, "h1")
    fresh = Matter.get_by_id(done.id)
    assert fresh.state == "closed"
    entry = Entry.select().where(Entry.subject == done.id).order_by(Entry.seq.desc()).first()
    assert (entry.verb, entry.by) == ("confirm", cast.head.id)


def test_a_double_tap_and_the_back_button_do_no_harm(phone, done, secret):
    phone.post(f"/m/{secret}/confirm")
    before = state(done)
    assert phone.post(f"/m/{secret}/confirm").status_code == 303
    assert phone.get(f"/m/{secret}").status_code == 410
    other = phone.post(f"/m/{secret}/refuse", data={"reason": "other"})
    assert other.status_code == 410 and "您已经答复过了" in place.text(other.text, "h1")
    assert state(done) == before


def test_not_yet_goes_back_with_reason_words_and_photo(phone, cast, done, secret):
    data = pictures.picture()
    assert "只弄好一部分" in phone.get(f"/m/{secret}/not-yet").text
    sent = {"reason": "only_partly", "text": "二楼还有", "photo": (io.BytesIO(data), "a.jpg")}
    assert phone.post(f"/m/{secret}/refuse", data=sent).status_code == 303
    fresh = Matter.get_by_id(done.id)
    assert (fresh.state, fresh.holder_person) == ("in_hand", cast.worker.id)
    entry = Entry.get(Entry.verb == "refuse")
    sha = pictures.sha(data)
    assert (entry.body["reason"], entry.text, entry.photos) == ("only_partly", "二楼还有", [sha])
    assert PhotoBringer.get(PhotoBringer.sha256 == sha).person == cast.head.id
    assert uses.may_see(cast.worker, sha) and not uses.may_see(cast.outsider, sha)


@pytest.mark.parametrize("given", [{}, {"reason": "concerned"}])
def test_declining_asks_for_nothing_and_passes_on(phone, done, secret, given):
    assert phone.post(f"/m/{secret}/decline", data=given).status_code == 303
    assert "会请别人去看" in phone.get(f"/m/{secret}/done").text
    assert Matter.get_by_id(done.id).confirm_turn == "lead"
    assert Entry.get(Entry.verb == "decline").body.get("reason") == given.get("reason")


def test_only_this_matters_photos_open(phone, cast, as_):
    data, other = pictures.picture(), pictures.picture(seed=2)
    for one in (data, other):
        as_("worker").put(f"/api/v1/photos/{pictures.sha(one)}", data=one)
    ops.report(cast.worker, photos=(pictures.sha(other),))
    matter = ops.report(cast.worker, photos=(pictures.sha(data),))
    ops.move(cast.worker, matter, "take")
    ops.move(cast.worker, matter, "resolve", text="已清理")
    secret = creation.make(cast.lead, matter, person=cast.head.id)
    good = phone.get(f"/m/{secret}/photos/{pictures.sha(data)}")
    assert good.status_code == 200 and good.content_type == "image/webp"
    for bad in (pictures.sha(other), "a" * 64, "..", "x"):
        assert phone.get(f"/m/{secret}/photos/{bad}").status_code == 404
    phone.post(f"/m/{secret}/confirm")
    assert phone.get(f"/m/{secret}/photos/{pictures.sha(data)}").status_code == 410


# afterwards


def test_a_used_link_stays_used_when_an_older_store_is_put_back(cast, done, secret):
    from app.links import head_answer

    head_answer.answer(lookup.open_link(secret, None), "decline")
    with db.transaction():  # what a backup made before would hold
        Link.update(ended=None, answer=None).execute()
        Matter.update(confirm_turn="head").execute()
    tokens.reapply_revocations()
    expiry.reapply()
    with pytest.raises(Problem) as refused:
        lookup.open_link(secret, None)
    assert refused.value.name == "link-expired"


def test_links_long_over_are_forgotten(cast, done, secret):
    assert expiry.sweep() == 0
    clock.freeze(clock.now() + 50 * clock.DAY)
    assert expiry.sweep() == 1


def test_the_ready_text_names_place_thing_and_number_and_nobody(cast, done):
    said = creation.ready_text(done, "https://x/m/abc", "zh", "look")
    assert said.endswith("https://x/m/abc") and done.number in said and "临港社区 第1网格 1幢" in said
    for hidden in ("王芳", "周秀英", "消防通道被堵", "139"):
        assert hidden not in said.replace(done.number, "")
    assert "Please have a look" in creation.ready_text(done, "x", "en", "look")


def test_whoever_cannot_see_it_declines_and_refuses_nothing(phone, secret, done):
    page = phone.get(f"/m/{secret}/not-yet").text
    assert 'value="cannot_see"' not in page.partition("</fieldset>")[0]  # no reason of a refusal
    assert f'action="/m/{secret}/decline"' in page and "看不到，没法确认" in page
    bare = phone.post(f"/m/{secret}/refuse", data={})
    assert (
        bare.status_code == 422 and state(done)[0] == "resolved"
    )  # 还没有 asks for its word or reason first
    answer = phone.post(f"/m/{secret}/refuse", data={"reason": "cannot_see"})  # a page opened before
    assert answer.status_code == 303
    assert state(done)[0] == "resolved" and state(done)[2] == "lead"
    assert Link.get().answer == "decline" and "会请别人去看" in phone.get(f"/m/{secret}/done").text
