"""The queue against a real server that loses nothing; time is a clock that the test moves."""

import asyncio

import pytest
from redis import Redis

from bot.erasure.job import BUSY_SECONDS, FIRST_WAIT, LONGEST_WAIT, RARE_WAIT, Erasing, Erasure
from bot.erasure.queue import LEASE_SECONDS, ErasureQueue, Job, Waiting, new_job
from bot.storage.encryption import Seal
from channels.channel import Address
from tests.bot.erasure.conftest import SEAL
from tests.bot.erasure.provider import Clock

pytestmark = pytest.mark.redis
CHAT = Address("telegram", "771300001")
SID = "SM" + "ab12" * 8
NOTHING = Waiting(0, 0, 0, 0, 0.0)


def deletion(*ids: str, address: Address = CHAT) -> Erasure:
    return Erasure(Erasing.DELETE, address, ids)


async def taken(queue: ErasureQueue) -> Job:
    job = await queue.take()
    assert job is not None
    return job


async def test_a_job_is_due_to_the_second(queue: ErasureQueue, clock: Clock) -> None:
    await queue.add("a", deletion("1", "2"), clock.now + 100)
    clock.now += 99
    assert await queue.take() is None
    clock.now += 1
    job = await taken(queue)
    assert (job.name, job.erasures) == ("a", (deletion("1", "2"),))


async def test_each_message_pushes_the_job_back(queue: ErasureQueue, clock: Clock) -> None:
    await queue.add("a", deletion("1"), clock.now + 100)
    clock.now += 90
    await queue.add("a", deletion("2"), clock.now + 100)
    clock.now += 99
    assert await queue.take() is None
    clock.now += 1
    assert (await taken(queue)).erasures == (deletion("1"), deletion("2"))


async def test_a_job_is_hastened(queue: ErasureQueue, clock: Clock) -> None:
    await queue.add("a", deletion("1"), clock.now + 1800)
    await queue.hasten("a")
    assert (await taken(queue)).name == "a"


async def test_a_job_that_is_not_there_is_not_made_by_hastening(queue: ErasureQueue, server: Redis) -> None:
    await queue.hasten("a")
    assert await queue.take() is None
    assert server.dbsize() == 0


async def test_the_job_that_is_due_longest_comes_first(queue: ErasureQueue, clock: Clock) -> None:
    for name, due in (("b", -5), ("a", -10), ("c", -1)):
        await queue.add(name, deletion("1"), clock.now + due)
    assert [(await taken(queue)).name for _ in range(3)] == ["a", "b", "c"]
    assert await queue.take() is None


async def test_two_workers_never_take_the_same_job(queue: ErasureQueue, empty_tickets_url: str, clock: Clock) -> None:
    workers = [ErasureQueue(empty_tickets_url, SEAL, clock) for _ in range(4)]
    for number in range(40):
        await queue.add(f"job{number}", deletion(str(number)), clock.now)
    jobs = await asyncio.gather(*(worker.take() for worker in workers for _ in range(15)))
    for worker in workers:
        await worker.close()
    names = [job.name for job in jobs if job is not None]
    assert sorted(names) == sorted(f"job{number}" for number in range(40))


async def test_a_job_is_free_again_after_the_lease_of_a_worker_that_died(queue: ErasureQueue, clock: Clock) -> None:
    await queue.add("a", deletion("1"), clock.now)
    await taken(queue)
    clock.now += LEASE_SECONDS - 1
    assert await queue.take() is None
    clock.now += 1
    assert (await taken(queue)).erasures == (deletion("1"),)


async def test_a_worker_that_is_alive_keeps_its_job(queue: ErasureQueue, clock: Clock) -> None:
    await queue.add("a", deletion("1"), clock.now)
    job = await taken(queue)
    clock.now += LEASE_SECONDS - 1
    await queue.hold(job)
    clock.now += LEASE_SECONDS - 1
    assert await queue.take() is None
    clock.now += 1
    assert (await taken(queue)).name == "a"


async def test_holding_a_job_never_pulls_it_forward_or_makes_it(queue: ErasureQueue, clock: Clock) -> None:
    await queue.add("a", deletion("1"), clock.now)
    job = await taken(queue)
    await queue.add("a", deletion("2"), clock.now + 1800)
    await queue.hold(job)
    clock.now += LEASE_SECONDS
    assert await queue.take() is None
    await queue.hold(Job("b", (), ()))
    clock.now += 1800
    assert (await taken(queue)).name == "a"
    assert await queue.take() is None


async def test_what_is_settled_and_finished_leaves_nothing(queue: ErasureQueue, server: Redis, clock: Clock) -> None:
    await queue.add("a", deletion("1"), clock.now)
    await queue.add("a", deletion("2"), clock.now)
    job = await taken(queue)
    await queue.postpone(job)
    clock.now += 2 * FIRST_WAIT
    job = await taken(queue)
    await queue.settle(job, job.entries, None)
    await queue.finish(job)
    assert server.dbsize() == 0
    assert await queue.waiting() == NOTHING


async def test_only_what_remains_is_kept(queue: ErasureQueue, clock: Clock) -> None:
    await queue.add("a", deletion("1", "2", "3"), clock.now)
    await queue.add("a", deletion("4"), clock.now)
    job = await taken(queue)
    await queue.settle(job, job.entries[:1], deletion("2"))
    clock.now += LEASE_SECONDS
    assert (await taken(queue)).erasures == (deletion("4"), deletion("2"))


