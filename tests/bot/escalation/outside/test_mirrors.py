"""What the bridge keeps, against a real server: ids only, encrypted, and one process writes."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from redis import Redis

from bot.escalation.outside_desk import Place
from bot.escalation.outside_mirrors import AnotherLeads, Mirror, Mirrors, new_mirror
from bot.storage.encryption import Seal
from bot.tickets.store import TicketsUnavailable
from tests.bot.escalation.outside.conftest import KEY

pytestmark = pytest.mark.redis
FULL = Mirror(
    "ticket-1",
    "ab12cd",
    Place(42, 101),
    opening_at=5.0,
    pending="last:before-0",
    last="17-0",
    before=("last:before-0", "last:before-1"),
    sees="last",
    labels=("lang-es", "risk-urgent"),
    heard=4711,
    taken=(4700, 4711),
    replies=(("18-0", 4711, "delivered"),),
    assigned=True,
    closed=True,
)


@pytest.fixture
async def mirrors(empty_tickets_url: str) -> AsyncIterator[Mirrors]:
    mirrors = Mirrors(empty_tickets_url, Seal(KEY, "outside"))
    yield mirrors
    await mirrors.close()


async def test_what_is_kept_comes_back_whole_and_goes_whole(mirrors: Mirrors, server: Redis) -> None:
    await mirrors.lead()
    new = new_mirror("ticket-2")
    await mirrors.save(FULL)
    await mirrors.save(new)
    assert sorted(await mirrors.all(), key=lambda each: each.ticket) == [FULL, new]
    await mirrors.drop(new)
    await mirrors.save(replace(FULL, place=None))
    assert await mirrors.all() == [replace(FULL, place=None)]
    await mirrors.drop(FULL)
    await mirrors.yield_lead()
    assert server.dbsize() == 0


async def test_nothing_of_it_can_be_read_in_the_store(mirrors: Mirrors, server: Redis) -> None:
    await mirrors.lead()
    await mirrors.save(FULL)
    stored = b"".join(key + b"".join(server.hgetall(key)) for key in [b"q:{tickets}:outside:mirrors"])  # type: ignore[arg-type]
    stored += b"".join(server.hvals("q:{tickets}:outside:mirrors"))  # type: ignore[arg-type]
    for secret in ("ticket-1", "ab12cd", "4711", "lang-es", "17-0"):
        assert secret.encode() not in stored


async def test_another_key_opens_none_of_it(mirrors: Mirrors, empty_tickets_url: str) -> None:
    await mirrors.lead()
    await mirrors.save(FULL)
    stranger = Mirrors(empty_tickets_url, Seal(bytes(32), "outside"))
    assert await stranger.all() == []
    await stranger.close()


async def test_only_the_one_that_leads_may_write(mirrors: Mirrors, empty_tickets_url: str, server: Redis) -> None:
    other = Mirrors(empty_tickets_url, Seal(KEY, "outside"))
    assert await other.lead()
    assert not await mirrors.lead()
    with pytest.raises(AnotherLeads):
        await mirrors.save(FULL)
    # As when the lease is over.
    server.delete("q:{tickets}:outside:lease")
    assert await mirrors.lead()
    with pytest.raises(AnotherLeads):
        await other.drop(FULL)
    await other.yield_lead()
    await mirrors.save(FULL)
    await other.close()


async def test_hints_are_taken_once(mirrors: Mirrors) -> None:
    await mirrors.hint(5)
    await mirrors.hint(5)
    await mirrors.hint(6)
    assert sorted(await mirrors.hints()) == [5, 6]
    assert list(await mirrors.hints()) == []


async def test_a_store_that_is_gone_is_said_so() -> None:
    gone = Mirrors("unix:///nowhere/tickets.sock", Seal(KEY, "outside"))
    for call in (gone.lead(), gone.all(), gone.hint(1), gone.save(FULL)):
        with pytest.raises(TicketsUnavailable):
            await call
    await gone.close()
