"""A resident's page is light: 30 kB gzipped in all, 12 kB without JavaScript, however it is opened."""

import pytest

from app.core import clock
from tests import cast as c
from tests.requests import form, saying, weighing

WHOLE, PLAIN = 30_000, 12_000


@pytest.fixture
def visitor(app):
    yield form.visitor(app)
    clock.freeze(None)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_public_page_of_a_request_weighs_little(visitor, language):
    visitor.set_cookie("lang", language, domain="localhost")
    fields = form.filled(form.opened(visitor, f"/q/{saying.poster()}"), text="字" * 300)
    token = form.token(form.send(visitor, {**fields, "photo": [form.picture()]}))
    paths = (
        "/ask",
        f"/ask?area={c.COMMUNITY}",
        f"/q/{saying.poster()}",
        "/find",
        f"/r/{token}",
        f"/r/{token}?new=1",
    )
    for path in paths:
        weight = weighing.weigh(visitor, path)
        assert weight.whole <= WHOLE and weight.plain <= PLAIN, (path, weight)


def test_none_of_them_loads_the_staffs_script_or_sheet(visitor):
    for path in ("/ask", "/find", "/r/nothing"):
        text = visitor.get(path).text
        assert not any(name in text for name in ("/static/app-", "/static/desk-", "/static/icons-")), path
