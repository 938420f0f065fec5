"""Whoever said it or took the photos is told what is masked, and why it came off the board."""

import pytest

from app.board.clearing import clearance
from app.board.clearing.marks import Box
from app.core.problems.problem import Problem
from app.ledger.act import by_resident
from app.matters.residents import verdicts
from app.notify.models import Notice
from app.notify.pipeline import collect
from app.requests.followup import status
from tests.board import done
from tests.matters import ops
from tests.requests import saying

OVER_FACE = Box(x=0.25, y=0.25, w=0.25, h=0.25)


def refusal(call, *args):
    with pytest.raises(Problem) as refused:
        call(*args)
    return refused.value


def test_whoever_said_it_or_took_the_photo_reads_what_is_masked_and_why_it_came_off(as_, cast):
    request, matter, _ = saying.asked(category="litter")
    ops.move(cast.worker, matter, "settle_on_spot", photos=(done.bring(as_, done.plain()),), text="清走了")
    ops.move(cast.head, matter, "confirm")
    verdicts.rate(by_resident(request.bringer), matter.id, True)
    done.show(cast, matter, OVER_FACE)
    assert refusal(clearance.take_off, cast.desk, matter.id, " ").errors[0][:2] == ("reason", "needs-reason")
    wrong = refusal(clearance.take_off, cast.desk, matter.id, "13812345678 来电")
    assert wrong.errors[0][:2] == ("reason", "personal-number")
    clearance.take_off(cast.desk, matter.id, "照片里能认出店名")
    events = status.serialize(request)["events"][-2:]
    assert "能认出人、车、门牌的地方已遮住，保护您和别人" in events[0]["sentence"]
    assert (events[1]["kind"], events[1]["text"]) == ("off board", "照片里能认出店名")
    ledger = as_("worker").get(f"/api/v1/matters/{matter.id}").json["ledger"][-2:]
    assert "已遮住，保护每个人" in ledger[0]["sentence"] and ledger[1]["text"] == "照片里能认出店名"
    collect.collect()
    told = {(row.recipient, row.kind) for row in Notice.select().where(Notice.subject == matter.id)}
    assert {(cast.worker.id, "masked"), (cast.worker.id, "off_board")} <= told
    assert not any(recipient == cast.outsider.id for recipient, _ in told)
