"""The shell's addresses: health, and the app's own page."""

from __future__ import annotations

import os
from typing import Any

from flask import Blueprint, current_app

from app.core import db

routes = Blueprint("shell", __name__)


@routes.get("/healthz")
def health() -> tuple[dict[str, Any], int]:
    """Whether each part answers; 503 when one does not."""
    settings = current_app.config["SETTINGS"]
    evidence = settings.evidence_dir
    parts = {
        "database": "ok" if db.healthy() else "down",
        "evidence": "ok" if evidence.is_dir() and os.access(evidence, os.W_OK) else "down",
    }
    well = all(part == "ok" for part in parts.values())
    return {
        "status": "ok" if well else "down",
        **parts,
        "version": current_app.config["VERSION"],
    }, 200 if well else 503
