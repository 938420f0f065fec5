"""Takes in the export of a phone that cannot connect any more: the same verbs, the same receipts, no doubles."""

from __future__ import annotations

import errno
import hashlib
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, BinaryIO, cast

import msgspec

from app.areas.access import people_reach, permissions
from app.areas.access.reach import reach_of
from app.core import clock, db, decode
from app.core.problems.problem import Problem
from app.evidence import upload as photos_in
from app.evidence import uses
from app.ledger.act import by_web
from app.ledger.record import record
from app.people.models import Person
from app.sync.batch import apply, envelope
from app.sync.batch.apply import Result
from app.sync.batch.sender import Sender

OPS, MANIFEST = "ops.ndjson", "manifest.json"
BLOB = re.compile(rf"blobs/({decode.SHA256_FORM.pattern})")
FILES_MOST, OPS_MOST = 6000, 20_000
BYTES_MOST = {OPS: 60_000_000, MANIFEST: 2_000_000}  # unpacked; a photo has its own limit
TOTAL_MOST = 600_000_000
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


class Manifest(msgspec.Struct):
    """What the phone says of its export; keys we do not know are left alone."""

    proto: int
    device: decode.Uuid
    person: decode.Uuid | None = None
    made_at: Annotated[str, msgspec.Meta(max_length=40)] | None = None
    counts: dict[Annotated[str, msgspec.Meta(max_length=40)], int] = {}
    sha256: dict[Annotated[str, msgspec.Meta(max_length=100)], decode.Sha256] = {}


@dataclass
class ImportResult:
    """What became of an export: a result per line of ops, photos kept and known, and those refused with why."""

    results: list[Result]
    stored: int = 0
    here: int = 0
    refused: list[tuple[str, Problem]] = field(default_factory=list)

    def serialize(self, language: str) -> dict[str, Any]:
        """The result of the import as the API sends it."""
        refused = [{"sha256": sha256, "problem": problem.body(language)} for sha256, problem in self.refused]
        return {
            "results": [result.serialize(language) for result in self.results],
            "photos": {"stored": self.stored, "here": self.here, "refused": refused},
        }

    def count(self, *statuses: str) -> int:
        """How many ops ended so."""
        return sum(result.status in statuses for result in self.results)


def take(file: BinaryIO, by: Person) -> ImportResult:
    """Everything in the export that belongs to persons `by` may act for.

    Problem forbidden, unreadable-export, too-large or other-proto; a bad line or photo is refused alone.
    """
    reach = reach_of(by)
    permissions.require(reach, "import_phone")
    known: dict[str, bool] = {by.id: True}

    def speaks_for(person: str) -> bool:
        if person not in known:
            person_row = people_reach.visible(reach).where(Person.id == person).first()
            known[person] = person_row is not None and people_reach.may(reach, "import_phone", person_row)
        return known[person]

    try:
        with zipfile.ZipFile(file) as archive:
            members = _members(archive)
            manifest = _manifest(archive, members)
            lines = _lines(_read(archive, members[OPS], BYTES_MOST[OPS]), manifest)
            sender = Sender(
                by, device=manifest.device, imported=True, speaks_for=speaks_for, sent=_made(manifest)
            )
            taken = ImportResult([])
            _take_photos(archive, members, lines, speaks_for, taken)
            taken.results = _take_ops(lines, sender)
    except BROKEN as error:
        if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise Problem("unreadable-export") from error
    with db.transaction():
        counts = {"ops": len(taken.results), "applied": taken.count("applied"), "photos": taken.stored}
        record(by_web(by), "import", manifest.device, "phone", body=counts)
    return taken


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files by name; Problem for anything an export of ours does not hold, and for bombs."""
    infos = archive.infolist()
    members = {info.filename: info for info in infos}
    if len(infos) > FILES_MOST or sum(info.file_size for info in infos) > TOTAL_MOST:
        raise Problem("too-large")
    odd = any(
        info.flag_bits & 1
        or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        or (info.filename not in BYTES_MOST and not BLOB.fullmatch(info.filename))
        for info in infos
    )
    if odd or len(members) != len(infos) or OPS not in members or MANIFEST not in members:
        raise Problem("unreadable-export")
    return members


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """The unpacked bytes, never more than `most` whatever the directory says."""
    with archive.open(info) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise Problem("too-large")
    return data


def _manifest(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> Manifest:
    data = _read(archive, members[MANIFEST], BYTES_MOST[MANIFEST])
    try:
        manifest = decode.decode(data, Manifest)
    except Problem as problem:
        raise Problem("unreadable-export", *problem.errors) from problem
    if manifest.proto != envelope.PROTO:
        raise Problem("other-proto")
    return manifest


def _made(manifest: Manifest) -> int | None:
    """When the phone made the export, by its own clock (epoch ms); None if missing or unreadable."""
    try:
        return clock.parse(manifest.made_at or "")
    except (ValueError, OverflowError):
        return None


def _lines(data: bytes, manifest: Manifest) -> list[Any]:
    """The ops; a line that is no JSON stays a text, which is refused as an op without an id."""
    named = manifest.sha256.get(OPS)
    if named is not None and hashlib.sha256(data).hexdigest() != named:
        raise Problem("unreadable-export")
    lines = [line for line in data.split(b"\n") if line.strip()]
    if len(lines) > OPS_MOST:
        raise Problem("too-large")
    return [_line(line) for line in lines]


def _line(line: bytes) -> Any:
    if len(line) <= envelope.BYTES_MOST:
        try:
            return decode.loads(line)
        except Problem:
            pass
    return line[:2000].decode("utf-8", "replace")


def _take_photos(
    archive: zipfile.ZipFile,
    members: dict[str, zipfile.ZipInfo],
    lines: list[Any],
    speaks_for: Any,
    taken: ImportResult,
) -> None:
    """The photos that an op of somebody in reach names, as brought by that person."""
    owners: dict[str, set[str]] = {}
    for line in lines:
        owner = envelope.person_of(line)
        if owner is not None and speaks_for(owner):
            for sha256 in envelope.photos_of(line):
                owners.setdefault(sha256, set()).add(owner)
    for name, info in members.items():
        match = BLOB.fullmatch(name)
        if match is None or match[1] not in owners:
            continue
        first, *others = sorted(owners[match[1]])
        try:
            with archive.open(info) as file:
                fresh = photos_in.take(cast(BinaryIO, file), match[1], first)
        except Problem as problem:
            taken.refused.append((match[1], problem))
            continue
        except zipfile.BadZipFile:
            taken.refused.append((match[1], Problem("broken-image")))
            continue
        taken.stored, taken.here = taken.stored + fresh, taken.here + (not fresh)
        with db.transaction():
            for other in others:
                uses.vouch_for(match[1], other)


def _take_ops(lines: list[Any], sender: Sender) -> list[Result]:
    """Batch by batch as from the phone; what waits for a later line is tried again while that helps."""
    results: dict[int, Result] = {}
    waiting = list(range(len(lines)))
    while waiting:
        for batch in _batches(waiting):
            for index, result in zip(
                batch, apply.apply_batch([lines[i] for i in batch], sender), strict=True
            ):
                results[index] = result
        again = [index for index in waiting if results[index].status == "deferred"]
        if len(again) == len(waiting):
            break
        waiting = again
    return [_placed(results[index], index) for index in range(len(lines))]


def _batches(indexes: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(indexes), envelope.OPS_MOST):
        yield indexes[start : start + envelope.OPS_MOST]


def _placed(result: Result, index: int) -> Result:
    """An op without a readable id is answered by its line, counted from 0."""
    return replace(result, index=index) if result.index is not None else result
