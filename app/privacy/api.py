"""The door to one's own data."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from app.core import clock
from app.people import door
from app.privacy import own

routes = Blueprint("privacy_api", __name__, url_prefix="/api/v1")


@routes.get("/me/data")
@door.signed_in
def my_data() -> Any:
    """Everything kept about me: a zip to keep, or JSON for whoever asks for it."""
    person = door.person()
    if request.accept_mimetypes.best_match(["application/zip", "application/json"]) == "application/json":
        return own.everything(person)
    answer = Response(own.archive(person), content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="gridwalk-{clock.today().isoformat()}.zip"'
    return answer
