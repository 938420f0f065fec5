"""What the API says of figures, and the whole list at an address."""

from __future__ import annotations

from typing import Any

from app.core import clock
from app.insight import catch_up
from app.insight.questions import BY
from tests import cast as c

MONDAY = clock.parse("2026-11-16T09:00:00+08:00")
DAYS = ("2026-11-01", "2026-12-31")


def told(reader: Any, **more: str) -> list[dict[str, Any]]:
    """What the API says of November and December."""
    catch_up.follow()
    query = {"area": c.COMMUNITY, "from": DAYS[0], "to": DAYS[1], **more}
    reply = reader.get("/api/v1/figures", query_string=query)
    assert reply.status_code == 200, reply.json
    return reply.json["figures"]


def listed(reader: Any, address: str) -> list[str]:
    """The ids of the whole list at an address, page by page."""
    found, cursor = [], ""
    while cursor is not None:
        reply = reader.get(address + (f"&cursor={cursor}" if cursor else ""))
        assert reply.status_code == 200, reply.json
        found += [one["id"] for one in reply.json.get("matters", reply.json.get("items"))]
        cursor = reply.json["cursor"]
    assert len(found) == len(set(found))
    return found


def everything(city: Any) -> list[Any]:
    """What a city is told, in every group, also narrowed to a thing and to days that cut months."""
    asked: tuple[dict[str, str], ...] = (
        {}, *({"by": by} for by in BY if by != "day"), {"category": "litter", "by": "month"}, {"channel": "found", "by": "area"},
        {"by": "category", "from": "2026-11-10", "to": "2026-12-05"}, {"channel": "qr", "from": "2026-11-10", "to": "2026-12-05"},
        {"by": "day", "from": "2026-11-15", "to": "2026-12-05"},
    )  # fmt: skip
    return [told(city, **{"area": c.CITY, **one}) for one in asked]
