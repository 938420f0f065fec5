"""The operator's verbs about areas: the demonstration city and imports."""

from __future__ import annotations

import argparse
import sys
import time

from app import open_store
from app.settings import Settings


def seed_demo(settings: Settings, _: argparse.Namespace) -> int:
    """Make the demonstration city where it is needed; only with GRIDWALK_DEMO=1."""
    if not settings.demo:
        print("seed-demo works only with GRIDWALK_DEMO=1", file=sys.stderr)
        return 2
    from app.demo import seed

    open_store(settings)
    began = time.monotonic()
    try:
        said = seed.seed()
    except seed.Refused:
        print(
            "this store holds people or areas that are not the demonstration's; nothing was changed",
            file=sys.stderr,
        )
        return 1
    print(f"demonstration city: {said} ({time.monotonic() - began:.1f} s)")
    return 0
