"""Why a row of an import is refused, in both languages, beside the words a table may use."""

from __future__ import annotations

from typing import Any

from app.core.words import mark, translate

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

REASONS: dict[str, str] = {
    "no-code": mark("没有编码"),
    "bad-code": mark("编码“{value}”只能用字母、数字和 - _ .；在表格里请把这一列设为文本"),
    "mangled-code": mark("编码“{value}”被表格软件改写了，请把这一列设为文本再填"),
    "twice": mark("编码 {value} 在文件里出现了两次（第一次在第 {first} 行）"),
    "no-name": mark("没有名称"),
    "long-name": mark("名称太长，最多 {most} 个字"),
    "no-kind": mark("没有类型"),
    "bad-kind": mark("不认识类型“{value}”，可以填：{kinds}"),
    "no-parent": mark("没有上级；最上面的区域只能有一个"),
    "bad-parent": mark("上级 {value} 不在文件里，也不在系统里"),
    "loop": mark("上下级绕成了圈：{chain}"),
    "bad-date": mark("日期“{value}”看不懂，请写成 2026-11-22"),
    "ends-first": mark("结束日期 {ends} 早于开始日期 {begins}"),
    "bad-overlay": mark("“叠加”请填“是”或“否”"),
    "bad-number": mark("“{value}”不是经纬度"),
    "half-point": mark("经度和纬度要一起填"),
    "off-earth": mark("经纬度超出范围：经度在前、纬度在后，单位是度，不是投影坐标"),
    "not-feature": mark("不是 GeoJSON 要素（Feature）"),
    "bad-geometry": mark("图形坐标不完整，画不成面"),
    "not-polygon": mark("图形要是面（Polygon 或 MultiPolygon）或点"),
    "crosses-itself": mark("边界自己相交了，在 {where} 附近"),
    "too-small": mark("图形太小，不到 1 平方米"),
}  # fmt: skip


def sentence(reason: str, language: str, parameters: dict[str, Any]) -> str:
    """The sentence for `reason` in "zh" or "en"."""
    return translate(REASONS[reason], language, kinds=_kinds(language), **parameters)


def _kinds(language: str) -> str:
    """The kinds of area that may be written into a table."""
    return ", ".join(KIND_WORDS) if language == "en" else KINDS_ZH
