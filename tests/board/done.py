"""Done matters with photos for the board's tests, and short ways to clear them."""

from __future__ import annotations

import io
import itertools
from typing import Any

from PIL import Image

from app.board.clearing import clearance
from app.board.clearing.clearance import ChosenPhoto
from app.board.clearing.marks import Box, Marks
from app.board.models import Clearing
from app.core import clock
from app.ledger.act import by_resident
from app.matters.models import Matter
from app.matters.residents import opening, verdicts
from app.matters.residents.opening import Asked
from tests import cast as c
from tests.evidence.pictures import picture, sha
from tests.matters import ops

PLANTED = (255, 0, 255)  # what is under the mask, and nowhere else
_seeds = itertools.count(1)


def planted(where: tuple[int, int, int, int], size: tuple[int, int] = (800, 600)) -> bytes:
    """A grey photo with a "face" at `where` (px: left, top, right, bottom), a comment and a position."""
    seed = next(_seeds)
    image = Image.new("RGB", size, (120 + seed % 40, 120, 120))
    image.paste(PLANTED, where)
    exif = Image.Exif()
    exif[0x010F] = "SECRETPHONE"
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95, exif=exif, comment=b"SECRETCOMMENT")
    return out.getvalue()


def plain() -> bytes:
    """A photo like no other."""
    return picture(comment=str(next(_seeds)).encode())


def bring(as_: Any, data: bytes, who: str = "worker") -> str:
    """Upload a photo; its digest."""
    assert as_(who).put(f"/api/v1/photos/{sha(data)}", data=data).status_code in (200, 201)
    return sha(data)


def settled(
    as_: Any, cast: c.Cast, before: bytes | None = None, after: bytes | None = None, **body: Any
) -> Matter:
    """Found and settled at once by the worker, with two photos unless `before` is empty."""
    first = bring(as_, plain() if before is None else before)
    second = bring(as_, plain() if after is None else after)
    given = {"text": "消防通道被堵", **body}
    return ops.report(
        cast.worker, photos=(first, second), settled={"photos": [second], "text": "已清空，画了线"}, **given
    )


def asked(
    channel: str = "qr", area: str = c.BUILDING, confidential: bool = False, category: str = "litter"
) -> Matter:
    """A resident's matter, reported."""
    number = f"{clock.today():%y%m%d}-9{next(_seeds):03}"
    what = Asked(
        ops.uuid7(), number, category, "垃圾没人清", area, "chosen", channel, confidential=confidential
    )
    return Matter.get_by_id(opening.ask(by_resident("request:x"), what).id)


def through(cast: c.Cast, matter: Matter, solved: bool = True, score: int | None = None) -> Matter:
    """Taken and done by the worker, confirmed by the head, rated by the resident."""
    ops.move(cast.worker, matter, "take")
    ops.move(cast.worker, matter, "resolve", text="清走了")
    ops.move(cast.head, matter, "confirm")
    if matter.resident_asked:
        verdicts.rate(by_resident("request:x"), matter.id, solved, score)
    return Matter.get_by_id(matter.id)


def show(
    cast: c.Cast,
    matter: Matter,
    *boxes: Box,
    said: str = "有人堵消防通道",
    done: str = "已经清空",
    by: str = "desk",
) -> Clearing:
    """Clear every photo of the matter with these boxes on each, and show it."""
    from app.board.clearing import sources

    photos = sources.photos(sources.entries(matter.id))
    chosen = [ChosenPhoto(source, Marks(boxes=list(boxes))) for source, _ in photos]
    kept = clearance.save(cast.people[by], matter.id, said, done, chosen)
    clearance.show(cast.people[by], matter.id, clearance.fingerprint(kept), sure=True)
    return Clearing.get_by_id(matter.id)
