"""One of everything in three places: in the cast's own community, next door, and in another city where none of them has a post."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from PIL import Image

from app.admin.reorganisation.models import DRAFT, Reorganisation
from app.areas import tree
from app.areas.models import Area, OutdoorPause, Post, Telephone
from app.board.models import ClearedPhoto
from app.campaigns.models import Campaign, CampaignList
from app.core import clock, db, ids
from app.desk.duty.handing_over import handover
from app.desk.duty.handing_over.models import Handover
from app.gateways import sources
from app.gateways.commands import SourceBody
from app.gateways.reading import grants
from app.gateways.reading.commands import KeyBody
from app.gateways.systems.models import System
from app.maps import files
from app.matters.models import Matter
from app.patrol.companions.models import Companion
from app.people.models import Device, Person
from app.places.models import Place as RegisteredPlace
from app.privacy.models import Complaint
from app.requests.models import Poster, ResidentRequest
from app.storms.models import Storm, StormList
from app.sync.models import Quarantine
from tests import cast as c
from tests.board import done
from tests.campaigns.test_campaigns import crowd
from tests.maps import archives
from tests.matters import ops
from tests.requests import saying
from tests.sync.phone import Phone, new_id

FAR_CITY = "330499000000"
FAR_COMMUNITY = "330499001001"
FAR_GRID = "330499001001001"
FAR_BUILDING = "33049900100100101001"
OTHER_BUILDING = "33039900100200101001"
OF_THE_GRID = ("grid", "telephone", "person", "patrol", "kept op")


@dataclass(frozen=True)
class Place:
    """A grid with a building in it, and one of each kind of thing there: what stands in an address, blank by blank."""

    name: str
    worker: str  # of the cast, who made it all
    chain: tuple[str, ...]  # the areas from the building up
    mark: str  # words that stand nowhere but in this place's things
    things: dict[str, dict[str, str]]  # kind → blank → value

    def fill(self, kind: str) -> dict[str, str]:
        """The blanks of an address that names one of its things."""
        return self.things[kind]

    def above(self, kind: str) -> tuple[str, ...]:
        """The areas in which the thing lies, and those above: the building's things, or the grid's."""
        return self.chain[1:] if kind in OF_THE_GRID else self.chain


def make(cast: c.Cast, as_: Any) -> list[Place]:
    """The three places: own, next door, elsewhere."""
    with db.transaction():
        c.make_area(
            OTHER_BUILDING, "building", "东塘1幢", c.OTHER_GRID, lat=c.LAT, lon=c.LON + 4 * c.STEP_LON
        )
        c.make_area(FAR_CITY, "city", "望海市", None)
        c.make_area(FAR_COMMUNITY, "community", "望海社区", FAR_CITY)
        c.make_area(FAR_GRID, "grid", "望海第1网格", FAR_COMMUNITY)
        c.make_area(FAR_BUILDING, "building", "望海1幢", FAR_GRID)
        tree.rebuild()
        c.enter(cast, "far", 90, "grid_worker", FAR_GRID)
        c.enter(cast, "far head", 91, "building_head", FAR_BUILDING)
        c.enter(cast, "far desk", 92, "dispatcher", FAR_COMMUNITY)
        c.enter(cast, "next head", 93, "building_head", OTHER_BUILDING)
        c.enter(cast, "next desk", 94, "dispatcher", c.OTHER_COMMUNITY)
    return [
        _place(cast, as_, "own", c.BUILDING, "worker", "head", "desk"),
        _place(cast, as_, "next door", OTHER_BUILDING, "outsider", "next head", "next desk"),
        _place(cast, as_, "elsewhere", FAR_BUILDING, "far", "far head", "far desk"),
    ]


def _place(cast: c.Cast, as_: Any, name: str, building: str, worker: str, head: str, desk: str) -> Place:
    grid = str(Area.get_by_id(building).parent_id)
    community = str(Area.get_by_id(grid).parent_id)
    mark = f"只在{name.replace(' ', '')}的话"
    person: Person = cast.people[worker]
    photo = done.bring(as_, _picture(name), worker)
    matter = ops.report(person, area=building, text=mark, photos=(photo,))
    request, asked, _ = saying.asked(
        qr=saying.poster(building), text=f"{mark}，居民说的", contact={"name": mark, "phone": "13911110001"}
    )
    held = saying.say(suspicious=True, area=building, text=f"{mark}，等着看的")
    assert ResidentRequest.get_by_id(held.id).matter is None
    post = Post.get(Post.person == cast.people[head].id)
    field_post = Post.get(Post.person == person.id)
    Device.create(id=cast.devices[worker], person=person, label="手机")
    patrol, gap = _patrol(cast, as_, worker)
    kept = _kept(cast, as_, worker)
    phone = Telephone.create(area=grid, kind="police", name=mark, number="0577-12345678")
    poster = Poster.create(code=f"GW{name[:2].upper()}ABCD", kind="building", area=building, label=mark)
    complaint = Complaint.create(
        id=name, number=f"T-{name[:3]}-1", kind="complaint", text=mark, area=community, due=clock.now()
    )
    cleared = _cleared(cast, as_, building, worker, desk, name)
    source, _ = sources.open_source(
        None, SourceBody(code=f"src-{name[:3]}", name=mark, kind="people", area=community)
    )
    tracker = ids.uuid7()
    Companion.create(id=tracker, person=person.id, kind="traccar", name=mark, secret=tracker)
    key, _ = grants.give(None, KeyBody(code=f"key-{name[:3]}", name=mark, role="dispatcher", area=community))
    system = System.create(
        code=f"sys-{name[:3]}",
        name=mark,
        area=community,
        key=f"digest of {name}",
        cursor=0,
        fields=[{"theirs": "nr", "ours": "text"}],
    )
    redrawn = Reorganisation.create(
        id=ids.uuid7(),
        title=mark,
        reason=mark,
        day="2099-01-01",
        plan={"move": {grid: community}},
        state=DRAFT,
    )
    who = {"who": person.id, "person": person.id, "device": cast.devices[worker], "post": field_post.id}
    matters = {"matter": matter.id, "which": matter.id, "move": "note"}
    return Place(
        name,
        worker,
        tuple(tree.chain(building)),
        mark,
        {
            "matter": matters,
            "photo": {"sha256": photo},
            "photo of a matter": {"matter": cleared.matter, "sha256": cleared.source},
            "cleared copy": {"matter": cleared.matter, "digest": cleared.digest},
            "held request": {"which": held.id, "what": "refuse"},
            "request": {"which": request.id, "matter": asked.id},
            "patrol": {"patrol": patrol, "gap": gap},
            "person": who,
            "building": {"code": building},
            "head": {"code": building, "post": post.id},
            "grid": {"code": grid},
            "telephone": {"code": grid, "id": str(phone.id)},
            "source": {"code": source.code},
            "reorganisation": {"id": redrawn.id},
            "reading key": {"code": key.code},
            "matter of a system": {"which": matter.id, "code": system.code},
            "system": {"code": system.code, "matter": matter.id, "suffix": "json"},
            "poster": {"code": poster.code},
            "complaint": {"number": complaint.number},
            "kept op": {"id": str(kept)},
            "refused call": {"id": str(_kept(cast, as_, worker, **_call(building)))},
            "tracker": {"which": tracker},
            "map": {"id": _map_of(building, mark)},
            **_of_duty(grid, community, cast.people[desk], mark),
        },
    )


def _map_of(area: str, mark: str) -> str:
    """A map file of the area."""
    id = ids.uuid7()
    return str(
        files.give(None, id, area, io.BytesIO(archives.archive({(0, 0, 0): archives.picture()})), mark).id
    )


def _of_duty(grid: str, community: str, desk: Person, mark: str) -> dict[str, dict[str, str]]:
    """Patrols outdoors that pause in the grid, a storm and a campaign there, and a shift that was handed over at the community's desk."""
    pause = OutdoorPause.create(
        id=ids.uuid7(), area=grid, kind="heat", begins="2026-11-30", ends="2099-01-01"
    )
    nothing = {"parts": {part: {"count": 0, "lines": []} for part in handover.PARTS}, "came": 0, "papers": []}
    now = clock.now()
    handed = Handover.create(
        id=ids.uuid7(), area=community, since=now - clock.HOUR, at=now, by=desk.id, remark=mark, note=nothing
    )
    storm = Storm.create(id=ids.uuid7(), name=mark, areas=[grid], begins=now, by=desk.id)
    StormList.create(id=ids.uuid7(), storm=storm, area=grid, seq=1)
    campaign = Campaign.create(
        id=ids.uuid7(), name=mark, category="other", first="2026-11-30", last="2099-01-01", areas=[grid], kinds=["shop"],
        questions=[{"id": "q1", "words": mark}], by=desk.id,
    )  # fmt: skip
    CampaignList.create(id=ids.uuid7(), campaign=campaign, area=grid, seq=1)
    crowd(grid)  # of fewer than five workers there is no file of its report
    shop = RegisteredPlace.create(code=f"S{grid}", name=mark, kind="shop", area=grid)
    return {
        "campaign": {"campaign": campaign.id},
        "place of the register": {"place": shop.code},
        "outdoor pause": {"which": pause.id},
        "handover": {"which": handed.id},
        "storm": {"which": storm.id, "storm": storm.id},
    }


