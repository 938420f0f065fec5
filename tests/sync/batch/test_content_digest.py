"""What counts as the same content where an op has columns of numbers, and where its digest was made before an update."""

from __future__ import annotations

import copy
import hashlib
import json

import pytest

from app.core import clock
from app.sync.batch import content_digest
from app.sync.models import Quarantine, Receipt


@pytest.fixture
def track(phone):
    """A patrol has begun; the op that tells of three of its fixes."""
    start = phone.start()
    phone.send(start)
    now = clock.now()
    columns = {
        "t": [now, now + 1, now + 2], "lat": [27.58, 27, 27.5801], "lon": [120.55, 120.55, -0.0], "acc": [5, None, 3],
        "speed": [None, 0, 1.5],
    }  # fmt: skip
    return phone.op("patrol.track", {"patrol": start["body"]["patrol"], **columns})


def changed(op, column, values):
    """The op with other values in one column."""
    other = copy.deepcopy(op)
    other["body"][column] = values
    return other


def before(op):
    """The digest as it was made before columns were packed: of the whole op written out."""
    told = {
        key: value
        for key, value in op.items()
        if key not in ("lane", "seq", "deps") and value not in (None, [], "")
    }
    text = json.dumps(json.loads(json.dumps(told).replace("27.0", "27").replace("-0.0", "0")), ensure_ascii=False, sort_keys=True, separators=(",", ":"))  # fmt: skip
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("lat", [27.58, 27, 27.58010001]),
        ("acc", [5, 0, 3]),
        ("acc", [5, None, 3, None]),
        ("speed", [0, None, 1.5]),
        ("lon", [120.55, -0.0, 120.55]),
        ("t", [0, 1, 2]),
    ],
)
def test_one_other_number_in_a_column_is_other_content(phone, track, column, values):
    assert phone.one(track) == "applied"
    assert phone.one(changed(track, column, values)) == "conflict conflict"
    assert phone.one(changed(track, "lat", [27.58, 27.0, 27.5801])) == "duplicate"
    assert phone.one(changed(track, "lon", [120.55, 120.55, 0])) == "duplicate"


def test_columns_that_change_places_and_numbers_beyond_a_double_are_other_content(track):
    ours = content_digest.digest(track)
    swapped = changed(changed(track, "lat", track["body"]["lon"]), "lon", track["body"]["lat"])
    large = [changed(track, "acc", [n, 1, 1]) for n in (2**53, 2**53 + 1, 10**400, 1e300)]
    digests = {content_digest.digest(op) for op in (swapped, *large)}
    assert len(digests) == 5 and ours not in digests


def test_what_was_received_before_columns_were_packed_is_the_same_when_it_comes_again(phone, track):
    assert phone.one(track) == "applied"
    Receipt.update(digest=before(track)).where(Receipt.op == track["id"]).execute()
    assert phone.one(track) == "duplicate"
    assert phone.one(changed(track, "acc", [5, None, 4])) == "conflict conflict"


def test_what_was_refused_before_columns_were_packed_is_kept_once_and_settled_when_it_is_taken(phone, track):
    assert phone.one(changed(track, "lat", ["x", 1, 2])) == "rejected bad-value"
    Receipt.delete().where(Receipt.op == track["id"]).execute()
    Quarantine.update(digest=before(track)).execute()
    assert phone.one(changed(track, "acc", [5, None, 4])) == "conflict conflict"
    assert phone.one(track) == "applied"
    kept = Quarantine.get(Quarantine.digest == content_digest.digest(track))
    assert kept.settled is not None
