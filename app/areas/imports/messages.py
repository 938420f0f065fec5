"""What an import says in both languages: why a row is refused, what was left out, what looks wrong; and a table's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.words import mark, mark_in, translate

KIND_WORDS: dict[str, tuple[str, ...]] = {
    "city": (
        *(
            "市",
            "城市",
            "地级市",
            "县级市",
            "直辖市",
            "县",
            "区",
            "旗",
            "自治县",
            "市辖区",
            "区县",
            "县市区",
            "市县",
        ),
        *("省", "自治区", "新区"),
    ),
    "street": (
        *(
            "街道",
            "街道办",
            "街道办事处",
            "镇",
            "乡",
            "民族乡",
            "苏木",
            "乡镇",
            "镇街",
            "街镇",
            "乡镇街道",
            "镇街道",
            "街办",
            "乡人民政府",
            "镇人民政府",
        ),
        # beside streets in the national statistics' list of division codes
        *("开发区", "经济开发区", "经济技术开发区", "高新区", "工业区", "工业园区", "园区", "农场", "林场"),
    ),
    "community": (
        *("社区", "居委会", "居民委员会", "社区居委会", "社区居民委员会", "居民区", "村", "行政村", "嘎查"),
        *("村委会", "村民委员会", "村社", "村社区", "村居", "社区村"),
        "片区",  # of several grids, below the street
    ),
    "grid": ("网格", "基础网格", "普通网格", "综合网格", "一般网格", "全科网格", "城市网格", "农村网格"),
    "dedicated_grid": ("专属网格", "专属", "专业网格", "行业网格", "特殊网格", "专项网格"),
    "micro_grid": ("微网格", "微格", "微网"),
    "building": ("楼栋", "楼", "幢", "栋", "建筑", "楼幢", "楼宇", "大楼"),
    "checkpoint": ("巡查点", "巡查点位", "点位", "检查点"),
}
KINDS_ZH = "市、街道、社区、网格、专属网格、微网格、楼栋、巡查点"
YES = frozenset({"是", "1", "y", "yes", "true", "√", "对"})
NO = frozenset({"否", "0", "n", "no", "false", "×", "不"})

COLUMNS: dict[str, tuple[str, ...]] = {
    "code": (
        *("编码", "区域编码", "网格编码", "网格编号", "网格代码", "区划代码", "区划编码", "行政区划代码", "区域代码"),
        *("代码", "编号", "code"),
    ),
    "name": ("名称", "区域名称", "网格名称", "区划名称", "行政区划名称", "name"),
    "kind": ("类型", "区域类型", "网格类型", "类别", "网格类别", "区域类别", "层级", "级别", "kind", "type"),
    "parent": (
        *("上级", "上级编码", "上级代码", "上级区域", "上级区域编码", "上级网格", "上级网格编码", "所属上级"),
        *("上级名称", "上级区域名称", "父级编码", "父级", "parent", "所属网格", "所属村社", "所属社区", "所属街道"),
    ),
    "begins": ("起", "开始", "开始日期", "启用日期", "起始日期", "begins", "from"),
    "ends": ("止", "结束", "结束日期", "停用日期", "截止日期", "终止日期", "ends", "to"),
    "overlay": ("叠加", "是否叠加", "overlay"),
    "lon": ("经度", "lon", "lng", "longitude"),
    "lat": ("纬度", "lat", "latitude"),
    "ext_code": ("外部编码", "其他编码", "ext_code"),
}  # fmt: skip

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
    "cell-error": mark("“{column}”里是 {value}，表格没算出来，请改好这一格"),
    "no-result": mark("“{column}”里的公式没有存下结果，请用表格软件打开这个文件，保存一次再上传"),
    "several-parents": mark("有几个区域叫“{value}”（{codes}），上级请写编码"),
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


ROWS_NAMED = 12
ONE_ROW, SEVERAL_ROWS = mark_in("one row", "第 {rows} 行"), mark_in("several rows", "第 {rows} 行")
REMARKS: dict[str, str] = {
    "no-header": mark("工作表“{sheet}”没有表头，没有读"),
    "other-table": mark("工作表“{sheet}”像是另一张表，没有读"),
    "unread-columns": mark("这些列没有读：{columns}"),
    "other-layer": mark("图层“{layer}”里没有编码，没有读"),
    "hidden-sheet": mark("工作表“{sheet}”是隐藏的，没有读"),
    "sheets-beyond": mark("工作表“{sheet}”排在第 {most} 张后面，没有读"),
    "total": mark("{rows}是合计，没有当作数据"),
    "footnote": mark("{rows}是表格的说明，没有当作数据"),
    "no-projection": mark("压缩包里没有 .prj 文件，当作 WGS-84 经纬度读"),
    "null-island": mark("经纬度是 0, 0，当作没有填"),
    "at-zero": mark("边界有一角在 0, 0，像是坐标没有填"),
    "far-from-parent": mark("离上级“{parent}”有 {km} 公里"),
    "outside-parent": mark("有 {percent}% 在上级“{parent}”的边界外面"),
    "like-gcj02": mark("减去火星坐标（GCJ-02）的偏移，才落在上级“{parent}”里；请换成 WGS-84 坐标"),
    "far-from-others": mark("离文件里别的区域有 {km} 公里"),
    "shifted-like-gcj02": mark("比现在的位置偏了 {m} 米，正好是火星坐标（GCJ-02）的偏移；请换成 WGS-84 坐标"),
}


@dataclass(frozen=True)
class Remark:
    """What a person should know before they agree: something left out, or something that looks wrong. `row` and `code` say where."""

    reason: str
    parameters: dict[str, Any] = field(default_factory=dict)
    row: int | str = 0  # "" for an area that the file does not name
    code: str = ""
    moved_by: int | str = ""  # the row that moves the outline it lies in

    def sentence(self, language: str) -> str:
        """In "zh" or "en"."""
        values = {
            name: _rows(value, language) if name == "rows" else value
            for name, value in self.parameters.items()
        }
        return translate(REMARKS[self.reason], language).format(**values)


def _rows(numbers: Sequence[str], language: str) -> str:
    """The rows by number, the first dozen of them."""
    separator = ", " if language == "en" else "、"
    listed = separator.join(numbers[:ROWS_NAMED]) + ("…" if len(numbers) > ROWS_NAMED else "")
    return translate(ONE_ROW if len(numbers) == 1 else SEVERAL_ROWS, language, rows=listed)


def sentence(reason: str, language: str, parameters: dict[str, Any]) -> str:
    """The sentence for `reason` in "zh" or "en"."""
    return translate(REASONS[reason], language, kinds=_kinds(language), **parameters)


def _kinds(language: str) -> str:
    """The kinds of area that may be written into a table."""
    return ", ".join(KIND_WORDS) if language == "en" else KINDS_ZH
