"""No route without a stated policy."""

from __future__ import annotations

from tests.reach.policies import POLICIES


def test_every_route_states_its_policy_and_no_policy_is_of_a_route_that_is_gone(app):
    stated = {name.split()[0] for name in POLICIES}
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == stated, "tests/reach/policies.py"
