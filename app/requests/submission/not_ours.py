"""What people ask a city for and others look after: whose it is, and whom to call."""

from __future__ import annotations

from typing import Any

from app.requests.models import NotOurs

HOTLINE = "12345"


def serialize_all(language: str = "zh") -> list[dict[str, Any]]:
    """Everything that others look after, in order, as the form shows it."""
    which = language == "en"
    return [
        {
            "code": row.code,
            "name": row.name_en if which else row.name,
            "icon": row.icon,
            "whose": row.whose_en if which else row.whose,
            "phone": row.phone,
            "hotline": HOTLINE,
        }
        for row in NotOurs.select().order_by(NotOurs.sort, NotOurs.code)
    ]
