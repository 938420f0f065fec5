"""The operator's verbs: one command each, with progress, and harmless to interrupt."""

from __future__ import annotations

import gc
import logging

import click
from peewee import DatabaseError, InterfaceError, OperationalError

from app.cli import console
from app.cli.group import gridwalk
from app.core import db, migrate
from app.core.files import private
from app.core.problems.problem import Problem
from app.core.writers import postgres
from app.run import locks
from app.settings import BadSetting, Settings

gc.freeze()  # what is loaded stays: to look through it again, at the end for the last time, takes longer than most verbs


def main(argv: list[str] | None = None, settings: Settings | None = None) -> int:
    """Run one verb and return its exit status: 0 done, 1 not or not wholly done, 2 wrong usage or refused to start.

    argv: without the program's name; left out, those of this process. settings: left out, those of the environment.
    """
    before = console.IS_SERVER.set(False)
    try:
        with private.nothing_for_others():
            return _run(argv, settings)
    finally:
        console.IS_SERVER.reset(before)


def _run(argv: list[str] | None, settings: Settings | None) -> int:
    try:
        return gridwalk.main(argv, prog_name="gridwalk", standalone_mode=False, obj=settings) or 0
    except click.Abort:
        _say("interrupted; what was finished is kept")
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (BadSetting, locks.Refused, migrate.Unmigrated) as refused:
        _say(refused)
        return 2
    except Problem as problem:  # a rule that holds for operators too, such as no room left on the disk
        _say(console.explain(problem))
        return 1
    except (FileNotFoundError, PermissionError, NotADirectoryError, IsADirectoryError) as error:
        _say(f"{error.filename}: {error.strerror}; nothing more was done")
        return 1
    except (OSError, DatabaseError, InterfaceError) as error:
        _say(_describe(error))
        return 1


def _say(sentence: object) -> None:
    """On standard error, as a line of the log where this process keeps one."""
    if console.IS_SERVER.get():
        logging.getLogger("gridwalk.run").error("%s", sentence)
    else:
        click.echo(sentence, err=True)


def _describe(error: OSError | DatabaseError | InterfaceError) -> str:
    """A sentence for a disk that is full or a database that is away; any other error is raised again."""
    if db.found_no_room(error):
        return "there is no room left on the disk; what was finished is kept, the rest was not done"
    if postgres.is_given_up(error):
        return "others were writing the same at that moment: what was finished is kept, the rest was not done; type it again"
    if isinstance(error, OperationalError | InterfaceError):
        return f"the database does not answer, nothing more was done: {error}".strip()
    raise error
