"""Structured logs: one JSON object a line on standard error, without personal data."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime


class JsonLines(logging.Formatter):
    """A record as one JSON line; only fields named on purpose appear."""

    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "what": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[0] is not None:
            frames = self.formatException(record.exc_info).splitlines()
            # the last line holds the exception's message, which may quote what a person wrote
            fields["error"] = record.exc_info[0].__name__
            fields["trace"] = [line.strip() for line in frames if line.strip().startswith("File")]
        return json.dumps(fields, ensure_ascii=False)


def install(level: int = logging.INFO) -> None:
    """Send every log line of this process through `JsonLines`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
