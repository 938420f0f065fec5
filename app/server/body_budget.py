"""How many bodies may be on their way in at once, and how much of them may lie here, altogether and for one caller."""

from __future__ import annotations

from collections import Counter
from ipaddress import IPv6Address, ip_address


class Exhausted(Exception):
    """There is no room for this caller just now."""


class Budget:
    """A number of places or bytes, of which each caller may hold as much as is left free for the others.

    So one caller alone gets half of it, two get a third each, and whoever comes new still finds room. Callers are
    networks as a home or a phone has them; behind a carrier's shared address or a proxy of ours many honest people
    are one caller, which is why no caller has a small fixed share.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.used = 0
        self._by: Counter[str] = Counter()

    def take(self, caller: str, amount: int = 1) -> None:
        """Hold `amount` for `caller`. Exhausted when the caller would hold more than is left."""
        if self._by[caller] + amount > self.most - self.used - amount:
            self._forget(caller)
            raise Exhausted
        self._by[caller] += amount
        self.used += amount

    def give_back(self, caller: str, amount: int = 1) -> None:
        """Give back `amount` that was taken for `caller`."""
        self._by[caller] -= amount
        self.used -= amount
        self._forget(caller)

    def _forget(self, caller: str) -> None:
        if self._by[caller] <= 0:
            del self._by[caller]


def caller_of(address: str) -> str:
    """Whose budget an address counts to: itself, or of IPv6 its /64, which one subscriber has whole."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(IPv6Address(int(parsed) >> 64 << 64))
    return address
