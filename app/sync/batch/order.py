"""In which order the ops of one batch are judged, and which of them wait for each other in a circle."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.core.decode import INT_MOST
from app.sync.batch import envelope


@dataclass
class Plan:
    """Positions in the batch in the order of judging, and those that stand in a circle."""

    order: list[int] = field(default_factory=list)
    circles: set[int] = field(default_factory=set)


def plan(ops: list[Any]) -> Plan:
    """Lanes by their `seq`, then whatever another op needs before it; otherwise as sent."""
    needs = _needs(ops)
    result = Plan()
    for group in _groups(_by_lane(ops), needs):
        result.order += group
        if len(group) > 1 or group[0] in needs[group[0]]:
            result.circles.update(group)
    return result


def _by_lane(ops: list[Any]) -> list[int]:
    """Each lane keeps the places it has in the batch and fills them in the order of its `seq`."""
    lanes: dict[str, list[int]] = {}
    for index, op in enumerate(ops):
        if _lane(op) is not None:
            lanes.setdefault(_lane(op) or "", []).append(index)
    placed = list(range(len(ops)))
    for places in lanes.values():
        for place, index in zip(places, sorted(places, key=lambda i: ops[i]["seq"]), strict=True):
            placed[place] = index
    return placed


def _lane(op: Any) -> str | None:
    """The lane, if it and the position in it can be read."""
    if not isinstance(op, dict) or not isinstance(op.get("lane"), str):
        return None
    seq = op.get("seq")
    return op["lane"] if type(seq) is int and 0 <= seq <= INT_MOST else None


def _needs(ops: list[Any]) -> list[list[int]]:
    """For each op, the positions of the ops it needs: its deps, and whatever in the batch replaces one of them."""
    first: dict[str, int] = {}
    instead: dict[str, list[int]] = {}
    for index, op in enumerate(ops):
        name = envelope.id_of(op)
        if name is not None:
            first.setdefault(name, index)
            replaced = op.get("supersedes")
            if isinstance(replaced, str):
                instead.setdefault(replaced, []).append(index)
    needs: list[list[int]] = []
    for op in ops:
        deps = op.get("deps") if isinstance(op, dict) else None
        named = [dep for dep in deps if isinstance(dep, str)][:100] if isinstance(deps, list) else []
        needs.append(
            [at for dep in named for at in ([first[dep]] if dep in first else []) + instead.get(dep, [])]
        )
    return needs


def _groups(placed: list[int], needs: list[list[int]]) -> list[list[int]]:
    """Strongly connected groups, each after what it needs (Tarjan 1972); batches are small enough to recurse."""
    number: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    groups: list[list[int]] = []

    def visit(node: int) -> None:
        number[node] = low[node] = len(number)
        stack.append(node)
        for needed in needs[node]:
            if needed not in number:
                visit(needed)
                low[node] = min(low[node], low[needed])
            elif needed in stack:
                low[node] = min(low[node], number[needed])
        if low[node] == number[node]:
            cut = stack.index(node)
            groups.append(stack[cut:])
            del stack[cut:]

    for node in placed:
        if node not in number:
            visit(node)
    return groups
