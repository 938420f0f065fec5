"""Whose word counts for where a caller comes from: that of as many proxies as are ours, told by one of the addresses that we named."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from werkzeug.http import parse_list_header

from app.setting_values import Networks

log = logging.getLogger("gridwalk.server")
_strangers: set[bool] = set()  # whether it was said already that somebody else wrote the header


@dataclass(frozen=True)
class Proxies:
    """How many proxies of ours stand in front, and the addresses from which the last of them speaks to us."""

    hops: int
    networks: Networks

    def are_believed(self, peer: str) -> bool:
        """Whether what `peer`, the other end of the line, says of a caller counts."""
        if not self.hops:
            return False
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        return any(address in network for network in self.networks)

    def caller(self, peer: str, forwarded: str) -> str:
        """The address of who asks: of the X-Forwarded-For the entry that our outermost proxy wrote, else `peer`."""
        if not forwarded or not self.hops:
            return peer
        if not self.are_believed(peer):
            self._tell_once()
            return peer
        seen = parse_list_header(forwarded)  # as werkzeug's ProxyFix reads it
        return seen[-self.hops] if len(seen) >= self.hops else peer

    @staticmethod
    def _tell_once() -> None:
        if not _strangers:
            _strangers.add(True)
            log.warning(
                "X-Forwarded-For came from an address that is not in PROXY_ADDRESSES and is not believed"
            )
