"""Pictures that a request names by an address: fetched afterwards, from public https addresses and hosts that the operator named, within size and time."""

from __future__ import annotations

import io
import time
from typing import Any, BinaryIO, cast

from requests import RequestException, Response, TooManyRedirects

from app.core import clock, db, decode
from app.core.problems.problem import Problem
from app.core.web import outward
from app.core.words import mark, translate
from app.core.writers import again
from app.evidence import upload, uses
from app.gateways.commands import PHOTOS_MOST, Address
from app.gateways.models import Source, bringer
from app.gateways.open311.commands import Fields
from app.gateways.open311.models import AwaitedPicture
from app.ledger.act import by_resident
from app.matters.moves.handling import note
from app.matters.residents import acts
from app.requests.models import OPEN311, ResidentRequest
from app.requests.submission import admission

AT_ONCE = 10  # a round of the clock
SECONDS = 20.0  # for one, from the first byte to the last
WAITS = (clock.MINUTE, 10 * clock.MINUTE, clock.HOUR)  # after each try that failed for the line's sake
WITH_PICTURES = mark("见图。")  # where pictures are all that was said
# why there is no picture, as the desk reads it
NO_PICTURE = mark("附图没有取来（{why}）：{url}")
TOO_LARGE, NO_PHOTO, NOT_GIVEN, NOT_REACHED = (
    mark("太大"),
    mark("不是能用的照片"),
    mark("对方没有给"),
    mark("连不上"),
)
_WHY = {"too-large": TOO_LARGE, "image-too-many-pixels": TOO_LARGE}


class _Failed(Exception):
    """There is no picture, for this reason; `later`: there may be one another time."""

    def __init__(self, why: str, later: bool = False) -> None:
        super().__init__(why)
        self.why, self.later = why, later


def named(fields: Fields) -> list[str]:
    """The addresses that a form names. Problem bad-value for one that is none, or leads into a network or a port of somebody's own."""
    urls = list(dict.fromkeys(url.strip() for url in fields.get("media_url", ()) if url.strip()))
    if len(urls) > PHOTOS_MOST:
        raise Problem("bad-value", ("media_url", "too-many", {"most": PHOTOS_MOST}))
    for url in urls:
        decode.convert(url, Address, "media_url")
        outward.check(url, "media_url", outward.is_trusted)
    return urls


def await_each(source: Source, delivery: str, matter: str, urls: list[str]) -> None:
    """Have them fetched, inside the caller's transaction."""
    for url in urls:
        AwaitedPicture.create(source=source.code, delivery=delivery, matter=matter, url=url)


def fetch() -> int:
    """Fetch those whose time has come; how many were looked at."""
    due = AwaitedPicture.select().where(clock.due(AwaitedPicture.next_at, WAITS[-1]))
    rows = list(due.order_by(AwaitedPicture.next_at, AwaitedPicture.id).limit(AT_ONCE))
    for row in rows:
        _fetch(row)
    return len(rows)


def _fetch(row: AwaitedPicture) -> None:
    try:
        photo = _bring(row.url, bringer(row.source))
    except _Failed as failed:
        if failed.later and row.tries < len(WAITS):
            put_off = AwaitedPicture.update(tries=row.tries + 1, next_at=clock.now() + WAITS[row.tries])
            put_off.where(AwaitedPicture.id == row.id).execute()
            return
        words = translate(NO_PICTURE, "zh", why=translate(failed.why, "zh"), url=row.url)
        again.repeated(lambda: _file(row, text=words))
        return
    again.repeated(lambda: _file(row, photos=(photo,)))


def _file(row: AwaitedPicture, **more: Any) -> None:
    """File it with the matter where that is open still; either way it is done."""
    with db.transaction():
        if not AwaitedPicture.delete().where(AwaitedPicture.id == row.id).execute():
            return
        matter = admission.joinable(row.matter)
        source = Source.get_or_none(Source.code == row.source)
        if matter is None or source is None:
            return
        request = ResidentRequest.get_or_none(ResidentRequest.id == row.delivery)
        if request is not None:
            uses.name(more.get("photos", ()), "request", request.id, source.bringer)
        acts.move(
            by_resident(source.bringer), matter.id, note.MOVE.name, row.delivery, **more,
            more={"channel": OPEN311, "by_name": source.name},
        )  # fmt: skip


def _bring(url: str, key: str) -> str:
    """The digest of the picture at this address, which is now here as brought under `key`. _Failed."""
    try:
        outward.check(url, "media_url", outward.is_trusted)  # the operator may have come to another mind
        with outward.session(outward.is_trusted, plain=True) as client, client.get(
            url, stream=True, timeout=(outward.CONNECT, outward.READ), allow_redirects=False,
            headers={"Accept": "image/*", "Accept-Encoding": "identity"},
        ) as answer:  # fmt: skip
            return upload.take_new(cast(BinaryIO, _Arriving(answer)), key)
    except Problem as problem:
        if problem.status >= 500:  # no room here just now
            raise _Failed(NOT_REACHED, later=True) from problem
        raise _Failed(_WHY.get(problem.name, NO_PHOTO)) from problem
    except TooManyRedirects as elsewhere:  # the first is one too many
        raise _Failed(NOT_GIVEN) from elsewhere
    except (RequestException, OSError, ValueError) as error:
        raise _Failed(NOT_REACHED, later=True) from error


class _Arriving(io.RawIOBase):
    """The bytes of an answer as they come: no more than a photo may have, none after its time, none of a refusal."""

    def __init__(self, answer: Response) -> None:
        super().__init__()
        if answer.status_code != 200:
            raise _Failed(NOT_GIVEN, later=answer.status_code >= 500 or answer.status_code == 429)
        length = answer.headers.get("Content-Length", "")
        if length.isdigit() and int(length[:20]) > upload.BYTES_MOST:
            raise _Failed(TOO_LARGE)
        self._raw, self._until = answer.raw, time.monotonic() + SECONDS

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """What has come by now; nothing at the end."""
        if time.monotonic() > self._until:
            raise _Failed(NOT_REACHED, later=True)
        piece: bytes = self._raw.read1(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)
