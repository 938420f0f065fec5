"""How many a view holds: counted up to a thousand, and said to be more from there on."""

from __future__ import annotations

from app.desk.lists import listing
from tests.matters import ops


def test_a_view_with_more_than_are_counted_says_so_and_opens(as_, cast, monkeypatch):
    monkeypatch.setattr(listing, "COUNTED_MOST", 3)
    for _ in range(3):
        ops.report(cast.worker, escalate=True)
    assert as_("outsider").get("/desk").status_code == 403
    page = as_("desk").get("/desk")
    assert page.status_code == 200 and ">2+</span>" in page.text
