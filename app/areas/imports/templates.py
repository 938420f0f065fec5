"""The files a city fills in: the same columns as a workbook, as text, and as GeoJSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

from app.areas.imports import workbook
from app.areas.imports.messages import COLUMNS, KINDS_ZH

HEADERS = [names[0] for names in COLUMNS.values()]
EXAMPLES = (
    ("330399000000", "示例市", "市", "", "2026-01-01", "", "", "", "", ""),
    ("330399198001", "示例社区", "社区", "330399000000", "2026-01-01", "", "", "", "", ""),
    ("330399198001001", "第1网格", "网格", "330399198001", "2026-01-01", "", "", "120.5500", "27.5800", ""),
    ("330399198001901", "商业街专属网格", "专属网格", "330399198001", "2026-01-01", "2026-12-31", "是", "", "", ""),
    ("33039919800100101001", "海滨花园1幢", "楼栋", "330399198001001", "", "", "", "", "", ""),
)  # fmt: skip
NOTES = (
    f"类型：{KINDS_ZH}。",
    "编码是唯一的标签；上下级只看“上级”一列。最上面的一级只有一个，上级留空。",
    "起、止是日期，都包含当天；止留空表示长期。区域不会被删除，只会按“止”结束。",
    "经度、纬度是 WGS-84 度数，可以留空。边界请用 GeoJSON 导入。",
)


def _csv() -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerow(HEADERS)
    return out.getvalue().encode("utf-8-sig")  # the mark makes spreadsheets read it as UTF-8


def _xlsx() -> bytes:
    return workbook.template("区域", HEADERS, EXAMPLES, NOTES)


def _geojson() -> bytes:
    ring = [[120.55, 27.58], [120.552, 27.58], [120.552, 27.5818], [120.55, 27.5818], [120.55, 27.58]]
    properties = {
        "code": "330399198001001",
        "name": "第1网格",
        "kind": "grid",
        "parent": "330399198001",
        "overlay": False,
    }
    feature = {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    collection = {"type": "FeatureCollection", "features": [feature]}
    return json.dumps(collection, ensure_ascii=False, indent=1).encode()


MADE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", _csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
    "geojson": ("application/geo+json", _geojson),
}
