"""What a session leaves behind is handed to the queue, or waits in the process until the queue is there again."""

import asyncio
from dataclasses import replace

import pytest
from redis import Redis

from bot.erasure.eraser import Eraser
from bot.erasure.job import Erasing, Erasure
from bot.erasure.queue import ErasureQueue
from bot.erasure.traces import CLOSING_SECONDS, NoTraces, ProviderTraces
from bot.sessions.session import Limits, Session
from channels.channel import Address
from tests.bot.erasure.conftest import SEAL
from tests.bot.erasure.provider import Clock, Counted, Provider
from tests.ending import ended

pytestmark = pytest.mark.redis
SMS = Address("sms", "+27820000001", sender="+14155550100")
WHATSAPP = Address("whatsapp", "whatsapp:+27820000001")
CHAT = Address("telegram", "771300001")
WEB = Address("web", "visitor")
IDLE, MAXIMUM = 1800, 86400


@pytest.fixture
def whatsapp() -> Provider:
    return Provider("whatsapp")


@pytest.fixture
def traces(queue: ErasureQueue, clock: Clock, counted: Counted, whatsapp: Provider) -> ProviderTraces:
    return made(queue, clock, counted, Provider("sms"), Provider("telegram"), whatsapp)


@pytest.fixture
def gone(gone_queue: ErasureQueue, clock: Clock, counted: Counted, sms: Provider, telegram: Provider) -> ProviderTraces:
    """Give traces whose queue is gone."""
    return made(gone_queue, clock, counted, sms, telegram)


def made(queue: ErasureQueue, clock: Clock, counted: Counted, *providers: Provider) -> ProviderTraces:
    channels = {provider.name: provider for provider in providers}
    return ProviderTraces(Eraser(queue, channels, counted.add), channels, clock, Limits(IDLE, MAXIMUM))


async def flushed(traces: ProviderTraces) -> None:
    """Let what waits be handed over, as the gateway's own task does."""
    task = asyncio.create_task(traces.run())
    await asyncio.sleep(0.05)
    await ended(task)


async def asked_for(traces: ProviderTraces, provider: Provider) -> None:
    """Let what is due be asked for at a provider, as the gateway's own task does."""
    task = asyncio.create_task(traces.run())
    async with asyncio.timeout(60):
        while not provider.asked:  # noqa: ASYNC110 - the provider needs no event for it
            await asyncio.sleep(0.01)
    await ended(task)


async def due(queue: ErasureQueue) -> list[Erasure]:
    """Take everything that is due."""
    erasures: list[Erasure] = []
    while job := await queue.take():
        erasures += job.erasures
        await queue.settle(job, job.entries, None)
        await queue.finish(job)
    return erasures


def begun(clock: Clock, **fields: object) -> Session:
    return replace(Session(clock.now, clock.now), **fields)  # type: ignore[arg-type]


def test_a_session_has_one_job_that_says_nothing_of_the_person(traces: ProviderTraces, clock: Clock) -> None:
    first = traces.job(None, SMS)
    assert len(first) == 32
    assert traces.job(begun(clock), SMS) != traces.job(None, SMS) != first
    assert traces.job(begun(clock, job=first), SMS) == first
    assert traces.job(begun(clock, job=first), WEB) == ""


async def test_what_was_kept_is_due_when_the_session_is_idle(
    traces: ProviderTraces, queue: ErasureQueue, clock: Clock
) -> None:
    session = begun(clock)
    job = traces.job(session, CHAT)
    await traces.keep(job, CHAT, "1", session)
    clock.now += IDLE - 1
    await traces.keep(job, CHAT, "2", replace(session, seen_at=clock.now))
    traces.sent(job, CHAT, "3", replace(session, seen_at=clock.now))
    await traces.keep(job, CHAT, "", session)
    await flushed(traces)
    clock.now += IDLE - 1
    assert await due(queue) == []
    clock.now += 1
    assert await due(queue) == [Erasure(Erasing.DELETE, CHAT, (each,)) for each in "123"]


