"""The routes of campaigns, for the API's description of itself."""

from __future__ import annotations

from typing import Any

ROUTES: tuple[dict[str, Any], ...] = (
    {
        "method": "get", "path": "/api/v1/campaigns",
        "summary": "Campaigns (专项整治, 综合查一次, 重要时段保障) within reach, those that last first; `state` is `ahead`, `running` or `over`", "query": (), "security": ("session", "reading"),
    },
    {
        "method": "get", "path": "/api/v1/campaigns/{campaign}",
        "summary": "A campaign with how far it is, as a whole and by area in the tree's order: `places`, `visited`, `left`, `fine`, `mended`, `again`, `passed_on`, `late`, `matters`; by a key no area of which fewer than five workers' doing would follow",
        "query": (), "security": ("session", "reading"),
    },
)  # fmt: skip
