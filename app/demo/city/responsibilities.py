"""Who is responsible for what in 临港市: category × level → lead, support and the rule it rests on."""

from __future__ import annotations

from app.matters.models import ResponsibilityRow

# category or class, lead, supports, basis
DUTIES: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    ("traffic_safety", "JJ01", (), "《中华人民共和国道路交通安全法》"),
    ("road_damage", "SZ01", ("JJ01",), "《城市道路管理条例》"),
    ("public_order", "PC01", (), "《中华人民共和国治安管理处罚法》"),
    ("urban_management", "ZF01", ("SC01",), "《城市市容和环境卫生管理条例》"),
    ("illegal_building", "ZF01", ("WY01",), "《中华人民共和国城乡规划法》"),
    ("cleanliness", "HW01", ("WY01",), "《城市市容和环境卫生管理条例》"),
    ("fire_safety", "XF01", ("WY01", "PC01"), "《中华人民共和国消防法》"),
    ("fire_lane", "ZF01", ("WY01", "XF01"), "《中华人民共和国消防法》第二十八条"),
    ("gas", "RQ01", ("XF01",), "《城镇燃气管理条例》"),
    ("wiring", "GD01", ("WY01",), "《电力设施保护条例》"),
    ("environment", "HB01", ("ZF01",), "《中华人民共和国环境保护法》"),
    ("noise", "HB01", ("PC01",), "《中华人民共和国噪声污染防治法》"),
    ("market", "SC01", (), "《中华人民共和国食品安全法》"),
    ("disputes", "SH01", ("PC01",), "《中华人民共和国人民调解法》"),
    ("public_facilities", "SZ01", (), "《城市道路管理条例》"),
    ("street_lamp", "GD01", ("SZ01",), "《城市照明管理规定》"),
    ("lift", "WY01", ("SC01",), "《中华人民共和国特种设备安全法》"),
    ("services", "SH02", ("ZY01",), "便民服务清单"),
    ("weather", "YJ01", ("SZ01", "XF01"), "《中华人民共和国防洪法》"),
)
LEVELS = ("community", "city")


def assign() -> None:
    """Write the rows, inside the caller's transaction; the hours stay those of the categories."""
    for level in LEVELS:
        for number, (category, lead, supports, basis) in enumerate(DUTIES, start=1):
            ResponsibilityRow.create(
                category=category,
                level_kind=level,
                lead=lead,
                supports=list(supports),
                basis=basis,
                code=f"QZ-{level[:2].upper()}-{number:03}",
            )