async def test_what_was_kept_is_due_when_the_session_is_old_or_the_person_chose(
    traces: ProviderTraces, queue: ErasureQueue, clock: Clock
) -> None:
    await traces.keep("busy", CHAT, "1", begun(clock, started_at=clock.now - MAXIMUM + 10))
    await traces.keep("shorter", CHAT, "2", begun(clock, idle_seconds=300))
    await traces.keep("nobody", CHAT, "3", None)
    for seconds, expected in ((10, "1"), (290, "2"), (1500, "3")):
        clock.now += seconds - 1
        assert await due(queue) == []
        clock.now += 1
        assert [each.message_ids for each in await due(queue)] == [(expected,)]


async def test_what_is_over_already_is_due_at_once(traces: ProviderTraces, queue: ErasureQueue, clock: Clock) -> None:
    await traces.keep("a", CHAT, "1", begun(clock, started_at=clock.now - MAXIMUM - 100))
    traces.drop(CHAT, "2")
    await flushed(traces)
    assert sorted(each.message_ids for each in await due(queue)) == [("1",), ("2",)]


@pytest.mark.parametrize("address", [SMS, WHATSAPP], ids=["sms", "whatsapp"])
async def test_no_number_is_kept_where_the_id_is_enough(
    traces: ProviderTraces, queue: ErasureQueue, clock: Clock, address: Address
) -> None:
    await traces.keep("a", address, "SM1", begun(clock))
    traces.redact(address, "SM1")
    traces.sent("a", address, "SM2", None)
    traces.drop(address, "SM3")
    await flushed(traces)
    clock.now += IDLE
    kept = await due(queue)
    assert {each.address for each in kept} == {Address(address.channel, "")}
    assert sorted(each.message_ids for each in kept if each.erasing is Erasing.DELETE) == [("SM1",), ("SM2",), ("SM3",)]


async def test_only_what_can_be_emptied_is_redacted_and_at_once(traces: ProviderTraces, queue: ErasureQueue) -> None:
    for address in (CHAT, WEB):
        traces.redact(address, "1")
    for address in (SMS, WHATSAPP):
        traces.redact(address, "")
        traces.redact(address, "SM1")
    await flushed(traces)
    emptied = {(each.erasing, each.address.channel, each.message_ids) for each in await due(queue)}
    assert emptied == {(Erasing.REDACT, "sms", ("SM1",)), (Erasing.REDACT, "whatsapp", ("SM1",))}


async def test_a_channel_that_is_off_is_reached_by_the_account_s_other_one(
    queue: ErasureQueue, clock: Clock, counted: Counted, sms: Provider
) -> None:
    traces = made(queue, clock, counted, sms)
    traces.drop(WHATSAPP, "SM1")
    traces.redact(WHATSAPP, "SM1")
    traces.drop(CHAT, "7")
    await flushed(traces)
    assert {(each.erasing, each.address, each.message_ids) for each in await due(queue)} == {
        (Erasing.DELETE, Address("sms", ""), ("SM1",)),
        (Erasing.REDACT, Address("sms", ""), ("SM1",)),
    }


async def test_an_end_makes_all_of_it_due_and_the_last_line_after_it_was_read(
    traces: ProviderTraces, queue: ErasureQueue, clock: Clock
) -> None:
    session = begun(clock, job="a")
    await traces.keep("a", CHAT, "1", session)
    traces.sent("a", CHAT, "2", session)
    traces.end("a", CHAT)
    traces.closing("b", CHAT, "3")
    await flushed(traces)
    assert [each.message_ids for each in await due(queue)] == [("1",), ("2",)]
    clock.now += CLOSING_SECONDS - 1
    assert await due(queue) == []
    clock.now += 1
    assert [each.message_ids for each in await due(queue)] == [("3",)]


