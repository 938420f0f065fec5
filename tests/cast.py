"""The fixed cast: a small community with two grids, its people, and an outsider from next door."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient

from app.areas import tree
from app.areas.models import Area, Post, Unit
from app.core import clock, db, ids
from app.people import tokens
from app.people.models import TOKEN_LIFE, Person, Session, SyncToken

CITY = "330399000000"
COMMUNITY = "330399001001"
GRID = "330399001001001"
GRID2 = "330399001001002"
DEDICATED = "330399001001901"
OTHER_COMMUNITY = "330399001002"
OTHER_GRID = "330399001002001"
BUILDING = "33039900100100101001"
BUILDING2 = "33039900100100101002"
ENFORCEMENT = "ZF01"
PROPERTY = "WY01"
PASSWORD = "gridwalk-demo"

# a square of about 200 m, and its eastern neighbour; the dedicated grid lies over the north-eastern corner of the second
LAT, LON = 27.5800, 120.5500
STEP_LAT, STEP_LON = 0.0018, 0.0020

ROLES = {
    "worker": ("grid_worker", GRID, None),
    "worker2": ("grid_worker", GRID2, None),
    "lead": ("grid_lead", GRID, None),
    "head": ("building_head", BUILDING, None),
    "desk": ("dispatcher", COMMUNITY, None),
    "dept": ("handler", COMMUNITY, ENFORCEMENT),
    "city": ("duty_desk", CITY, None),
    "admin": ("admin", CITY, None),
    "outsider": ("grid_worker", OTHER_GRID, None),
}
NAMES = {
    "worker": "王芳", "worker2": "李强", "lead": "陈建国", "head": "周秀英", "desk": "林晓梅",
    "dept": "赵磊", "city": "吴敏", "admin": "郑洁", "outsider": "孙涛",
}  # fmt: skip


SESSION_LIFE = clock.DAY * 3650
# which columns of the cast's rows say when they were made, and for how long they are good from then
BORN: dict[Any, tuple[tuple[str, ...], int]] = {
    Person: (("created",), 0),
    Post: (("created",), 0),
    Session: (("created", "seen", "proved"), SESSION_LIFE),
    SyncToken: (("created",), TOKEN_LIFE),
}


def box(lat: float, lon: float, high: float = STEP_LAT, wide: float = STEP_LON) -> dict[str, Any]:
    """A GeoJSON rectangle from its south-western corner."""
    ring = [[lon, lat], [lon + wide, lat], [lon + wide, lat + high], [lon, lat + high], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


@dataclass
class Cast:
    """People by name, with the secret of a live session each."""

    people: dict[str, Person] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    sync_tokens: dict[str, str] = field(default_factory=dict)
    devices: dict[str, str] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Person:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None


def make_area(
    code: str, kind: str, name: str, parent: str | None, shape: dict[str, Any] | None = None, **more: Any
) -> None:
    """An area, with its middle where it has a shape."""
    middle: dict[str, Any] = {}
    if shape:
        ring = shape["coordinates"][0][:4]
        middle = {"lon": sum(p[0] for p in ring) / 4, "lat": sum(p[1] for p in ring) / 4, "m2": 40_000.0}
    Area.create(code=code, kind=kind, name=name, parent=parent, shape=shape, **{**middle, **more})


def make() -> Cast:
    """Make the community and its cast in the open store."""
    cast = Cast()
    with db.transaction():
        make_area(CITY, "city", "临港市", None)
        make_area(
            COMMUNITY, "community", "临港社区", CITY, box(LAT, LON, STEP_LAT, 2 * STEP_LON), m2=80_000.0
        )
        make_area(OTHER_COMMUNITY, "community", "东塘社区", CITY, box(LAT, LON + 4 * STEP_LON))
        make_area(GRID, "grid", "第1网格", COMMUNITY, box(LAT, LON))
        make_area(GRID2, "grid", "第2网格", COMMUNITY, box(LAT, LON + STEP_LON))
        make_area(
            DEDICATED,
            "dedicated_grid",
            "商业街专属网格",
            COMMUNITY,
            box(LAT + STEP_LAT / 2, LON + 1.5 * STEP_LON, STEP_LAT / 2, STEP_LON / 2),
            overlay=True,
            m2=10_000.0,
        )
        make_area(OTHER_GRID, "grid", "东塘第1网格", OTHER_COMMUNITY, box(LAT, LON + 4 * STEP_LON))
        make_area(
            BUILDING, "building", "1幢", GRID, box(LAT + 0.0002, LON + 0.0002, 0.0003, 0.0004), m2=1_300.0
        )
        make_area(BUILDING2, "building", "2幢", GRID, None, lat=LAT + 0.0010, lon=LON + 0.0010)
        tree.rebuild()
        Unit.create(
            code=ENFORCEMENT, name="综合执法队", kind="department", platform="enforcement", area=COMMUNITY
        )
        Unit.create(
            code=PROPERTY, name="滨海物业", kind="property", platform="public_services", area=COMMUNITY
        )
        for number, (name, (role, area, unit)) in enumerate(ROLES.items()):
            enter(cast, name, number, role, area, unit)
    return cast


def enter(cast: Cast, name: str, number: int, role: str, area: str, unit: str | None = None) -> None:
    """One more of the cast, signed in, with a post and a phone."""
    person = Person.create(
        id=ids.uuid7(),
        name=NAMES.get(name, name),
        staff_no=f"A{number:03}",
        phone=f"1390000{number:04}",
        login=name,
    )
    Post.create(id=ids.uuid7(), person=person, area=area, role=role, unit=unit)
    secret = tokens.new()
    Session.create(id=tokens.digest(secret), person=person, expires=clock.now() + SESSION_LIFE)
    cast.people[name], cast.sessions[name] = person, secret
    cast.devices[name] = ids.uuid7()
    cast.sync_tokens[name], _ = tokens.issue_sync_token(person, cast.devices[name])


def is_there() -> bool:
    """Whether the open store has the cast in it."""
    return Person.select().where(Person.login == "outsider").exists()


def again(made: Cast) -> Cast:
    """The cast of a store that is a copy of the one it was made in, as if it were made now."""
    now = clock.now()
    with db.transaction():
        for table, (names, life) in BORN.items():
            fresh = {getattr(table, name): now for name in names}
            table.update({**fresh, **({table.expires: now + life} if life else {})}).execute()
    people = {person.login: person for person in Person.select()}
    return Cast(
        {name: people[name] for name in ROLES},
        dict(made.sessions),
        dict(made.sync_tokens),
        dict(made.devices),
    )


class Browsing(FlaskClient):
    """A client behind whose every act the page it leads to opens, with its query, as in a browser."""

    def open(self, *args: Any, **more: Any) -> Any:
        answer = super().open(*args, **more)
        if answer.status_code == 303:
            beside = FlaskClient(self.application, self.response_wrapper)
            beside._cookies = dict(self._cookies or {})
            page = beside.get(answer.headers["Location"])
            assert page.status_code < 500, (answer.headers["Location"], page.text)
        return answer


def client(app: Any, cast: Cast, name: str | None) -> Any:
    """A test client with the session of `name`, whose unsafe calls come from our own origin."""
    made = Browsing(app, app.response_class)
    made.environ_base["HTTP_ORIGIN"] = app.config["SETTINGS"].public_url
    if name is not None:
        made.set_cookie("gridwalk", cast.sessions[name], domain="localhost")
    return made
