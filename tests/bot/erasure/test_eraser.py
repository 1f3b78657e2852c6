"""The worker: what the provider could not erase yet comes again, and nothing else does."""

import asyncio

import pytest
from redis import Redis

from bot.erasure.eraser import ENTRIES_AT_ONCE, Eraser
from bot.erasure.job import BUSY_SECONDS, FIRST_WAIT, RARE_WAIT, Erasing, Erasure
from bot.erasure.queue import LEASE_SECONDS, ErasureQueue
from channels.channel import Address, Erased
from tests.bot.erasure.provider import Clock, Counted, Provider
from tests.ending import ended

pytestmark = pytest.mark.redis
CHAT = Address("telegram", "771300001")
SMS = Address("sms", "")


def deletion(*ids: str, address: Address = SMS) -> Erasure:
    return Erasure(Erasing.DELETE, address, ids)


async def test_nothing_is_done_before_its_time(eraser: Eraser, clock: Clock, sms: Provider) -> None:
    assert not await eraser.step()
    await eraser.queue.add("a", deletion("SM1"), clock.now + 1)
    assert not await eraser.step()
    assert not sms.asked


async def test_what_is_gone_leaves_nothing(eraser: Eraser, clock: Clock, sms: Provider, server: Redis) -> None:
    await eraser.queue.add("a", deletion("SM1", "SM2"), clock.now)
    assert await eraser.step()
    assert sms.asked == [("delete", "", ("SM1", "SM2"))]
    assert server.dbsize() == 0
    assert not await eraser.step()


async def test_redaction_and_deletion_are_different_calls(eraser: Eraser, clock: Clock, sms: Provider) -> None:
    await eraser.queue.add("a", Erasure(Erasing.REDACT, SMS, ("SM1",)), clock.now)
    await eraser.queue.add("a", deletion("SM1"), clock.now)
    assert await eraser.step()
    assert sms.asked == [("redact", "", ("SM1",)), ("delete", "", ("SM1",))]


async def test_one_chat_is_one_call_with_each_id_once(
    eraser: Eraser, clock: Clock, telegram: Provider, server: Redis
) -> None:
    for ids in (("1",), ("2", "3"), ("3", "4")):
        await eraser.queue.add("a", deletion(*ids, address=CHAT), clock.now)
    assert await eraser.step()
    assert telegram.asked == [("delete", CHAT.value, ("1", "2", "3", "4"))]
    assert server.dbsize() == 0


async def test_a_long_chat_is_erased_in_batches_and_never_taken_by_another_worker_meanwhile(
    eraser: Eraser, clock: Clock, sms: Provider, server: Redis
) -> None:
    ids = [f"SM{number}" for number in range(3 * ENTRIES_AT_ONCE)]
    for each in ids:
        await eraser.queue.add("a", deletion(each), clock.now)
    due: list[float] = []

    def half_a_lease_goes_by() -> None:
        clock.now += LEASE_SECONDS / 2
        due.append(float(server.zscore("q:{erasure}:due", "a") or 0) - clock.now)  # type: ignore[arg-type]

    sms.meanwhile = half_a_lease_goes_by
    assert await eraser.step()
    assert len(sms.asked) == 3
    assert [each for _, _, batch in sms.asked for each in batch] == ids
    assert all(each > 0 for each in due), "it was free while it was worked off"
    assert server.dbsize() == 0


async def test_only_what_was_not_gone_comes_again(
    eraser: Eraser, clock: Clock, sms: Provider, server: Redis, counted: Counted
) -> None:
    sms.answers = [Erased(gone=("SM1",), later=("SM2", "SM3")), Erased(gone=("SM2",), kept=("SM3",))]
    await eraser.queue.add("a", deletion("SM1", "SM2", "SM3"), clock.now)
    assert await eraser.step()
    assert not await eraser.step()
    clock.now += 2 * FIRST_WAIT
    assert await eraser.step()
    assert sms.asked[1] == ("delete", "", ("SM2", "SM3"))
    assert server.dbsize() == 0
    for event, times in (("delete_gone", 2), ("delete_later", 2), ("delete_kept", 1)):
        assert counted.events.count((event, "sms", "")) == times


async def test_the_longest_wait_that_a_provider_asks_for_counts(
    eraser: Eraser, clock: Clock, sms: Provider, telegram: Provider
) -> None:
    sms.answers = [Erased(later=("SM1",), retry_after=600)]
    telegram.answers = [Erased(later=("1",))]
    await eraser.queue.add("a", deletion("SM1"), clock.now)
    await eraser.queue.add("a", deletion("1", address=CHAT), clock.now)
    assert await eraser.step()
    clock.now += 599
    assert not await eraser.step()
    clock.now += 1
    assert await eraser.step()


