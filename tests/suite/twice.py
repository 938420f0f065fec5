"""The whole suite, and what failed of it once more, alone: a fault repeats, a test that leans on its neighbours does not.

Four browsers and as many servers share two cores while it runs. What does not repeat is told by name at the end, and is to
be mended like any other: it leans on the order of the tests, on a clock, or on being quick. More than a few failures are
never put down to that.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

CACHE = Path(".stamps/pytest")
FAILED = CACHE / "v" / "cache" / "lastfailed"
A_FEW = 5
SOME_FAILED = 1  # pytest's exit code; whatever else is not 0 is no test's failure


def run(*arguments: str) -> int:
    """Pytest with these arguments; its exit code."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-o", f"cache_dir={CACHE}", *arguments]
    ).returncode


def main(arguments: list[str]) -> int:
    """0 when every test passed, at the latest alone."""
    code = run("--cache-clear", *arguments)
    if code != SOME_FAILED or not FAILED.exists():
        return code
    failed = sorted(json.loads(FAILED.read_text()))
    if len(failed) > A_FEW:
        return code
    print(f"\nOnce more, alone: {len(failed)}", flush=True)
    if code := run(*failed):
        return code
    print("\nFailed beside the others and passed alone. To be mended all the same:")
    print("\n".join(f"  {name}" for name in failed), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
