"""A resident follows the request: plain sentences, who has it, until when; nothing of others; and says what became of it."""

import json

import pytest

from app.areas.models import AreaSetting
from app.core import clock, ids
from app.core.problems.problem import Problem
from app.ledger.models import Entry
from app.matters import clock_jobs
from app.matters.models import Matter
from app.requests import held_requests, photos
from app.requests.commands import RatingBody, WithdrawalBody, WordsBody
from app.requests.followup import resident_acts, status
from app.requests.models import ResidentRequest, Verdict
from tests import cast as c
from tests.matters import ops
from tests.requests import saying

YES, NO = RatingBody(solved=True), RatingBody(solved=False)


def fresh(matter):
    return Matter.get_by_id(matter.id)


def refused(verb, *given):
    with pytest.raises(Problem) as problem:
        verb(*given)
    return problem.value.name


def done(cast, matter):
    ops.move(cast.worker, matter, "settle_on_spot", text="换了灯泡", photos=(ops.PHOTO2,))
    return matter


def kinds(request, language="zh"):
    return [event["kind"] for event in status.serialize(request, language)["events"]]


def test_a_request_is_followed_from_the_word_to_the_end(cast):
    request, matter, token = saying.asked()
    assert status.find(token) == request
    told = status.serialize(request)
    assert (told["state"], told["place"], told["thing"]["name"]) == (
        "reported",
        "第1网格 1幢 · 1幢大门",
        "路灯",
    )
    assert told["who"] == {"office": "第1网格", "unit": None, "name": None} and told["until"]
    assert told["sentence"].startswith("第1网格已经收到")
    ops.move(cast.worker, matter, "take")
    assert status.serialize(request)["sentence"].startswith("第1网格正在办。")
    ops.move(cast.worker, matter, "answer", text="今天下午来换灯泡")
    ops.move(cast.worker, matter, "resolve", text="内部备注", photos=(ops.PHOTO2,))
    told = status.serialize(request)
    assert told["answers"][0]["text"] == "今天下午来换灯泡"
    assert told["after"] == [ops.PHOTO2] and told["may"]["rate"]
    ops.move(cast.head, matter, "confirm")
    told = status.serialize(request)
    assert told["state"] == "confirmed" and told["closes"]
    assert kinds(request) == ["said", "taken", "answered", "done", "confirmed in the building"]
    assert "内部备注" not in json.dumps(told, ensure_ascii=False)


@pytest.mark.parametrize("shows", ["0", "1"])
def test_a_workers_name_is_shown_only_where_the_office_shows_it(cast, shows):
    AreaSetting.create(area=c.COMMUNITY, name="show_worker_name", value=shows)
    request, matter, _ = saying.asked()
    ops.move(cast.worker, matter, "take")
    ops.move(cast.worker, matter, "resolve", text="好了")
    ops.move(cast.head, matter, "refuse", reason="还是黑的")
    said = json.dumps([status.serialize(request, language) for language in ("zh", "en")], ensure_ascii=False)
    assert ("王芳" in said) == (shows == "1")
    assert "周秀英" not in said and "还是黑的" not in said


def test_staffs_notes_calls_and_reasons_stay_inside(cast):
    request, matter, _ = saying.asked()
    ops.move(cast.worker, matter, "note", text="住户是老上访", photos=(ops.PHOTO,))
    ops.move(cast.worker, matter, "escalate")
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    ops.move(cast.dept, matter, "send_back", reason="other", text="不想管")
    ops.move(cast.desk, matter, "shelve", text="没钱", until=clock.rfc3339(clock.now() + clock.DAY))
    told = status.serialize(request)
    said = json.dumps(told, ensure_ascii=False)
    for secret in ("上访", "不想管", "没钱", ops.PHOTO, cast.worker.id):
        assert secret not in said
    assert kinds(request) == ["said", "passed up", "dispatched", "shelved"]
    assert told["coming"] and told["state"] == "shelved"


