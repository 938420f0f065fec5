"""A name and a telephone number as they are shown everywhere: enough to tell two people apart, not to ring them."""

from __future__ import annotations

from app.requests.models import ResidentRequest


def masked(request: ResidentRequest) -> dict[str, str | None] | None:
    """`{"name", "phone"}` with the name's first character and 138****0000; None where neither was given."""
    if not request.name and not request.phone:
        return None
    return {"name": mask_name(request.name), "phone": mask_phone(request.phone)}


def mask_phone(phone: str | None) -> str | None:
    """The first three and the last four digits (of a short number the last two)."""
    if not phone:
        return None
    digits = "".join(letter for letter in phone if letter.isdigit())
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 9 else f"****{digits[-2:]}"


def mask_name(name: str | None) -> str | None:
    """The first character; the rest is nobody's business."""
    return f"{name[0]}**" if name else None
