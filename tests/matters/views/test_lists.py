"""Lists, search, paging, the feed, and what a confidential matter shows to whom."""

from __future__ import annotations

import threading

import pytest

from app.core import clock, db
from app.core.place import Place
from app.core.problems.problem import Problem
from app.evidence import uses
from app.ledger.models import Entry
from app.matters.models import Category, Matter, ResponsibilityRow
from app.matters.queries import lists
from app.matters.residents import verdicts
from app.matters.views import feed, serialize
from tests import cast as c
from tests import ways
from tests.core.store import said
from tests.matters import ops
from tests.matters.workflow.test_every_move import make


def ids(client, query: str = "") -> list[str]:
    answer = client.get(f"/api/v1/matters?{query}")
    assert answer.status_code == 200, answer.json
    return [matter["id"] for matter in answer.json["matters"]]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("state=nope", "state"),
        ("state=closed,", "state"),
        ("area=nowhere", "area"),
        ("category=nope", "category"),
        ("overdue=maybe", "overdue"),
        ("mine=2", "mine"),
        ("q=" + "长" * 101, "q"),
        ("q=a%00b", "q"),
        ("cursor=zzz", "cursor"),
        ("cursor=WzEsIDJd", "cursor"),
        ("cursor=é", "cursor"),
        ("cursor=W1tbW1tb", "cursor"),
        ("limit=0", "limit"),
        ("limit=٣", "limit"),
    ],
)
def test_a_bad_query_names_its_field(as_, query, field):
    answer = as_("worker").get(f"/api/v1/matters?{query}")
    assert answer.status_code == 422 and answer.json["errors"][0]["field"] == field


def test_unknown_keys_and_empty_values_are_ignored(cast, as_):
    matter = ops.report(cast.worker)
    assert ids(as_("worker"), "colour=red&state=&q=&cursor=") == [matter.id]


def test_an_id_that_is_none_is_not_found(as_):
    for wrong in ("x", "0" * 36, "%00", "A" * 36):
        assert as_("worker").get(f"/api/v1/matters/{wrong}").status_code == 404


def test_the_outsider_finds_nothing_by_any_filter(cast, as_):
    matter = make(cast, "called")
    for query in ("", f"area={c.GRID}", f"q={matter.number}", "mine=1", "state=open", "overdue=0"):
        assert ids(as_("outsider"), query) == []
    assert ids(as_("dept")) == [matter.id]


@pytest.mark.both
def test_filters_by_state_area_category_and_delay(cast, as_):
    desk = as_("desk")
    lamp = ops.report(cast.worker, category="street_lamp", area=c.BUILDING2)
    fire = ops.report(cast.worker, escalate=True)
    done = ops.report(cast.worker, settled={"text": "好了"})
    assert ids(desk, "state=closed") == [done.id]
    assert ids(desk, "state=open") == [fire.id, lamp.id]
    assert ids(desk, f"area={c.BUILDING2}") == [lamp.id]
    assert ids(desk, "category=public_facilities") == [lamp.id]
    assert ids(desk, "category=street_lamp") == [lamp.id]
    assert ids(desk, "overdue=1") == []
    Matter.update(due=1).where(Matter.id.in_([lamp.id, done.id])).execute()
    assert ids(desk, "overdue=1") == [lamp.id]
    assert ids(desk, "overdue=0") == [done.id, fire.id]


@pytest.mark.both
def test_mine_is_what_waits_for_me(cast, as_):
    at_grid = ops.report(cast.worker)
    at_desk = ops.report(cast.worker, escalate=True)
    to_confirm = make(cast, "resolved, the head's turn")
    with_unit = make(cast, "dispatched to the unit")
    wanted = {"worker": [at_grid.id], "desk": [at_desk.id], "head": [to_confirm.id], "dept": [with_unit.id]}
    for who, found in wanted.items():
        assert ids(as_(who), "mine=1") == found
    assert ids(as_("lead"), "mine=true") == [] and len(ids(as_("lead"), "mine=0")) == 4


@pytest.mark.both
def test_search_by_number_building_and_words_takes_signs_as_they_are(cast):
    first = ops.report(cast.worker, text="楼道 100% 堵了_这里")
    second = ops.report(cast.worker, area=c.BUILDING2, text="路灯")

    def found(words: str) -> list[str]:
        page, _ = lists.page(cast.worker, lists.parse_query({"q": words}))
        return [matter.id for matter in page]

    assert found(first.number) == [first.id]
    assert found("2幢") == [second.id]
    assert found("100%") == [first.id] and found("了_这") == [first.id]
    assert found("%") == [first.id] and found("_") == [first.id] and found("'; --") == found("\\") == []


