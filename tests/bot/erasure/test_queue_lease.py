"""Whose job it is: what a worker does to one that somebody else has moved since leaves their time as it is."""

import pytest
from redis import Redis

from bot.erasure.job import BUSY_SECONDS, FIRST_WAIT, RARE_WAIT, Erasing, Erasure
from bot.erasure.queue import LEASE_SECONDS, ErasureQueue, Job, Waiting
from channels.channel import Address
from tests.bot.erasure.provider import Clock

pytestmark = pytest.mark.redis
IDLE = 1800
DUE, SINCE, ATTEMPTS = (f"q:{{erasure}}:{each}" for each in ("due", "since", "attempts"))


def deletion(*ids: str) -> Erasure:
    return Erasure(Erasing.DELETE, Address("telegram", "771300001"), ids)


async def taken(queue: ErasureQueue) -> Job:
    job = await queue.take()
    assert job is not None
    return job


async def test_postponing_leaves_the_end_of_a_chat_that_goes_on(queue: ErasureQueue, clock: Clock) -> None:
    await queue.add("a", deletion("1"), clock.now)
    job = await taken(queue)
    await queue.add("a", deletion("2"), clock.now + IDLE)
    await queue.postpone(job)
    clock.now += IDLE - 1
    assert await queue.take() is None, "an open chat was pulled forward"
    clock.now += 1
    assert (await taken(queue)).erasures == (deletion("1"), deletion("2"))


async def test_postponing_by_hours_does_not_hold_up_the_end_of_a_chat(queue: ErasureQueue, clock: Clock) -> None:
    await queue.add("a", deletion("1"), clock.now)
    job = await taken(queue)
    await queue.add("a", deletion("2"), clock.now + BUSY_SECONDS + IDLE)
    clock.now += BUSY_SECONDS
    await queue.postpone(job)
    assert IDLE < RARE_WAIT
    clock.now += IDLE
    await taken(queue)


async def test_what_is_wanted_now_is_not_put_off_by_who_tried_before(queue: ErasureQueue, clock: Clock) -> None:
    await queue.add("a", deletion("1"), clock.now)
    job = await taken(queue)
    clock.now += 1
    await queue.hasten("a")
    await queue.hold(job)
    await queue.postpone(job)
    assert (await taken(queue)).name == "a"


async def test_postponing_replaces_the_lease_and_nothing_else(queue: ErasureQueue, clock: Clock, server: Redis) -> None:
    await queue.add("a", deletion("1"), clock.now)
    await queue.postpone(await taken(queue), asked=LEASE_SECONDS / 2)
    assert server.zscore(DUE, "a") < clock.now + LEASE_SECONDS, "the lease stayed"  # type: ignore[operator]
    await queue.postpone(Job("b", (), ()))
    clock.now += 2 * FIRST_WAIT
    assert (await taken(queue)).name == "a"
    assert await queue.take() is None


async def test_a_job_that_was_held_is_postponed_and_finished_all_the_same(
    queue: ErasureQueue, clock: Clock, server: Redis
) -> None:
    await queue.add("a", deletion("1"), clock.now)
    job = await taken(queue)
    clock.now += LEASE_SECONDS / 2
    await queue.postpone(await queue.hold(job))
    clock.now += 2 * FIRST_WAIT
    job = await taken(queue)
    clock.now += LEASE_SECONDS / 2
    job = await queue.hold(job)
    await queue.settle(job, job.entries, None)
    await queue.finish(job)
    assert server.dbsize() == 0


@pytest.mark.parametrize("before", ["never tried", "tried in vain"])
@pytest.mark.parametrize("how", ["finish", "postpone"])
async def test_a_chat_that_goes_on_is_open_and_not_due(
    queue: ErasureQueue, clock: Clock, how: str, before: str
) -> None:
    await queue.add("a", deletion("1"), clock.now)
    if before == "tried in vain":
        await queue.postpone(await taken(queue))
        clock.now += 2 * FIRST_WAIT
    job = await taken(queue)
    await queue.add("a", deletion("2"), clock.now + IDLE)
    if how == "finish":
        await queue.settle(job, job.entries, None)
        await queue.finish(job)
    else:
        await queue.postpone(job)
    assert await queue.waiting() == Waiting(open=1, due=0, retried=0, failing=0, oldest=0)
    clock.now += IDLE
    await queue.postpone(await taken(queue))
    clock.now += 2 * FIRST_WAIT
    assert (await taken(queue)).name == "a", "its waits begin anew"


async def test_a_worker_whose_lease_ran_out_does_not_end_what_another_works_off(
    queue: ErasureQueue, clock: Clock, server: Redis
) -> None:
    await queue.add("a", deletion("1"), clock.now)
    slow = await taken(queue)
    clock.now += LEASE_SECONDS
    other = await taken(queue)
    await queue.settle(slow, slow.entries, None)
    await queue.finish(slow)
    # The other worker's provider could not yet.
    await queue.settle(other, other.entries, deletion("1"))
    await queue.postpone(other)
    clock.now += 2 * FIRST_WAIT
    job = await taken(queue)
    assert job.erasures == (deletion("1"),), "it was left where nobody ever looks"
    await queue.settle(job, job.entries, None)
    await queue.finish(job)
    assert server.dbsize() == 0


async def test_taking_notes_at_once_since_when_a_job_is_tried(queue: ErasureQueue, clock: Clock, server: Redis) -> None:
    await queue.add("a", deletion("1"), clock.now)
    begun = clock.now
    for _ in range(3):
        await queue.postpone(await taken(queue))
        clock.now += 3600
    assert server.zscore(SINCE, "a") == begun
    assert server.zscore(ATTEMPTS, "a") == 3
