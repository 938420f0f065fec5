"""What the verbs share: the settings they are given, sentences about what went wrong, and progress."""

from __future__ import annotations

import functools
import logging
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sized
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import IO, Any, Concatenate, ParamSpec, Protocol

import click

from app.core.files import elsewhere, private
from app.core.problems.problem import Problem
from app.run import locks, log
from app.settings import Settings, load
from app.sync.backup import destination

P = ParamSpec("P")
LANGUAGES = ("zh", "en")
IS_SERVER = ContextVar("IS_SERVER", default=False)  # whether the verb that runs keeps a log


class Failure(click.ClickException):
    """Ends a verb with status 1 and a sentence on standard error."""

    def __init__(self, sentence: object) -> None:
        super().__init__(str(sentence))

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, file=file, err=True)


def pass_settings(work: Callable[Concatenate[Settings, P], None]) -> Callable[P, None]:
    """Give a verb the operator's settings first, and say on standard error which store it is about to use.

    The settings are read when the verb runs, so that `--help` needs none.
    """
    return _give(work, _tell_store)


def pass_settings_to_server(work: Callable[Concatenate[Settings, P], None]) -> Callable[P, None]:
    """The same for the verbs that run processes, which say it, and whatever else there is to say, as lines of their log."""
    return _give(work, _log_store, begin=_begin_log)


def _give(
    work: Callable[Concatenate[Settings, P], None],
    tell: Callable[[Settings], None],
    begin: Callable[[], None] = lambda: None,
) -> Callable[P, None]:
    @functools.wraps(work)
    def run(*args: P.args, **given: P.kwargs) -> None:
        settings = click.get_current_context().obj or load()
        begin()
        if locks.INHERITED not in os.environ:  # a child of `up` uses the store that `up` told of
            tell(settings)
        private.close(destination.own(settings))
        try:
            work(settings, *args, **given)
        except elsewhere.Away as away:
            raise Failure(
                f"the store of photos, {settings.evidence_name}, does not answer as it should: nothing more was done"
            ) from away

    return run


def _tell_store(settings: Settings) -> None:
    new = settings.database_file is not None and not settings.database_file.exists()
    click.echo(
        f"store: {settings.database_name}{' (not there yet)' if new else ''}, "
        f"photos in {settings.evidence_name}, by {settings.source}",
        err=True,
    )


def _begin_log() -> None:
    """Settings that cannot be meant are a sentence on the terminal; from here on all is lines of the log."""
    IS_SERVER.set(True)
    log.install()


def _log_store(settings: Settings) -> None:
    fields = {
        "database": settings.database_name, "photos": settings.evidence_name, "by": settings.source,
    }  # fmt: skip
    logging.getLogger("gridwalk.run").info("store", extra={"fields": fields})


class Table(click.ParamType):
    """A CSV or XLSX file of the operator, read whole: (name, bytes). One that cannot be read is wrong usage."""

    name = "file"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, bytes]:
        path = Path(value)
        try:
            return path.name, path.read_bytes()
        except OSError as error:
            self.fail(f"{path}: {error.strerror}", param, ctx)


class Sentence(Protocol):
    """What can be said in either language."""

    def sentence(self, language: str, /) -> str: ...


def in_both(matter: Sentence) -> str:
    """The sentence in Chinese and in English."""
    return " / ".join(map(matter.sentence, LANGUAGES))


class Plan(Protocol):
    """What an import of a file would do."""

    @property
    def refused(self) -> Sized: ...
    @property
    def counts(self) -> Mapping[str, int]: ...
    @property
    def may_be_written(self) -> bool: ...


def conclude(plan: Plan, written: bool) -> None:
    """Say how many rows there are of each kind, and whether they were written. Failure where one is refused."""
    click.echo(", ".join(f"{name} {number}" for name, number in plan.counts.items()))
    if plan.refused:
        raise Failure("nothing was written")
    if written:
        click.echo("written")
    else:
        click.echo("not written: run again with --yes" if plan.may_be_written else "nothing to write")


def explain(problem: Problem, languages: tuple[str, ...] = LANGUAGES) -> str:
    """A refusal in words: a line for each language, with what is wrong in which field."""
    bodies = [problem.body(language) for language in languages]
    return "\n".join(
        f"{body['detail']} {' '.join(error['message'] for error in body.get('errors', []))}".strip()
        for body in bodies
    )


@contextmanager
def progress(label: str, steps: int) -> Iterator[Callable[[str], None]]:
    """Yield what is to be called with a sentence as each of `steps` begins.

    On a terminal it moves a bar; elsewhere, as in the log of a timer, it prints a line.
    """
    if not sys.stdout.isatty():
        yield click.echo
        return
    with click.progressbar(
        length=steps, label=label, update_min_steps=0, item_show_func=lambda step: step or ""
    ) as bar:
        yield lambda step: bar.update(0 if bar.current_item is None else 1, step)
        bar.update(steps - bar.pos)
