"""Map files: what is none is told why, what is one is served by ranges to whoever may see its area, and to nobody else."""

from __future__ import annotations

import io
from typing import Any

import pytest

from app.core import ids, place
from app.core.problems.problem import Problem
from app.evidence import storage
from app.ledger.models import Entry
from app.maps import files
from app.maps.models import MapFile
from tests import cast as c
from tests.maps import archives

API = "/api/v1/maps"
PAGE = "/admin/map/files"
WHOLE = archives.of_the_community()
TILE = archives.tile_at(c.LAT, c.LON, 15)


def given(by: Any, area: str = c.COMMUNITY, data: bytes = WHOLE, **more: Any) -> MapFile:
    return files.give(by, ids.uuid7(), area, io.BytesIO(data), "临港.pmtiles", **more)


def refusal(data: bytes, **more: Any) -> str:
    with pytest.raises(Problem) as refused:
        given(None, data=data, **more)
    return str(refused.value.errors[0][1])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not-pmtiles"), (b"PK\x03\x04" + bytes(500), "not-pmtiles"), (b"PMTiles", "cut-pmtiles"),
        (WHOLE[:100], "cut-pmtiles"), (WHOLE[:-1], "cut-pmtiles"), (WHOLE[:300], "cut-pmtiles"),
        (archives.archive({TILE: archives.picture()}, version=2), "old-pmtiles"),
        (archives.archive({TILE: b"\x1f\x8bmvt"}, kind=archives.MVT), "vector-tiles"),
        (archives.archive({TILE: archives.picture()}, kind=9), "unknown-tiles"),
        (archives.archive({TILE: archives.picture()}, kind=archives.JPEG), "broken-pmtiles"),  # it says JPEG and holds PNG
        (archives.archive({TILE: archives.picture()}, tile_packing=3), "broken-pmtiles"),
        (archives.archive({TILE: archives.picture()}, bounds=(120, 28, 119, 27)), "broken-pmtiles"),
        (archives.archive({TILE: archives.picture()}, bounds=(100, 20, 101, 21)), "map-elsewhere"),
        (WHOLE[:127] + bytes(len(WHOLE) - 127), "broken-pmtiles"),
        (WHOLE[:127] + b"\xff" * (len(WHOLE) - 127), "broken-pmtiles"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_ground_is_told_why_and_nothing_is_kept(
    cast: c.Cast, app: Any, data: bytes, reason: str
) -> None:
    assert refusal(data) == reason
    assert MapFile.select().count() == 0
    assert not list(storage.folder().glob("maps/*")) and not list(storage.folder().glob("incoming/*"))


def test_a_damaged_file_is_taken_or_told_why_and_never_an_error(cast: c.Cast, app: Any) -> None:
    for at in range(len(archives.archive({TILE: archives.picture()})[:400])):
        data = bytearray(archives.archive({TILE: archives.picture()}))
        data[at] ^= 0xFF
        try:
            given(None, data=bytes(data))
        except Problem as problem:
            assert problem.errors[0][0] == "file", at


@pytest.mark.parametrize(
    "data",
    [
        WHOLE,
        archives.archive({TILE: archives.picture()}, in_leaf=True),
        archives.archive({TILE: archives.picture(kind="JPEG")}, kind=archives.JPEG),
        archives.archive({TILE: archives.picture(kind="WEBP")}, kind=archives.WEBP),
    ],
)
def test_pictures_of_each_kind_are_taken(cast: c.Cast, app: Any, data: bytes) -> None:
    row = given(cast.admin, data=data)
    assert files.path_of(row.digest).read_bytes() == data
    assert (row.lowest, row.highest) in ((14, 17), (15, 15))
    entry = Entry.get(Entry.verb == "map_given")
    assert (entry.subject, entry.by) == (c.COMMUNITY, cast.admin.id)


@pytest.mark.parametrize("name", ["worker", "lead", "head", "desk", "dept", "city", "outsider"])
def test_nobody_but_an_administrator_gives_or_ends_one(as_: Any, cast: c.Cast, name: str) -> None:
    row = given(None)
    assert as_(name).get(PAGE).status_code == 403
    assert sent(as_(name), c.COMMUNITY).status_code == 403
    assert as_(name).post(f"{PAGE}/{row.id}/end").status_code == 403
    assert files.live().count() == 1


def sent(client: Any, area: str, data: bytes = WHOLE, **more: str) -> Any:
    form = {"id": ids.uuid7(), "area": area, "file": (io.BytesIO(data), "底图.pmtiles"), **more}
    return client.post(f"{PAGE}/give", data=form, content_type="multipart/form-data")


def test_the_page_takes_one_says_what_is_wrong_with_another_and_ends_it(as_: Any, cast: c.Cast) -> None:
    admin = as_("admin")
    assert sent(admin, c.COMMUNITY, attribution="临港测绘 审图号 1").status_code == 303
    page = admin.get(PAGE).text
    assert "底图.pmtiles" in page and "png 14–17" in page
    assert MapFile.get().id in as_("desk").get("/desk/map").text
    wrong = sent(admin, c.COMMUNITY, b"x" * 500, attribution="写过的")
    assert wrong.status_code == 422 and "不是 PMTiles" in wrong.text and "写过的" in wrong.text
    assert sent(admin, "none").status_code == 404
    row = MapFile.get()
    for _ in range(2):
        assert admin.post(f"{PAGE}/{row.id}/end").status_code == 303
    assert admin.get(f"{API}/{row.id}").status_code == 404
    assert not files.path_of(row.digest).exists()
    assert admin.post(f"{PAGE}/{ids.uuid7()}/end").status_code == 404


def test_sent_twice_it_is_one_and_the_next_of_an_area_takes_its_place(as_: Any, cast: c.Cast) -> None:
    first = given(cast.admin)
    files.give(cast.admin, first.id, c.COMMUNITY, io.BytesIO(b"whatever"), "x")
    assert MapFile.select().count() == 1
    other = archives.of_the_community(14, 15)
    second = given(cast.admin, data=other)
    assert [row.id for row in files.live()] == [second.id]
    assert not files.path_of(first.digest).exists() and files.path_of(second.digest).exists()
    again = given(
        cast.admin, c.GRID, other
    )  # the same bytes for another area stay for as long as one needs them
    files.end(cast.admin, second.id)
    assert files.path_of(again.digest).exists()


def test_it_is_there_for_whoever_may_see_its_area_and_for_nobody_else(as_: Any, cast: c.Cast) -> None:
    row = given(None)
    assert as_(None).get(f"{API}/{row.id}").status_code == 401
    assert as_(None).get(API).status_code == 401
    for name in ("worker", "worker2", "lead", "head", "desk", "dept", "city", "admin"):
        assert as_(name).get(f"{API}/{row.id}").data == WHOLE, name
        assert [one["id"] for one in as_(name).get(API).json["maps"]] == [row.id], name
    outsider = as_("outsider")
    assert outsider.get(f"{API}/{row.id}").status_code == 404
    assert outsider.get(API).json["maps"] == []
    assert as_("worker").get(f"{API}/{ids.uuid7()}").status_code == 404


def test_it_is_served_by_ranges_under_its_digest(as_: Any, cast: c.Cast) -> None:
    row = given(None)
    path, worker = f"{API}/{row.id}", as_("worker")
    whole = worker.get(path)
    assert whole.headers["ETag"] == f'"{row.digest}"' and whole.headers["Accept-Ranges"] == "bytes"
    assert whole.headers["Cache-Control"] == "private, no-store"
    part = worker.get(path, headers={"Range": "bytes=100-299"})
    assert part.status_code == 206 and part.data == WHOLE[100:300]
    assert part.headers["Content-Range"] == f"bytes 100-299/{len(WHOLE)}"
    tail = worker.get(path, headers={"Range": f"bytes={len(WHOLE) - 5}-", "If-Range": f'"{row.digest}"'})
    assert tail.status_code == 206 and tail.data == WHOLE[-5:]
    other = worker.get(path, headers={"Range": "bytes=0-9", "If-Range": '"of-another-file"'})
    assert other.status_code == 200 and other.data == WHOLE  # never ten bytes of something else
    assert worker.get(path, headers={"Range": f"bytes={len(WHOLE)}-"}).status_code == 416
    assert worker.get(path, headers={"If-None-Match": f'"{row.digest}"'}).status_code == 304
    assert worker.head(path).headers["Content-Length"] == str(len(WHOLE))


def test_after_a_restore_without_the_file_it_is_no_ground_and_the_page_says_so(
    as_: Any, cast: c.Cast
) -> None:
    row = given(None)
    files.path_of(row.digest).unlink()
    assert as_("worker").get(API).json["maps"] == []
    assert as_("worker").get(f"{API}/{row.id}").status_code == 404
    assert row.id not in as_("desk").get("/desk/map").text
    assert "文件不在了" in as_("admin").get(PAGE).text
    given(None)
    assert len(as_("worker").get(API).json["maps"]) == 1


def test_the_maps_policy_is_that_of_every_page_for_nothing_comes_from_elsewhere(
    as_: Any, cast: c.Cast
) -> None:
    given(None, attribution='<b onclick="x">')
    page = as_("desk").get("/desk/map")
    assert (
        page.headers["Content-Security-Policy"] == as_("desk").get("/desk").headers["Content-Security-Policy"]
    )
    assert "<b onclick" not in page.text


def test_one_map_has_one_datum_and_positions_are_shifted_only_upon_a_shifted_file(
    as_: Any, cast: c.Cast
) -> None:
    def corner() -> list[float]:
        areas = as_("desk").get("/desk/map/points").json["areas"]
        return list(areas[0]["geometry"]["coordinates"][0][0])

    plain = corner()
    given(None, c.GRID)
    assert corner() == plain
    shifted = place.to_gcj02(*archives.BOUNDS[1::-1])[::-1] + place.to_gcj02(*archives.BOUNDS[3:1:-1])[::-1]
    row = given(None, c.CITY, archives.archive({TILE: archives.picture()}, bounds=shifted), is_shifted=True)
    assert corner()[::-1] == pytest.approx(place.to_gcj02(*plain[::-1]), abs=2e-6)
    page = as_("desk").get("/desk/map").text
    assert row.id in page and page.count("/api/v1/maps/") == 1  # the grid's own, drawn unshifted, is left out
