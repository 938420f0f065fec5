"""A platform that the demonstration city tells of its matters, so that a desk has a form to copy them into."""

from __future__ import annotations

from typing import Any

from app.areas.models import Area
from app.gateways.systems import agreements
from app.gateways.systems.commands import SystemBody
from app.gateways.systems.maps import mapping

CODE = "province"
MAP: dict[str, Any] = {
    "fields": [
        {"theirs": "事件编号", "ours": "number"},
        {"theirs": "事件描述", "ours": "text"},
        {"theirs": "事件类别", "ours": "category_name"},
        {"theirs": "所在网格", "ours": "area_name"},
        {"theirs": "上报时间", "ours": "reported_at"},
        {"theirs": "来源", "fixed": "巡格"},
    ]
}


def agree_upon() -> None:
    """In the open store, once."""
    top = Area.get(Area.parent.is_null())
    system, _ = agreements.open_system(None, SystemBody(code=CODE, name="省基层治理平台", area=top.code))
    agreements.set_map(None, system, mapping.parse(MAP))
