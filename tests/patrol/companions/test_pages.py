"""锁屏也能记: who may agree, what is shown once, what one sees of one's own, and that nobody else sees anything."""

from __future__ import annotations

import base64
import io
import itertools
import json
import re
import zipfile
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from app.core import clock, ids
from app.ledger.models import Entry
from app.notify.inbox import notices
from app.notify.models import Notice
from app.notify.pipeline import collect
from app.patrol.companions import outside
from app.patrol.companions.models import Companion
from app.people.models import Person
from app.settings import ROOT
from tests import cast as c
from tests.patrol.companions.tracker import Tracker, location, open_in
from tests.patrol.walk import finish, ms, start, track

pytestmark = pytest.mark.both
SECRET = re.compile(r'id="secret" readonly value="([^"]+)"')


@pytest.fixture(autouse=True)
def nine(cast: c.Cast) -> None:
    clock.freeze(ms(0))


def agreed(client: Any, kind: str = "owntracks", **more: Any) -> Any:
    return client.post("/companion", data={"id": ids.uuid7(), "kind": kind, "name": "我的手机", **more})


def secret_on(page: Any) -> str:
    found = SECRET.search(page.text)
    assert found is not None
    return found[1]


def test_where_nobody_opened_it_the_page_says_so_and_nothing_can_be_agreed_to(as_: Any, cast: c.Cast) -> None:
    page = as_("worker").get("/companion")
    assert page.status_code == 200 and "没有开放" in page.text and "我同意" not in page.text
    assert as_("worker").get("/api/v1/me").json["trackers"] is False
    assert agreed(as_("worker")).status_code == 403
    open_in(cast, c.OTHER_COMMUNITY)
    assert agreed(as_("worker")).status_code == 403 and Companion.select().count() == 0
    assert agreed(as_("outsider")).status_code == 200  # next door it was opened
    assert agreed(as_("desk")).status_code == 403  # a desk walks no patrol
    assert as_(None).get("/companion").status_code == 302


def test_what_is_wrong_in_the_form_is_said_at_its_field_and_nothing_is_lost(as_: Any, cast: c.Cast) -> None:
    open_in(cast)
    page = agreed(as_("worker"), kind="strava", name="很长" * 40)
    assert page.status_code == 422 and 'role="alert"' in page.text
    assert agreed(as_("worker"), name="  ").status_code == 422
    for name in ("手\x00机", "手\x1b机", "\x7f"):
        page = agreed(as_("worker"), name=name)
        assert page.status_code == 422 and "不能含有控制字符" in page.text
    for _ in range(5):
        assert agreed(as_("worker")).status_code == 200
    assert agreed(as_("worker")).status_code == 422 and Companion.select().count() == 5


def test_its_secret_is_shown_once_and_works_and_the_form_sent_twice_makes_one(
    app: Any, as_: Any, cast: c.Cast
) -> None:
    open_in(cast)
    form = ids.uuid7()
    first, second = (agreed(as_("worker"), id=form) for _ in range(2))
    assert Companion.select().count() == 1 and second.headers["Cache-Control"] == "no-store"
    old, new = (Tracker(app, cast.worker, secret=secret_on(page)) for page in (first, second))
    assert old.at(-60).status_code == 401 and new.at(-60).status_code == 200
    shown = as_("worker").get("/companion").text
    assert new.secret not in shown and "已连接" in shown and "最近一次 09:00" in shown
    assert agreed(as_("worker2"), id=form).status_code == 409  # another's form


def test_one_link_or_code_configures_owntracks(as_: Any, cast: c.Cast) -> None:
    open_in(cast)
    page = agreed(as_("worker"))
    link = unescape(re.search(r'href="(owntracks:[^"]+)"', page.text)[1])  # type: ignore[index]
    told = json.loads(base64.b64decode(parse_qs(urlsplit(link).query)["inline"][0]))
    assert (told["mode"], told["password"], told["monitoring"]) == (3, secret_on(page), -1)
    assert told["url"].endswith("/gateways/owntracks") and told["cmd"] and told["remoteConfiguration"]
    for said in ("HTTP", "每 30 秒记一次，距离填 0", "移动模式", "静默模式", "加密密钥留空"):
        assert said in page.text  # for whoever types it in
    assert "<svg" in page.text


