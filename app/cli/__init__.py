"""The operator's verbs: one command each, with progress, and harmless to interrupt."""

from __future__ import annotations

import click
from peewee import DatabaseError, InterfaceError, OperationalError

from app.cli.group import gridwalk
from app.core import db, migrate, private
from app.run import locks
from app.settings import BadSetting, Settings


def main(argv: list[str] | None = None, settings: Settings | None = None) -> int:
    """Run one verb and return its exit status: 0 done, 1 not or not wholly done, 2 wrong usage or refused to start.

    argv: without the program's name; left out, those of this process. settings: left out, those of the environment.
    """
    with private.nothing_for_others():
        return _run(argv, settings)


def _run(argv: list[str] | None, settings: Settings | None) -> int:
    try:
        return gridwalk.main(argv, prog_name="gridwalk", standalone_mode=False, obj=settings) or 0
    except click.Abort:
        click.echo("interrupted; what was finished is kept", err=True)
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (BadSetting, locks.Refused, migrate.Unmigrated) as refused:
        click.echo(refused, err=True)
        return 2
    except (FileNotFoundError, PermissionError, NotADirectoryError, IsADirectoryError) as error:
        click.echo(f"{error.filename}: {error.strerror}; nothing more was done", err=True)
        return 1
    except (OSError, DatabaseError, InterfaceError) as error:
        click.echo(_describe(error), err=True)
        return 1


def _describe(error: OSError | DatabaseError | InterfaceError) -> str:
    """A sentence for a disk that is full or a database that is away; any other error is raised again."""
    if db.found_no_room(error):
        return "there is no room left on the disk; what was finished is kept, the rest was not done"
    if isinstance(error, OperationalError | InterfaceError):
        return f"the database does not answer, nothing more was done: {error}".strip()
    raise error
