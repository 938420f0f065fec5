"""The report of a campaign as a page, a Word document and a workbook; of an area where fewer than five work no file tells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, render_template

from app.campaigns.models import Campaign, CampaignList
from app.campaigns.progress.counts import Progress
from app.campaigns.progress.pages import found_of
from app.campaigns.report import content
from app.core import clock
from app.core.problems.problem import Problem
from app.core.web import page
from app.core.words import mark
from app.insight import counting
from app.insight.reports import papers
from app.insight.reports.pages import TYPES
from app.people.sign_in import identity

routes = Blueprint("campaign_report", __name__, url_prefix="/duty/campaigns/<uuid:campaign>")
TOO_FEW = mark("这里不到五个网格员，报告只看不导出。")
NOT_EXPORTED = mark("这里不到五个网格员，报告只看不导出；要文件，请负责整个专项整治的人导出。")


@routes.get("/report")
@identity.signed_in
def report_page(campaign: Any) -> str:
    """The report: sentences to paste, by area, question by question."""
    _, found = found_of(campaign)
    language = page.language()
    made = content.report_on(found, language)
    return render_template(
        "campaigns/report.html", report=made, found=found, campaign=found.campaign, heads=content.heads(found.campaign, language), address=content.address,
        many=page.translated(content.MANY_OF[content.lists_of(found.campaign)]), refusal=page.translated(refused(found) or ""), is_all_told=len(areas_told(found)) == len(found.lines),
    )  # fmt: skip


@routes.get("/report.docx")
@identity.signed_in
def report_document(campaign: Any) -> Response:
    """The same as a Word document."""
    return _file(campaign, "docx", papers.document)


@routes.get("/report.xlsx")
@identity.signed_in
def report_workbook(campaign: Any) -> Response:
    """The same as a workbook."""
    return _file(campaign, "xlsx", papers.book)


def _file(campaign: Any, suffix: str, write: Callable[..., bytes]) -> Response:
    _, found = found_of(campaign)
    sentence = refused(found)
    if sentence is not None:
        raise Problem("forbidden", sentence=sentence)
    made, language = content.report_on(found, page.language()), page.language()
    tables = content.tables(made, language, areas_told(found))
    answer = Response(write(made.heading, made.sentences, tables, language), content_type=TYPES[suffix])
    plain = f"gridwalk-campaign-{found.campaign.first}.{suffix}"
    answer.headers["Content-Disposition"] = page.attachment(f"{made.title} {clock.today()}.{suffix}", plain)
    return answer


def areas_told(found: Progress) -> set[str]:
    """The areas whose line goes into a file: where fewer than five work, how far it is there is how far one of them is."""
    parts, above = dict[str, list[str]](), list[str]()
    for line in found.lines:  # an area follows the one that it is part of
        above = [*above[: line.depth], line.code]
        parts.setdefault(above[-2] if len(above) > 1 else "", []).append(line.code)
    return {code for each in parts.values() for code in counting.told_of(each, _until(found.campaign))}


def refused(found: Progress) -> str | None:
    """Why what the reader has of it goes into no file, whoever reads: fewer than five work there, so that it tells of them."""
    if counting.is_enough(_grounds(found), _until(found.campaign)):
        return None
    every = CampaignList.select().where(CampaignList.campaign == found.campaign.id)
    return TOO_FEW if len(found.lists) == every.count() else NOT_EXPORTED


def _until(campaign: Campaign) -> dt.date:
    """Its last day: who worked there then tells whether five did, also when somebody leaves after it."""
    last = dt.date.fromisoformat(campaign.last)
    return last if campaign.ended is None else min(last, clock.date_of(campaign.ended))


def _grounds(found: Progress) -> list[str]:
    """Where something is counted: a grid that was taken out is one more only where a visit counts there."""
    counted = {row.list_id for row in found.places}
    return [row.area_id for row in found.lists if row.id in counted or not row.is_out(found.campaign)]
