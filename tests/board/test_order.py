"""What the public reads is in the order of what stands there: places by their names, pairs by the day they were done."""

import re

import pytest

from app.areas import tree
from app.areas.models import Area
from app.board.public import figure_words, published
from app.core import clock
from app.ledger.models import Entry
from app.matters.models import Matter
from tests import cast as c
from tests.board import done

STREET = "330399888000"


@pytest.fixture(autouse=True)
def fresh():
    figure_words.forget()


@pytest.mark.both
def test_communities_stand_by_the_street_above_them_and_then_by_their_name(as_, cast):
    Area.create(code=STREET, kind="street", name="丙街道", parent=c.CITY)
    for number, name in enumerate(("乙社区", "甲社区", "丁社区")):
        Area.create(code=f"33039988800{number + 1}", kind="community", name=name, parent=STREET)
    tree.rebuild()
    listed = re.findall(r"<b>([^<]+)</b><span>([^<]*)</span>", as_(None).get("/board").text)
    assert listed == sorted(listed, key=lambda pair: (pair[1], pair[0])) and len(listed) == 5
    assert [place.name for place in published.communities("社区", 1)[0]] == [name for name, _ in listed]


@pytest.mark.both
def test_pairs_stand_by_the_day_on_which_they_say_that_they_were_done(as_, cast):
    days = (3, 9, 1, 6)
    for day in days:
        matter = done.settled(as_, cast)
        done.show(cast, matter)
        at = clock.now() - day * clock.DAY
        Entry.update(received=at).where(Entry.subject == matter.id, Entry.verb == "resolve").execute()
        Entry.update(received=at).where(Entry.subject == matter.id, Entry.verb == "settle_on_spot").execute()
    assert Matter.select().count() == len(days)
    shown = re.findall(r'做了什么 · <time datetime="([^"]+)"', as_(None).get(f"/board/{c.COMMUNITY}").text)
    assert len(set(shown)) == len(days) and shown == sorted(shown, reverse=True)
