"""The clocks of a hotline's ticket as the ledger names them beside a reminder."""

from __future__ import annotations

from app.matters.moves.record import Reason
from app.matters.timing.hotline import CLOCKS

REASONS = tuple(Reason(f"clock_{name}", words, on_form=False) for name, words in CLOCKS.items())
