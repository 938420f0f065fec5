"""What is packed comes back exactly as it was sent."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.patrol.track import chunks

n_most = st.integers(0, 40)


@st.composite
def columns(draw: st.DrawFn) -> chunks.Columns:
    n = draw(n_most)
    whole = st.floats(allow_nan=False, allow_infinity=False)
    short = st.integers(-1_800_000_000, 1_800_000_000).map(lambda v: v / 10_000_000)
    degrees = draw(st.sampled_from([whole, short]))
    times = sorted(draw(st.lists(st.integers(0, 4_102_444_799_999), min_size=n, max_size=n)))
    floats = [draw(st.lists(degrees, min_size=n, max_size=n)) for _ in range(3)]
    speed = draw(st.none() | st.lists(st.none() | degrees, min_size=n, max_size=n))
    return chunks.Columns(times, floats[0], floats[1], floats[2], speed)


@settings(max_examples=200, deadline=None)
@given(columns())
def test_a_chunk_gives_back_what_was_put_in(given: chunks.Columns) -> None:
    assert chunks.unpack(chunks.pack(given)) == given


def test_a_phone_s_ten_minutes_take_a_fraction_of_their_json() -> None:
    n = 600
    given = chunks.Columns(
        [1_700_000_000_000 + i * 1000 + i % 7 for i in range(n)],
        [27.5801 + i * 0.0000093 for i in range(n)],
        [120.5501 + (i % 13) * 0.0000071 for i in range(n)],
        [4.0 + i % 9 for i in range(n)],
    )
    rounded = chunks.Columns(
        given.t, [round(x, 7) for x in given.lat], [round(x, 7) for x in given.lon], given.acc
    )
    assert chunks.unpack(chunks.pack(rounded)) == rounded
    assert len(chunks.pack(rounded)) < 6 * n


def test_bytes_of_another_form_are_not_guessed_at() -> None:
    import zlib

    with pytest.raises(ValueError, match="unknown form"):
        chunks.unpack(zlib.compress(b"\x09\x00\x00"))


def test_a_track_is_moved_by_its_first_values_and_one_of_another_form_is_not() -> None:
    walked = chunks.Columns(
        [1_700_000_000_000, 1_700_000_022_000], [27.58, 27.5800093], [120.55, 120.5500071], [4.0, 9.5]
    )
    there = chunks.unpack(chunks.moved(chunks.pack(walked), 86_400_000, 0.0123456, -0.002))
    assert there == chunks.Columns(
        [1_700_086_400_000, 1_700_086_422_000], [27.5923456, 27.5923549], [120.548, 120.5480071], [4.0, 9.5]
    )
    empty = chunks.Columns([], [], [], [])
    assert chunks.unpack(chunks.moved(chunks.pack(empty), 1, 1.0, 1.0)) == empty
    with pytest.raises(ValueError):
        chunks.moved(zlib.compress(bytes(8)), 0, 0, 0)
