"""The JSON door of campaigns: which there are, and how far each is by area."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from app.areas.access import permissions, readers
from app.areas.access.reach import Reach
from app.campaigns import serialize
from app.campaigns.progress import counts
from app.campaigns.report.pages import areas_told, refused
from app.core import decode, telephone
from app.core.problems.problem import Problem
from app.people.sign_in import identity

routes = Blueprint("campaigns_api", __name__, url_prefix="/api/v1/campaigns")


@routes.get("")
def campaigns() -> dict[str, Any]:
    """Those within reach, the lasting ones first."""
    reader = readers.reader_by(identity.bearer_secret(), identity.person)
    reach = readers.reach_for(reader)
    permissions.require(reach, serialize.SEE)
    rows = serialize.campaigns(serialize.campaigns_for(reach))
    return {"campaigns": [_veiled(row) for row in rows] if isinstance(reader, Reach) else rows}


@routes.get("/<campaign>")
def one_campaign(campaign: str) -> dict[str, Any]:
    """One of them with its areas in the tree's order; 404 where it is not within reach.

    What another system reads by a key leaves the house: of it as much goes out as into a file of the report.
    """
    reader = readers.reader_by(identity.bearer_secret(), identity.person)
    reach = readers.reach_for(reader)
    permissions.require(reach, serialize.SEE)
    found = counts.progress_of(serialize.find(reach, decode.uuid(campaign)), reach)
    shown = {line.code for line in found.lines}
    if isinstance(reader, Reach):
        sentence = refused(found)
        if sentence is not None:
            raise Problem("forbidden", sentence=sentence)
        shown = areas_told(found)
    lines = [
        {"area": one.code, "name": one.name, "taken_out": one.is_out, **_counts(one.counts)}
        for one in found.lines
        if one.code in shown
    ]
    (whole,) = serialize.campaigns([found.campaign])
    if isinstance(reader, Reach):
        whole = _veiled(whole)
    return {**whole, "total": _counts(found.total), "progress": lines}


def _veiled(row: dict[str, Any]) -> dict[str, Any]:
    """As another system gets it: no telephone number that somebody wrote into its name or a question."""
    asked = [{**one, "words": telephone.veiled(one["words"])} for one in row["questions"]]
    return {**row, "name": telephone.veiled(row["name"]), "questions": asked}


def _counts(counted: Any) -> dict[str, int]:
    return {name: counted[name] for name in (*counts.COUNTED, "matters")}
