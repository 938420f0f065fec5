"""Administration's first page: who gets it, what stands in the way of the work, and how every part stands."""

import datetime as dt
import io
import re

import pytest

from app.admin import obstacles
from app.areas import tree
from app.areas.access import posts
from app.areas.access.reach import reach_of
from app.areas.models import Area, AreaSetting, Post, Telephone, Unit
from app.core import clock
from app.evidence import metadata, upload
from app.evidence.models import RESIDENT
from app.matters.models import ResponsibilityRow
from app.people.models import Person
from app.requests.models import Poster
from tests import cast as c
from tests.evidence import pictures

OTHERS = ("worker", "worker2", "lead", "head", "desk", "dept", "city", "outsider")


def found(cast) -> dict[str, obstacles.Found]:
    return {obstacle.find.__name__: answer for obstacle, answer in obstacles.found(reach_of(cast.admin))}


def test_a_stranger_is_led_to_sign_in_and_nobody_else_administers(as_, cast):
    assert "/sign-in" in as_(None).get("/admin").headers["Location"]
    for name in OTHERS:
        assert as_(name).get("/admin").status_code == 403
        assert "/admin" not in as_(name).get("/areas").text


def test_it_leads_to_every_part_and_every_way_opens(as_, cast):
    admin = as_("admin")
    page = admin.get("/admin").text
    main = page[page.index("<main") :]
    ways = set(re.findall(r'href="(/[^"]+)"', main))
    parts = {"/people", "/areas", f"/areas/{c.CITY}/settings", "/telephones", "/posters", "/board/clear", "/quarantine", "/complaints/desk"}  # fmt: skip
    assert (
        parts
        | {
            "/people/import",
            "/areas/import",
            "/posters/plates/import",
            "/admin/units",
            "/admin/setup",
            "/admin/responsibilities/import",
        }
        <= ways
    )
    assert {admin.get(way).status_code for way in ways} <= {200, 308}
    assert (
        '<a class="brand" href="/admin">' in page
        and '<a class="brand" href="/">' in as_("desk").get("/desk").text
    )


def test_every_page_of_administration_has_the_way_back_to_it(as_, cast):
    for path in ("/people", "/areas", f"/areas/{c.GRID}/settings", "/telephones", "/posters", "/quarantine"):
        assert '<a href="/admin">' in as_("admin").get(path).text


def test_what_stands_in_the_way_is_counted_and_named(as_, cast):
    lacking = found(cast)
    assert lacking["unwalked"] == obstacles.Found(1, ("商业街专属网格",))
    assert lacking["deskless"] == obstacles.Found(1, ("东塘社区",))
    assert lacking["posterless"].count == 2 and lacking["no_duty_number"].count == 2
    assert lacking["not_enrolled"].count == len(cast.people)
    assert not {"shapeless", "ending_soon", "unapplied", "late_complaints"} & set(lacking)
    page = as_("admin").get("/admin").text
    assert "1 个网格没有人巡查" in page and "商业街专属网格" in page
    english = as_("admin")
    english.set_cookie("lang", "en", domain="localhost")
    assert "1 grid has nobody who walks" in english.get("/admin").text


def test_what_was_done_stands_in_the_way_no_more(as_, cast):
    posts.give(cast.admin, cast.worker, "grid_worker", c.DEDICATED)
    posts.give(cast.admin, cast.desk, "dispatcher", c.OTHER_COMMUNITY)
    Unit.update(area=c.CITY).where(Unit.code == c.PROPERTY).execute()
    for number, building in enumerate((c.BUILDING, c.BUILDING2)):
        Poster.create(code=f"abcdef{number}", kind="building", area=building)
    Telephone.create(area=c.CITY, kind="desk", name="值班", number="0577-12345")
    ResponsibilityRow.create(category="litter", level_kind="community", lead=c.ENFORCEMENT)
    posts.give(cast.admin, cast.lead, "handler", c.COMMUNITY, unit=c.PROPERTY)
    Person.update(password="x").execute()
    assert found(cast) == {}
    assert "没有什么挡着" in as_("admin").get("/admin").text


def test_whoever_has_left_walks_nothing_and_a_post_of_tomorrow_is_none_yet(cast):
    tomorrow = (clock.today() + dt.timedelta(days=1)).isoformat()
    posts.give(cast.admin, cast.worker, "grid_worker", c.DEDICATED, begins=tomorrow)
    Person.update(ended=clock.now()).where(Person.id == cast.worker2.id).execute()
    assert found(cast)["unwalked"].names == ("第2网格", "商业街专属网格")


def test_a_post_that_ends_in_a_week_is_told_and_one_in_three_weeks_is_not(cast):
    for days, told in ((7, 1), (21, 0)):
        last = (clock.today() + dt.timedelta(days=days)).isoformat()
        Post.update(ends=last).where(Post.person == cast.worker).execute()
        assert found(cast).get("ending_soon", obstacles.Found(0)).count == told


def test_a_grid_without_an_outline_and_a_setting_are_seen_below_one_s_own_areas_alone(as_, cast):
    Area.update(shape=None).where(Area.code.in_((c.GRID, c.OTHER_GRID))).execute()
    tree.rebuild()
    Post.update(area=c.COMMUNITY).where(Post.person == cast.admin).execute()
    AreaSetting.create(area=c.OTHER_GRID, name="track_days", value="30")
    assert found(cast)["shapeless"].names == ("第1网格",)
    page = as_("admin").get("/admin").text
    assert "东塘" not in page and "都是默认值" in page and "管理 · 临港社区" in page


@pytest.mark.both
def test_the_page_is_made_on_either_database(as_, cast):
    assert as_("admin").get("/admin").status_code == 200


def test_photos_of_residents_that_wait_to_be_cleaned_are_counted_until_they_are(as_, cast):
    photo = pictures.with_exif()
    upload.take(io.BytesIO(photo), pictures.sha(photo), f"{RESIDENT}0192f5a0-0000-7000-8000-000000000001")
    waiting = "居民照片还有 1 张等着去掉拍摄信息"
    assert waiting in as_("admin").get("/admin").text
    metadata.clean()
    assert waiting not in as_("admin").get("/admin").text
