"""The house stands: it migrates once, serves health, and refuses in one shape."""

import pytest

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import reach_of
from app.core import db, decode, migrate, place
from app.core.problems.problem import Problem
from tests import cast as c


@pytest.mark.both
def test_a_migrated_store_has_nothing_left_to_do(store):
    assert migrate.pending() == []
    assert db.Meta.value_of("epoch") and db.Meta.value_of("server")


@pytest.mark.both
def test_the_cast_stands_on_both_databases(cast):
    assert list(tree.chain(c.BUILDING)) == [c.BUILDING, c.GRID, c.COMMUNITY, c.CITY]
    assert reach_of(cast.desk).sees_area(c.BUILDING)
    assert not reach_of(cast.outsider).sees_area(c.BUILDING)
    assert permissions.may(cast.lead, "enrol", c.BUILDING)
    assert not permissions.may(cast.lead, "enrol", c.GRID2)


def test_health_says_each_part(as_):
    answer = as_(None).get("/healthz")
    assert answer.status_code == 200 and answer.json["database"] == "ok"


def test_an_unknown_address_is_a_problem_in_the_language_asked_for(as_):
    answer = as_(None).get("/api/v1/nothing", headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert answer.json["title"] == "Not found"


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"[NaN]",
        b"[1e999]",
        b'["\\ud800"]',
        b"\xff",
        b"[" * 200_000,
        b'{"a":1,"a":2}',
        b"[" * 40 + b"]" * 40,
    ],
)
def test_broken_json_is_refused_by_name(raw):
    with pytest.raises(Problem) as refused:
        decode.loads(raw)
    assert refused.value.name == "bad-json"


def test_wgs84_becomes_gcj02_as_published():
    lat, lon = place.to_gcj02(27.58, 120.55)
    assert abs(lat - 27.576675) < 1e-6 and abs(lon - 120.553957) < 1e-6
    back = place.from_gcj02(lat, lon)
    assert place.metres(27.58, 120.55, *back) < 0.2
