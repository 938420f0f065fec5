"""What the roles of posts are called."""

from __future__ import annotations

from app.core.words import mark, translate

ROLES = {
    "grid_worker": mark("网格员"),
    "grid_lead": mark("网格长"),
    "grid_guide": mark("网格指导员"),
    "building_head": mark("楼栋长"),
    "dispatcher": mark("值班员"),
    "handler": mark("部门承办人"),
    "duty_desk": mark("指挥中心"),
    "admin": mark("管理员"),
}


def role_name(role: str, language: str) -> str:
    """The role's name in "zh" or "en"; a role that is none as it stands."""
    return translate(ROLES.get(role, role), language)
