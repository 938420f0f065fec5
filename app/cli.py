"""The operator's verbs: one command each, with progress, and harmless to interrupt."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

from peewee import DatabaseError, InterfaceError, OperationalError

from app import cli_areas, cli_people, cli_posters, cli_store, open_store
from app.core import db, migrate
from app.run import locks
from app.settings import Settings, load


@dataclass(frozen=True)
class Verb:
    """An operator's verb: what it does in a sentence, its arguments, and the function that does it."""

    help: str
    run: Callable[[Settings, argparse.Namespace], int]
    arguments: tuple[tuple[str, dict[str, object]], ...] = ()


def _serve(settings: Settings, _: argparse.Namespace) -> int:
    from app.run import web

    locks.hold(settings, "serve")
    locks.require_port(settings)
    web.serve(settings)
    return 0


def _worker(settings: Settings, _: argparse.Namespace) -> int:
    from app.run import worker

    locks.hold(settings, "worker")
    worker.run(settings)
    return 0


def _migrate(settings: Settings, _: argparse.Namespace) -> int:
    open_store(settings)
    done = migrate.migrate(settings.data_dir)
    print(f"{len(done)} step(s): {', '.join(done) or 'nothing to do'}")
    return 0


def _tick(settings: Settings, _: argparse.Namespace) -> int:
    from app import jobs

    open_store(settings)
    migrate.require()
    failed: list[str] = []
    done = jobs.run_due(force=True, failed=failed)
    for name, rows in done.items():
        print(f"{name}: {rows}")
    if not failed:
        return 0
    left = [job.name for job in jobs.TABLE if job.name not in done and job.name not in failed]
    print(f"failed, and tried again next time: {'; '.join(failed)}", file=sys.stderr)
    if left:
        print(f"the database does not answer; not tried: {'; '.join(left)}", file=sys.stderr)
    return 1


def _up(settings: Settings, given: argparse.Namespace) -> int:
    from app.run import supervisor

    held = locks.hold(settings, "serve", "worker")
    locks.require_port(settings)
    if given.prepare:
        for verb in ("migrate", *(["seed-demo"] if settings.demo else [])):
            status = subprocess.run([sys.executable, "-m", "app.cli", verb]).returncode
            if status:
                return status
    print(f"Gridwalk: {settings.public_url}", flush=True)
    return supervisor.run_both(held)


VERBS: dict[str, Verb] = {
    "serve": Verb("run the web process", _serve),
    "worker": Verb("run the background worker", _worker),
    "up": Verb(
        "run both under one supervisor",
        _up,
        (
            (
                "--prepare",
                {"action": "store_true", "help": "first migrate, and make the city of the demonstration"},
            ),
        ),
    ),
    "migrate": Verb("bring the database to this version", _migrate),
    "import-areas": Verb(
        "import areas from GeoJSON, CSV or XLSX",
        cli_areas.import_areas,
        (("file", {}), ("--yes", {"action": "store_true", "help": "write what is shown"})),
    ),
    "seed-demo": Verb("make the demonstration city", cli_areas.seed_demo),
    "add-person": Verb(
        "add a person with a post, by default the administrator of the whole city, and print a one-time link",
        cli_people.add_person,
        (
            ("--name", {"required": True}),
            ("--phone", {}),
            ("--staff-no", {}),
            ("--login", {}),
            ("--role", {"default": "admin"}),
            ("--area", {"help": "code; left out: the top of the tree"}),
            ("--unit", {"help": "code, for a handler"}),
        ),
    ),
    "reset-person": Verb(
        "print a one-time link by which a person sets another password",
        cli_people.reset_person,
        (("login", {"help": "staff number, phone number or given name"}),),
    ),
    "import-people": Verb(
        "show what a table of people would do, and do it",
        cli_people.import_people,
        (
            ("file", {}),
            ("--yes", {"action": "store_true", "help": "do it without asking"}),
            ("--end-left", {"action": "store_true", "help": "list whose posts the table leaves out"}),
            (
                "--yes-end",
                {"type": int, "metavar": "N", "help": "end them, N being how many people are listed"},
            ),
        ),
    ),
    "posters": Verb("make and list residents' posters", cli_posters.posters, cli_posters.ARGUMENTS),
    "import-plates": Verb(
        "map codes already on doors to buildings, from CSV or XLSX",
        cli_posters.import_plates,
        (("file", {}), ("--yes", {"action": "store_true", "help": "write what is shown"})),
    ),
    "backup": Verb("copy the running store into FILE", cli_store.backup, (cli_store.FILE,)),
    "restore": Verb("put a backup back, under a new epoch", cli_store.restore, cli_store.RESTORE),
    "export": Verb("write everything as JSON lines into FILE", cli_store.export, (cli_store.FILE,)),
    "tick": Verb("run all clock work once", _tick),
}


def main(argv: list[str] | None = None) -> int:
    """Run one verb; its exit status."""
    parser = argparse.ArgumentParser(prog="gridwalk", description="Gridwalk · 巡格")
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name, verb in VERBS.items():
        sub = verbs.add_parser(name, help=verb.help)
        for flag, options in verb.arguments:
            sub.add_argument(flag, **options)  # type: ignore[arg-type]
    given = parser.parse_args(argv)
    try:
        return VERBS[given.verb].run(load(), given)
    except (locks.Refused, migrate.Unmigrated) as refused:
        print(refused, file=sys.stderr)
        return 2
    except (FileNotFoundError, PermissionError, NotADirectoryError, IsADirectoryError) as error:
        print(f"{error.filename}: {error.strerror}; nothing more was done", file=sys.stderr)
        return 1
    except (OSError, DatabaseError, InterfaceError) as error:
        if db.found_no_room(error):
            print(
                "there is no room left on the disk; what was finished is kept, the rest was not done",
                file=sys.stderr,
            )
            return 1
        if not isinstance(error, OperationalError | InterfaceError):
            raise
        print(f"the database does not answer, nothing more was done: {error}".strip(), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; what was finished is kept", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
