"""An answer of the application, gathered whole in its thread, and sent without one: a slow reader holds nobody up."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from werkzeug.wsgi import FileWrapper

IN_MEMORY = 256 * 1024  # bytes; a longer answer lies in a file until it is read
OPENED = 60.0  # seconds within which granian has opened a file it was told to send


class File(FileWrapper):
    """`wsgi.file_wrapper`: what `send_file` gives back, from which a whole file on disk leaves by its path."""

    @property
    def path(self) -> str | None:
        """Where the file lies, None when it has no name or is not read from its first byte."""
        name = getattr(self.file, "name", None)
        return name if isinstance(name, str) and self.tell() == 0 else None


@dataclass
class Reply:
    """A status, headers, and a body in memory or in the file at `path`, which is deleted after it where it is `passing`."""

    status: int = 500
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    path: str | None = None
    passing: bool = False

    def send(self, proto: Any) -> None:
        """Hand it to granian, from the event loop; it is granian that waits for the reader."""
        headers = [(name, plain(value)) for name, value in self.headers]
        if self.path is not None:
            proto.response_file(self.status, headers, self.path)
            if self.passing:
                asyncio.get_running_loop().call_later(OPENED, Path(self.path).unlink, True)
        elif self.body:
            proto.response_bytes(self.status, headers, self.body)
        else:
            proto.response_empty(self.status, headers)


def plain(value: str) -> str:
    """A header's value with nothing in it that granian cannot send."""
    if value.isascii() and value.isprintable():
        return value
    return "".join(sign if sign.isascii() and sign.isprintable() else "?" for sign in value)


def answer(app: Callable[..., Iterable[bytes]], environ: dict[str, Any], folder: Path) -> Reply:
    """The WSGI application's reply, its body read to the end; a long body goes into a file in `folder`."""
    reply = Reply()

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], None]:
        reply.status, reply.headers = int(status.split(" ", 1)[0]), headers
        return written.append

    written: list[bytes] = []
    pieces = app(environ, start)
    try:
        if isinstance(pieces, File) and pieces.path is not None and environ["REQUEST_METHOD"] != "HEAD":
            reply.path = pieces.path
        else:
            _gather(reply, written, pieces, folder)
    finally:
        close = getattr(pieces, "close", None)
        if close is not None:
            close()
    return reply


def _gather(reply: Reply, written: list[bytes], pieces: Iterable[bytes], folder: Path) -> None:
    buffer = bytearray()
    file: BinaryIO | None = None
    try:
        for piece in pieces:
            buffer += b"".join(written) + piece
            written.clear()
            if len(buffer) > IN_MEMORY:
                file = file or _passing(reply, folder)
                file.write(buffer)
                buffer.clear()
        buffer += b"".join(written)
        if file is None:
            reply.body = bytes(buffer)
        else:
            file.write(buffer)
            if all(name.lower() != "content-length" for name, _ in reply.headers):
                reply.headers = [*reply.headers, ("Content-Length", str(file.tell()))]
    except BaseException:
        if reply.path is not None:
            Path(reply.path).unlink(missing_ok=True)
        raise
    finally:
        if file is not None:
            file.close()


def _passing(reply: Reply, folder: Path) -> BinaryIO:
    file = tempfile.NamedTemporaryFile(dir=folder, prefix="reply-", delete=False)  # noqa: SIM115
    reply.path, reply.passing = file.name, True
    return file  # type: ignore[return-value]
