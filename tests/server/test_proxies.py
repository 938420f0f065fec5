"""Whose word counts for where a caller comes from."""

from __future__ import annotations

import dataclasses
from ipaddress import ip_network

import pytest

from app import create_app
from app.core.web.proxies import Proxies
from app.people.models import Throttle
from app.settings import load
from tests import cast as c


def failed_from(store, cast, hops, forwarded):
    """The neighbourhoods to which a failed sign-in was counted, behind `hops` proxies of ours."""
    client = c.client(create_app(dataclasses.replace(store, trusted_proxies=hops)), cast, None)
    given = {
        "login": "nobody",
        "password": "wrong password",
        "device": {"id": cast.devices["worker"], "label": ""},
    }
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert client.post("/api/v1/session", json=given, headers=headers).status_code == 401
    return {row.key for row in Throttle.select() if row.key.startswith("net:")}


@pytest.mark.parametrize("forged", ["203.0.113.9", "203.0.113.9, 198.51.100.7", "nonsense"])
def test_without_a_proxy_of_ours_an_address_cannot_be_forged(store, cast, forged):
    assert failed_from(store, cast, 0, forged) == {"net:127.0.0.0/24"}


def test_behind_one_proxy_the_address_it_saw_counts(store, cast):
    assert failed_from(store, cast, 1, "203.0.113.9") == {"net:203.0.113.0/24"}


def test_what_a_caller_wrote_before_our_proxies_is_not_believed(store, cast):
    assert failed_from(store, cast, 1, "192.0.2.66, 203.0.113.9") == {"net:203.0.113.0/24"}


def test_behind_two_proxies_the_first_of_them_counts(store, cast):
    assert failed_from(store, cast, 2, "192.0.2.66, 203.0.113.9, 10.0.0.2") == {"net:203.0.113.0/24"}


def test_fewer_entries_than_proxies_are_nobodys_word(store, cast):
    assert failed_from(store, cast, 2, "192.0.2.66") == {"net:127.0.0.0/24"}
    assert failed_from(store, cast, 1, None) == {"net:127.0.0.0/24"}


def test_who_is_none_of_our_proxies_is_not_believed_whatever_their_number(store, cast):
    ours = dataclasses.replace(
        store, proxy_addresses=(ip_network("10.0.0.5"),)
    )  # and the line comes from 127.0.0.1
    assert failed_from(ours, cast, 1, "203.0.113.9") == {"net:127.0.0.0/24"}
    assert failed_from(ours, cast, 2, "192.0.2.66, 203.0.113.9") == {"net:127.0.0.0/24"}


def test_the_addresses_of_our_proxies_are_read_as_they_are_written():
    read = load({"TRUSTED_PROXIES": "1", "PROXY_ADDRESSES": "10.0.0.5, 10.1.0.0/16,fd00::/8"}).proxy_addresses
    proxies = Proxies(1, read)
    for peer in ("10.0.0.5", "::ffff:10.1.2.3", "fd00::1"):
        assert proxies.are_believed(peer) and proxies.caller(peer, "203.0.113.9") == "203.0.113.9"
    for peer in ("10.0.0.6", "127.0.0.1", "::1", "", "unix:", "nonsense"):
        assert not proxies.are_believed(peer) and proxies.caller(peer, "203.0.113.9") == peer
    assert not Proxies(0, read).are_believed("10.0.0.5")
    assert Proxies(1, load({}).proxy_addresses).are_believed("127.0.0.1")


def test_a_number_that_is_none_is_refused_at_the_start():
    assert load({}).trusted_proxies == 0 and load({"TRUSTED_PROXIES": "2"}).trusted_proxies == 2
    for wrong in ("-1", "yes"):
        with pytest.raises(ValueError):
            load({"TRUSTED_PROXIES": wrong})
