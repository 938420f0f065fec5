"""THE table: from which states a matter goes where, by whom, and what the move must carry; made from the moves' records."""

from __future__ import annotations

from app.matters.moves.calls import accept, attend, call_off, judge_call, return_call, whistle
from app.matters.moves.confirming import confirm, decline, rate, refuse, ring_back, ring_head
from app.matters.moves.ending import close, merge, reopen, void
from app.matters.moves.handling import (
    acknowledge,
    amend,
    note,
    report_part,
    resolve,
    settle_on_spot,
    take,
    undo,
)
from app.matters.moves.hotline import (
    ask_hotline,
    ask_not_counted,
    call_back,
    contact_caller,
    hotline_extend,
    reply_to_hotline,
    return_to_hotline,
    sign_for,
)
from app.matters.moves.passing_on import dispatch, escalate, hand_down, hand_on, redraw, send_back
from app.matters.moves.record import Move, Row
from app.matters.moves.time_limits import ask_extension, extend, pause, remind, resume, shelve, supervise
from app.matters.moves.with_residents import answer, join, leave
from app.matters.workflow.roles import Standing

MOVES: tuple[Move, ...] = (
    amend.MOVE,
    settle_on_spot.MOVE,
    acknowledge.MOVE,
    take.MOVE,
    dispatch.MOVE,
    send_back.MOVE,
    escalate.MOVE,
    hand_down.MOVE,
    redraw.MOVE,
    hand_on.MOVE,
    whistle.MOVE,
    accept.MOVE,
    attend.MOVE,
    return_call.MOVE,
    call_off.MOVE,
    judge_call.MOVE,
    note.MOVE,
    join.MOVE,
    leave.MOVE,
    ask_extension.MOVE,
    extend.MOVE,
    pause.MOVE,
    shelve.MOVE,
    resume.MOVE,
    remind.MOVE,
    supervise.MOVE,
    undo.MOVE,
    report_part.MOVE,
    resolve.MOVE,
    confirm.MOVE,
    refuse.MOVE,
    decline.MOVE,
    rate.MOVE,
    ring_back.MOVE,
    ring_head.MOVE,
    close.MOVE,
    reopen.MOVE,
    answer.MOVE,
    sign_for.MOVE,
    contact_caller.MOVE,
    ask_hotline.MOVE,
    hotline_extend.MOVE,
    ask_not_counted.MOVE,
    return_to_hotline.MOVE,
    reply_to_hotline.MOVE,
    call_back.MOVE,
    merge.MOVE,
    void.MOVE,
)
BY_NAME = {move.name: move for move in MOVES}
READ = tuple(move.name for move in MOVES if move.is_text_for_residents)  # whose text residents read
NAMES = tuple(BY_NAME)
REASONS = {reason.code: reason.words for move in MOVES for reason in move.reasons}
SETTLING = tuple(move.name for move in MOVES if move.settles)


def row_for(name: str, standing: Standing) -> Row | None:
    """The row by which this person may make the move now; None when it is not open to them."""
    return _open_row(BY_NAME[name], standing)


def open_rows(standing: Standing) -> list[tuple[Move, Row]]:
    """The moves open to this person now, each with the row by which it is, in the table's order."""
    rows = ((move, _open_row(move, standing)) for move in MOVES)
    return [(move, row) for move, row in rows if row is not None]


def _open_row(move: Move, standing: Standing) -> Row | None:
    matter = standing.matter
    if move.only_while is not None and not move.only_while(matter):
        return None
    rows = (row for row in move.rows if matter.state in row.froms)
    return next((row for row in rows if any(standing.is_(word) for word in row.who)), None)
