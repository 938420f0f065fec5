"""What docs/notices.md promises in numbers, names and examples is so."""

import re
import tomllib

from app.areas import local_settings
from app.core import clock
from app.notify.channels import chat_services
from app.notify.commands import PushBody
from app.notify.pipeline import deliver, retention
from app.settings import ROOT
from tests.notify.pipeline import test_killed_worker

TEXT = (ROOT / "docs" / "notices.md").read_text(encoding="utf-8")


def test_the_settings_and_their_defaults_are_as_written():
    rows = dict(re.findall(r"^\| `(\w+)` \| `([^`]+)` \|", TEXT, re.M))
    assert rows == {
        name: local_settings.BY_NAME[name].default
        for name in ("quiet_hours", "notice_minutes", "head_per_week", "telephone_minutes")
    }


def test_the_times_are_as_written():
    *first, last = (str(ms // clock.MINUTE) for ms in deliver.BACKOFF)
    assert f"tried again after {', '.join(first)} and {last} minutes" in TEXT
    assert f"after {deliver.LEASE // clock.MINUTE} minutes, under the same numbers" in TEXT
    assert f"Kept for {retention.DAYS} days." in TEXT
    assert f"a background worker {test_killed_worker.LIVES['sqlite']} times" in TEXT


def test_the_example_is_a_file_that_works(tmp_path):
    example = re.search(r"```toml\n(.*?)```", TEXT, re.S)[1]
    file = tmp_path / "channels.toml"
    file.write_text(example, encoding="utf-8")
    assert [chat.entry.name for chat in chat_services.read_channels(file)] == [
        one["name"] for one in tomllib.loads(example)["channel"]
    ]
    assert [chat.is_group for chat in chat_services.read_channels(file)] == [True, False, False]


def test_every_key_of_the_file_is_written_down():
    table = TEXT.split("| key |")[1].split("\n\n")[0]
    named = set(re.findall(r"`(\w+)`", " ".join(line.split("|")[1] for line in table.splitlines()[2:])))
    assert named == set(chat_services.Entry.__struct_fields__)
    assert all(f"`{{{name}}}`" in TEXT for name in chat_services.ABOUT_PERSON)
    assert set(PushBody.__struct_fields__) == {"endpoint", "keys"}
