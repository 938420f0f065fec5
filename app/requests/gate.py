"""What keeps strangers out forgets what it no longer needs."""

from __future__ import annotations

from app.requests import budget, work


def sweep() -> int:
    """Challenges that would have expired anyway, and allowances that have long been full again; how many."""
    return work.sweep() + budget.sweep()