def test_one_link_or_code_configures_traccar(as_: Any, cast: c.Cast) -> None:
    open_in(cast)
    page = agreed(as_("worker"), "traccar")
    link = unescape(re.search(r'href="(org.traccar.client:[^"]+)"', page.text)[1])  # type: ignore[index]
    told = parse_qs(urlsplit(link).query)
    for said in ("精度选高，每 30 秒记一次，距离填 0", "停止检测关掉"):
        assert said in page.text
    assert told["id"] == [secret_on(page)] and told["url"][0].endswith("/gateways/osmand")


def test_it_is_ended_on_the_page_and_by_nobody_else(app: Any, as_: Any, cast: c.Cast) -> None:
    open_in(cast)
    tracker = Tracker(app, cast.worker)
    for name in ("worker2", "lead", "admin", "outsider"):
        assert as_(name).post(f"/companion/{tracker.id}/end").status_code == 404
    assert tracker.at(-60).status_code == 200
    for _ in range(2):
        assert as_("worker").post(f"/companion/{tracker.id}/end").status_code == 303
    assert tracker.at(-30).status_code == 401
    assert [e.verb for e in Entry.select().where(Entry.kind == "companion").order_by(Entry.seq)] == [
        "agreed",
        "ended",
    ]


def test_encryption_is_said_on_the_page_until_something_readable_came(
    app: Any, as_: Any, cast: c.Cast
) -> None:
    open_in(cast)
    tracker = Tracker(app, cast.worker)
    tracker.post({"_type": "encrypted", "data": "x"})
    assert "加密的" in as_("worker").get("/companion").text
    clock.freeze(ms(120))
    tracker.at(60)
    assert "加密的" not in as_("worker").get("/companion").text


