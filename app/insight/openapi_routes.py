"""The routes of figures, for the API's description of itself."""

from __future__ import annotations

from typing import Any

from app.core import patterns
from app.insight.counting import OF, PART
from app.insight.figures import FIGURES
from app.insight.questions import BY

CODE = {"type": "string", "maxLength": 64, "pattern": patterns.WORDS_OR_NONE}
DAY = {"type": "string", "format": "date", "maxLength": 10, "pattern": patterns.DATE}
ASKED = (("area", CODE), ("from", DAY), ("to", DAY))
NARROWED = (
    ("category", CODE),
    ("platform", CODE),
    ("channel", CODE),
    ("unit", CODE),
    ("alone", {"enum": ["0", "1"]}),
)
READ = ("session", "reading")
LISTED = (*ASKED, *NARROWED, ("which", {"enum": [PART, OF]}), ("cursor", {"type": "string", "maxLength": 9, "pattern": patterns.whole("[0-9]+")}))  # fmt: skip
OF_MATTERS = [figure.name for figure in FIGURES.values() if figure.list_name == "matters"]
OF_OTHERS = [name for name in FIGURES if name not in OF_MATTERS]

ROUTES: tuple[dict[str, Any], ...] = (
    {
        "method": "get", "path": "/api/v1/indices",
        "summary": "Both indices of one community for its days, against the year before them, with the points by which each part moved them",
        "query": ASKED, "security": READ,
    },
    {
        "method": "get", "path": "/api/v1/figures",
        "summary": "Every figure of an area and its days (both included), each with its definition and the address of the list that it counted; with `by` one for each group",
        "query": (*ASKED, *NARROWED, ("by", {"enum": list(BY)})), "security": READ,
    },
    {
        "method": "get", "path": "/api/v1/figures/{figure}/matters",
        "summary": f"The matters that a figure counted; of a share the part, or with `which=of` all of which it tells. Names: {', '.join(OF_MATTERS)}",
        "query": LISTED, "security": READ,
    },
    {
        "method": "get", "path": "/api/v1/figures/{figure}/items",
        "summary": f"The answers, calls or buildings that a figure counted, as `figures` names the address. Names: {', '.join(OF_OTHERS)}",
        "query": LISTED, "security": READ,
    },
)  # fmt: skip
