"""The public board: open to anybody, light, without a script, a session, a name or an id."""

import gzip
import re

import pytest

from app.areas import local_settings
from app.board.models import ClearedPhoto
from app.board.public import figure_words
from app.core import db
from app.shell import assets
from tests import cast as c
from tests import place
from tests.board import done


@pytest.fixture(autouse=True)
def fresh():
    figure_words.forget()


def get(as_, path, **more):
    return as_(None).get(path, **more)


@pytest.mark.parametrize(
    "code", ["nowhere", c.CITY, c.GRID, c.BUILDING, "%00", "x" * 3000, "photos", "../people"]
)
def test_what_is_no_community_has_no_board(as_, code):
    assert get(as_, f"/board/{code}").status_code == 404


@pytest.mark.both
def test_anybody_sees_what_was_said_and_done_and_neither_names_nor_ids(as_, cast):
    matter = done.settled(as_, cast)
    done.show(cast, matter)
    answer = get(as_, f"/board/{c.COMMUNITY}")
    assert answer.status_code == 200 and "有人堵消防通道" in place.text(answer.text, ".story-said")
    story = place.text(answer.text, ".story")
    assert "已经清空" in story and "第1网格" in story and "1幢" not in answer.text
    for hidden in (
        matter.id,
        matter.number,
        *(p.name for p in cast.people.values()),
        *(p.id for p in cast.people.values()),
    ):
        assert hidden not in answer.text
    assert "Set-Cookie" not in answer.headers
    listed = get(as_, "/board").text
    assert "临港社区" in listed and "东塘社区" in listed and "1 件" in listed
    assert "有人堵消防通道" not in get(as_, f"/board/{c.OTHER_COMMUNITY}").text


def test_a_page_and_its_photos_may_be_kept_by_others_for_a_minute_only(as_, cast):
    done.show(cast, done.settled(as_, cast))
    photo = ClearedPhoto.get().digest
    for path in ("/board", f"/board/{c.COMMUNITY}", f"/board/photos/{photo}"):
        assert get(as_, path).headers["Cache-Control"] == "public, max-age=60"
    assert (
        "private"
        in as_("desk")
        .get(f"/board/clear/{ClearedPhoto.get().matter}/copies/{photo}")
        .headers["Cache-Control"]
    )


@pytest.mark.parametrize(
    "level, here, gone", [("community", "临港社区", "第1网格"), ("building", "第1网格 · 1幢", "2幢")]
)
def test_the_place_is_as_exact_as_the_office_chose(as_, cast, level, here, gone):
    done.show(cast, done.settled(as_, cast))
    local_settings.set_value(cast.admin, c.COMMUNITY, "board_place", level, "街道商定")
    page = get(as_, f"/board/{c.COMMUNITY}").text
    assert f'<p class="story-where">{here}</p>' in page and gone not in page


def test_the_setting_takes_only_what_it_offers(as_, cast):
    admin = as_("admin")
    given = {"board_place": "flat", "reason": "x"}
    assert admin.post(f"/areas/{c.COMMUNITY}/settings", data=given).status_code == 422
    assert '<option value="grid" selected>' in admin.get(f"/areas/{c.COMMUNITY}/settings").text


def test_pages_are_turned(as_, cast):
    for number in range(10):
        done.show(cast, done.settled(as_, cast), said=f"第{number}件小事")
    first, second = (get(as_, f"/board/{c.COMMUNITY}?page={page}").text for page in (1, 2))
    assert first.count("<article") == 8 and second.count("<article") == 2
    shown = re.findall(r"第\d件小事", first + second)
    assert len(set(shown)) == 10
    assert get(as_, f"/board/{c.COMMUNITY}?page=3").status_code == 200
    for odd in ("0", "-1", "x", "1e9", "9" * 30, "²"):
        assert get(as_, f"/board/{c.COMMUNITY}?page={odd}").status_code == 200
        assert get(as_, f"/board?page={odd}").status_code == 200


def test_a_community_is_found_by_a_part_of_its_name(as_, cast):
    page = get(as_, "/board?q=东塘").text
    assert place.texts(page, "li") and all("东塘社区" in text for text in place.texts(page, "li"))
    for odd in ("%", "'", "<b>", "x" * 500):
        answer = get(as_, "/board", query_string={"q": odd})
        assert answer.status_code == 200 and "<b>临" not in answer.text and "<b><b>" not in answer.text


def test_the_page_is_light_and_runs_nothing(as_, cast):
    for _ in range(8):
        done.show(cast, done.settled(as_, cast))
    page = get(as_, f"/board/{c.COMMUNITY}").data
    text = page.decode()
    sheets = re.findall(r'rel="stylesheet" href="/static/([^"]+)"', text)
    weight = len(gzip.compress(page, 9)) + sum(
        len(gzip.compress((assets.BUILT / one).read_bytes(), 9)) for one in sheets
    )
    assert "<script" not in text and "app-" not in text and weight <= 30_000
    assert sheets and all((assets.BUILT / one).exists() for one in sheets)


def test_an_english_reader_reads_english(as_, cast):
    stranger = as_(None)
    stranger.set_cookie("lang", "en", domain="localhost")
    assert "Said by residents themselves" in stranger.get(f"/board/{c.COMMUNITY}").text


def test_the_foot_names_the_operator_and_its_filings_where_they_are_set(store, cast):
    import dataclasses

    from app import create_app
    from tests.cast import client

    said = {
        "operator_name": "临港市某某局", "icp_number": "浙ICP备2026000001号-1", "psb_number": "浙公网安备33039902000001号",
        "privacy_url": "https://example.cn/privacy",
    }  # fmt: skip
    plain = client(create_app(store), cast, None).get("/board").text
    assert "beian" not in plain and 'href="/privacy"' in plain and 'href="/complaints"' in plain
    full = client(create_app(dataclasses.replace(store, **said)), cast, None).get("/board").text
    assert all(word in full for word in said.values()) and "code=33039902000001" in full


def test_looking_changes_nothing(as_, cast):
    done.show(cast, done.settled(as_, cast))
    before = db.database.execute_sql("select count(*), max(seq) from entry").fetchone()
    get(as_, "/board")
    get(as_, f"/board/{c.COMMUNITY}")
    assert db.database.execute_sql("select count(*), max(seq) from entry").fetchone() == before
