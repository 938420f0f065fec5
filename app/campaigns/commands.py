"""What a phone may say of a place in a campaign, decoded and bounded."""

from __future__ import annotations

from typing import Annotated

import msgspec

from app.campaigns import questions
from app.core.decode import Uuid7
from app.core.patterns import ONE_LINE
from app.places.commands import CheckBody, Item


class CampaignVisitBody(CheckBody, kw_only=True):
    """`campaign.visit`: a place of a campaign was visited; `campaign` is the id of the list as `changes` sends it.

    `bad`: ids of the questions that are not as they should be; `chosen`: for each question with choices what was chosen; the
    rest is as with `place.check`.
    """

    campaign: Uuid7
    chosen: dict[Item, Annotated[str, msgspec.Meta(max_length=questions.CHOICE_MOST, pattern=ONE_LINE)]] = {}