def _picture(name: str) -> bytes:
    image = Image.effect_noise((320, 240), 40 + len(name)).convert("RGB")
    out = io.BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


def _patrol(cast: c.Cast, as_: Any, worker: str) -> tuple[str, str]:
    """A patrol with an explained gap; the ids of both."""
    phone, patrol, now = Phone(as_, cast, worker), new_id(), clock.now()
    gap = {
        "patrol": patrol, "from": clock.rfc3339(now - 300_000), "to": clock.rfc3339(now - 60_000),
        "cause": "explained", "text": "地下车库",
    }  # fmt: skip
    start = phone.op("patrol.start", {"patrol": patrol}, at=clock.rfc3339(now - 600_000))
    explained = phone.op("patrol.gap", gap)
    assert [phone.one(start), phone.one(explained)] == ["applied", "applied"]
    return patrol, str(explained["id"])


def _call(building: str) -> dict[str, Any]:
    """A call for help at the building, for a list that is not there."""
    return {"type": "storm.door", "body": {"storm": ids.uuid7(), "area": building, "help": True}}


def _kept(cast: c.Cast, as_: Any, worker: str, type: str = "matter.move", body: Any = None) -> int:
    """An op of the place's worker that could not be applied."""
    phone = Phone(as_, cast, worker)
    op = phone.op(type, body or {"matter": ids.uuid7(), "move": "no-such-move"})
    assert phone.one(op).startswith("rejected")
    return int(Quarantine.get(Quarantine.op == op["id"]).id)


def _cleared(cast: c.Cast, as_: Any, building: str, worker: str, desk: str, name: str) -> Any:
    """A photo of a done matter, cleared for the board."""
    first, second = (done.bring(as_, done.plain(), worker) for _ in range(2))
    given = {"area": building, "text": name, "settled": {"photos": [second], "text": "已清空"}}
    matter: Matter = ops.report(cast.people[worker], photos=(first, second), **given)
    done.show(cast, matter, by=desk)
    return ClearedPhoto.get(ClearedPhoto.matter == matter.id)