def test_a_number_is_found_however_it_is_typed_and_so_is_a_part_of_it(cast, as_):
    first, second = ops.report(cast.worker, text="路灯"), ops.report(cast.worker, text="井盖")
    for q in ways.of_number(first.number):
        answer = as_("worker").get("/api/v1/matters", query_string={"q": q}).json
        assert [matter["id"] for matter in answer["matters"]] == [first.id], q
        assert as_("outsider").get("/api/v1/matters", query_string={"q": q}).json["matters"] == []
    for q in (first.number[-4:], ways.wide(first.number[-4:]), first.number[2:].replace("-", "")):
        answer = as_("worker").get("/api/v1/matters", query_string={"q": q}).json
        assert first.id in {matter["id"] for matter in answer["matters"]}, q
        assert second.id not in {matter["id"] for matter in answer["matters"]}, q


def test_pages_follow_each_other_without_gap_or_double(cast, as_):
    clock.freeze(clock.now())  # all at the same moment: the id decides
    made = {ops.report(cast.worker).id for _ in range(7)}
    found, query = [], "limit=3"
    for _ in range(3):
        answer = as_("worker").get(f"/api/v1/matters?{query}").json
        found += [matter["id"] for matter in answer["matters"]]
        query = f"limit=3&cursor={answer['cursor']}"
    assert answer["cursor"] is None and len(found) == 7 and set(found) == made


@pytest.mark.both
@pytest.mark.parametrize("query", ["", "state=open", "state=resolved,reported", "mine=0", "overdue=0"])
def test_whatever_is_asked_for_the_newest_stands_first_on_every_page(cast, as_, query):
    """As the API's description says; what a deadline asks for first is each row's `order`, for whoever sorts by it."""
    start = clock.now()
    made = []
    for minute in range(5):
        clock.freeze(start + minute * clock.MINUTE)
        made.append(ops.report(cast.worker, urgency="urgent" if minute == 2 else "normal"))
    ops.move(cast.worker, made[1], "take")
    ops.move(cast.worker, made[1], "resolve", text="好了")
    found, cursor = [], ""
    while cursor is not None:
        answer = as_("lead").get(f"/api/v1/matters?limit=2&{query}&cursor={cursor}").json
        found += [matter["id"] for matter in answer["matters"]]
        cursor = answer["cursor"]
    assert found == [matter.id for matter in reversed(made)]


def test_a_long_list_costs_no_more_queries_than_a_short_one(cast, monkeypatch):
    def count(rows: int) -> int:
        with monkeypatch.context() as patch:
            heard = said.listen(patch)
            page, _ = lists.page(cast.desk, lists.Asked(limit=rows))
            assert len(serialize.many_for_person(page, cast.desk)) == rows
        return len(heard)

    for number in range(12):
        ops.report(cast.worker, escalate=number % 2 == 0)
    count(2)  # reads what changes rarely, once
    assert count(2) == count(12) < 20


def test_confidential_words_and_name_stay_from_head_and_handler(cast, as_):
    matter = ops.report(cast.worker, text="三楼王某私接电线", escalate=True)
    Matter.update(confidential=True).where(Matter.id == matter.id).execute()
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    for who in ("head", "dept"):
        shown = as_(who).get(f"/api/v1/matters/{matter.id}").get_data(as_text=True)
        for secret in ("三楼王某", "王芳", cast.worker.id, cast.worker.phone):
            assert secret not in shown
        assert ids(as_(who), "q=三楼王某") == [] and ids(as_(who)) == [matter.id]
    for who in ("desk", "worker", "lead", "city"):
        assert "三楼王某" in as_(who).get(f"/api/v1/matters/{matter.id}").get_data(as_text=True)
        assert ids(as_(who), "q=三楼王某") == [matter.id]


def test_a_resident_who_asked_for_confidence_is_kept_from_head_and_handler(cast):
    matter = make(cast, "dispatched to the unit")
    Matter.update(confidential=True, finder=None).where(Matter.id == matter.id).execute()
    Entry.update(by=None, actor="resident").where(Entry.verb == "report").execute()
    assert "消防通道被堵" not in str(serialize.for_person(matter := Matter.get_by_id(matter.id), cast.dept))
    assert "消防通道被堵" in str(serialize.for_person(matter, cast.desk))


