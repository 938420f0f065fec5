"""What an operator types: help for every verb, a sentence and status 2 for what is wrong, and the verbs that outside checks use."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

from app import __version__, cli
from app.cli.group import SECTIONS, gridwalk
from app.settings import ROOT, Settings

TABLES = ("units", "categories", "responsibilities", "roster", "holidays", "telephones", "places")
# verb → the words that may stand behind it, as the documents and outside checks use them
PROMISED = {
    "up": {"--prepare"},
    "serve": set(),
    "worker": set(),
    "tick": set(),
    "migrate": set(),
    "seed-demo": set(),
    "seed-city": {"--grids", "--micro-grids", "--matters", "--days"},
    "import-areas": {"FILE", "--yes"},
    "import-people": {"FILE", "--yes", "--end-left", "--yes-end"},
    "import-plates": {"FILE", "--yes"},
    **{f"import-{table}": {"FILE", "--dry-run"} for table in TABLES},
    **{f"export-{table}": {"FILE"} for table in TABLES},
    "check-setup": set(),
    "load-starter-kit": {"--area", "--dry-run", "--take-back"},
    "add-person": {"--name", "--phone", "--staff-no", "--login", "--role", "--area", "--unit"},
    "reset-person": {"LOGIN"},
    "add-key": {"CODE", "--name", "--role", "--area", "--unit", "--daily", "--expires"},
    "add-source": {"CODE", "--name", "--kind", "--area", "--category", "--daily", "--expires"},
    "end-source": {"CODE"},
    "end-key": {"CODE"},
    "add-system": {"CODE", "--name", "--area", "--category", "--address", "--source"},
    "map-system": {"CODE", "FILE", "--dry-run"},
    "systems": set(),
    "send-again": {"CODE"},
    "end-system": {"CODE"},
    "posters": {"--area", "--kind", "--make", "--json", "--out", "--rotate"},
    "give-map": {"FILE", "--area", "--gcj02", "--attribution"},
    "maps": set(),
    "end-map": {"ID"},
    "backup": {"DIR"},
    "restore": {"DIR", "--incomplete", "--epoch-only"},
    "verify": {"--backup"},
    "export": {"FILE"},
    "move": {"--to", "--evidence"},
}

# a third of a second of every start, and memory of every process: loaded by what uses them, when it does
HEAVY = {"shapely", "openpyxl", "apprise", "pywebpush", "webauthn"}


def words(verb):
    """What may stand behind a verb: its options, and its arguments in capitals."""
    return {
        (word.metavar or name.upper()) if word.param_type_name == "argument" else name
        for word in gridwalk.commands[verb].params
        for name in (word.opts if word.param_type_name == "option" else [word.name])
    }


@pytest.mark.parametrize("verb", PROMISED)
def test_every_verb_that_is_promised_takes_the_words_that_are_promised(verb):
    assert words(verb) == PROMISED[verb]


def test_the_help_lists_every_verb_with_a_sentence(capsys):
    assert cli.main(["--help"]) == 0
    said = capsys.readouterr().out
    assert (
        {verb.name for verbs in SECTIONS.values() for verb in verbs}
        == set(gridwalk.commands)
        == set(PROMISED)
    )
    for title in SECTIONS:
        assert f"\n{title}:\n" in said
    for name, verb in gridwalk.commands.items():
        assert f"\n  {name} " in said and verb.get_short_help_str(200).endswith((".", "GRIDWALK_DEMO=1."))


@pytest.mark.parametrize("verb", PROMISED)
def test_a_verbs_help_needs_no_settings_and_explains_every_option(verb, capsys, monkeypatch):
    monkeypatch.setenv("GRIDWALK_SETTINGS", "/nowhere/at/all")
    monkeypatch.setenv("PORT", "no number")
    assert cli.main([verb, "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"Usage: gridwalk {verb}")
    for option in gridwalk.commands[verb].params:
        assert option.param_type_name == "argument" or option.help, option.name


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ([], "Usage: gridwalk"),
        (["fly"], "No such command 'fly'"),
        (["backup"], "Missing argument 'DIR'"),
        (["migrate", "now"], "unexpected extra argument (now)"),
        (["add-person"], "Missing option '--name'"),
        (["restore"], "name the DIR to restore, or --epoch-only"),
        (["import-areas", "nowhere.csv"], "nowhere.csv: No such file or directory"),
        (["import-plates", "."], "Is a directory"),
        (["import-people", "p.csv", "--yes-end", "3"], "--yes-end goes with --end-left; nothing was written"),
        (["import-people", "p.csv", "--yes-end", "all"], "'all' is not a valid integer"),
        (["posters", "--kind", "tree"], "'tree' is not one of 'building', 'lamp', 'shop', 'checkpoint'"),
        (["export", "--all", "file"], "No such option"),
    ],
)
def test_wrong_usage_is_said_with_status_2_and_touches_nothing(typed, said, tmp_path, capsys):
    assert cli.main(typed, Settings(data_dir=tmp_path / "var")) == 2
    out, err = capsys.readouterr()
    assert said in err and out == "" and "Traceback" not in err
    assert not (tmp_path / "var").exists()


def test_the_console_script_and_the_module_are_the_same_program():
    script = ROOT / ".venv" / "bin" / "gridwalk"
    for command in ([str(script)], [sys.executable, "-m", "app.cli"]):
        done = subprocess.run([*command, "--version"], cwd=ROOT, capture_output=True, text=True)
        assert (done.returncode, done.stdout) == (0, f"gridwalk {__version__}\n"), command
        done = subprocess.run([*command, "fly"], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 2 and "No such command" in done.stderr, command


def test_a_terminal_sees_a_bar_and_a_log_a_line_a_step(store, cast, tmp_path):
    command = [sys.executable, "-m", "app.cli", "export"]
    env = {**os.environ, "DATA_DIR": str(store.data_dir)}
    logged = subprocess.run(
        [*command, str(tmp_path / "a")], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert logged.returncode == 0 and "\nunit: " in logged.stdout and "[#" not in logged.stdout
    ours, theirs = pty.openpty()
    with subprocess.Popen([*command, str(tmp_path / "b")], cwd=ROOT, env=env, stdout=theirs) as process:
        os.close(theirs)
        seen = read_all(ours)
    assert process.returncode == 0 and "100%" in seen and "[####" in seen and "\nunit: " not in seen
    assert logged.stdout.splitlines()[-1].split(" in ")[0] in seen


def read_all(terminal: int) -> str:
    """Everything that is written to a terminal until its last writer has gone."""
    seen = b""
    while True:
        try:
            some = os.read(terminal, 65_536)
        except OSError:  # what Linux says when nobody holds the other end any more
            some = b""
        if not some:
            os.close(terminal)
            return seen.decode()
        seen += some


def test_what_is_heavy_is_not_loaded_before_a_verb_has_use_for_it():
    told = subprocess.run(
        [sys.executable, "-c", "import sys, app.cli; print(*sys.modules)"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "click" in told.stdout.split() and not HEAVY & set(told.stdout.split())
