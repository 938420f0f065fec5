"""Finds nginx and Caddy for the test of their samples, or installs them where the system's package manager may be used."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("nginx", "caddy")
PLACES = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
PACKAGES = {"nginx": "nginx-light", "caddy": "caddy"}


def find(name: str) -> str | None:
    """The program's path, None where it is not installed."""
    return shutil.which(name, path=PLACES)


def installed() -> list[str]:
    """Those of them that are there."""
    return [name for name in NAMES if find(name)]


def install(name: str) -> None:
    """Try the system's package manager as root, within a time limit; without the service that the package would start."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "timeout": 200, "env": env}
    subprocess.run(["apt-get", "update", "-q"], check=False, **quiet)  # type: ignore[call-overload]
    subprocess.run(
        ["apt-get", "install", "-y", "-q", "--no-install-recommends", PACKAGES[name]], check=False, **quiet
    )  # type: ignore[call-overload]


if __name__ == "__main__":
    for wanted in NAMES:
        if find(wanted) is None:
            install(wanted)
        said = find(wanted) or "not installed and not installable here: its sample is not run"
        print(f"{wanted}: {said}", file=sys.stderr if find(wanted) is None else sys.stdout)
