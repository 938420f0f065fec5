"""Somebody who asked for confidence and joined a matter of others is heard by the desk and by nobody at the door."""

from __future__ import annotations

from app.evidence import uses
from app.matters.models import Matter
from app.matters.views import serialize
from app.requests.commands import RatingBody, WordsBody
from app.requests.followup import resident_acts
from app.requests.models import ResidentRequest
from app.requests.submission import similar
from tests import cast as c
from tests.matters import ops
from tests.requests.saying import asked, poster, say


def test_words_photos_and_verdict_of_a_confidential_joiner_stay_from_head_and_handler(app, cast):
    _, matter, _ = asked(text="路灯不亮")
    done = say(qr=poster(), text="三楼王某剪的线", join=similar.ref(matter.id), confidential=True)
    joiner = ResidentRequest.get_by_id(done.id)
    assert joiner.joined and not Matter.get_by_id(matter.id).confidential
    resident_acts.words(joiner, WordsBody(text="王某昨晚又来了", photos=[ops.PHOTO]))
    uses.vouch_for(ops.PHOTO, joiner.bringer)
    matter = Matter.get_by_id(matter.id)
    ops.move(cast.lead, matter, "escalate")
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    ops.move(cast.dept, matter, "take")
    ops.move(cast.dept, matter, "resolve", text="接好了")
    resident_acts.rate(joiner, RatingBody(solved=False, text="王某还在"))
    for who in (cast.head, cast.dept):
        shown = str(serialize.for_person(Matter.get_by_id(matter.id), who))
        assert "王某" not in shown and ops.PHOTO not in shown and "路灯不亮" in shown
        assert not uses.may_see(who, ops.PHOTO)
    shown = str(serialize.for_person(Matter.get_by_id(matter.id), cast.desk))
    assert "王某昨晚又来了" in shown and "王某还在" in shown and uses.may_see(cast.desk, ops.PHOTO)
