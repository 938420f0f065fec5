"""Where a list goes on after its last row: (a number, an id), written so that it can stand in an address."""

from __future__ import annotations

import base64
import binascii
import json

from app.core import clock, decode
from app.core.problems import Problem


def read(text: str | None) -> tuple[int, str] | None:
    """(number, id) of the row after which to go on; Problem bad-value on `cursor`."""
    if text is None:
        return None
    try:
        at, last = json.loads(base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True))
        if type(at) is not int or not 0 <= at <= clock.LATEST or not decode.UUID_FORM.fullmatch(last):
            raise ValueError
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise Problem("bad-value", ("cursor", "bad-value")) from error
    return at, last


def write(at: int, last: str) -> str:
    """What `read` reads."""
    return base64.urlsafe_b64encode(json.dumps([at, last]).encode()).decode()
