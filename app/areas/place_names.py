"""What a place is called where its number alone would not do: many grids have a first micro-grid, and many estates a first building."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from app.areas import tree
from app.areas.models import MICRO_GRID, Area
from app.core.remembered import remembered

BETWEEN = (MICRO_GRID,)  # left out of a place's name


class Places:
    """Places by name, with those above them up to the area that is told of."""

    def __init__(self, root: str, left_out: Iterable[str] = BETWEEN) -> None:
        self._root, self._left_out = root, frozenset(left_out)

    def name(self, code: str) -> str:
        """第3网格 1幢; for the area itself its own name."""
        chain = tree.chain(code)
        below = chain[: chain.index(self._root)] if self._root in chain else chain
        kept = (
            below[:1] if self._left_out == {*BETWEEN} else ()
        )  # the place itself, or two would have one name
        known = {one: _named(one) for one in below}
        names = [name for one, (name, kind) in known.items() if kind not in self._left_out or one in kept]
        return " ".join(reversed(names)) or full_names({self._root}).get(self._root, self._root)


def full_names(codes: Collection[str]) -> dict[str, str]:
    """Code → name; of a micro-grid behind that of its grid."""
    grid = Area.alias()
    rows = Area.select(Area.code, Area.kind, Area.name, grid.name).left_outer_join(
        grid, on=(Area.parent == grid.code)
    )
    found = rows.where(Area.code.in_(list(codes))).tuples()
    return {
        code: f"{above} {name}" if kind == MICRO_GRID and above else name for code, kind, name, above in found
    }


@remembered
def _named(code: str) -> tuple[str, str]:
    """The name and the kind of an area."""
    return Area.select(Area.name, Area.kind).where(Area.code == code).tuples().first() or (code, "")
