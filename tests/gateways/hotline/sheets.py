"""A hotline's sheets as tests upload them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Any

from app.core import clock
from app.gateways.hotline.models import HotlineTicket
from app.matters.models import Matter

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


def moment(ms: int) -> str:
    """As a sheet has it, to the minute."""
    return clock.rfc3339(ms)[:16].replace("T", " ")


def matter_of(number: str) -> Matter:
    """The matter of the ticket with this number, as it is now."""
    found: Matter = Matter.get_by_id(HotlineTicket.get(HotlineTicket.number == number).matter)
    return found


HEARD = ("工单编号", "是否联系", "是否解决", "是否满意", "是否计入", "回访时间")


def heard(desk: Any, *rows: Sequence[str], name: str = "回访.csv") -> Any:
    """Upload a sheet of call-backs and agree to what it would do."""
    reply = desk.post(
        "/desk/hotline/call_backs", data={"file": (io.BytesIO(sheet(*rows, headers=HEARD)), name)}
    )
    where = reply.headers["Location"]
    token = where.partition("?")[0].rpartition("/")[2]
    shown = desk.get(where)
    assert shown.status_code == 200
    return desk.post(f"/desk/hotline/call_backs/{token}", data={"agreed": agreed(shown.text), "name": name})
