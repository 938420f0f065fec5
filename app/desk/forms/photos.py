"""Photos that come along with a form: stored first, so that nothing is lost when the form is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import BinaryIO

from app.core.decode import SHA256_FORM
from app.core.problems.problem import Problem
from app.evidence import upload, uses

MOST = 6


def collect(person: str, files: Iterable[BinaryIO], before: Iterable[str]) -> tuple[str, ...]:
    """The digests of earlier photos of this person and of those sent now, in that order; stores the new ones."""
    earlier = [sha for sha in before if SHA256_FORM.fullmatch(sha) and uses.has_brought(person, sha)]
    for file in files:
        sha = digest(file)
        upload.take(file, sha, person)
        earlier.append(sha)
    if len(earlier) > MOST:
        raise Problem("bad-value", ("photos", "too-many", {"most": MOST}))
    return tuple(dict.fromkeys(earlier))


def digest(file: BinaryIO) -> str:
    """The SHA-256 of a file, which is then read from its beginning again."""
    seen = hashlib.sha256()
    for piece in upload.chunks(file):
        seen.update(piece)
    file.seek(0)
    return seen.hexdigest()