async def test_what_fails_for_36_hours_stays_listed_and_goes_in_the_end(
    eraser: Eraser, clock: Clock, sms: Provider, server: Redis
) -> None:
    sms.answers = [Erased(later=("SM1",)) for _ in range(1000)]
    begun = clock.now
    await eraser.queue.add("a", deletion("SM1"), clock.now)
    while clock.now < begun + BUSY_SECONDS:
        await eraser.step()
        clock.now += FIRST_WAIT
    tries = len(sms.asked)
    assert 40 < tries < 60, "about once an hour"
    waiting = await eraser.queue.waiting()
    assert (waiting.due, waiting.retried, waiting.failing) == (1, 1, 1)
    for _ in range(3):
        clock.now += RARE_WAIT
        await eraser.step()
    assert len(sms.asked) == tries + 3
    sms.answers.clear()
    clock.now += RARE_WAIT
    assert await eraser.step()
    assert server.dbsize() == 0


@pytest.mark.parametrize("error", [ValueError("SM1"), TimeoutError(), KeyError("SM1"), RecursionError()], ids=repr)
async def test_a_channel_that_breaks_is_asked_again_and_holds_nothing_up(
    eraser: Eraser, clock: Clock, sms: Provider, telegram: Provider, error: Exception
) -> None:
    sms.answers = [error]
    await eraser.queue.add("a", deletion("SM1"), clock.now)
    await eraser.queue.add("a", deletion("1", address=CHAT), clock.now)
    assert await eraser.step()
    assert telegram.asked == [("delete", CHAT.value, ("1",))]
    clock.now += 2 * FIRST_WAIT
    assert await eraser.step()
    assert [ids for _, _, ids in sms.asked] == [("SM1",), ("SM1",)]
    assert (await eraser.queue.waiting()).due == 0


async def test_of_a_channel_that_breaks_only_the_error_s_name_is_told(
    eraser: Eraser, clock: Clock, sms: Provider, counted: Counted
) -> None:
    sms.answers = [KeyError("SM1")]
    await eraser.queue.add("a", deletion("SM1"), clock.now)
    assert await eraser.step()
    assert counted.events == [("erasure_failed", "sms", "KeyError")]


async def test_a_channel_that_is_off_waits_until_it_is_on(
    eraser: Eraser, clock: Clock, telegram: Provider, counted: Counted, server: Redis
) -> None:
    without_sms = Eraser(eraser.queue, {"telegram": telegram}, counted.add)
    await eraser.queue.add("a", deletion("SM1"), clock.now)
    await eraser.queue.add("a", deletion("1", address=CHAT), clock.now)
    assert await without_sms.step()
    assert telegram.asked == [("delete", CHAT.value, ("1",))]
    assert not await without_sms.step()
    clock.now += 2 * FIRST_WAIT
    assert await eraser.step()
    assert len(telegram.asked) == 1
    assert server.dbsize() == 0


async def test_what_our_key_does_not_open_is_counted_and_waits(
    eraser: Eraser, clock: Clock, server: Redis, counted: Counted
) -> None:
    await eraser.queue.add("a", deletion("SM1"), clock.now)
    server.rpush("q:{erasure}:a", b"of another key, or of nobody")
    assert await eraser.step()
    assert counted.of("erasure_unreadable") == counted.of("delete_gone") == 1
    assert server.llen("q:{erasure}:a") == 1
    clock.now += BUSY_SECONDS
    assert await eraser.step()
    assert server.dbsize() == 0


async def test_a_worker_that_died_in_the_middle_is_followed_by_another(
    eraser: Eraser, clock: Clock, sms: Provider, server: Redis
) -> None:
    await eraser.queue.add("a", deletion("SM1"), clock.now)
    assert await eraser.queue.take() is not None
    assert not await eraser.step()
    clock.now += LEASE_SECONDS
    assert await eraser.step()
    assert sms.asked == [("delete", "", ("SM1",))]
    assert server.dbsize() == 0


async def test_the_worker_wakes_and_goes_on_after_trouble(
    eraser: Eraser, clock: Clock, sms: Provider, gone_queue: ErasureQueue, counted: Counted
) -> None:
    workers = [asyncio.create_task(eraser.run()) for _ in range(3)]
    for number in range(5):
        await eraser.queue.add(f"job{number}", deletion(f"SM{number}"), clock.now)
    eraser.wake()
    async with asyncio.timeout(20):
        while len(sms.asked) < 5 or (await eraser.queue.waiting()).due:  # noqa: ASYNC110 - it happens in a server
            await asyncio.sleep(0.01)
    assert sorted(ids for _, _, ids in sms.asked) == [(f"SM{number}",) for number in range(5)]

    in_trouble = Eraser(gone_queue, {}, counted.add)
    workers.append(asyncio.create_task(in_trouble.run()))
    async with asyncio.timeout(20):
        while counted.of("erasures_unavailable") < 2:
            in_trouble.wake()
            await asyncio.sleep(0.01)
    assert not any(worker.done() for worker in workers)
    assert ("erasures_unavailable", "", "ErasuresUnavailable") in counted.events
    await ended(*workers)
