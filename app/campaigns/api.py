"""The JSON door of campaigns: which there are, and how far each is by area."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from app.areas.access import permissions
from app.areas.access.reach import reach_of
from app.campaigns import serialize
from app.campaigns.progress import counts
from app.core import decode
from app.people.sign_in import identity

routes = Blueprint("campaigns_api", __name__, url_prefix="/api/v1/campaigns")


@routes.get("")
@identity.signed_in
def campaigns() -> dict[str, Any]:
    """Those within reach, the lasting ones first."""
    reach = reach_of(identity.person())
    permissions.require(reach, serialize.SEE)
    return {"campaigns": serialize.campaigns(serialize.campaigns_for(reach))}


@routes.get("/<campaign>")
@identity.signed_in
def one_campaign(campaign: str) -> dict[str, Any]:
    """One of them with its areas in the tree's order; 404 where it is not within reach."""
    reach = reach_of(identity.person())
    permissions.require(reach, serialize.SEE)
    found = counts.progress_of(serialize.find(reach, decode.uuid(campaign)), reach)
    lines = [
        {"area": one.code, "name": one.name, "taken_out": one.is_out, **_counts(one.counts)}
        for one in found.lines
    ]
    (whole,) = serialize.campaigns([found.campaign])
    return {**whole, "total": _counts(found.total), "progress": lines}


def _counts(counted: Any) -> dict[str, int]:
    return {name: counted[name] for name in (*counts.COUNTED, "matters")}
