"""Every command in the documents is executed as it is written, in the order in which it is written, on a machine that has only what they name."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest

from app.cli.group import gridwalk
from app.settings import ROOT
from tests.cli import typed
from tests.live import free_port, health

# in the order in which an operator would follow them
GUIDES = (
    "docs/deployment.md",
    "docs/first-day.md",
    "docs/areas.md",
    "docs/board.md",
    "docs/platform.md",
    "docs/backup.md",
    "README.md",
)
DOCUMENTS = sorted(
    str(file.relative_to(ROOT))
    for pattern in ("*.md", "docs/*.md")
    for file in ROOT.glob(pattern)
    if file.name != "CHANGELOG.md"  # what there was, not what to type
)
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
INLINE = re.compile(r"`((?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?(?:gridwalk|make) [^`]+)`")
LONG = 90  # seconds

# what a test does not type here: why, and which test does it instead
ELSEWHERE = {
    r"make (run|test|test-pg|check|audit|bench|bench-city|performance|screens|faults|build|wheel|words|marks|locks)( N=\d+| SEED=\d+| CITY=\w+)*": (
        "the whole suite stands behind `make test`, which builds and checks first; here it is seen that there is such a rule",
        "tests/running/test_installed.py::test_a_wheel_serves_every_page_without_node_and_without_a_checkout",
    ),
    r"scp dist/gridwalk-\*\.whl requirements\.txt server:": (
        "it needs a second machine and its key",
        "tests/running/test_installed.py::test_a_wheel_serves_every_page_without_node_and_without_a_checkout",
    ),
    r"python3 -m venv /opt/gridwalk|/opt/gridwalk/bin/.*": (
        "it writes into /opt and downloads what the tests' own .venv was made of, from the same lock, by the same pip",
        "tests/running/test_installed.py::test_a_server_is_locked_without_node_and_what_builds_is_locked_apart",
    ),
}
TABLE = re.compile(
    r"^`(\w+\.csv)`[^\n]*\n(?:[^\n]+\n)*\n```csv\n(.*?)^```$", re.M | re.S
)  # a table that a document shows, under its name
FILES = {
    **dict(TABLE.findall((ROOT / "docs/first-day.md").read_text(encoding="utf-8"))),
    "PEOPLE.csv": "姓名,手机,角色,区域\n王芳,13800138011,网格员,330300001000001\n",
    "MAP.json": '{"fields": [{"theirs": "bh", "ours": "number"}, {"theirs": "nr", "ours": "text"}]}',
    "PLATES.csv": "门牌码,楼栋编码\n望海路1号,330300001000001001\n",
}
# what a word in capitals stands for, by the verb before it
MEANT = {
    "import-areas FILE": "import-areas AREAS.csv",
    "import-people FILE": "import-people PEOPLE.csv --yes",
    "import-plates FILE": "import-plates PLATES.csv",
    "export FILE": "export all.jsonl",
    "--area CODE": "--area 330300001000",
    "backup DIR": "backup other",
    "restore DIR": "restore other",
}


def commands(document: str, written: str = "anywhere") -> list[str]:
    """Every command of a document, in order: the lines of its fences that name no other language, and those in a sentence.

    `written`: "fence" or "sentence" for these alone.
    """
    text = (ROOT / document).read_text(encoding="utf-8")
    fenced = [
        (found.start(), line)
        for found in FENCE.finditer(text)
        if found[1] in ("", "sh")
        for line in found[2].splitlines()
    ]
    outside = FENCE.sub(lambda found: " " * len(found[0]), text)
    between = [(found.start(), found[1]) for found in INLINE.finditer(outside)]
    chosen = {"fence": fenced, "sentence": between, "anywhere": fenced + between}[written]
    lines = (
        re.split(r"\s# |\s{2,}#", line)[0].strip() for _, line in sorted(chosen, key=lambda place: place[0])
    )
    return [line for line in lines if line and "…" not in line and not is_mention(line)]


def is_mention(line: str) -> bool:
    """Whether it is only the name of a verb, which would need more to be typed."""
    words = line.removeprefix(".venv/bin/").split()
    verb = gridwalk.commands.get(words[1]) if words[0] == "gridwalk" and len(words) == 2 else None
    return verb is not None and any(word.required for word in verb.params)


def elsewhere(command: str) -> str | None:
    """The pattern under which this command is done elsewhere."""
    bare = re.sub(r"^([A-Z_]+=\S+ )+", "", command)
    return next((pattern for pattern in ELSEWHERE if re.fullmatch(pattern, bare)), None)


def takes_the_signal(pid: int) -> bool:
    """Whether the process has begun so far that it ends by itself when it is asked to."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return bool(int(re.search(r"^SigCgt:\s*(\w+)$", status, re.M)[1], 16) >> (signal.SIGTERM - 1) & 1)