@pytest.mark.both
def test_a_verdict_counts_once_a_round(cast):
    request, matter, _ = saying.asked()
    assert refused(resident_acts.rate, request, YES) == "not-done-yet"
    done(cast, matter)
    assert resident_acts.rate(request, RatingBody(solved=True, score=3, text="谢谢"))
    assert not resident_acts.rate(request, RatingBody(solved=True, score=3, text="谢谢"))
    assert refused(resident_acts.rate, request, RatingBody(solved=True, score=1)) == "already-rated"
    assert fresh(matter).state == "closed" and Verdict.select().count() == 1
    assert status.serialize(request)["sentence"].startswith("您说解决了")


@pytest.mark.both
def test_not_yet_reopens_one_level_up_and_the_next_round_is_judged_anew(cast):
    request, matter, _ = saying.asked()
    done(cast, matter)
    assert resident_acts.rate(request, NO)
    assert (fresh(matter).state, fresh(matter).level) == ("reported", c.COMMUNITY)
    assert not resident_acts.rate(request, NO)
    assert refused(resident_acts.rate, request, YES) == "already-rated"
    matter = fresh(matter)
    ops.move(cast.desk, matter, "take")
    ops.move(cast.desk, matter, "resolve", text="换了整盏灯")
    assert resident_acts.rate(request, YES)
    assert fresh(matter).state == "closed"
    assert [v.round for v in Verdict.select().order_by(Verdict.id)] == [1, 2]
    assert kinds(request)[-2:] == ["done", "yes"]


def test_after_a_yes_and_after_silence_not_yet_is_heard_for_thirty_days(cast):
    for silent in (False, True):
        request, matter, _ = saying.asked()
        done(cast, matter)
        if silent:
            ops.move(cast.head, matter, "confirm")
            clock.freeze(clock.now() + 15 * clock.DAY)
            assert clock_jobs.close_confirmed() == 1
            assert "自动结束" in status.serialize(request)["sentence"]
        else:
            resident_acts.rate(request, YES)
        assert status.serialize(request)["may"]["reopen"]
        clock.freeze(clock.now() + 29 * clock.DAY)
        assert resident_acts.rate(request, NO)
        assert fresh(matter).state == "reported"
        clock.freeze(None)


def test_after_thirty_days_it_is_too_late(cast):
    request, matter, _ = saying.asked()
    done(cast, matter)
    resident_acts.rate(request, YES)
    clock.freeze(clock.now() + 31 * clock.DAY)
    assert refused(resident_acts.rate, request, NO) == "too-late"
    assert not status.serialize(request)["may"]["reopen"]
    assert fresh(matter).state == "closed" and Verdict.select().count() == 1


@pytest.mark.both
def test_words_are_added_once_while_it_is_open(cast):
    request, matter, _ = saying.asked()
    said = WordsBody(id=ids.uuid7(), text="晚上更黑")
    assert resident_acts.words(request, said) and not resident_acts.words(request, said)
    assert refused(resident_acts.words, request, WordsBody(id=said.id, text="别的")) == "conflict"
    assert refused(resident_acts.words, request, WordsBody(text=" ")) == "bad-value"
    notes = Entry.select().where(Entry.subject == matter.id, Entry.verb == "note")
    assert [(n.text, n.actor, n.by) for n in notes] == [("晚上更黑", "resident", None)]
    for _ in range(9):
        resident_acts.words(request, WordsBody(text="还有"))
    assert refused(resident_acts.words, request, WordsBody(text="还有")) == "too-many-requests"
    done(cast, matter)
    resident_acts.rate(request, YES)
    assert refused(resident_acts.words, request, WordsBody(text="谢谢")) == "request-ended"


@pytest.mark.both
def test_withdrawing_ends_it_until_somebody_has_it_in_hand(cast):
    request, matter, _ = saying.asked()
    assert resident_acts.withdraw(request, WithdrawalBody(text="自己好了"))
    assert not resident_acts.withdraw(request)
    assert fresh(matter).state == "void"
    assert status.serialize(ResidentRequest.get_by_id(request.id))["sentence"] == "您已撤回。"
    assert refused(resident_acts.words, request, WordsBody(text="a")) == "request-ended"
    assert refused(resident_acts.rate, request, NO) == "request-ended"
    request, matter, _ = saying.asked()
    ops.move(cast.worker, matter, "take")
    assert refused(resident_acts.withdraw, request) == "cannot-withdraw"
    assert ResidentRequest.get_by_id(request.id).withdrawn is None


