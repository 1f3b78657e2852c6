"""What the queue asks of its server, and what it says where the server is gone or refuses."""

import asyncio
import traceback

import pytest
from redis import Redis

from bot.erasure.job import Erasing, Erasure
from bot.erasure.queue import ErasureQueue, ErasuresForbidden, ErasuresUnavailable, Job
from channels.channel import Address
from tests.bot.erasure.conftest import SEAL
from tests.bot.erasure.provider import Clock

pytestmark = pytest.mark.redis
SID = "SM" + "ab12" * 8


def deletion(*ids: str) -> Erasure:
    return Erasure(Erasing.DELETE, Address("sms", ""), ids)


async def test_many_webhooks_at_once_all_hand_over(queue: ErasureQueue, clock: Clock) -> None:
    await asyncio.gather(*(queue.add(f"job{number}", deletion("1"), clock.now + 9) for number in range(60)))
    assert (await queue.waiting()).open == 60


async def test_a_store_that_is_gone_says_so_and_nothing_else(gone_queue: ErasureQueue, clock: Clock) -> None:
    for call in (
        gone_queue.add("a", deletion(SID), clock.now),
        gone_queue.hasten("a"),
        gone_queue.take(),
        gone_queue.hold(Job("a", (), ())),
        gone_queue.settle(Job("a", (), ()), (b"x",), deletion(SID)),
        gone_queue.finish(Job("a", (), ())),
        gone_queue.postpone(Job("a", (), ())),
        gone_queue.waiting(),
        gone_queue.check(),
        gone_queue.compact(),
    ):
        with pytest.raises(ErasuresUnavailable) as raised:
            await call
        shown = "".join(traceback.format_exception(raised.value))
        assert SID not in shown
        assert raised.value.__cause__ is None


async def test_an_account_that_may_not_write_is_a_store_that_is_gone(
    empty_tickets_url: str, server: Redis, clock: Clock
) -> None:
    server.acl_setuser("reader", enabled=True, nopass=True, keys=["*"], commands=["+@read", "+@connection"])
    queue = ErasureQueue(empty_tickets_url.replace("unix://", "unix://reader@"), SEAL, clock)
    try:
        with pytest.raises(ErasuresUnavailable):
            await queue.add("a", deletion("1"), clock.now)
        assert "+config" in await queue.check()
        with pytest.raises(ErasuresForbidden):
            await queue.compact()
    finally:
        await queue.close()
        server.acl_deluser("reader")


async def test_only_a_server_that_keeps_every_write_is_a_store_of_erasures(
    queue: ErasureQueue, sessions_url: str, clock: Clock
) -> None:
    assert await queue.check() == ""
    forgetful = ErasureQueue(sessions_url, SEAL, clock)
    assert "append-only" in await forgetful.check()
    await forgetful.close()
