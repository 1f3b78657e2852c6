"""Guessing receipts comes to an end soon, for one sender and for all together, and honest people go on."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis import Redis

from bot.reports.redis_reports import RedisReports
from bot.reports.scripts import PREFIX
from bot.reports.store import ReportsUnavailable, TooManyTries
from bot.reports.tries import MOST_OF_ALL, MOST_TRIES, TRIES_SECONDS, ReceiptTries
from tests.bot.reports.conftest import SEAL, TOLD

pytestmark = pytest.mark.redis
SENDER = "telegram:771300001"


@pytest.fixture
async def tries(empty_tickets_url: str) -> AsyncIterator[ReceiptTries]:
    tries = ReceiptTries(empty_tickets_url, SEAL)
    yield tries
    await tries.close()


async def in_vain(tries: ReceiptTries, sender: str, times: int) -> int:
    """Say how many of so many tries at once were allowed."""
    done = await asyncio.gather(*(tries.count(sender) for _ in range(times)), return_exceptions=True)
    assert {type(each) for each in done} <= {type(None), TooManyTries}
    return sum(each is None for each in done)


async def test_a_sender_has_ten_tries_in_an_hour(tries: ReceiptTries, server: Redis) -> None:
    assert await in_vain(tries, SENDER, 3) == 3
    for _ in range(MOST_TRIES - 3):
        await tries.count(SENDER)
    with pytest.raises(TooManyTries):
        await tries.count(SENDER)
    assert await in_vain(tries, "telegram:2", 1) == 1
    ends = [server.ttl(each) for each in server.scan_iter(f"{PREFIX}tries:*")]
    assert len(ends) == 3
    assert all(0 < each <= TRIES_SECONDS for each in ends)


async def test_many_at_once_are_no_way_around_it(tries: ReceiptTries) -> None:
    assert await in_vain(tries, SENDER, 100) <= MOST_TRIES


async def test_a_receipt_that_opens_something_costs_nothing(tries: ReceiptTries, reports: RedisReports) -> None:
    receipt = await reports.begin(TOLD)
    for _ in range(3 * MOST_TRIES):
        await tries.count(SENDER)
        assert await reports.draft(receipt) is not None
        await tries.forgive(SENDER)
    # Nor does one's own receipt pay for guesses.
    for _ in range(MOST_TRIES):
        await tries.count(SENDER)
    with pytest.raises(TooManyTries):
        await tries.count(SENDER)


async def test_many_senders_are_bounded_together(tries: ReceiptTries) -> None:
    for each in range(MOST_OF_ALL):
        await tries.count(f"web:{each // MOST_TRIES}")
    with pytest.raises(TooManyTries):
        await tries.count("web:new")


async def test_one_sender_does_not_shut_everybody_out(tries: ReceiptTries) -> None:
    await in_vain(tries, SENDER, MOST_TRIES)
    for _ in range(MOST_OF_ALL):
        with pytest.raises(TooManyTries):
            await tries.count(SENDER)
    await tries.count("telegram:2")


async def test_senders_are_not_named(tries: ReceiptTries, server: Redis) -> None:
    await tries.count(SENDER)
    assert not any(b"771300001" in each for each in server.scan_iter())


async def test_a_store_that_is_gone_lets_nobody_guess() -> None:
    gone = ReceiptTries("unix:///nowhere/tickets.sock", SEAL)
    with pytest.raises(ReportsUnavailable):
        await gone.count(SENDER)
    await gone.close()
