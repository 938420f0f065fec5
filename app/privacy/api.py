"""The door to one's own data."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from app.core import clock
from app.people.sign_in import identity
from app.privacy import own_data

routes = Blueprint("privacy_api", __name__, url_prefix="/api/v1")


@routes.get("/me/data")
@identity.signed_in
def my_data() -> Any:
    """Everything kept about me: a zip to keep, or JSON for whoever asks for it."""
    person = identity.person()
    if request.accept_mimetypes.best_match(["application/zip", "application/json"]) == "application/json":
        return own_data.everything(person)
    answer = Response(own_data.archive(person), content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="gridwalk-{clock.today().isoformat()}.zip"'
    return answer