def test_encryption_is_said_while_the_clock_goes_on(
    app: Any, as_: Any, cast: c.Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_in(cast)
    tracker, moments = Tracker(app, cast.worker), itertools.count(ms(0), 7)
    monkeypatch.setattr(clock, "now", lambda: next(moments))
    for _ in range(2):
        tracker.post({"_type": "encrypted", "data": "x"})
        assert "加密的" in as_("worker").get("/companion").text
    tracker.at(0)
    shown = as_("worker").get("/companion").text
    assert "加密的" not in shown and "已连接" in shown


def test_where_it_was_closed_owntracks_is_asked_to_be_quiet_once_patrol_or_not(
    app: Any, cast: c.Cast
) -> None:
    open_in(cast)
    tracker, patrol = Tracker(app, cast.worker), start(cast.worker)

    def asked(second: int) -> list[int]:
        clock.freeze(ms(second))
        return [one["configuration"]["monitoring"] for one in tracker.at(second).json]

    assert asked(60) == [2]
    open_in(cast, c.COMMUNITY, "0")
    assert asked(90) == [-1] and asked(120) == []
    open_in(cast, c.COMMUNITY, None)
    assert asked(150) == [2]
    finish(cast.worker, patrol, at=180)
    assert asked(200) == [-1]
    other = Tracker(app, cast.worker)
    open_in(cast, c.COMMUNITY, "0")
    assert [one["configuration"]["monitoring"] for one in other.at(4 * 3600).json] == [-1]


def test_owntracks_is_asked_to_move_with_a_patrol_and_to_be_quiet_after_it_each_once(
    app: Any, cast: c.Cast
) -> None:
    open_in(cast)
    tracker = Tracker(app, cast.worker)
    assert tracker.at(-60).json == []  # a start may be on its way: nothing is asked
    patrol = start(cast.worker)
    clock.freeze(ms(600))
    asked = [tracker.at(second).json for second in (60, 90)]
    assert [one["configuration"]["monitoring"] for one in asked[0]] == [2] and asked[1] == []
    assert asked[0][0]["action"] == "setConfiguration"
    finish(cast.worker, patrol, at=600)
    clock.freeze(ms(660))
    asked = [tracker.at(second).json for second in (630, 660)]
    assert [one["configuration"]["monitoring"] for one in asked[0]] == [-1] and asked[1] == []


def test_long_after_an_end_nothing_is_silenced_for_another_start_may_be_on_its_way(
    app: Any, cast: c.Cast
) -> None:
    open_in(cast)
    tracker, patrol = Tracker(app, cast.worker), start(cast.worker)
    tracker.at(0)
    finish(cast.worker, patrol, at=60)
    clock.freeze(ms(4 * 3600))
    assert tracker.at(4 * 3600).json == []


def test_in_a_running_patrol_five_silent_minutes_are_said_at_once_and_stand_in_the_summary(
    app: Any, as_: Any, cast: c.Cast
) -> None:
    open_in(cast)
    tracker = Tracker(app, cast.worker)
    tracker.at(-60)
    patrol = start(cast.worker)
    asked = f"/api/v1/me/trackers?patrol={patrol}"

    def since() -> Any:
        return as_("worker").get(asked).json["trackers"][0]["silent_since"]

    clock.freeze(ms(299))
    assert since() is None
    clock.freeze(ms(300))
    assert clock.parse(since()) == ms(0)
    clock.freeze(ms(900))
    for second in range(300, 901, 60):
        tracker.at(second)
    assert since() is None or clock.parse(since()) == ms(900)
    clock.freeze(ms(1500))
    assert clock.parse(since()) == ms(900)
    track(cast.worker, patrol, [(0, *_place(), 5.0), (60, *_place(), 5.0), (1500, *_place(), 5.0)])
    finish(cast.worker, patrol, at=1500)
    told = as_("worker").get(f"/api/v1/patrols/{patrol}").json["tracker"]
    spans = {
        what: [(clock.parse(s["from"]) - ms(0), clock.parse(s["to"]) - ms(0)) for s in told[what]]
        for what in told
    }
    assert spans == {"silent": [(0, 300_000), (900_000, 1_500_000)], "filled": [(300_000, 900_000)]}
    assert as_("worker").get(asked).json["trackers"][0]["silent_since"] is None


def test_silence_is_a_trackers_own_and_one_that_was_never_heard_is_not_missed(
    app: Any, as_: Any, cast: c.Cast
) -> None:
    open_in(cast)
    speaking, fallen = Tracker(app, cast.worker), Tracker(app, cast.worker)
    for kind in ("owntracks", "traccar"):
        Tracker(app, cast.worker, kind)
    speaking.at(-60)
    fallen.at(-60)
    patrol = start(cast.worker)
    clock.freeze(ms(600))
    speaking.at(600)
    told = as_("worker").get(f"/api/v1/me/trackers?patrol={patrol}").json["trackers"]
    assert [(one["silent_since"] is not None, one["has_begun"]) for one in told] == [
        (True, False), (False, True), (False, False), (False, False),
    ]  # fmt: skip
    assert clock.parse(told[0]["silent_since"]) == ms(0)


def test_of_one_that_was_agreed_to_and_never_heard_a_summary_says_nothing(
    app: Any, as_: Any, cast: c.Cast
) -> None:
    open_in(cast)
    tracker, patrol = Tracker(app, cast.worker), start(cast.worker)
    clock.freeze(ms(900))
    finish(cast.worker, patrol, at=900)
    asked = f"/api/v1/patrols/{patrol}"
    assert as_("worker").get(asked).json["tracker"] is None
    tracker.at(600)
    silent = as_("worker").get(asked).json["tracker"]["silent"]
    assert [(clock.parse(one["from"]), clock.parse(one["to"])) for one in silent] == [
        (ms(0), ms(600)), (ms(600), ms(900)),
    ]  # fmt: skip


def _place() -> tuple[float, float]:
    return c.LAT + 0.0009, c.LON + 0.0010


def _own_data(client: Any) -> str:
    with zipfile.ZipFile(io.BytesIO(client.get("/api/v1/me/data").data)) as packed:
        return "".join(packed.read(name).decode() for name in packed.namelist() if name.endswith(".json"))


def test_nobody_else_sees_who_uses_it(app: Any, as_: Any, cast: c.Cast) -> None:
    open_in(cast)
    tracker, patrol = Tracker(app, cast.worker), start(cast.worker)
    clock.freeze(ms(600))
    tracker.at(60)
    tracker.post(location(120))
    for name in ("lead", "admin"):
        answers = [as_(name).get(f"/api/v1/patrols/{patrol}{end}") for end in ("", ".gpx", ".geojson")]
        answers += [as_(name).get("/api/v1/changes"), as_(name).get(f"/people/{cast.worker.id}")]
        for answer in answers:
            assert answer.status_code == 200
            assert not re.search('owntracks|traccar|tracker"', answer.text), answer.request.path
        assert as_(name).get(f"/api/v1/me/trackers?patrol={patrol}").json == {"trackers": []}
        assert "王芳的小米" not in as_(name).get("/companion").text
    assert "<src>owntracks</src>" in as_("worker").get(f"/api/v1/patrols/{patrol}.gpx").text
    assert _own_data(as_("worker")).count("王芳的小米") == 1


def test_two_trackers_of_one_app_in_one_patrol_are_told_apart_by_their_worker_alone(
    app: Any, as_: Any, cast: c.Cast
) -> None:
    open_in(cast)
    first, second, other = (Tracker(app, cast.worker, kind) for kind in ("owntracks", "owntracks", "traccar"))
    Companion.update(name="平板").where(Companion.id == second.id).execute()
    patrol = start(cast.worker)
    clock.freeze(ms(600))
    for seconds, tracker in ((60, first), (120, second), (180, other), (240, second)):
        tracker.at(seconds)
    client = as_("worker")
    told = re.findall("<src>(.*?)</src>", client.get(f"/api/v1/patrols/{patrol}.gpx").text)
    assert told == ["owntracks · 王芳的小米", "owntracks · 平板", "traccar", "owntracks · 平板"]
    assert (
        "owntracks · 平板"
        in client.get(f"/api/v1/patrols/{patrol}.geojson").json["features"][0]["properties"]["sources"]
    )
    for name in ("lead", "admin"):
        assert "平板" not in as_(name).get(f"/api/v1/patrols/{patrol}.gpx").text
    Companion.update(name="平板").execute()
    again = re.findall("<src>(.*?)</src>", client.get(f"/api/v1/patrols/{patrol}.gpx").text)
    assert again == ["owntracks · 平板", "owntracks · 平板 2", "traccar", "owntracks · 平板 2"]


def test_whoevers_tracker_still_sends_outside_a_patrol_is_told_that_day_once_and_alone(
    app: Any, as_: Any, cast: c.Cast
) -> None:
    open_in(cast)
    collect.collect()
    tracker = Tracker(app, cast.worker)
    tracker.at(-60)
    assert outside.tell() == 0  # its start may be on its way
    clock.freeze(ms(16 * 60))
    tracker.at(8 * 60)
    assert outside.tell() == 0  # one or two are a trial
    tracker.at(15 * 60)
    assert outside.tell() == 1 and outside.tell() == 0
    collect.collect()
    assert [(row.recipient, row.kind, row.channel) for row in Notice.select()] == [
        (cast.worker.id, "tracker_outside", "inbox")
    ]
    bundles, _ = notices.page(Person.get_by_id(cast.worker.id))
    assert [(one.matter, "不再发" in one.what) for one in bundles] == [("", True)]
    assert (
        "不再发" in as_("worker").get("/api/v1/changes").text
        and "不再发" in as_("worker").get("/notices").text
    )
    clock.freeze(ms(40 * 60))
    start(cast.worker, at=-120)
    clock.freeze(ms(0) + clock.DAY)
    assert outside.tell() == 0  # all of it was the patrol's


def test_whoever_has_stopped_sending_is_told_nothing(app: Any, cast: c.Cast) -> None:
    open_in(cast)
    tracker = Tracker(app, cast.worker)
    for second in (0, 300, 700):
        clock.freeze(ms(second))
        tracker.at(second)
    clock.freeze(ms(700) + outside.RECENT + 1)
    assert outside.tell() == 0
    tracker.at(700 + 900)
    assert outside.tell() == 1


def test_a_start_that_comes_in_time_keeps_everybody_quiet(app: Any, cast: c.Cast) -> None:
    open_in(cast)
    tracker = Tracker(app, cast.worker)
    tracker.at(0)
    for minute in (8, 16):
        clock.freeze(ms(minute * 60))
        tracker.at(minute * 60)
    start(cast.worker, at=-60)
    assert outside.tell() == 0


ASKED_NOWHERE_ELSE = {
    "app/areas/local_settings.py", "app/core/problems/catalogue.py", "app/gateways/trackers", "app/notify/wording.py",
    "app/patrol/companions", "app/privacy/rules.py", "templates/companions", "templates/field/check.html",
    "templates/field/me.html", "templates/field/words.html",
}  # fmt: skip


def test_nothing_but_its_own_pages_the_self_check_and_its_own_words_on_a_patrol_speaks_of_it() -> None:
    """No figure, gap, reminder or list asks for it: whoever writes of it elsewhere is stopped here, and thinks."""
    files = [*ROOT.glob("app/**/*.py"), *ROOT.glob("templates/**/*.html"), *ROOT.glob("static/js/**/*.js")]
    said = [
        str(file.relative_to(ROOT))
        for file in files
        if re.search("记录软件|锁屏也能记|OwnTracks|Traccar", file.read_text(encoding="utf-8"))
    ]
    assert [path for path in said if not path.startswith(tuple(ASKED_NOWHERE_ELSE))] == [] and len(said) > 8
