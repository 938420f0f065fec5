"""Looking after people: nobody acts outside their reach, and each act leaves its entry."""

import io
import re

import pytest

from app.areas.models import Post
from app.core import clock
from app.ledger.models import Entry
from app.people import tokens
from app.people.models import Device, Enrolment, Person, Session, SyncToken
from app.people.phones import devices
from app.people.sign_in import enrolment
from tests import cast as c
from tests import place, ways
from tests.people.sign_in.signing import PASSWORD, give_password, sign_in

EVERYBODY = ("worker", "worker2", "head", "desk", "dept", "city", "outsider")


@pytest.fixture
def phone(cast):
    """The worker's phone, as it last reported."""
    devices.report(cast.worker, cast.devices["worker"], {"unsent": 3, "photos": 2, "name": "王芳"})
    Session.update(device=cast.devices["worker"]).where(Session.person == cast.worker).execute()
    return cast.devices["worker"]


def verbs(person):
    return [entry.verb for entry in Entry.select().where(Entry.subject == person).order_by(Entry.seq)]


ACTS = ("enrol", "disable", "enable", "number", "phones/{phone}/lost")


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("name", EVERYBODY)
def test_no_other_role_acts_for_the_worker(as_, cast, phone, name, act):
    before = Entry.select().count()
    path = f"/people/{cast.worker.id}/{act.format(phone=phone)}"
    answer = as_(name).post(path, data={"reason": "x"})
    if act == "number" and name in ("desk", "city"):
        assert answer.status_code == 200
        return
    assert answer.status_code in (403, 404)
    assert Entry.select().count() == before
    assert Person.get_by_id(cast.worker.id).ended is None
    assert Session.select().where(Session.ended.is_null(False)).count() == 0


@pytest.mark.parametrize("name", [None, *EVERYBODY, "lead", "admin"])
def test_a_stranger_and_each_role_see_the_list_they_may_see(as_, cast, name):
    answer = as_(name).get("/people")
    if name is None:
        assert answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in")
    elif name in ("worker", "worker2", "head", "dept", "outsider"):
        assert answer.status_code == 403
    else:
        assert answer.status_code == 200
        assert ("孙涛" in answer.text) == (name in ("city", "admin"))
        assert ("李强" in answer.text) == (name != "lead")
        assert "王芳" in answer.text and cast.worker.phone not in answer.text
        assert "139****0000" in answer.text


def test_a_lead_finds_nobody_outside_the_grid(as_, cast):
    lead = as_("lead")
    for name in ("worker2", "outsider", "desk", "admin"):
        person = cast.people[name]
        for path in ("", "/enrol"):
            assert lead.get(f"/people/{person.id}{path}").status_code == 404
        assert lead.post(f"/people/{person.id}/enrol").status_code == 404
        assert lead.post(f"/people/{person.id}/phones/{cast.devices[name]}/lost").status_code == 404
    assert lead.get("/people/00000000-0000-4000-8000-000000000000").status_code == 404
    assert not Enrolment.select().exists()


def test_a_lead_does_not_come_by_powers_held_elsewhere(as_, cast):
    Post.create(id="second", person=cast.worker, area=c.COMMUNITY, role="dispatcher")
    lead = as_("lead")
    assert lead.get(f"/people/{cast.worker.id}").status_code == 200
    assert lead.post(f"/people/{cast.worker.id}/enrol").status_code == 403
    assert as_("admin").post(f"/people/{cast.worker.id}/enrol").status_code == 200


def test_a_lead_does_not_reset_a_desk_even_in_the_own_grid(as_, cast):
    Post.create(id="desk-here", person=cast.worker, area=c.GRID, role="dispatcher")
    assert as_("lead").post(f"/people/{cast.worker.id}/enrol").status_code == 403


