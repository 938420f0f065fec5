"""The unit for systemd says what systemd reads, runs verbs that there are, and starts again as the documents tell."""

from __future__ import annotations

import configparser
import shlex
import shutil
import subprocess

from app.cli.group import gridwalk
from app.core.files import private
from app.run import supervisor
from app.server import process
from app.settings import ROOT

UNIT = ROOT / "docs" / "gridwalk.service"


def sections():
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    parser.optionxform = str
    parser.read_string(UNIT.read_text(encoding="utf-8"))
    return parser


def test_every_command_of_the_unit_is_a_verb_of_the_wheels_place():
    service = sections()["Service"]
    for key in ("ExecStartPre", "ExecStart"):
        program, verb, *rest = shlex.split(service[key])
        assert program == "/opt/gridwalk/bin/gridwalk" and verb in gridwalk.commands
        assert set(rest) <= {option for one in gridwalk.commands[verb].params for option in one.opts}
    assert "/opt/gridwalk/bin/gridwalk migrate" in (ROOT / "docs/deployment.md").read_text(encoding="utf-8")


def test_it_ends_starts_again_and_closes_its_files_as_gridwalk_does():
    service = sections()["Service"]
    assert (service["Restart"], service["RestartPreventExitStatus"]) == (
        "on-failure",
        str(supervisor.REFUSED),
    )
    assert int(service["TimeoutStopSec"]) > supervisor.GRACE + 2
    assert int(service["UMask"], 8) == private.OTHERS and int(service["LimitNOFILE"]) == process.FILES
    folder = service["ReadWritePaths"]
    assert f"DATA_DIR={folder}" in UNIT.read_text(encoding="utf-8")


def test_systemd_has_nothing_to_say_against_it(tmp_path):
    here = UNIT.read_text(encoding="utf-8").replace(
        "/opt/gridwalk/bin/gridwalk", str(ROOT / ".venv/bin/gridwalk")
    )
    (tmp_path / "gridwalk.service").write_text(here, "utf-8")
    if (program := shutil.which("systemd-analyze")) is None:
        assert list(sections()) == ["DEFAULT", "Unit", "Service", "Install"]
        return
    done = subprocess.run(
        [program, "verify", "--man=no", str(tmp_path / "gridwalk.service")], capture_output=True, text=True
    )  # fmt: skip
    said = [line for line in done.stderr.splitlines() if "gridwalk" in line]
    assert not said, said
