"""Why a row of an import is refused, in both languages, beside the words a table may use."""

from __future__ import annotations

from typing import Any

KIND_WORDS: dict[str, tuple[str, ...]] = {
    "city": ("市", "城市", "县", "区", "县市区", "市县"),
    "street": ("街道", "镇", "乡", "乡镇", "镇街", "街镇", "乡镇街道"),
    "community": ("社区", "村", "村社", "村社区", "行政村"),
    "grid": ("网格", "基础网格", "普通网格"),
    "dedicated_grid": ("专属网格", "专属"),
    "micro_grid": ("微网格",),
    "building": ("楼栋", "楼", "幢", "建筑", "楼幢"),
    "checkpoint": ("巡查点", "点位", "检查点"),
}
KINDS_ZH = "市、街道、社区、网格、专属网格、微网格、楼栋、巡查点"
YES = frozenset({"是", "1", "y", "yes", "true", "√", "对"})
NO = frozenset({"否", "0", "n", "no", "false", "×", "不"})

COLUMNS: dict[str, tuple[str, ...]] = {
    "code": ("编码", "区域编码", "网格编码", "code"),
    "name": ("名称", "区域名称", "网格名称", "name"),
    "kind": ("类型", "区域类型", "kind", "type"),
    "parent": ("上级", "上级编码", "所属上级", "parent"),
    "begins": ("起", "开始", "开始日期", "启用日期", "begins", "from"),
    "ends": ("止", "结束", "结束日期", "停用日期", "ends", "to"),
    "overlay": ("叠加", "是否叠加", "overlay"),
    "lon": ("经度", "lon", "lng", "longitude"),
    "lat": ("纬度", "lat", "latitude"),
    "ext_code": ("外部编码", "其他编码", "ext_code"),
}

REASONS: dict[str, tuple[str, str]] = {
    "no-code": ("没有编码", "There is no code"),
    "bad-code": (
        "编码“{value}”只能用字母、数字和 - _ .；在表格里请把这一列设为文本",
        "The code “{value}” may hold letters, digits and - _ . only; make the column text in the spreadsheet",
    ),
    "mangled-code": (
        "编码“{value}”被表格软件改写了，请把这一列设为文本再填",
        "The spreadsheet rewrote the code “{value}”; make the column text and enter it again",
    ),
    "twice": ("编码 {value} 在文件里出现了两次（第一次在第 {first} 行）", "The code {value} stands twice (first in row {first})"),
    "no-name": ("没有名称", "There is no name"),
    "long-name": ("名称太长，最多 {most} 个字", "The name is too long: at most {most} characters"),
    "no-kind": ("没有类型", "There is no kind"),
    "bad-kind": ("不认识类型“{value}”，可以填：" + KINDS_ZH, "Unknown kind “{value}”; one of " + ", ".join(KIND_WORDS)),
    "no-parent": ("没有上级；最上面的区域只能有一个", "There is no parent; only one area may be at the top"),
    "bad-parent": ("上级 {value} 不在文件里，也不在系统里", "The parent {value} is neither in the file nor in the system"),
    "loop": ("上下级绕成了圈：{chain}", "The parents go round in a circle: {chain}"),
    "bad-date": ("日期“{value}”看不懂，请写成 2026-11-22", "The date “{value}” is unreadable; write 2026-11-22"),
    "ends-first": ("结束日期 {ends} 早于开始日期 {begins}", "The end {ends} is before the beginning {begins}"),
    "bad-overlay": ("“叠加”请填“是”或“否”", "Overlay is yes or no"),
    "bad-number": ("“{value}”不是经纬度", "“{value}” is not a longitude or latitude"),
    "half-point": ("经度和纬度要一起填", "Longitude and latitude belong together"),
    "off-earth": (
        "经纬度超出范围：经度在前、纬度在后，单位是度，不是投影坐标",
        "The position is off the earth: longitude first, then latitude, in degrees, not in a projection",
    ),
    "not-feature": ("不是 GeoJSON 要素（Feature）", "This is not a GeoJSON Feature"),
    "bad-geometry": ("图形坐标不完整，画不成面", "The coordinates do not make a shape"),
    "not-polygon": ("图形要是面（Polygon 或 MultiPolygon）或点", "The geometry must be a Polygon, MultiPolygon or Point"),
    "crosses-itself": ("边界自己相交了，在 {where} 附近", "The outline crosses itself near {where}"),
    "too-small": ("图形太小，不到 1 平方米", "The shape is too small: under 1 m²"),
}  # fmt: skip


def sentence(reason: str, which: int, parameters: dict[str, Any]) -> str:
    """The sentence for `reason` in zh (which=0) or en (which=1)."""
    return REASONS[reason][which].format(**parameters)
