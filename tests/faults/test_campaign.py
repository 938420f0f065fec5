"""Fifty runs of the fault campaign against a real server: nothing lost, nothing doubled."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path


def test_fifty_bad_days_lose_and_double_nothing():
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.campaign", "--n", "50", "--seed", "20261122"],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "lost=0 doubled=0 changed=0" in done.stdout
    assert int(re.search(r"server restarted: (\d+)", done.stdout).group(1)) >= 1  # type: ignore[union-attr]
