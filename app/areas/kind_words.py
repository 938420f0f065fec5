"""What the kinds of areas and units and the four platforms are called."""

from __future__ import annotations

from app.core.words import mark

KIND_NAMES = {
    "city": mark("市"),
    "street": mark("街道"),
    "community": mark("社区"),
    "grid": mark("网格"),
    "dedicated_grid": mark("专属网格"),
    "micro_grid": mark("微网格"),
    "building": mark("楼栋"),
    "checkpoint": mark("巡查点"),
}
UNIT_KINDS = {
    "department": mark("部门"),
    "team": mark("队伍"),
    "task_force": mark("工作专班"),
    "property": mark("物业公司"),
    "contractor": mark("承包单位"),
    "social_organisation": mark("社会组织"),
    "party_branch": mark("党支部"),
    "volunteers": mark("志愿者队伍"),
}
PLATFORMS = {
    "public_order_work": mark("综治工作"),
    "market_regulation": mark("市场监管"),
    "enforcement": mark("综合执法"),
    "public_services": mark("便民服务"),
}