def test_a_lost_phone_is_cut_off_and_shows_what_it_held(as_, cast, phone):
    lead = as_("lead")
    shown = lead.get(f"/people/{cast.worker.id}").text
    assert "3 条" in shown and "2 张" in shown
    path = f"/people/{cast.worker.id}/phones/{phone}/lost"
    assert lead.post(path).status_code == 303
    assert lead.post(path, headers={"HX-Request": "true"}).status_code == 200
    assert as_("worker").get("/api/v1/me").status_code == 401
    assert tokens.find_sync_token(cast.sync_tokens["worker"]).revoked
    assert tokens.find_sync_token(cast.sync_tokens["worker2"]).revoked is None
    kept = Device.get(Device.id == phone)
    assert kept.lost and kept.lost_by == cast.lead.id
    assert verbs(phone) == ["lost"]
    assert Entry.get(Entry.verb == "lost").body["held"] == {"unsent": 3, "photos": 2}
    assert lead.post(f"/people/{cast.worker.id}/phones/{cast.devices['lead']}/lost").status_code == 404


def test_a_found_phone_is_good_again_after_its_owner_signs_in(as_, cast, phone):
    give_password(cast.worker)
    as_("lead").post(f"/people/{cast.worker.id}/phones/{phone}/lost")
    answer = sign_in(as_(None), "worker", on={"id": phone})
    assert answer.status_code == 200
    assert Device.get(Device.id == phone).lost is None
    assert tokens.find_sync_token(cast.sync_tokens["worker"]).revoked
    assert verbs(phone) == ["lost", "found"]


def test_a_leaver_is_out_at_once_and_may_come_back(as_, cast):
    give_password(cast.worker)
    link = enrolment.make(cast.lead, cast.worker)
    admin = as_("admin")
    assert as_("lead").post(f"/people/{cast.worker.id}/disable").status_code == 403
    assert admin.post(f"/people/{cast.worker.id}/disable").status_code == 303
    assert as_("worker").get("/api/v1/me").status_code == 401
    assert sign_in(as_(None), "worker").status_code == 401
    assert tokens.find_sync_token(cast.sync_tokens["worker"]).revoked
    assert as_(None).get(f"/enrol/{link}").status_code == 410
    assert Person.get_by_id(cast.worker.id).ended_by == cast.admin.id
    admin.post(f"/people/{cast.worker.id}/disable")
    assert admin.post(f"/people/{cast.worker.id}/enable").status_code == 303
    assert sign_in(as_(None), "worker").status_code == 200
    assert verbs(cast.worker.id) == ["enrolment_shown", "disabled", "enabled"]


def test_an_administrator_does_not_lock_themselves_out(as_, cast):
    assert as_("admin").post(f"/people/{cast.admin.id}/disable").status_code == 403


def test_a_phone_number_is_read_only_for_a_reason_that_is_kept(as_, cast):
    lead, path = as_("lead"), f"/people/{cast.worker.id}/number"
    for reason in ({}, {"reason": "  "}):
        assert lead.post(path, data=reason).status_code == 422
    answer = lead.post(path, data={"reason": "家访找不到人"}, headers={"HX-Request": "true"})
    assert cast.worker.phone in answer.text
    entry = Entry.get(Entry.verb == "phone_read")
    assert (entry.by, entry.text) == (cast.lead.id, "家访找不到人")
    assert cast.worker.phone not in str(entry.body)
    assert cast.worker.phone not in lead.get(f"/people/{cast.worker.id}").text


def shown_link(as_, cast, by="lead"):
    text = as_(by).post(f"/people/{cast.worker.id}/enrol").text
    assert "<svg" in text and "style=" not in text
    return re.search(r"http://localhost:8000(/enrol/[\w-]{43})", text).group(1)


def test_a_link_is_good_once_and_for_a_day(as_, cast):
    clock.freeze(clock.now())
    path, client = shown_link(as_, cast), as_(None)
    assert client.get("/enrol/" + "x" * 43).status_code == 404
    assert client.get(path).status_code == 200
    weak = ("short", "12345678", "password", "19900101", "qwertyuiop", "aaaaaaaa", cast.worker.phone)
    for password in weak:
        answer = client.post(path, data={"password": password})
        assert answer.status_code == 422 and any(place.texts(answer.text, ".error"))
    assert client.post(path, data={"password": "x" * 257}).status_code == 422
    assert client.post(path, data={"password": "tab\tin the middle"}).status_code == 422
    assert client.post(path, data={}).status_code == 422
    assert client.post(path, data={"password": PASSWORD}).status_code == 303
    assert client.get("/enrol/done").status_code == 200
    assert client.get("/api/v1/me").json["id"] == cast.worker.id
    assert as_(None).get(path).status_code == 410
    assert as_(None).post(path, data={"password": "another fine day"}).status_code == 410
    assert sign_in(as_(None), "worker").status_code == 200
    later = shown_link(as_, cast)
    clock.freeze(clock.now() + clock.DAY)
    assert as_(None).get(later).status_code == 410


