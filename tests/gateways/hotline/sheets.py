"""A hotline's sheets as tests upload them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Any

HEADERS = (
    "工单编号",
    "诉求内容",
    "问题类别",
    "所属社区",
    "诉求人",
    "联系电话",
    "派单时间",
    "签收时限",
    "联系时限",
    "退单时限",
    "答复时限",
)
ROWS = "/desk/hotline/tickets"


def sheet(*rows: Sequence[str], headers: Sequence[str] = HEADERS, encoding: str = "utf-8-sig") -> bytes:
    """A CSV with these rows below the headers."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([headers, *rows])
    return out.getvalue().encode(encoding)


def row(number: str, text: str = "路灯不亮", **more: str) -> list[str]:
    """One ticket; `more` by the header's name."""
    cells = {
        "工单编号": number,
        "诉求内容": text,
        "问题类别": "路灯",
        "诉求人": "张三",
        "联系电话": "13800138000",
        **more,
    }
    return [cells.get(header, "") for header in HEADERS]


def look(desk: Any, data: bytes, name: str = "工单.csv") -> tuple[str, Any]:
    """Upload the sheet: the token under which it waits, and the page that says what it would do."""
    reply = desk.post(ROWS, data={"file": (io.BytesIO(data), name)})
    assert reply.status_code == 303, reply.text
    where = reply.headers["Location"]
    return where.partition("?")[0].rpartition("/")[2], desk.get(where)


def agreed(text: str) -> str:
    """The plan that the page shows."""
    return re.search(r'name="agreed" value="([0-9a-f]{64})"', text)[1]  # type: ignore[index]


def take(desk: Any, data: bytes, name: str = "工单.csv") -> Any:
    """Upload the sheet and agree to what it would do."""
    token, shown = look(desk, data, name)
    return desk.post(f"{ROWS}/{token}", data={"agreed": agreed(shown.text), "name": name})
