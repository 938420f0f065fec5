"""The desk's pages: strangers and others see nothing, each reader sees their own, and a refused form keeps its words."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest

from app.core import clock
from app.ledger.models import Entry
from app.matters.models import Call, Matter
from app.matters.moves import table
from tests import cast as c
from tests import hands, place, ways
from tests.matters import ops

NOT_THEIRS = ("worker", "worker2", "lead", "head", "admin", "outsider")
DESKS = ("desk", "city", "dept")
LATER = f"{clock.today().year + 1}-06-01T08:00"
NOBODY = "0190a000-0000-7000-8000-00000000dead"


def verbs(matter: Matter) -> list[str]:
    rows = Entry.select().where(Entry.kind == "matter", Entry.subject == matter.id).order_by(Entry.seq)
    return [row.verb for row in rows]


def fields(page: str, move: str) -> dict[str, str]:
    """The hidden fields of a move's form, as the page holds them."""
    form = re.search(rf"<form[^>]*moves/{move}\?.*?</form>", page, re.DOTALL)
    assert form, move
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form.group()))


@pytest.fixture
def at_desk(cast):
    """A matter that lies with the community's desk."""
    return ops.report(cast.worker, escalate=True)


@pytest.mark.parametrize("name", NOT_THEIRS)
@pytest.mark.parametrize("path", ["/desk", "/desk/matters/{id}"])
def test_without_a_post_there_the_desk_is_closed(as_, at_desk, name, path):
    assert as_(name).get(path.format(id=at_desk.id)).status_code in (403, 404)
    assert as_(name).post(f"/desk/matters/{at_desk.id}/moves/take").status_code in (403, 404)
    assert verbs(at_desk) == ["report", "escalate"]


def test_a_stranger_is_led_to_the_sign_in_page(as_, at_desk):
    for path in ("/desk", f"/desk/matters/{at_desk.id}"):
        answer = as_(None).get(path)
        assert answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in?next=/desk")
    assert as_(None).get("/desk", headers={"HX-Request": "true"}).status_code == 401
    sent = as_(None).post(f"/desk/matters/{at_desk.id}/moves/take?view=all")
    assert (
        sent.headers["Location"] == f"/sign-in?next=/desk/matters/{at_desk.id}"
    )  # a page, not what is only sent to


def test_what_is_not_theirs_is_not_there(as_, cast, at_desk):
    elsewhere = ops.report(cast.outsider, area=c.OTHER_GRID, text="东塘的事")
    assert as_("desk").get(f"/desk/matters/{elsewhere.id}").status_code == 404
    assert as_("desk").post(f"/desk/matters/{elsewhere.id}/moves/note", data={"text": "x"}).status_code == 404
    assert as_("city").get(f"/desk/matters/{elsewhere.id}").status_code == 200
    assert as_("dept").get(f"/desk/matters/{at_desk.id}").status_code == 404
    assert as_("desk").get(f"/desk/matters/{NOBODY}").status_code == 404
    assert elsewhere.text not in as_("desk").get("/desk?view=open").text


@pytest.mark.parametrize("name", DESKS)
@pytest.mark.parametrize(
    "view", ["", "waiting", "new", "climbed", "overdue", "shelved", "open", "closed", "found", "nonsense"]
)
def test_every_view_opens_for_every_desk(as_, at_desk, name, view):
    answer = as_(name).get(f"/desk?view={view}")
    assert answer.status_code == 200 and place.text(answer.text, "h1") == "工作台"


@pytest.mark.parametrize("query", ["cursor=zzz", "area=nowhere", "category=nope", "q=" + "长" * 101])
def test_a_bad_query_is_said_and_nothing_breaks(as_, query):
    assert as_("desk").get(f"/desk?{query}").status_code == 422