def test_a_newer_link_ends_the_older_one_and_only_digests_are_kept(as_, cast):
    first, second = shown_link(as_, cast), shown_link(as_, cast, "admin")
    assert as_(None).get(first).status_code == 410
    assert as_(None).get(second).status_code == 200
    assert second.rpartition("/")[2] not in str(list(Enrolment.select().dicts()))


def test_a_reset_ends_the_sessions_but_unsent_work_still_arrives(as_, cast):
    path = shown_link(as_, cast)
    as_(None).post(path, data={"password": PASSWORD})
    assert as_("worker").get("/api/v1/me").status_code == 401
    assert tokens.find_sync_token(cast.sync_tokens["worker"]).revoked is None


def test_looking_changes_nothing(as_, cast):
    before = [Entry.select().count(), Enrolment.select().count(), Session.select().count()]
    for path in ("/people", f"/people/{cast.worker.id}", f"/people/{cast.worker.id}/enrol", "/people/slips"):
        assert as_("admin").get(path).status_code == 200
    assert before == [Entry.select().count(), Enrolment.select().count(), Session.select().count()]


def test_slips_are_made_for_those_who_cannot_sign_in_yet(as_, cast):
    give_password(cast.head)
    text = as_("lead").post("/people/slips").text
    assert text.count('class="slip"') == 2  # the worker and the lead
    assert "周秀英" not in text and "李强" not in text
    assert as_("worker").post("/people/slips").status_code == 403
    assert Enrolment.select().count() == 2


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}"])
def test_a_name_is_only_ever_text(as_, cast, text):
    Person.update(name=text).where(Person.id == cast.worker.id).execute()
    for path in ("/people", f"/people/{cast.worker.id}", f"/people/{cast.worker.id}/enrol"):
        page = as_("admin").get(path).text
        assert text not in page or "{{" in text
        assert "<script>alert" not in page and "<img src=x" not in page