def test_the_timeline_shows_no_photo_that_may_not_be_seen_any_more(cast):
    request, matter, _ = saying.asked()
    done(cast, matter)
    ops.move(cast.head, matter, "refuse", reason="还没有好")
    ops.move(cast.worker, matter, "resolve", text="这次好了")
    events = status.serialize(request)["events"]
    assert [sha for event in events for sha in event["photos"] if not photos.may_see(request, sha)] == []


def test_a_page_shows_no_picture_that_has_not_arrived(cast):
    request, matter, _ = saying.asked()
    done(cast, matter)
    told = status.serialize(request)
    page = status.without_missing(told)
    assert told["after"] == [ops.PHOTO2] and page["after"] == []
    assert [event["photos"] for event in page["events"] if event["photos"]] == []


def test_a_merged_matter_is_followed_where_it_went(cast):
    request, matter, _ = saying.asked()
    ops.move(cast.worker, matter, "escalate")
    other = ops.report(cast.worker, text="员工自己的话")
    ops.move(cast.worker, other, "escalate")
    ops.move(cast.desk, matter, "merge", to=[f"matter:{other.id}"])
    ops.move(cast.desk, other, "take")
    ops.move(cast.desk, other, "resolve", text="好了", photos=(ops.PHOTO2,))
    told = status.serialize(request)
    assert (told["state"], told["after"], told["number"]) == ("resolved", [ops.PHOTO2], request.number)
    assert kinds(request) == ["said", "passed up", "merged", "taken", "done"]
    assert "员工自己的话" not in json.dumps(told, ensure_ascii=False)
    assert resident_acts.rate(request, YES)
    assert fresh(other).state == "closed" and fresh(matter).state == "void"


def test_a_held_request_says_so_and_is_let_in_under_its_number(cast, as_):
    held = saying.say(area=c.BUILDING)
    request = ResidentRequest.get_by_id(held.id)
    told = status.serialize(request)
    assert (told["state"], told["may"]["withdraw"], kinds(request)) == ("held", True, ["held"])
    assert refused(resident_acts.words, request, WordsBody(text="a")) == "being-looked-at"
    assert refused(resident_acts.rate, request, YES) == "being-looked-at"
    assert refused(held_requests.release, ops.act(cast.outsider), request.id) == "not-found"
    assert refused(held_requests.release, ops.act(cast.worker), request.id) == "not-found"
    held_requests.release(ops.act(cast.desk), request.id)
    matter = Matter.get(Matter.number == held.number)
    request = ResidentRequest.get_by_id(held.id)
    assert (request.matter, request.released_by) == (matter.id, cast.desk.id)
    assert kinds(request) == ["held", "released"]
    assert refused(held_requests.release, ops.act(cast.desk), request.id) == "stale"
    assert refused(held_requests.refuse, ops.act(cast.desk), request.id, "重复") == "stale"


def test_a_refused_one_says_why(cast):
    request = ResidentRequest.get_by_id(saying.say(area=c.BUILDING).id)
    assert refused(held_requests.refuse, ops.act(cast.desk), request.id, " ") == "bad-value"
    held_requests.refuse(ops.act(cast.desk), request.id, "看不出是哪里，请写清楚地点")
    request = ResidentRequest.get_by_id(request.id)
    assert "请写清楚地点" in status.serialize(request)["sentence"]
    assert held_requests.waiting(ops.act(cast.desk).reach_now()) == []
    assert refused(resident_acts.withdraw, request) == "request-ended"


def test_a_held_one_can_be_withdrawn(cast):
    request = ResidentRequest.get_by_id(saying.say(area=c.BUILDING).id)
    assert resident_acts.withdraw(request)
    assert refused(held_requests.release, ops.act(cast.desk), request.id) == "stale"