def test_confidential_pictures_and_where_they_stood_stay_from_head_and_handler_what_was_done_does_not(
    app, cast, as_
):
    place = Place(c.LAT + 0.0003, c.LON + 0.0003, acc=5)
    matter = ops.report(cast.worker, photos=(ops.PHOTO,), place=place, text="三楼王某", escalate=True)
    Matter.update(confidential=True).where(Matter.id == matter.id).execute()
    for photo in (ops.PHOTO, ops.PHOTO2):
        uses.vouch_for(photo, cast.worker.id)
        uses.vouch_for(photo, cast.dept.id)
    ops.move(cast.desk, matter, "amend", text="三楼王某家里")
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    ops.move(cast.dept, matter, "take")
    ops.move(cast.dept, matter, "resolve", photos=(ops.PHOTO2,), text="已拆除")
    for who in (cast.head, cast.dept):
        shown = serialize.for_person(matter, who)
        assert shown["photos"] == shown["photos_after"] == [ops.PHOTO2] and shown["photos_before"] == []
        assert ops.PHOTO not in str(shown) and "王某" not in str(shown) and shown["place"] is None
        assert shown["ledger"][-1]["text"] == "已拆除" and shown["ledger"][-1]["by_name"] == "赵磊"
        assert not uses.may_see(who, ops.PHOTO) and uses.may_see(who, ops.PHOTO2)
    for who in (cast.desk, cast.worker, cast.lead, cast.city):
        shown = serialize.for_person(matter, who)
        assert shown["photos"] == [ops.PHOTO, ops.PHOTO2] and shown["place"]["lat"] == place.lat
        assert uses.may_see(who, ops.PHOTO) and "三楼王某家里" in str(shown)


def test_the_reporter_who_also_handles_it_is_named_as_handler_and_never_as_reporter(cast):
    matter = ops.report(cast.worker, text="三楼王某")
    Matter.update(confidential=True).where(Matter.id == matter.id).execute()
    ops.move(cast.worker, matter, "note", text="我又去看了")
    ops.move(cast.worker, matter, "take")
    shown = serialize.for_person(matter, cast.head)
    assert [(entry["move"], entry["by_name"]) for entry in shown["ledger"]] == [
        ("report", None), ("note", None), ("take", "王芳"),
    ]  # fmt: skip
    assert "我又去看了" not in str(shown) and shown["finder"] is None and shown["taken_by_name"] == "王芳"


def test_the_responsibility_row_proposes_and_the_emergency_sheet_has_its_lines(cast):
    ResponsibilityRow.create(
        category="fire_safety", level_kind="community", lead=c.ENFORCEMENT, supports=[c.PROPERTY], code="3-1"
    )
    matter = ops.report(cast.worker, urgency="emergency")
    assert serialize.for_person(matter, cast.worker)["contacts"][0] == {
        "role": "desk",
        "person": cast.desk.id,
        "name": "林晓梅",
        "phone": cast.desk.phone,
    }
    ops.move(cast.desk, matter, "acknowledge")
    offered = serialize.for_person(matter, cast.desk)["open_moves"]
    proposed = next(move for move in offered if move["name"] == "dispatch")["proposed"]
    people = next(move for move in offered if move["name"] == "dispatch")["people"]
    assert {one["name"] for one in people} == {"王芳", "陈建国"}
    assert proposed["to"] == [f"unit:{c.ENFORCEMENT}", f"unit:{c.PROPERTY}"]
    ops.move(cast.desk, matter, "take")
    shown = serialize.for_person(matter, cast.worker)
    assert (shown["seen_by_name"], shown["taken_by_name"]) == ("林晓梅", "林晓梅") and shown["taken_at"]
    assert shown["contacts"][0]["phone"] == cast.desk.phone


def test_photos_are_seen_by_whoever_sees_the_matter(app, cast):
    matter = ops.report(cast.worker, photos=(ops.PHOTO, ops.PHOTO2), settled={"photos": [ops.PHOTO2]})
    assert not uses.may_see(cast.desk, ops.PHOTO)  # nobody has brought it yet
    for photo in (ops.PHOTO, ops.PHOTO2):
        uses.vouch_for(photo, cast.worker.id)
    assert not uses.may_see(cast.outsider, ops.PHOTO) and not uses.may_see(cast.dept, ops.PHOTO)
    assert uses.may_see(cast.desk, ops.PHOTO) and uses.may_see(cast.head, ops.PHOTO2)
    shown = serialize.for_person(matter, cast.desk)
    assert (shown["photos_before"], shown["photos_after"]) == ([ops.PHOTO], [ops.PHOTO2])


