"""Why how people work is not told of an area that one reads, in a sentence."""

from __future__ import annotations

import datetime as dt

from app.core.words import mark
from app.insight import counting

FEW_HERE = mark("这里不到五名网格员，所以不显示。")
FEW_BESIDE = mark("写了这里的，从上级的数里减一减，就看得出旁边不到五名网格员的，所以不显示。")


def of_people(area: str, last: dt.date) -> str:
    """Fewer than five worked here, or beside it, on the last of the days: how many work where is told to whoever reads the area."""
    return FEW_BESIDE if counting.has_five(area, last) else FEW_HERE
