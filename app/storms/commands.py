"""What a phone may say at a door in a storm, decoded and bounded."""

from __future__ import annotations

from app.core.decode import Code, Command, Uuid7


class DoorBody(Command, kw_only=True):
    """`storm.door`: what was found at a building or an entrance, yes or no; what is left out stays as it was. No names.

    `storm` is the id of the list as `changes` sends it; `told`: they know; `moved`: they have gone elsewhere; `help`: somebody
    needs help, which files one urgent matter.
    """

    storm: Uuid7
    area: Code
    told: bool | None = None
    moved: bool | None = None
    help: bool | None = None
