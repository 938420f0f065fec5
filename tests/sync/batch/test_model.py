"""Any order, any repetition, any correction: the intake agrees with a model of a few lines."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core import db
from app.patrol.models import Visit
from app.sync.models import Receipt
from tests.sync.phone import Phone, visit

KINDS = ("good", "bad", "corrects", "depends", "corrects bad")


def _ops(phone: Phone, plan: list[tuple[str, int]]) -> list[dict[str, Any]]:
    """Ops as the plan says: (kind, which earlier op it corrects or depends on)."""
    made: list[dict[str, Any]] = []
    for number, (kind, other) in enumerate(plan):
        op = phone.op(lane=str(number), body=visit(minutes=0 if "bad" in kind else 5))
        if made and "corrects" in kind:
            op["supersedes"] = made[other % len(made)]["id"]
        if made and kind == "depends":
            op["deps"] = [made[other % len(made)]["id"]]
        made.append(op)
    return made


class Model:
    """What the contract says about these ops, without a database."""

    def __init__(self) -> None:
        self.verdict: dict[str, str] = {}
        self.instead: dict[str, list[str]] = {}

    def _replaced(self, id: str) -> bool:
        seen, front = {id}, [id]
        while front:
            after = [one for old in front for one in self.instead.get(old, [])]
            if any(self.verdict[one] == "applied" for one in after):
                return True
            front = [one for one in after if one not in seen]
            seen.update(front)
        return False

    def _took_effect(self, id: str) -> bool:
        return self.verdict.get(id) == "applied" or self._replaced(id)

    def judge(self, op: dict[str, Any]) -> str:
        """The status of the op, sent now."""
        known = self.verdict.get(op["id"])
        if known is not None:
            return "duplicate" if known == "applied" else "rejected"
        target = op.get("supersedes")
        if self._replaced(op["id"]) or (target and self._took_effect(target)):
            status = "rejected"
        elif not all(self._took_effect(dep) for dep in op["deps"]):
            return "deferred"
        else:
            status = "rejected" if op["body"]["minutes"] == 0 else "applied"
        self.verdict[op["id"]] = status
        if target:
            self.instead.setdefault(target, []).append(op["id"])
        return status


@settings(
    max_examples=60,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    plan=st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 9)), min_size=1, max_size=8),
    order=st.lists(st.integers(0, 7), min_size=1, max_size=16),
)
def test_any_order_of_sending_ends_as_the_model_says(phone, plan, order):
    Receipt.delete().execute()
    Visit.delete().execute()
    ops, model = _ops(phone, plan), Model()
    for which in order:
        op = ops[which % len(ops)]
        assert phone.send(op)[0]["status"] == model.judge(op)
    applied = {id for id, verdict in model.verdict.items() if verdict == "applied"}
    assert {row.op for row in Receipt.select().where(Receipt.status == "applied")} == applied
    assert Visit.select().count() == len(applied)
    assert not db.database.in_transaction()


@settings(
    max_examples=25,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    plan=st.lists(
        st.tuples(st.sampled_from(("good", "depends")), st.integers(0, 9)), min_size=1, max_size=10
    ),
    data=st.data(),
)
def test_ops_without_faults_all_arrive_whatever_the_batches(phone, plan, data):
    Receipt.delete().execute()
    Visit.delete().execute()
    ops = _ops(phone, plan)
    waiting = list(data.draw(st.permutations(ops)))
    while waiting:
        size = data.draw(st.integers(1, len(waiting)))
        results = phone.send(*waiting[:size])
        left = [op for op, result in zip(waiting, results, strict=False) if result["status"] == "deferred"]
        waiting = waiting[size:] + left
    assert Visit.select().count() == len(ops)
