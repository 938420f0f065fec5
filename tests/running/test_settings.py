"""Settings that cannot be meant are refused with a sentence and status 2, and a path never hangs on where one stands."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from app import cli
from app.cli.group import gridwalk
from app.core import db
from app.run import locks, web
from app.settings import READERS, ROOT, BadSetting, Settings, load
from tests.live import free_port, prepare

FILE_NAMES = {"GRIDWALK_SETTINGS", *READERS}

# setting → values that cannot be meant, and what its sentence says
WRONG = {
    "HOST": (["https://name", "name:80/", "two words"], "an address such as 127.0.0.1"),
    "PORT": (["abc", "0", "65536", "-1", "8000.0", "８０００"], "a whole number from 1 to 65535"),
    "PUBLIC_URL": (
        ["gridwalk.example.cn", "ftp://name", "https://", "https://name:port", "https://name/city", "http://a@b"],
        "address",
    ),
    "DATA_DIR": ([], ""),  # any text is a path
    "TLS_CERT": (["cert.pem"], "TLS_KEY is not"),
    "TLS_KEY": (["key.pem"], "TLS_CERT is not"),
    "SECRET_FILE": (["/nope/secret"], "there is no folder /nope"),
    "MAP_TILES": (["tiles.example.cn/{z}/{x}/{y}", "https://tiles.example.cn/{z}/{x}", "https://x;y/{z}/{x}/{y}"], "with {z}, {x} and {y}"),
    "MAP_SUBDOMAINS": (["a,b", "a b"], "without commas"),
    "MAP_ATTRIBUTION": (["图" * 2000], "a line of text"),
    "MAP_DATUM": (["bd09", "GCJ02"], "wgs84 or gcj02"),
    "CHANNELS": (["/nope.toml", "/"], "a file that can be read is meant"),
    "DATABASE_URL": (
        ["mysql://user:geheim@host/name", "gridwalk.db", "sqlite://gridwalk.db", "sqlite:///", "sqlite:///:memory:", "sqlite:////usr", "postgresql://host"],
        "is meant",
    ),
    "EVIDENCE_URL": (["/srv/photos", "s3://", "s3://bucket?x", "memory://photos", "file://photos", "photos"], "folder is meant"),
    "TZ": (["Peking", "../etc", ":/etc/localtime"], "a time zone such as Asia/Shanghai"),
    "GRIDWALK_DEMO": (["true", "yes", "2"], "1 (yes) or 0 (no)"),
    "PUSH_PRIVATE": (["on"], "1 (yes) or 0 (no)"),
    "PLATFORM_HOSTS": (["https://city.local", "a b", "city.local,", "host:port"], "hosts such as"),
    "CITY_NAME": (["城" * 201, "a\tb"], "a line of text"),
    "OPERATOR_NAME": (["x" * 201], "a line of text"),
    "ICP_NUMBER": (["x" * 201], "a line of text"),
    "PSB_NUMBER": (["x" * 201], "a line of text"),
    "PRIVACY_URL": (["javascript:alert(1)", "privacy.html", "https://"], "https://, http:// or /"),
    "SOURCE_URL": (["git@example.cn:city/gridwalk", "source.html", "https://"], "https://, http:// or /"),
    "PROCESSES": (["0", "65", "-1"], "a whole number from 1 to 64"),
    "THREADS": (["0", "257", "many"], "a whole number from 1 to 256"),
    "PROXY_ADDRESSES": (["proxy", "10.0.0.5/24", "10.0.0.5,", "any"], "addresses or networks such as"),
    "DISK_FLOOR": (["-1", "51", "5%"], "a whole number from 0 to 50"),
    "TRUSTED_PROXIES": (["-1", "yes"], "a whole number from 0 to 10"),
}  # fmt: skip


@pytest.fixture
def tried(monkeypatch, capsys):
    """A function that runs a verb under these settings alone: (status, what it printed, what it said)."""

    def run(*typed, **env):
        for name in FILE_NAMES:
            monkeypatch.delenv(name, raising=False)
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        status = cli.main(list(typed))
        return status, *capsys.readouterr()

    yield run
    if db.database.obj is not None and not db.database.is_closed():
        db.database.close()


def test_every_setting_has_its_own_sentence_for_a_value_that_cannot_be_meant():
    assert set(WRONG) == set(READERS)
    for name, (texts, sentence) in WRONG.items():
        for text in texts:
            with pytest.raises(BadSetting) as refused:
                load({name: text})
            said = str(refused.value)
            assert said.startswith(name) and sentence in said, said
            assert "\n" not in said and "geheim" not in said


def test_a_setting_that_is_blank_is_the_default():
    assert load(dict.fromkeys(READERS, " ")) == load({})


@pytest.mark.parametrize("verb", ["up", "serve", "worker", "tick", "migrate", "export"])
def test_a_bad_value_ends_every_verb_with_one_sentence_and_status_2(verb, tmp_path, tried):
    assert verb in gridwalk.commands
    typed = [verb, str(tmp_path / "f")] if verb == "export" else [verb]
    status, printed, said = tried(*typed, PORT="abc", DATA_DIR=str(tmp_path / "var"))
    assert (status, printed) == (2, "")
    assert said == "PORT is 'abc' in the environment: a whole number from 1 to 65535 is meant\n"
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("PROT=8000\n", "line 1: there is no setting 'PROT'; is PORT meant?"),
        ("# ours\n\nport=1\n", "line 3: there is no setting 'port'; is PORT meant?"),
        ("WEATHER=fine\n", "line 1: there is no setting 'WEATHER' (docs/deployment.md lists them all)"),
        ("GRIDWALK_SETTINGS=/other\n", "line 1: there is no setting 'GRIDWALK_SETTINGS'"),
        ("export PORT=1\n", "line 1: there is no setting 'export PORT'"),
        ("PORT 8000\n", "line 1: a line is KEY=VALUE, blank, or starts with #"),
        ("PORT=1\nHOST=::1\nPORT=2\n", "line 3: PORT stands twice in this file"),
        ("HOST=::1\nPORT=abc\n", "line 2: a whole number from 1 to 65535 is meant"),
        (
            "DATABASE_URL=mysql://root:geheim@host/name\n",
            "line 1: sqlite:////folder/file.db or postgresql://",
        ),
    ],
)
def test_what_is_wrong_in_the_file_is_named_by_its_line(lines, sentence, tmp_path, tried):
    (tmp_path / "settings").write_text(lines, encoding="utf-8")
    status, printed, said = tried("migrate", GRIDWALK_SETTINGS=str(tmp_path / "settings"))
    assert (status, printed) == (2, "") and said.count("\n") == 1
    assert f"{tmp_path / 'settings'}, {sentence}" in said and "geheim" not in said


def test_a_settings_file_that_cannot_be_read_is_a_sentence(tmp_path, tried):
    (tmp_path / "gbk").write_bytes("CITY_NAME=临港市\n".encode("gbk"))
    for file, why in (("nowhere", "No such file"), (".", "Is a directory"), ("gbk", "not UTF-8")):
        status, _, said = tried("migrate", GRIDWALK_SETTINGS=str(tmp_path / file))
        assert status == 2 and said.count("\n") == 1 and why in said, said


@pytest.mark.parametrize("verb", ["up", "serve", "worker", "tick", "verify"])
@pytest.mark.parametrize(("name", "path"), [("CHANNELS", "/nope.toml"), ("SECRET_FILE", "/nope/secret")])
def test_a_file_that_is_not_there_ends_every_verb_before_it_begins(verb, name, path, tmp_path, tried):
    status, printed, said = tried(verb, DATA_DIR=str(tmp_path / "var"), **{name: path})
    assert (status, printed) == (2, "") and said.startswith(f"{name} is '{path}'") and "/nope" in said
    assert not (tmp_path / "var").exists()


def test_a_secret_in_a_data_folder_that_is_still_to_be_made_is_no_mistake(tmp_path):
    var = tmp_path / "var"
    made = load({"DATA_DIR": str(var), "SECRET_FILE": str(var / "keys" / "secret")})
    assert made.secret_file == var / "keys" / "secret"


@pytest.mark.parametrize("verb", ["import-areas", "import-people", "import-plates", "posters"])
def test_on_an_empty_store_a_verb_asks_for_migrate(verb, tmp_path, tried):
    (tmp_path / "table.csv").write_text("编码,名称\n1,一\n", encoding="utf-8")
    typed = [verb] if verb == "posters" else [verb, str(tmp_path / "table.csv")]
    status, _, said = tried(*typed, DATA_DIR=str(tmp_path / "var"))
    assert status == 2 and "run `gridwalk migrate` first" in said and "no such table" not in said


def test_a_relative_path_of_the_file_is_meant_from_the_file(tmp_path, monkeypatch):
    (tmp_path / "keys").mkdir()
    (tmp_path / "channels.toml").write_text("", encoding="utf-8")
    monkeypatch.chdir("/")
    (tmp_path / "settings").write_text(
        "\ufeffDATA_DIR = store\nSECRET_FILE='keys/secret'\nCHANNELS=channels.toml\nDATABASE_URL=sqlite:///db/g.db\n"
        "TLS_CERT=a.pem\nTLS_KEY=/etc/b.pem\n",
        encoding="utf-8",
    )
    made = load({"GRIDWALK_SETTINGS": str(tmp_path / "settings")})
    assert made.data_dir == tmp_path / "store" and made.evidence_dir == tmp_path / "store" / "evidence"
    assert made.database_file == tmp_path / "db" / "g.db" and made.secret_file == tmp_path / "keys" / "secret"
    assert made.channels == tmp_path / "channels.toml"
    assert (made.tls_cert, str(made.tls_key)) == (tmp_path / "a.pem", "/etc/b.pem")


def test_a_relative_path_of_the_environment_is_meant_from_the_checkout(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load({}).data_dir == Settings().data_dir == ROOT / "var"
    assert load({"DATA_DIR": "store"}).data_dir == ROOT / "store"
    assert load({"DATABASE_URL": "sqlite:///city/g.db"}).database_file == ROOT / "city" / "g.db"
    assert load({"DATABASE_URL": f"sqlite:///{tmp_path}/g.db"}).database_file == tmp_path / "g.db"
    assert load({"DATABASE_URL": "postgresql://h/n"}).database_file is None


def test_as_many_web_processes_as_are_worth_it_unless_somebody_says_how_many(monkeypatch):
    over = {"sqlite": {}, "postgres": {"DATABASE_URL": "postgresql://h/n"}}
    for found in (1, 2):
        monkeypatch.setattr("app.settings.PROCESSES", found)
        assert {name: load(env).processes for name, env in over.items()} == {"sqlite": found, "postgres": 1}
    assert {load({**env, "PROCESSES": "5"}).processes for env in over.values()} == {5}


def test_the_environment_wins_over_the_file_and_a_bad_line_that_it_covers_does_no_harm(tmp_path):
    (tmp_path / "settings").write_text("PORT=abc\nCITY_NAME=临港市\n", encoding="utf-8")
    made = load({"GRIDWALK_SETTINGS": str(tmp_path / "settings"), "PORT": "8001"})
    assert (made.port, made.city_name) == (8001, "临港市")


def test_a_verb_says_on_standard_error_which_store_it_is_about_to_use(tmp_path, tried):
    (tmp_path / "settings").write_text("DATA_DIR=store\n", encoding="utf-8")
    file, env = tmp_path / "store" / "gridwalk.db", {"GRIDWALK_SETTINGS": str(tmp_path / "settings")}
    photos = f"photos in {tmp_path}/store/evidence, by {tmp_path}/settings, line 1\n"
    status, printed, said = tried("migrate", **env)
    assert status == 0 and "step(s)" in printed and "store:" not in printed
    assert said == f"store: {file} (not there yet), {photos}"
    status, printed, said = tried("migrate", **env)
    assert (status, said) == (0, f"store: {file}, {photos}")


def test_the_store_is_named_without_the_password_of_its_database(tmp_path, tried):
    url = "postgresql://gridwalk:geheim@127.0.0.1:1/city"
    status, _, said = tried("migrate", DATABASE_URL=url, DATA_DIR=str(tmp_path))
    assert status == 1 and "geheim" not in said
    assert said.startswith("store: postgresql://gridwalk@127.0.0.1:1/city, photos in")


@pytest.mark.parametrize(
    ("cert", "key", "why"),
    [
        ("absent.pem", "key.pem", "No such file"),
        ("cert.pem", "absent.pem", "No such file"),
        ("key.pem", "cert.pem", "no certificate and its key"),
        ("junk", "key.pem", "no certificate and its key"),
        ("cert.pem", "locked.pem", "no certificate and its key"),
    ],
)
def test_a_certificate_that_cannot_be_used_is_a_sentence_before_anything_starts(
    cert, key, why, tmp_path, tried
):
    made = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
        "-nodes",
    ]
    subprocess.run(
        [*made, "-keyout", "key.pem", "-out", "cert.pem"], cwd=tmp_path, check=True, capture_output=True
    )
    locked = ["openssl", "rsa", "-aes256", "-passout", "pass:geheim", "-in", "key.pem", "-out", "locked.pem"]
    subprocess.run(locked, cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "junk").write_text("no certificate", encoding="ascii")
    names = {"TLS_CERT": str(tmp_path / cert), "TLS_KEY": str(tmp_path / key)}
    with pytest.raises(locks.Refused, match=f"{why}.*nothing was started"):
        web.tls_files(load(names))
    good = {"TLS_CERT": str(tmp_path / "cert.pem"), "TLS_KEY": str(tmp_path / "key.pem")}
    assert web.tls_files(load(good)) and web.tls_files(load({})) == {}


def test_a_server_whose_certificate_is_missing_starts_neither_process(tmp_path):
    prepare(tmp_path)
    env = {
        "DATA_DIR": str(tmp_path),
        "PORT": str(free_port()),
        "TLS_CERT": "/no/c.pem",
        "TLS_KEY": "/no/k.pem",
    }
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "up"],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2 and done.stderr.count("TLS_CERT names /no/c.pem: No such file") == 1
