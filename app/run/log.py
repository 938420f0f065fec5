"""Structured logs: one JSON object a line on standard error, whoever in the process has something to say, without personal data."""

from __future__ import annotations

import json
import logging
import sys
import threading
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

OURS = "gridwalk."


class JsonLines(logging.Formatter):
    """A record as one JSON line; only fields named on purpose appear."""

    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name.lstrip("_"),
            "what": record.getMessage().strip(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[0] is not None:
            frames = self.formatException(record.exc_info).splitlines()
            # the last line holds the exception's message, which may quote what a person wrote
            fields["error"] = record.exc_info[0].__name__
            fields["trace"] = [line.strip() for line in frames if line.strip().startswith("File")]
        return json.dumps(fields, ensure_ascii=False)


# granian sets its own loggers up, in its first process and in the one that serves: they are to speak like ours
GRANIAN: dict[str, Any] = {
    "formatters": {"json": {"()": JsonLines}},
    "handlers": {
        "json": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stderr"}
    },
    "loggers": {
        name: {"handlers": ["json"], "level": "INFO", "propagate": False}
        for name in ("_granian", "granian.access")
    },
}


def install(level: int = logging.INFO) -> None:
    """Send every line of this process through `JsonLines`: of every logger, Python's warnings, and what nobody caught."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(True)
    sys.excepthook = _ended
    threading.excepthook = _thread_ended
    sys.unraisablehook = _unraisable


def _ended(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger(OURS + "run").critical("ended by an error", exc_info=(kind, error, trace))


def _thread_ended(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        info = (args.exc_type, args.exc_value, args.exc_traceback)
        fields = {"thread": args.thread.name if args.thread else ""}
        logging.getLogger(OURS + "run").error(
            "a thread ended by an error", exc_info=info, extra={"fields": fields}
        )


def _unraisable(args: sys.UnraisableHookArgs) -> None:
    if args.exc_value is not None:
        info = (args.exc_type, args.exc_value, args.exc_traceback)
        logging.getLogger(OURS + "run").error("an error nobody could catch", exc_info=info)
