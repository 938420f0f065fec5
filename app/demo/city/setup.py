"""Sets 临港市 up as a city does: its units and its responsibility list are tables, imported by the operator's own verbs."""

from __future__ import annotations

from pathlib import Path

from app.admin.tables import records, writing

FOLDER = Path(__file__).resolve().parent
TABLES = ("units", "responsibilities")


def set_up() -> None:
    """Import the tables that lie beside this module, inside the caller's transaction."""
    for name in TABLES:
        data = (FOLDER / f"{name}.csv").read_bytes()
        result, done = writing.write(records.BY_NAME[name], data, None, None, file_name=f"{name}.csv")
        if not done:
            raise RuntimeError(f"{name}: {[result.reasons(line, 'en') for line in result.refused]}")
