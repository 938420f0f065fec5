"""Every route × every role × a thing of one's own place, of next door and of another city: made from the table of routes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.core import db
from tests import cast as c
from tests.reach import places
from tests.reach.places import Place
from tests.reach.policies import ANYONE, OWN, PHONE, POLICIES, SECRET, Policy

SAFE = {"GET", "HEAD", "OPTIONS"}
HIDDEN = (403, 404)  # not allowed, or not there
# written by being there at all: when a session was seen, a browser's budget
NOT_COUNTED = {"session", "budget"}
VALUES = {
    "code": c.GRID,
    "language": "zh",
    "suffix": "xlsx",
    "table": "units",
    "kind": "tickets",
    "which": "01990000-0000-7000-8000-000000000000",
    "way": "split",
    "name": "x.js",
    "figure": "received",
    "segment": "x",
    "what": "refuse",
    "sha256": "0" * 64,
}


def doors(app: Any) -> Iterator[tuple[Any, str, Policy]]:
    """Each route with a method that it answers, and its policy."""
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield rule, method, POLICIES.get(f"{rule.endpoint} {method}") or POLICIES[rule.endpoint]


def address(app: Any, rule: Any, values: dict[str, str]) -> str:
    """The route's address with these values in its blanks."""
    return str(
        app.url_map.bind("localhost").build(rule.endpoint, {name: values[name] for name in rule.arguments})
    )


def call(client: Any, method: str, path: str, policy: Policy) -> Any:
    """Call the door with what its policy says is sent."""
    if policy.is_json:
        return client.open(path, method=method, json=dict(policy.body))
    return client.open(path, method=method, data=dict(policy.body) if method != "GET" else None)


def may(name: str, policy: Policy, place: Place) -> bool:
    """Whether the policy lets this one of the cast to the thing of this place."""
    role, area, _ = c.ROLES[name]
    is_over = area in place.above(policy.of or "")
    return (role in policy.who and is_over) or (policy.is_ones_own and name == place.worker)


@pytest.fixture
def world(app: Any, cast: c.Cast, as_: Any) -> list[Place]:
    return places.make(cast, as_)


def store_content() -> dict[str, list[Any]]:
    """Every row of every table."""
    content = {}
    for table in db.database.get_tables():
        if table not in NOT_COUNTED:
            content[table] = sorted(map(repr, db.database.execute_sql(f'SELECT * FROM "{table}"').fetchall()))
    return content


def test_every_kind_of_thing_in_an_address_lies_in_all_three_places(app, world):
    for rule, _, policy in doors(app):
        if policy.of is not None:
            for place in world:
                assert rule.arguments <= set(place.fill(policy.of)), (rule.rule, policy.of)


def test_without_a_session_nothing_opens_but_what_is_anyones_or_has_a_key(app, world, as_):
    stranger, wrong = as_(None), []
    for rule, method, policy in doors(app):
        values = {**VALUES, **{name: "0" * 8 for name in rule.arguments if name not in VALUES}}
        if policy.of is not None:
            values = world[0].fill(policy.of)
        elif policy.who in (ANYONE, SECRET):
            continue
        values = {name: values.get(name, "x") for name in rule.arguments}
        answer = call(stranger, method, address(app, rule, values), policy)
        is_led_to_sign_in = answer.status_code in (302, 303) and "/sign-in" in answer.headers["Location"]
        if answer.status_code != 401 and not is_led_to_sign_in:
            wrong.append((method, rule.rule, answer.status_code))
    assert not wrong, "\n".join(map(str, wrong))


def test_what_is_not_in_reach_is_not_there_for_any_role_and_nothing_of_it_is_shown_or_changed(
    app, world, as_
):
    wrong = []
    for name in c.ROLES:
        client = as_(name)
        for rule, method, policy in doors(app):
            if policy.of is None:
                continue
            for place in world:
                if may(name, policy, place):
                    continue
                before = store_content() if method not in SAFE else None
                answer = call(client, method, address(app, rule, place.fill(policy.of)), policy)
                if answer.status_code not in HIDDEN:
                    wrong.append((name, method, rule.rule, place.name, answer.status_code))
                if place.mark.encode() in answer.data:
                    wrong.append((name, method, rule.rule, place.name, "shows it"))
                if before is not None:
                    after = store_content()
                    changed = [table for table in after if after[table] != before[table]]
                    if changed:
                        wrong.append((name, method, rule.rule, place.name, "changes", changed))
    assert not wrong, "\n".join(map(str, wrong))


def test_what_is_elsewhere_answers_word_for_word_like_what_is_not_there_at_all(app, world, as_):
    own, _, far = world
    wrong = []
    for name in c.ROLES:
        client = as_(name)
        for rule, method, policy in doors(app):
            if policy.of is None or method != "GET" or not may(name, policy, own):
                continue
            nowhere = {
                key: value if key in ("what", "move") else _nothing(value)
                for key, value in far.fill(policy.of).items()
            }
            answers = [
                call(client, method, address(app, rule, values), policy)
                for values in (far.fill(policy.of), nowhere)
            ]
            if answers[0].status_code != answers[1].status_code:
                wrong.append((name, rule.rule, *[answer.status_code for answer in answers]))
    assert not wrong, "\n".join(map(str, wrong))


def _nothing(value: str) -> str:
    """A value of the same form that names nothing."""
    return value[:-4] + ("0000" if value[-4:] != "0000" else "1111") if len(value) > 4 else "999999"


def test_whoever_may_is_let_in(app, world, as_):
    own, wrong = world[0], []
    for name in c.ROLES:
        client = as_(name)
        for rule, method, policy in doors(app):
            if method != "GET" or policy.who == PHONE:
                continue
            if policy.of is None:
                role = c.ROLES[name][0]
                is_allowed = policy.who == OWN or role in policy.who
                is_allowed &= not policy.is_by_area or c.ROLES[name][1] in own.above("grid")
                if policy.who in (ANYONE, SECRET) or rule.arguments:
                    continue
            else:
                is_allowed = may(name, policy, own)
            values = own.fill(policy.of) if policy.of else {}
            answer = call(client, method, address(app, rule, values) + f"?area={c.GRID}", policy)
            if (answer.status_code in (401, *HIDDEN)) == is_allowed:
                wrong.append(
                    (name, rule.rule, answer.status_code, "allowed" if is_allowed else "not allowed")
                )
    assert not wrong, "\n".join(map(str, wrong))


def test_a_list_holds_nothing_of_another_city(app, world, as_):
    far, wrong = world[2], []
    queries = (
        "",
        "?limit=500",
        f"?area={places.FAR_GRID}",
        f"?under={places.FAR_CITY}",
        "?q=只在elsewhere",
        "?view=open",
    )
    for name in c.ROLES:
        client = as_(name)
        for rule, method, policy in doors(app):
            if (
                method != "GET"
                or policy.of is not None
                or rule.arguments
                or policy.who in (ANYONE, SECRET, PHONE)
            ):
                continue
            for query in queries:
                answer = client.get(rule.rule + query)
                if far.mark.encode() in answer.data:
                    wrong.append((name, rule.rule + query))
    assert not wrong, "\n".join(map(str, wrong))