@pytest.mark.parametrize("q", ["%", "_", "\\", "'", "a" * 5000, "\x00", "王", "王 芳", "A000", "0000", "²"])
def test_whatever_is_searched_for_is_no_error(as_, cast, q):
    answer = as_("admin").get("/people", query_string={"q": q, "after": q}, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and "<html" not in answer.text
    if q in ("王", "王 芳", "A000", "0000"):
        assert "王芳" in answer.text


def upload(client, data, name="people.csv"):
    return client.post("/people/import", data={"file": (io.BytesIO(data), name)})


def hidden(text, name):
    return re.search(f'name="{name}" value="([^"]+)"', text).group(1)


TABLE = "名册\n姓名,手机号,网格,岗位\n张三,13900001111,第1网格,网格员\n李四,139,第1网格,网格员\n".encode()


def test_an_import_is_shown_then_done_once(as_, cast):
    admin = as_("admin")
    shown = upload(admin, TABLE)
    assert shown.status_code == 200 and "11 位数字" in shown.text and "王芳" in shown.text
    assert not Person.select().where(Person.name == "张三").exists()
    form = {"token": hidden(shown.text, "token"), "fingerprint": hidden(shown.text, "fingerprint")}
    assert as_("city").post("/people/import/confirm", data=form).status_code == 403
    assert admin.post("/people/import/confirm", data={**form, "fingerprint": "x"}).status_code == 409
    assert admin.post("/people/import/confirm", data=form).status_code == 200
    assert Person.select().where(Person.name == "张三").count() == 1
    again = admin.post("/people/import/confirm", data=form)  # a second press of the button
    assert "没有再写一遍" in again.text
    assert Person.select().where(Person.name == "张三").count() == 1
    assert admin.post("/people/import/confirm", data={**form, "token": "../../x"}).status_code == 410
    assert SyncToken.select().where(SyncToken.revoked.is_null(False)).count() == 0


def test_a_file_that_is_no_table_is_refused_and_others_may_not_import(as_, cast):
    assert upload(as_("admin"), b"\x89PNG\x00").status_code == 422
    assert upload(as_("lead"), TABLE).status_code == 403
    assert as_("admin").post("/people/import").status_code == 422
    assert as_("admin").get("/people/import").status_code == 200
    assert as_("lead").get("/people/import/template.xlsx").status_code == 403
    made = as_("admin").get("/people/import/template.xlsx")
    assert made.data[:2] == b"PK"
    assert upload(as_("admin"), made.data, "people.xlsx").status_code == 200


def test_one_person_is_added_by_the_same_rules_as_a_table(as_, cast):
    admin = as_("admin")
    good = {"name": "张三", "phone": "13900001111", "area": "临港社区第1网格", "role": "grid_worker"}
    for field, wrong in (
        ("phone", "13900000001"),
        ("area", "第9网格"),
        ("role", "general"),
        ("begins", "soon"),
    ):
        answer = admin.post("/people/new", data={**good, field: wrong})
        assert answer.status_code == 422 and any(place.texts(answer.text, ".error"))
    assert admin.post("/people/new", data={**good, "password": "x"}).status_code == 422
    assert as_("desk").post("/people/new", data=good).status_code == 403
    assert not Person.select().where(Person.name == "张三").exists()
    answer = admin.post("/people/new", data=good)
    person = Person.get(Person.name == "张三")
    assert answer.status_code == 303 and answer.headers["Location"].startswith(f"/people/{person.id}/enrol?")
    answer = admin.post("/people/new", data={**good, "role": "grid_lead"})
    assert answer.headers["Location"].startswith(f"/people/{person.id}?")
    assert {post.role for post in person.posts} == {"grid_worker", "grid_lead"}
    assert admin.get("/people/new").status_code == 200


def test_a_person_is_added_and_found_by_numbers_and_codes_however_they_are_typed(as_, cast):
    admin = as_("admin")
    for n, (phone, staff_no, area) in enumerate(
        zip(ways.of_mobile("13800138010"), ways.of_code("B-007") * 2, ways.of_code(c.GRID) * 2, strict=False)
    ):
        role = ("grid_worker", "grid_lead")[n % 2]
        admin.post(
            "/people/new",
            data={"name": "张三", "phone": phone, "staff_no": staff_no, "area": area, "role": role},
        )
        person = Person.get(Person.name == "张三")
        assert (person.phone, person.staff_no) == ("13800138010", "B-007")
        assert {post.area_id for post in person.posts} == {c.GRID}
        for q in (phone, staff_no, "b007", "８０１０"):
            assert person.id in admin.get("/people", query_string={"q": q}).text, q
    assert len(person.posts) == 2 and Person.select().where(Person.name == "张三").count() == 1


def test_a_post_is_ended_by_those_who_give_posts_there(as_, cast):
    post = Post.get(Post.person == cast.worker)
    path = f"/people/{cast.worker.id}/posts/{post.id}/end"
    for name in ("lead", "desk", "city", "worker", "outsider"):
        assert as_(name).post(path).status_code == 403
    other = Post.get(Post.person == cast.worker2)
    assert as_("admin").post(f"/people/{cast.worker.id}/posts/{other.id}/end").status_code == 404
    assert as_("admin").post(path).status_code == 303
    assert Post.get_by_id(post.id).ends < clock.today().isoformat()
    assert verbs(cast.worker.id) == ["post_ended"]
    assert as_("lead").get(f"/people/{cast.worker.id}").status_code == 404
    assert as_("admin").get(f"/people/{cast.worker.id}").status_code == 200


def test_a_masked_number_is_found_by_what_is_shown_of_it_or_whole_and_by_nothing_between(as_, cast):
    lead, number = as_("lead"), "13871234059"
    Person.update(phone=number).where(Person.id == cast.worker.id).execute()

    def finds(words):
        return cast.worker.id in lead.get("/people", query_string={"q": words}).text

    assert finds(number[-4:]) and finds(number) and finds(f"+86 {number[:3]}-{number[3:7]}-{number[7:]}")
    between = [number[-length:] for length in (5, 6, 7, 8, 9, 10)] + [
        number[:length] for length in range(3, 11)
    ]
    between += [
        number[3:7],
        number[2:8],
        number[:3] + "%" + number[-4:],
        number[:3] + "____" + number[-4:],
    ]
    between += ["%", "_", "\\"]  # signs that a search pattern takes for others are themselves
    assert [words for words in between if finds(words)] == []
