"""The phones of the sync tests, for what must hold through that door."""

from tests.sync.conftest import phones

__all__ = ["phones"]