@pytest.mark.both
def test_the_feed_tells_what_changed_once_and_what_left(cast):
    matter = make(cast, "dispatched to the unit")
    first = feed.feed(cast.dept, 0, 10)
    assert [(change.id, change.data["state"]) for change in first] == [(matter.id, "dispatched")]
    assert feed.feed(cast.dept, first[-1].seq, 10) == [] and feed.feed(cast.outsider, 0, 10) == []
    ops.move(cast.dept, matter, "send_back", reason="not_ours")
    gone = feed.feed(cast.dept, first[-1].seq, 10)
    assert [(change.id, change.data) for change in gone] == [(matter.id, None)]
    others = [ops.report(cast.worker) for _ in range(3)]
    page = feed.feed(cast.desk, 0, 2)
    rest = feed.feed(cast.desk, page[-1].seq, 10)
    assert [change.id for change in (*page, *rest)] == [matter.id, *(one.id for one in others)]
    assert page[0].version == matter.version


def test_categories_are_shown_in_the_language_asked_for(as_):
    assert as_(None).get("/api/v1/categories").status_code == 401
    found = as_("worker").get("/api/v1/categories", headers={"Accept-Language": "en"}).json["categories"]
    lane = next(one for one in found if one["code"] == "fire_lane")
    assert (lane["name"], lane["class"], lane["names"]["zh"]) == (
        "Fire exit or lane blocked",
        "fire_safety",
        "消防通道",
    )


@pytest.mark.both
def test_categories_that_a_phone_has_are_not_sent_again_until_one_changes(as_):
    worker = as_("worker")
    first = worker.get("/api/v1/categories")
    known = {"If-None-Match": first.headers["ETag"]}
    assert as_(None).get("/api/v1/categories", headers=known).status_code == 401
    again = worker.get("/api/v1/categories", headers=known)
    assert (again.status_code, again.data) == (304, b"")
    assert worker.get("/api/v1/categories", headers={**known, "Accept-Language": "en"}).status_code == 200
    with db.transaction():
        Category.update(name="消防通道被占").where(Category.code == "fire_lane").execute()
    changed = worker.get("/api/v1/categories", headers=known)
    assert changed.status_code == 200 and "消防通道被占" in changed.get_data(as_text=True)


@pytest.mark.both
def test_of_many_who_take_it_at_once_one_wins(cast):
    matter = make(cast, "in the unit's hands")
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    said, ready = [], threading.Barrier(6)

    def take() -> None:
        ready.wait()
        try:
            ops.move(cast.dept, Matter(id=matter.id), "take", base_version=matter.version)
            said.append("taken")
        except Problem as problem:
            said.append(problem.name)
        finally:
            db.database.close()

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["stale"] * 5 + ["taken"]
    assert Entry.select().where(Entry.subject == matter.id, Entry.verb == "take").count() == 2


@pytest.mark.both
def test_numbers_stay_apart_when_many_report_at_once(cast):
    ready, made = threading.Barrier(6), []

    def report() -> None:
        ready.wait()
        made.append(ops.report(cast.worker).number)
        db.database.close()

    threads = [threading.Thread(target=report) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(int(number[7:]) for number in made) == [1, 2, 3, 4, 5, 6]


def test_a_resident_who_is_content_closes_it_and_one_who_is_not_takes_it_a_level_up(cast):
    act = ops.act(None)
    matter = make(cast, "at the grid")
    with pytest.raises(Problem):
        verdicts.rate(act, matter.id, True)
    settled = make(cast, "closed at the grid")
    verdicts.rate(act, settled.id, False, text="又堆上了")
    again = Matter.get_by_id(settled.id)
    assert (again.state, again.level, again.holder_desk) == ("reported", c.COMMUNITY, c.COMMUNITY)
    old = make(cast, "closed at the grid")
    clock.freeze(clock.now() + 31 * clock.DAY)
    with pytest.raises(Problem) as caught:
        verdicts.rate(act, old.id, False)
    assert caught.value.name == "not-open"
    done = make(cast, "confirmed")
    verdicts.rate(act, done.id, True, score=5)
    assert Matter.get_by_id(done.id).state == "closed"
    assert Entry.select().where(Entry.verb == "rate").get().actor == "resident"


def test_a_database_refuses_a_matter_with_two_holders_or_none(cast):
    matter = ops.report(cast.worker)
    for change in ({"holder_desk": c.COMMUNITY}, {"holder_person": None}):
        with pytest.raises(Exception, match="(?i)check|constraint"):
            Matter.update(**change).where(Matter.id == matter.id).execute()


def test_every_entry_of_a_matter_has_a_sentence_in_both_languages(app, cast):
    matter = make(cast, "closed")
    for language in ("zh", "en"):
        for entry in serialize.for_person(matter, cast.desk, language)["ledger"]:
            assert (
                entry["sentence"]
                and "{" not in entry["sentence"]
                and entry["move"] not in entry["sentence"].split()
            )
