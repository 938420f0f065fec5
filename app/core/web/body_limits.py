"""How long a request's body may be, by where it goes: one table for the server, which reads it, and the guard, which refuses it."""

from __future__ import annotations

BODY_MOST = 1_000_000
PHOTO_MOST = 25_000_000
TABLE_MOST = 20_000_000
EXPORT_MOST = 500_000_000  # a phone's export with all its photos
FORM_MOST = 3 * PHOTO_MOST + BODY_MOST  # a resident's form with its photos
REQUESTS = ("/api/v1/requests", "/ask", "/q/", "/s/", "/r/", "/open311/")
FORMS = ("/m/", "/desk/")  # pages whose forms bring photos along
MAP_MOST = 500_000_000  # a map file by a form; larger ones are given on the server
MAP_PATH = "/admin/map/files/give"
BLANKS = (
    "/figures/forms"  # where a table is brought to be filled: one that is too long is refused on its page
)
EXPORT_PATHS = ("/api/v1/sync/import", "/quarantine/import")


def most(path: str, mimetype: str) -> int:
    """The longest body in bytes that `path` takes, `mimetype` being its type without parameters."""
    if path in EXPORT_PATHS:
        return EXPORT_MOST
    if path == MAP_PATH:
        return MAP_MOST
    if path.endswith("/import") or path.startswith("/import"):
        return TABLE_MOST
    if path.startswith(BLANKS) and mimetype == "multipart/form-data":
        return TABLE_MOST
    if path.startswith(REQUESTS) and mimetype == "multipart/form-data":
        return FORM_MOST
    return PHOTO_MOST if path.startswith(("/api/v1/photos/", *FORMS)) else BODY_MOST


def read_first(length: int, why: str = "too-large") -> int:
    """How many bytes of a body that is not taken are read before it is refused, so that its sender hears the refusal.

    Of one that is too long, to 1 MB, all of it up to 2 MB is worth its sender's time; what is longer is refused at once.
    One for which there is no room is as long as it may be, and its sender keeps it because of what is heard.
    """
    if why != "too-large":
        return PHOTO_MOST
    return BODY_MOST if length <= 2 * BODY_MOST else 0
