"""A request as a plain multipart form with its photos as files: the same request, the same answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

from app.core import decode
from app.core.problems.problem import Problem
from app.requests import photos
from app.requests.antispam import token_bucket
from app.requests.commands import PHOTOS_MOST, RequestBody
from app.requests.models import ResidentRequest
from app.requests.submission import submit
from app.requests.submission.submit import Arrival, Received

PLAIN = ("id", "nonce", "category", "text", "area", "qr", "proof", "join")
YES = ("1", "on", "true", "yes")


def body(fields: Mapping[str, str], digests: Sequence[str] = ()) -> RequestBody:
    """The request that a form's fields say: those of `RequestBody`, with `name`, `phone`, `lat`, `lon`, `acc` laid flat.

    Unknown fields (a honeypot, the form's own time) are left to the page. Problem bad-value.
    """
    members: dict[str, Any] = {key: fields[key] for key in PLAIN if fields.get(key)}
    members["text"] = fields.get("text", "").replace("\r\n", "\n")
    contact = {key: fields[key] for key in ("name", "phone") if fields.get(key, "").strip()}
    if contact:
        members["contact"] = contact
    if fields.get("lat") and fields.get("lon"):
        members["place"] = {
            key: decode.number(fields[key], f"place.{key}")
            for key in ("lat", "lon", "acc")
            if fields.get(key)
        }
    if fields.get("confidential", "").lower() in YES:
        members["confidential"] = True
    if digests:
        members["photos"] = list(dict.fromkeys(digests))
    return decode.convert(members, RequestBody)


def receive(fields: Mapping[str, str], files: Sequence[BinaryIO], came: Arrival) -> Received:
    """Everything at once: either the whole request with its photos is kept, or nothing.

    Problems as `submit.receive`, and too-large, not-an-image, broken-image, image-too-many-pixels.
    """
    if len(files) > PHOTOS_MOST:
        raise Problem("bad-value", ("photos", "too-many", {"most": PHOTOS_MOST}))
    named = {photos.digest(file): file for file in files}
    request_body = body(fields, tuple(named))
    if named and not submit.is_known(request_body):
        submit.precheck(request_body, came)
        token_bucket.require(
            token_bucket.files(came.address)
        )  # looking through photos is work, whoever asks for it
        for file in named.values():
            photos.check(file)
    done = submit.receive(request_body, came)
    request = ResidentRequest.get_by_id(done.id)
    for sha256, file in named.items():
        if not photos.is_here(request, sha256):
            photos.bring(request, sha256, file)
    return done
