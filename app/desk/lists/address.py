"""How a desk's list stands in an address: the view, by what it is narrowed, and as which saved view it was opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode

from app.desk.lists import facets, views

NARROWED = ("q", "area", "category", "state")
LAYOUT = ("order", "show")


def query(arguments: Mapping[str, Any]) -> str:
    """The query string that every link on the page repeats; it leaves out the cursor, so a link begins at the top."""
    return with_facets(arguments, facets.picked_in(arguments))


def with_facets(arguments: Mapping[str, Any], picked: facets.Picked) -> str:
    """The same with these values chosen of the facets instead."""
    own = [(key, arguments[key]) for key in ("saved", *LAYOUT) if arguments.get(key)]
    return urlencode([*own, *_parts(arguments, NARROWED, picked)])


def with_layout(arguments: Mapping[str, Any], chosen: Mapping[str, str]) -> str:
    """The same with this order and these columns instead; without any, as the person keeps them."""
    values = {key: arguments[key] for key in ("saved",) if arguments.get(key)} | dict(chosen)
    return urlencode([*values.items(), *_parts(arguments, NARROWED, facets.picked_in(arguments))])


def to_save(arguments: Mapping[str, Any]) -> str:
    """What a saved view keeps of it: the view, the facets, order and columns; words that were searched for are asked for once."""
    return urlencode(_parts(arguments, LAYOUT, facets.picked_in(arguments)))


def _parts(
    arguments: Mapping[str, Any], keys: tuple[str, ...], picked: facets.Picked
) -> list[tuple[str, str]]:
    parts = [("view", views.named(arguments.get("view")).name)]
    parts += [(key, arguments[key]) for key in keys if arguments.get(key)]
    return parts + [(name, value) for name in facets.NAMES for value in sorted(picked.get(name, ()))]


def of_saved(id: str, kept: str) -> str:
    """The query string that opens a saved view."""
    return f"{urlencode({'saved': id})}&{kept}"


def picked_of(kept: str) -> tuple[views.View, dict[str, frozenset[str]]]:
    """The view and what is chosen of the facets in what was saved."""
    values = parse_qs(kept)
    picked = {name: frozenset(values[name]) for name in facets.NAMES if name in values}
    return views.named(values.get("view", [""])[0]), picked
