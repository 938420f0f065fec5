"""Tables as an office would hand them in, and what the plan says of them."""

from __future__ import annotations

import csv
import io

from app.admin.tables import lookup, records, writing
from app.admin.tables.plan import Plan, plan

UNITS_HEAD = ("单位编码", "单位名称", "单位类型", "所属平台", "服务区域", "值班电话", "值班时间", "截止")
CATEGORIES_HEAD = ("类别编码", "类别名称", "所属大类", "所属平台", "社区处理时限", "有危险")
DUTIES_HEAD = ("问题类别", "层级", "牵头单位", "协办单位", "法律依据")


def file(head, *rows):
    """A CSV of a header and rows."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([head, *rows])
    return out.getvalue().encode()


def planned(name, data, reach=None) -> Plan:
    """What the file would do to the table of this name."""
    return plan(records.BY_NAME[name], data, lookup.load(reach))


def written(name, data, by=None, reach=None) -> Plan:
    """What the file did; it has to have been written."""
    result, done = writing.write(records.BY_NAME[name], data, reach, by)
    assert done, [result.reasons(line, "en") for line in result.refused]
    return result


def why(result):
    """(row, column, reason) for everything that is refused."""
    return [(line.number, column, reason) for line in result.refused for column, reason, _ in line.why]
