"""What keeps strangers out: whether a poster's code is enough by itself now, and what is forgotten."""

from __future__ import annotations

from app.requests.antispam import proof_of_work, token_bucket
from app.requests.posters.codes import Code


def is_open(code: Code | None) -> bool:
    """Whether the code is trusted and its poster's allowance not used up: else the page had better work for a proof."""
    return code is not None and code.is_trusted and token_bucket.has_room(token_bucket.poster(code.code))


def sweep() -> int:
    """Challenges that would have expired anyway, and allowances that have long been full again; how many."""
    return proof_of_work.sweep() + token_bucket.sweep()