async def test_what_is_added_while_a_job_is_worked_off_is_not_lost(queue: ErasureQueue, clock: Clock) -> None:
    await queue.add("a", deletion("1"), clock.now)
    job = await taken(queue)
    await queue.add("a", deletion("2"), clock.now + 60)
    await queue.settle(job, job.entries, None)
    await queue.finish(job)
    assert await queue.take() is None
    clock.now += 60
    assert (await taken(queue)).erasures == (deletion("2"),)


async def test_what_is_added_just_before_a_job_ends_begins_it_anew(queue: ErasureQueue, clock: Clock) -> None:
    await queue.add("a", deletion("1"), clock.now)
    job = await taken(queue)
    await queue.settle(job, job.entries, None)
    await queue.finish(job)
    await queue.add("a", deletion("2"), clock.now)
    assert (await taken(queue)).erasures == (deletion("2"),)


async def test_a_job_is_put_off_for_longer_each_time(queue: ErasureQueue, clock: Clock) -> None:
    await queue.add("a", deletion("1"), clock.now)
    waits = []
    for _ in range(8):
        await queue.postpone(await taken(queue))
        before = clock.now
        while await queue.waiting() and not (job := await queue.take()):
            clock.now += 1
        waits.append(clock.now - before)
        clock.now += LEASE_SECONDS
        assert job.erasures == (deletion("1"),)
    assert FIRST_WAIT <= waits[0] <= 2 * FIRST_WAIT
    assert waits[-1] == LONGEST_WAIT
    assert waits == sorted(waits)


async def test_a_job_is_put_off_for_as_long_as_the_provider_asks(queue: ErasureQueue, clock: Clock) -> None:
    await queue.add("a", deletion("1"), clock.now)
    await queue.postpone(await taken(queue), asked=700)
    clock.now += 699
    assert await queue.take() is None
    clock.now += 1
    await taken(queue)


async def test_what_has_failed_for_36_hours_is_still_there(queue: ErasureQueue, clock: Clock) -> None:
    await queue.add("a", deletion("1"), clock.now)
    job = await taken(queue)
    clock.now += BUSY_SECONDS + 1
    await queue.postpone(job)
    clock.now += RARE_WAIT - 1
    assert await queue.take() is None
    assert (await queue.waiting()).failing == 1
    clock.now += 1
    assert (await taken(queue)).erasures == (deletion("1"),)


async def test_what_waits_is_counted(queue: ErasureQueue, clock: Clock) -> None:
    assert await queue.waiting() == NOTHING
    await queue.add("open", deletion("1"), clock.now + 1800)
    await queue.add("retried", deletion("1"), clock.now)
    await queue.postpone(await taken(queue))
    await queue.add("begun", deletion("1"), clock.now)
    await taken(queue)
    clock.now += 30
    assert await queue.waiting() == Waiting(open=1, due=2, retried=1, failing=0, oldest=30)
    clock.now += BUSY_SECONDS
    assert await queue.waiting() == Waiting(open=0, due=3, retried=1, failing=2, oldest=BUSY_SECONDS + 30)


async def test_what_nobody_works_off_is_due_and_in_the_end_failing(queue: ErasureQueue, clock: Clock) -> None:
    await queue.add("a", deletion("1"), clock.now + 10)
    clock.now += 9
    assert await queue.waiting() == Waiting(open=1, due=0, retried=0, failing=0, oldest=0)
    clock.now += 1 + 3600
    assert await queue.waiting() == Waiting(open=0, due=1, retried=0, failing=0, oldest=3600)
    clock.now += BUSY_SECONDS
    assert (await queue.waiting()).failing == 1


async def test_what_no_key_opens_waits_for_its_key_and_is_given_up_after_36_hours(
    queue: ErasureQueue, empty_tickets_url: str, server: Redis, clock: Clock
) -> None:
    await queue.add("a", deletion("1"), clock.now)
    stranger = ErasureQueue(empty_tickets_url, Seal(bytes(32), "erasures"), clock)
    job = await taken(stranger)
    assert (job.erasures, job.unreadable) == ((), 1)
    await stranger.postpone(job)

    clock.now += 2 * FIRST_WAIT
    job = await taken(queue)
    assert (job.erasures, job.unreadable) == ((deletion("1"),), 0), "an operator set the wrong key for a while"

    clock.now += BUSY_SECONDS
    job = await taken(stranger)
    assert (job.erasures, job.unreadable) == ((), 0)
    await stranger.finish(job)
    await stranger.close()
    assert server.dbsize() == 0


async def test_an_entry_opens_in_its_own_place_only(queue: ErasureQueue, server: Redis, clock: Clock) -> None:
    await queue.add("a", deletion("1"), clock.now)
    server.rename("q:{erasure}:a", "q:{erasure}:b")
    server.zadd("q:{erasure}:due", {"b": clock.now - 1})
    job = await taken(queue)
    assert (job.name, job.erasures, job.unreadable) == ("b", (), 1)


async def test_nothing_readable_stands_in_any_key_or_value(queue: ErasureQueue, server: Redis, clock: Clock) -> None:
    name = new_job()
    await queue.add(name, deletion(SID, "771300099"), clock.now)
    await queue.add(new_job(), Erasure(Erasing.REDACT, Address("sms", ""), (SID,)), clock.now + 9)
    await queue.postpone(await taken(queue))
    stored = []
    for key in server.scan_iter():
        kind = server.type(key)
        stored += [key, *(server.lrange(key, 0, -1) if kind == b"list" else server.zrange(key, 0, -1))]  # type: ignore[misc]
    everything = b"\n".join(stored)
    assert name.encode() in everything
    for secret in (SID, "ab12ab12", CHAT.value, "771300099", "sms", "telegram", "delete", "redact"):
        assert secret.encode() not in everything
    assert len({new_job() for _ in range(100)}) == 100