class Machine:
    """A folder that stands for the whole machine: a checkout with its environment, and a disk for backups."""

    def __init__(self, place: Path, scripts: Path = typed.SCRIPTS) -> None:
        self.checkout, self.backup, self.port = place / "checkout", place / "backup", free_port()
        (self.checkout / ".venv").mkdir(parents=True)
        (self.checkout / ".venv" / "bin").symlink_to(scripts)
        self.backup.mkdir()
        for name, text in FILES.items():
            (self.checkout / name).write_text(text, encoding="utf-8")
        self._env = {
            **{key: value for key, value in os.environ.items() if key not in ("GRIDWALK_SETTINGS", "DATABASE_URL")},
            "DATA_DIR": str(place / "var"), "PORT": str(self.port), "PATH": f"{scripts}:{os.environ['PATH']}",
        }  # fmt: skip

    def type(self, command: str, meanwhile: Callable[[], object] = lambda: None) -> str:
        """Type it, wait until it is done, see that it was, and say what it said; a server is stopped once it answers and `meanwhile` is done."""
        typed = command.replace("/backup/", f"{self.backup}/")
        for words, meant in MEANT.items():
            typed = typed.replace(words, meant)
        process = subprocess.Popen(
            ["bash", "-c", typed], cwd=self.checkout, env=self._env, text=True, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        if re.search(r"gridwalk (up|serve)\b", typed):
            until = time.monotonic() + LONG
            while health(self.port) != 200 and process.poll() is None and time.monotonic() < until:
                time.sleep(0.1)
            answers = health(self.port) == 200
            try:
                if answers:
                    meanwhile()
            finally:
                os.killpg(process.pid, signal.SIGTERM)
                said, _ = process.communicate(timeout=LONG)
            assert answers, f"{command}: {said}"
            return said
        if re.search(r"gridwalk worker\b", typed):  # works until it is ended
            until = time.monotonic() + LONG
            while not takes_the_signal(process.pid) and process.poll() is None and time.monotonic() < until:
                time.sleep(0.1)
            os.killpg(process.pid, signal.SIGTERM)
        said, _ = process.communicate(timeout=LONG)
        assert process.returncode == 0, f"{command}: {process.returncode} {said}"
        return said


@pytest.fixture(scope="module")
def scripts():
    """Those of an environment that has the program loaded: the guides have a hundred commands."""
    with typed.loaded() as folder:
        yield folder


@pytest.fixture
def machine(tmp_path, scripts):
    return Machine(tmp_path, scripts)


@pytest.fixture
def empty_machine(tmp_path):
    """One on which every command starts from nothing."""
    return Machine(tmp_path)


def verb_and_options(command: str) -> tuple[str, ...]:
    """What a command is beside the names it is given."""
    words = command.removeprefix(".venv/bin/").split()
    return (*words[:2], *sorted(word for word in words if word.startswith("--")))


def test_every_command_of_the_guides_works_as_written_in_that_order(machine):
    done = []
    for guide in GUIDES:
        for command in commands(guide, "fence"):
            if elsewhere(command) is None:
                machine.type(command)
                done.append(verb_and_options(command))
    for guide in GUIDES:  # and those that stand in sentences alone
        for command in commands(guide, "sentence"):
            if elsewhere(command) is None and verb_and_options(command) not in done:
                machine.type(command)
                done.append(verb_and_options(command))
    typed = {words[1] for words in done if words[0] == "gridwalk"}
    assert {"migrate", "up", "import-areas", "backup", "verify", "restore", "export", "tick"} <= typed


def test_the_first_steps_on_an_empty_store_end_with_the_administrator_signed_in(empty_machine):
    """As deployment.md has them: the link that is printed opens on the server that is started last."""
    typed = [command for command in commands("docs/deployment.md", "fence") if elsewhere(command) is None]
    first = typed[: typed.index(".venv/bin/gridwalk up") + 1]
    assert [command.split()[1] for command in first] == [
        "migrate",
        "import-areas",
        "import-areas",
        "add-person",
        "up",
    ]
    said = [empty_machine.type(command) for command in first[:-1]]
    assert "run again with --yes" in said[1] and "written" in said[2]
    link = re.search(r"http://localhost:\d+(/enrol/\S+)", said[3])[1]
    seen = []

    def signs_in():
        line = http.client.HTTPConnection("localhost", empty_machine.port, timeout=LONG)
        origin = {
            "Origin": f"http://localhost:{empty_machine.port}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        password = "a sentence that nobody guesses"
        line.request("POST", link, urlencode({"password": password}), origin)
        answer = line.getresponse()
        answer.read()
        cookie = "; ".join(each.split(";")[0] for each in answer.headers.get_all("Set-Cookie"))
        line.request("GET", "/api/v1/me", headers={"Cookie": cookie})
        seen.append((answer.status, json.loads(line.getresponse().read())["posts"]))

    empty_machine.type(first[-1], signs_in)
    ((status, posts),) = seen
    assert status in (200, 303) and [(post["role"], post["area_name"]) for post in posts] == [
        ("admin", "望海市")
    ]


def test_every_table_of_the_first_day_is_written_whole_and_the_store_is_ready_then(machine):
    """The guide's own tables: nothing is refused, nothing is left unread, and a second time nothing is new."""
    before = [command for command in commands("docs/deployment.md", "fence") if "add-person" not in command]
    for command in before[: before.index(".venv/bin/gridwalk up")]:
        if elsewhere(command) is None:
            machine.type(command)
    typed = commands("docs/first-day.md", "fence")
    heard = {command: machine.type(command) for command in typed}
    imports = [command for command in typed if re.search(r"import-\w+ [A-Z]+\.csv", command)]
    assert len(imports) == 7
    for command in imports:
        said = heard[command]
        assert (
            ("written" in said or "done" in said)
            and "note:" not in said
            and " refused 0" in said.replace("0 refused", " refused 0")
        ), said
        again = machine.type(command)
        assert "nothing to write" in again or "nothing to do" in again, again
    assert "ready: the first dispatch is possible" in heard[typed[-1]]


def test_no_document_holds_a_command_that_neither_a_guide_nor_another_test_executes():
    typed = {command for guide in GUIDES for command in commands(guide)}
    verbs = {re.sub(r"^\.venv/bin/", "", command) for command in typed}
    for document in DOCUMENTS:
        for command in commands(document):
            known = command in typed or re.sub(r"^\.venv/bin/", "", command) in verbs or elsewhere(command)
            assert known, (
                f"{document}: `{command}`: put the document among GUIDES, or say in ELSEWHERE why it is not typed"
            )


def test_what_is_done_elsewhere_is_done_there_and_every_reason_is_used():
    every = {command for document in DOCUMENTS for command in commands(document)}
    assert {elsewhere(command) for command in every} - {None} == set(ELSEWHERE)
    for _, test in ELSEWHERE.values():
        path, _, name = test.partition("::")
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), test
    rules = {m for command in every for m in re.findall(r"\bmake ([a-z]+)", command)}
    for rule in rules:
        dry = subprocess.run(["make", "-n", rule], cwd=ROOT, capture_output=True, text=True)
        assert dry.returncode == 0, dry.stderr
