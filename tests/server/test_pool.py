"""Threads are taken in turns: who asks for much waits behind who asks for little, and never holds all of them."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

from app.server.pool import Full, Pool


def on_a_loop(work):
    """Run `work()`, a coroutine function, on a loop in a thread of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work()).result(30)


def test_one_who_asks_for_much_holds_up_nobody_else():
    async def work():
        pool, go, order = Pool("t", 4, 100), threading.Event(), []
        many = [asyncio.ensure_future(pool.run("phones", go.wait, 20)) for _ in range(40)]
        await asyncio.sleep(0)
        assert await pool.run("resident", lambda: "answered") == "answered"  # beside all of them
        slow = [asyncio.ensure_future(pool.run("resident", go.wait, 20)) for _ in range(2)]
        await asyncio.sleep(0)

        async def asked(caller):
            await pool.run(caller, order.append, caller)

        late = [asyncio.ensure_future(asked(caller)) for caller in ("phones", "phones", "third", "fourth")]
        await asyncio.sleep(0)
        go.set()
        await asyncio.gather(*many, *slow, *late)
        pool.end()
        return order

    assert set(on_a_loop(work)[:2]) == {"third", "fourth"}


def test_the_queue_has_an_end_and_no_caller_fills_it_alone():
    async def work():
        pool, go = Pool("t", 2, 10), threading.Event()
        first = [asyncio.ensure_future(pool.run("a", go.wait, 20)) for _ in range(6)]
        await asyncio.sleep(0)
        for caller in ("a", "a"):
            try:
                await pool.run(caller, go.wait, 20)
                raise AssertionError("more than half of the places")
            except Full:
                pass
        rest = [asyncio.ensure_future(pool.run(caller, go.wait, 20)) for caller in "bbbccc"]
        await asyncio.sleep(0)
        try:
            await pool.run("d", go.wait, 20)
            raise AssertionError("more than there are places")
        except Full:
            pass
        go.set()
        await asyncio.gather(*first, *rest)
        assert await pool.run("d", lambda: 1) == 1  # every place was given back
        pool.end()

    on_a_loop(work)


def test_who_goes_away_while_waiting_leaves_the_turn_to_the_next():
    async def work():
        pool, go = Pool("t", 1, 10), threading.Event()
        running = asyncio.ensure_future(pool.run("a", go.wait, 20))
        await asyncio.sleep(0)
        gone = asyncio.ensure_future(pool.run("b", lambda: 1))
        stays = asyncio.ensure_future(pool.run("b", lambda: 2))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
        go.set()
        await running
        assert await asyncio.wait_for(stays, 20) == 2 and gone.cancelled()
        pool.end()

    on_a_loop(work)


def test_who_would_wait_longer_than_anybody_may_is_told_at_once():
    """The test's own clock: each piece of work takes a second, and nobody is to wait more than ten."""

    async def work():
        now = [0.0]
        steps = ThreadPoolExecutor(1)
        pool = Pool("t", 1, 400, steps, patience=10.0, seconds=lambda: now[0])

        def second():
            now[0] += 1.0

        async def asked(caller):
            try:
                await pool.run(caller, second)
                return now[0]
            except Full:
                return None

        asking = [asyncio.ensure_future(asked(f"phone {number}")) for number in range(60)]
        ended = await asyncio.gather(*asking)
        assert await asked("later") is not None  # nobody waits any more: it is taken
        steps.shutdown()
        return ended

    ended = on_a_loop(work)
    served = [when for when in ended if when is not None]
    assert 8 < len(served) < 30, served  # some end before the speed is known
    assert ended[: len(served)] == served  # the last to come were let go, not the first
    assert None in ended


def test_without_patience_everybody_waits():
    async def work():
        now = [0.0]
        pool = Pool("t", 1, 400, seconds=lambda: now[0])

        def second():
            now[0] += 1.0

        await asyncio.gather(*(pool.run(f"phone {number}", second) for number in range(60)))
        pool.end()
        return now[0]

    assert on_a_loop(work) == 60.0