async def test_the_end_of_nobody_s_session_leaves_nothing(traces: ProviderTraces, server: Redis, clock: Clock) -> None:
    traces.end("a", CHAT)
    traces.end("", CHAT)
    traces.end("a", WEB)
    await traces.keep("", WEB, "1", begun(clock))
    traces.sent("", WEB, "1", None)
    await flushed(traces)
    assert server.dbsize() == 0


async def test_nobody_waits_for_a_queue_that_is_gone_and_its_order_is_kept(
    gone: ProviderTraces, queue: ErasureQueue, clock: Clock, counted: Counted
) -> None:
    session = begun(clock, job="a")
    await gone.keep("a", CHAT, "1", session)
    gone.sent("a", CHAT, "2", session)
    gone.end("a", CHAT)
    gone.redact(SMS, "SM1")
    await flushed(gone)
    assert counted.events[0] == ("erasures_unavailable", "telegram", "ErasuresUnavailable")
    assert counted.events[1] == ("erasures_unavailable", "", "ErasuresUnavailable")
    assert {name for name, *_ in counted.events} == {"erasures_unavailable", "delete_gone", "redact_gone"}
    # The queue is back: what nobody wrote to again is handed over all the same.
    back = replace(gone, eraser=Eraser(queue, gone.channels, counted.add))
    await flushed(back)
    assert {(each.erasing, each.message_ids) for each in await due(queue)} == {
        (Erasing.DELETE, ("1",)),
        (Erasing.DELETE, ("2",)),
        (Erasing.REDACT, ("SM1",)),
    }


async def test_what_waits_is_handed_over_when_the_gateway_stops(
    traces: ProviderTraces, queue: ErasureQueue, clock: Clock
) -> None:
    task = asyncio.create_task(traces.run())
    await asyncio.sleep(0.05)
    traces.sent("a", CHAT, "1", begun(clock))
    await ended(task)
    clock.now += IDLE
    assert [each.message_ids for each in await due(queue)] == [("1",)]


async def test_what_no_provider_sees_leaves_nothing(clock: Clock) -> None:
    nothing = NoTraces()
    session = begun(clock)
    assert nothing.job(session, WEB) == ""
    await nothing.keep("", WEB, "1", session)
    nothing.sent("", WEB, "1", session)
    nothing.closing("", WEB, "1")
    nothing.redact(WEB, "1")
    nothing.drop(WEB, "1")
    nothing.end("", WEB)


async def test_without_a_queue_what_is_due_is_asked_for_once_as_it_was_meant(
    gone: ProviderTraces, clock: Clock, sms: Provider, telegram: Provider
) -> None:
    session = begun(clock, job="a")
    await gone.keep("a", CHAT, "1", session)
    gone.redact(SMS, "SM1")
    await asked_for(gone, sms)
    assert (telegram.asked, sms.asked) == ([], [("redact", "", ("SM1",))]), "the chat goes on"
    gone.end("a", CHAT)
    await asked_for(gone, telegram)
    assert telegram.asked == [("delete", CHAT.value, ("1",))]
    assert len(sms.asked) == 1


class Stumbling(ErasureQueue):
    """A queue that fails once in a way that nobody thought of."""

    stumbles = True

    async def add(self, job: str, erasure: Erasure, due: float) -> None:
        if self.stumbles:
            self.stumbles = False
            raise ZeroDivisionError
        await super().add(job, erasure, due)


async def test_whatever_fails_once_does_not_end_the_handing_over(
    empty_tickets_url: str, queue: ErasureQueue, clock: Clock, counted: Counted, telegram: Provider
) -> None:
    stumbling = Stumbling(empty_tickets_url, SEAL, clock)
    traces = made(stumbling, clock, counted, telegram)
    traces.sent("a", CHAT, "1", begun(clock))
    task = asyncio.create_task(traces.run())
    while stumbling.stumbles:  # noqa: ASYNC110 - the queue needs no event for it
        await asyncio.sleep(0.01)
    assert not task.done()
    await ended(task)
    await stumbling.close()
    assert counted.of("erasures_unavailable") == 1
    clock.now += IDLE
    assert [each.message_ids for each in await due(queue)] == [("1",)]
