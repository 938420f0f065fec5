"""By what the public calls a matter of the board: always the same, and telling neither its number nor when it began."""

from __future__ import annotations

from app.core.decode import UUID_FORM
from app.requests import signing

HEAD, ID = 8, 16  # bytes


def name(matter: str) -> str:
    """The public name of the matter with this id: 32 characters that only we can undo."""
    head = signing.sign("open311 public", matter)[:HEAD]
    return signing.text(head + _masked(bytes.fromhex(matter.replace("-", "")), head))


def find(name: str) -> str | None:
    """The id of the matter that is called so; None for a name that we did not give."""
    raw = signing.bytes_of(name)
    if len(raw) != HEAD + ID:
        return None
    digits = _masked(raw[HEAD:], raw[:HEAD]).hex()
    matter = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
    is_ours = signing.same(raw[:HEAD].hex(), signing.sign("open311 public", matter)[:HEAD].hex())
    return matter if is_ours and UUID_FORM.fullmatch(matter) else None


def _masked(raw: bytes, head: bytes) -> bytes:
    pad = signing.sign("open311 pad", head.hex())[:ID]
    return bytes(byte ^ mask for byte, mask in zip(raw, pad, strict=True))