@pytest.mark.both
def test_each_view_holds_what_its_name_says(as_, cast, at_desk):
    local = ops.report(cast.worker2, area=c.GRID2, text="第二网格的井盖")
    desk = as_("desk")

    def holds(view: str, matter: Matter) -> bool:
        return f'id="row-{matter.id}"' in desk.get(f"/desk?view={view}").text

    assert holds("waiting", at_desk) and not holds("waiting", local)
    assert holds("climbed", at_desk) and not holds("climbed", local)
    assert holds("new", at_desk) and holds("new", local) and holds("open", local)
    assert not holds("overdue", at_desk) and not holds("shelved", at_desk) and not holds("closed", local)
    ops.move(cast.desk, at_desk, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    assert not holds("climbed", at_desk) and not holds("waiting", at_desk)
    assert f'id="row-{at_desk.id}"' in as_("dept").get("/desk").text
    ops.put(Matter.id == at_desk.id, due=clock.now() - clock.DAY)
    assert holds("overdue", at_desk) and (
        place.text(desk.get("/desk?view=overdue").text, ".deskrow-due") == "超期 1 天"
    )
    ops.move(cast.worker2, local, "settle_on_spot", text="盖好了")
    assert holds("closed", local) and not holds("open", local)


@pytest.mark.both
def test_pages_follow_one_another_and_leave_none_out(as_, cast, monkeypatch):
    monkeypatch.setattr("app.desk.lists.listing.PAGE", 3)
    made = {ops.report(cast.worker, text=f"第{n}件").id for n in range(8)}
    ops.put(Matter.text == "第3件", due=None)
    for view in ("new", "waiting"):
        path, seen = f"/desk?view={view}&q=件", []
        if view == "waiting":
            ops.put(Matter.id.in_(made), holder_person=None, holder_desk=c.COMMUNITY)
        while path and len(seen) < 20:
            page = as_("desk").get(path).text
            seen += re.findall(r'id="row-([^"]+)"', page)
            after = re.search(r'href="(/desk\?[^"]*cursor=[^"]+)"', page)
            path = after.group(1).replace("&amp;", "&") if after else ""
        assert len(seen) == 8 and set(seen) == made


def test_search_finds_by_number_place_and_words_whatever_the_state(as_, cast):
    done = ops.report(cast.worker, text="三单元路灯")
    ops.move(cast.worker, done, "settle_on_spot", text="换好了")
    for words in (done.number, "1幢", "路灯"):
        assert f'id="row-{done.id}"' in as_("desk").get(f"/desk?view=found&q={words}").text
    assert "没有找到" in place.text(as_("desk").get("/desk?view=found&q=不存在").text, "#foot")


def test_search_and_merge_take_a_number_however_it_is_typed(as_, cast):
    wanted = ops.report(cast.worker, text="三单元路灯", escalate=True)
    desk, outsider = as_("desk"), as_("outsider")
    for typed in ways.of_number(wanted.number):
        page = desk.get("/desk", query_string={"view": "found", "q": typed}).text
        assert re.findall(r'id="row-([^"]+)"', page) == [wanted.id], typed
        one = ops.report(cast.worker, text="又一盏", escalate=True)
        path = f"/desk/matters/{one.id}/moves/merge"
        shown = desk.post(path, data={"number": typed})
        assert shown.status_code == 422 and f'value="matter:{wanted.id}" checked' in shown.text, typed
        answer = desk.post(path, data={"to": f"matter:{wanted.id}"})
        assert answer.status_code == 303 and Matter.get_by_id(one.id).merged_into == wanted.id, typed
    assert outsider.get("/desk", query_string={"view": "found", "q": wanted.number}).status_code == 403


def test_an_unchanged_desk_is_not_sent_again(as_, cast, at_desk):
    clock.freeze(clock.now())
    desk, asked = as_("desk"), {"HX-Request": "true"}
    first = desk.get("/desk?view=open", headers=asked)
    again = {**asked, "If-None-Match": first.headers["ETag"]}
    assert desk.get("/desk?view=open", headers=again).status_code == 304
    assert desk.get("/desk?view=new", headers=again).status_code == 200
    assert as_("city").get("/desk?view=open", headers=again).status_code == 200
    ops.report(cast.worker2, area=c.GRID2)
    assert desk.get("/desk?view=open", headers=again).status_code == 200


def test_an_emergency_rings_at_the_desk_that_holds_it_until_somebody_has_seen_it(as_, cast):
    danger = ops.report(cast.worker, text="楼道起火", urgency="emergency", escalate=True)
    page = as_("desk").get("/desk?view=closed").text
    assert f'data-ring="{danger.id}"' in page and f'id="now-{danger.id}"' not in page
    above = as_("city").get("/desk").text
    assert "data-ring=" not in above and f'id="now-{danger.id}"' in above
    answer = as_("desk").post(f"/desk/matters/{danger.id}/moves/acknowledge?view=new")
    assert answer.status_code == 303 and f"{danger.id}?view=new&done=" in answer.headers["Location"]
    assert verbs(danger)[-1] == "acknowledge"
    page = as_("desk").get("/desk").text
    assert "data-ring=" not in page and f'id="now-{danger.id}"' in page


def test_a_whistle_nobody_answered_stands_on_top_and_rings_for_the_called_unit(as_, cast, at_desk):
    ops.move(cast.desk, at_desk, "whistle", to=[f"unit:{c.ENFORCEMENT}"], text="请来看看")
    assert "综合执法队还没有报到" in as_("desk").get("/desk").text
    dept = as_("dept").get("/desk").text
    assert f'data-ring="{at_desk.id}"' in dept
    assert as_("dept").post(f"/desk/matters/{at_desk.id}/moves/attend").status_code == 303
    assert Call.get().state == "attended" and "data-ring=" not in as_("dept").get("/desk").text


def test_every_open_move_is_a_form_on_the_page_and_no_other(as_, cast, at_desk):
    for name in ("desk", "city"):
        client = as_(name)
        offered = {one["name"] for one in client.get(f"/api/v1/matters/{at_desk.id}").json["open_moves"]}
        page = client.get(f"/desk/matters/{at_desk.id}").text
        assert set(re.findall(r'action="/desk/matters/[^/]+/moves/(\w+)\?', page)) - {
            "acknowledge"
        } == offered - {"acknowledge"}
        assert offered <= set(table.NAMES)


def test_dispatch_proposes_the_responsible_unit_and_leads_with_the_first(as_, cast, at_desk):
    from app.matters.models import ResponsibilityRow

    ResponsibilityRow.create(
        category="fire_lane",
        level_kind="community",
        lead=c.ENFORCEMENT,
        supports=[c.PROPERTY],
        basis="消防法",
    )
    desk = as_("desk")
    page = desk.get(f"/desk/matters/{at_desk.id}").text
    assert f'<option value="unit:{c.ENFORCEMENT}" selected>' in page and "消防法" in page
    assert f'value="unit:{c.PROPERTY}" checked' in page
    given = {
        **fields(page, "dispatch"),
        "lead": f"unit:{c.ENFORCEMENT}",
        "to": [f"unit:{c.PROPERTY}"],
        "text": "今天看",
    }
    assert desk.post(f"/desk/matters/{at_desk.id}/moves/dispatch", data=given).status_code == 303
    now = Matter.get_by_id(at_desk.id)
    assert (now.state, now.holder_unit) == ("dispatched", c.ENFORCEMENT)
    assert as_("dept").get(f"/desk/matters/{at_desk.id}").status_code == 200


def test_a_stale_form_shows_what_changed_and_keeps_the_words(as_, cast, at_desk):
    desk = as_("desk")
    given = fields(desk.get(f"/desk/matters/{at_desk.id}").text, "shelve")
    ops.move(cast.city, at_desk, "note", text="我也看看")
    ops.move(cast.desk, at_desk, "take")
    answer = desk.post(
        f"/desk/matters/{at_desk.id}/moves/shelve",
        data={**given, "text": "等配件，写了很久的一句话", "until": LATER},
    )
    assert answer.status_code == 409
    told = place.texts(answer.text, ".banner")
    assert [text for text in told if "别人刚刚处理过" in text and "林晓梅 接单" in text]
    assert place.text(answer.text, "#shelve-text") == "等配件，写了很久的一句话"
    assert re.search(rf'id="shelve-until"[^>]* value="{LATER}"', answer.text)
    again = {**fields(answer.text, "shelve"), "text": "等配件", "until": LATER}
    assert desk.post(f"/desk/matters/{at_desk.id}/moves/shelve", data=again).status_code == 303
    assert verbs(at_desk)[-1] == "shelve"


def test_a_day_more_than_two_years_away_is_refused_with_the_last_day_there_is(as_, cast, at_desk):
    client = as_("desk")
    last = clock.today() + dt.timedelta(days=730)
    for day, status in ((last + dt.timedelta(days=1), 422), (last, 303)):
        form = fields(client.get(f"/desk/matters/{at_desk.id}").text, "shelve")
        answer = client.post(
            f"/desk/matters/{at_desk.id}/moves/shelve",
            data={**form, "text": "等配件", "until": f"{day}T08:00"},
        )
        assert answer.status_code == status
        assert status == 303 or f"最晚到 {last}（两年以内）" in answer.text
    assert Matter.get_by_id(at_desk.id).state == "shelved"


def test_words_for_a_move_that_is_no_longer_open_are_not_lost(as_, cast, at_desk):
    ops.move(cast.desk, at_desk, "void", reason="误触")
    answer = as_("desk").post(
        f"/desk/matters/{at_desk.id}/moves/dispatch", data={"lead": "unit:ZF01", "text": "请看看井盖"}
    )
    assert answer.status_code == 409 and place.text(answer.text, "#kept-words") == "请看看井盖"


@pytest.mark.parametrize(
    ("move", "given"),
    [
        ("dispatch", {}),
        ("dispatch", {"lead": "unit:nobody"}),
        ("dispatch", {"lead": "grid:1"}),
        ("shelve", {"text": "x", "until": "soon"}),
        ("shelve", {"text": "x", "until": "2001-01-01T08:00"}),
        ("whistle", {"text": "x"}),
        ("answer", {"text": " "}),
        ("answer", {"text": "长" * 2001}),
        ("answer", {"text": "a\x00b"}),
        ("merge", {"number": "261122-9999"}),
        ("hand_down", {"to": "area:330399001002001"}),
        ("note", {"base_version": "²", "text": "x"}),
        ("nonsense", {"text": "x"}),
    ],
)
def test_bad_values_are_said_beside_the_form_and_change_nothing(as_, cast, at_desk, move, given):
    before = verbs(at_desk)
    answer = as_("desk").post(f"/desk/matters/{at_desk.id}/moves/{move}", data=given)
    assert answer.status_code == 422 and "banner bad" in answer.text
    assert verbs(at_desk) == before


def test_another_site_cannot_move_anything(app, cast, at_desk):
    client = c.client(app, cast, "desk")
    headers = {"Origin": "https://elsewhere.example"}
    assert client.post(f"/desk/matters/{at_desk.id}/moves/take", headers=headers).status_code == 403
    assert verbs(at_desk) == ["report", "escalate"]


def test_a_handler_resolves_with_a_photo_and_the_photo_survives_a_refusal(as_, cast, at_desk):
    ops.move(cast.desk, at_desk, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    dept, picture = as_("dept"), hands.picture(3, 320, 240)
    path = f"/desk/matters/{at_desk.id}/moves/"
    assert dept.post(path + "take").status_code == 303
    refused = dept.post(
        path + "resolve",
        data={"base_version": "1", "photos": (io.BytesIO(picture), "../../etc/passwd.jpg")},
        content_type="multipart/form-data",
    )
    kept = fields(refused.text, "resolve")
    assert refused.status_code == 409 and re.fullmatch("[0-9a-f]{64}", kept["kept"])
    assert dept.post(path + "resolve", data=kept).status_code == 303
    page = as_("desk").get(f"/desk/matters/{at_desk.id}").text
    assert f"/api/v1/photos/{kept['kept']}?size=1024" in page
    assert as_("desk").get(f"/api/v1/photos/{kept['kept']}?size=320").status_code == 200


def test_a_photo_that_somebody_else_brought_is_not_named_by_its_digest(as_, cast, at_desk):
    answer = as_("desk").post(f"/desk/matters/{at_desk.id}/moves/note", data={"kept": "a" * 64})
    assert answer.status_code == 422 and verbs(at_desk) == ["report", "escalate"]


def test_what_is_no_photo_is_refused_in_a_sentence(as_, at_desk):
    answer = as_("desk").post(
        f"/desk/matters/{at_desk.id}/moves/note",
        data={"text": "看", "photos": (io.BytesIO(b"<svg/>"), "x.jpg")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 415


def test_who_gives_a_matter_away_is_told_that_it_has_gone(as_, cast, at_desk):
    ops.move(cast.desk, at_desk, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    dept, path = as_("dept"), f"/desk/matters/{at_desk.id}/moves/send_back"
    answer = dept.post(path, data={"reason": "not_ours"})
    assert answer.status_code == 303
    assert "不在您这里了" in dept.get(answer.headers["Location"]).text
    assert dept.get(f"/desk/matters/{at_desk.id}").status_code == 404


def test_confidential_words_are_kept_from_a_handler(as_, cast):
    secret = ops.report(cast.worker, text="邻居的秘密", escalate=True)
    Matter.update(confidential=True).where(Matter.id == secret.id).execute()
    ops.move(cast.desk, secret, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    for path in ("/desk?view=open", f"/desk/matters/{secret.id}"):
        assert "邻居的秘密" in as_("desk").get(path).text
        dept = as_("dept").get(path).text
        assert "邻居的秘密" not in dept and cast.worker.name not in dept
        assert any(
            "要求保密" in text for text in place.texts(dept, ".deskrow-text" if "view" in path else ".tag")
        )


def test_merging_offers_what_is_near(as_, cast):
    one, other = ops.report(cast.worker, escalate=True), ops.report(cast.worker, escalate=True)
    far = ops.report(cast.worker2, area=c.GRID2, category="street_lamp", escalate=True)
    desk = as_("desk")
    page = desk.get(f"/desk/matters/{one.id}").text
    assert f'value="matter:{other.id}"' in page and f'value="matter:{far.id}"' not in page


def test_markup_in_words_is_shown_as_words(as_, cast):
    bad = ops.report(cast.worker, text="<script>alert(1)</script>", escalate=True)
    for path in ("/desk", f"/desk/matters/{bad.id}"):
        page = as_("desk").get(path).text
        assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_the_ways_between_the_pages_are_those_a_post_opens(as_):
    seen = {
        name: re.findall(r'<a href="(/\w+)"', as_(name).get("/areas").text.split("</nav>")[0])
        for name in ("desk", "dept", "worker", "admin")
    }
    assert seen["desk"][0] == "/desk" and "/people" in seen["desk"]
    assert "/desk" in seen["dept"] and "/people" not in seen["dept"]
    assert "/desk" not in seen["worker"] and "/desk" not in seen["admin"]


PART = {"HX-Request": "true"}


def test_htmx_is_answered_with_a_part_and_a_browser_with_the_page(as_, at_desk):
    desk = as_("desk")
    for path in ("/desk", f"/desk/matters/{at_desk.id}"):
        page, part = desk.get(path), desk.get(path, headers=PART)
        assert page.status_code == part.status_code == 200
        assert "<html" in page.text and "<html" not in part.text and part.text.strip()
        restored = desk.get(path, headers={**PART, "HX-History-Restore-Request": "true"})
        assert "<html" in restored.text  # the whole of what lay in the browser's history
        assert {"HX-Request", "HX-History-Restore-Request"} <= set(page.vary)
        assert {*page.vary} == {*part.vary}
    assert 'id="fresh"' in desk.get("/desk", headers=PART).text and 'id="fresh"' not in desk.get("/desk").text


def test_after_a_move_htmx_is_told_that_the_list_has_changed_and_a_browser_goes_there(as_, at_desk):
    path = f"/desk/matters/{at_desk.id}/moves"
    done = as_("desk").post(f"{path}/take", headers=PART)
    assert done.status_code == 200 and "<html" not in done.text
    assert done.headers["HX-Trigger"] == "desk-moved"
    assert verbs(at_desk)[-1] == "take"
    refused = as_("desk").post(f"{path}/take", headers=PART)
    assert refused.status_code >= 400 and "HX-Trigger" not in refused.headers
    noted = as_("desk").post(f"{path}/note", data={"text": "已去过"})
    assert noted.status_code == 303 and "HX-Trigger" not in noted.headers
    assert verbs(at_desk)[-1] == "note"
