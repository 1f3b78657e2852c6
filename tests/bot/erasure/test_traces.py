"""What a session leaves behind is handed to the queue, or comes back to be handed over later."""

from dataclasses import replace

import pytest
from redis import Redis

from bot.erasure.eraser import Eraser
from bot.erasure.job import Erasing, Erasure
from bot.erasure.queue import ErasureQueue
from bot.erasure.traces import CLOSING_SECONDS, NoTraces, ProviderTraces
from bot.sessions.session import Session
from channels.channel import Address, Erased
from tests.bot.erasure.conftest import SEAL
from tests.bot.erasure.provider import Clock, Counted, Provider

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
    return ProviderTraces(Eraser(queue, channels, counted.add), channels, clock, IDLE, MAXIMUM)


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
    assert await traces.keep(job, CHAT, ["1"], session) == ()
    clock.now += IDLE - 1
    assert await traces.keep(job, CHAT, ["2", "", "3"], replace(session, seen_at=clock.now)) == ()
    clock.now += IDLE - 1
    assert await due(queue) == []
    clock.now += 1
    kept = await due(queue)
    assert kept == [Erasure(Erasing.DELETE, CHAT, ("1",)), Erasure(Erasing.DELETE, CHAT, ("2", "3"))]


async def test_what_was_kept_is_due_when_the_session_is_old_or_the_person_chose(
    traces: ProviderTraces, queue: ErasureQueue, clock: Clock
) -> None:
    busy = begun(clock, started_at=clock.now - MAXIMUM + 10)
    await traces.keep("busy", CHAT, ["1"], busy)
    await traces.keep("shorter", CHAT, ["2"], begun(clock, idle_seconds=300))
    await traces.keep("nobody", CHAT, ["3"], None)
    for seconds, expected in ((10, "1"), (290, "2"), (1500, "3")):
        clock.now += seconds - 1
        assert await due(queue) == []
        clock.now += 1
        assert [each.message_ids for each in await due(queue)] == [(expected,)]


async def test_what_is_over_already_is_due_at_once(traces: ProviderTraces, queue: ErasureQueue, clock: Clock) -> None:
    await traces.keep("a", CHAT, ["1"], begun(clock, started_at=clock.now - MAXIMUM - 100))
    assert len(await due(queue)) == 1


@pytest.mark.parametrize("address", [SMS, WHATSAPP], ids=["sms", "whatsapp"])
async def test_no_number_is_kept_where_the_id_is_enough(
    traces: ProviderTraces, queue: ErasureQueue, clock: Clock, address: Address
) -> None:
    await traces.keep("a", address, ["SM1"], begun(clock))
    await traces.redact(address, ["SM1"])
    await traces.end(begun(clock, job="a"), address, ["SM2"], ["SM3"])
    clock.now += IDLE
    kept = await due(queue)
    assert {each.address for each in kept} == {Address(address.channel, "")}
    assert sorted(each.message_ids for each in kept if each.erasing is Erasing.DELETE) == [("SM1",), ("SM2",), ("SM3",)]


async def test_only_what_can_be_emptied_is_redacted_and_at_once(traces: ProviderTraces, queue: ErasureQueue) -> None:
    for address in (CHAT, WEB):
        await traces.redact(address, ["1"])
    assert await due(queue) == []
    for address in (SMS, WHATSAPP):
        await traces.redact(address, [])
        await traces.redact(address, ["SM1"])
    emptied = {(each.erasing, each.address.channel, each.message_ids) for each in await due(queue)}
    assert emptied == {(Erasing.REDACT, "sms", ("SM1",)), (Erasing.REDACT, "whatsapp", ("SM1",))}


async def test_an_end_makes_all_of_it_due_and_the_last_line_after_it_was_read(
    traces: ProviderTraces, queue: ErasureQueue, clock: Clock
) -> None:
    session = begun(clock, job="a", traces=("2",))
    await traces.keep("a", CHAT, ["1"], session)
    await traces.end(session, CHAT, ["3"], ["4"])
    assert [each.message_ids for each in await due(queue)] == [("1",), ("2", "3")]
    clock.now += CLOSING_SECONDS - 1
    assert not [each for each in await due(queue) if "4" in each.message_ids]
    clock.now += 1
    assert [each for each in await due(queue) if "4" in each.message_ids]


async def test_an_end_with_nothing_new_hastens_what_was_kept(
    traces: ProviderTraces, queue: ErasureQueue, clock: Clock
) -> None:
    session = begun(clock, job="a")
    await traces.keep("a", CHAT, ["1"], session)
    await traces.end(session, CHAT)
    assert [each.message_ids for each in await due(queue)] == [("1",)]


class QuickWorker(ErasureQueue):
    """A queue where a worker takes each job as soon as it is due."""

    async def add(self, job: str, erasure: Erasure, due: float) -> None:
        await super().add(job, erasure, due)
        await self.take()


async def test_an_end_takes_nothing_from_a_worker_that_has_begun(
    empty_tickets_url: str, clock: Clock, counted: Counted, telegram: Provider
) -> None:
    queue = QuickWorker(empty_tickets_url, SEAL, clock)
    traces = made(queue, clock, counted, telegram)
    session = begun(clock, job="a")
    await traces.keep("a", CHAT, ["1"], session)
    await traces.end(session, CHAT, ["2"], ["3"])
    assert await queue.take() is None
    await queue.close()


async def test_the_end_of_nobody_s_session_leaves_nothing(traces: ProviderTraces, server: Redis, clock: Clock) -> None:
    await traces.end(None, CHAT)
    await traces.end(begun(clock, job="a"), WEB, ["1"], ["2"])
    assert server.dbsize() == 0
    await traces.end(None, CHAT, ["1"])
    assert server.dbsize() == 2


async def test_without_a_queue_the_ids_come_back_and_go_with_the_next_message(
    gone: ProviderTraces, traces: ProviderTraces, queue: ErasureQueue, clock: Clock, counted: Counted
) -> None:
    session = begun(clock)
    left = await gone.keep("a", CHAT, ["1", "", "2"], session)
    assert left == ("1", "2")
    assert counted.events == [("erasures_unavailable", "telegram", "ErasuresUnavailable")]
    assert await traces.keep("a", CHAT, [*session.marked("e", "a", left).traces, "3"], session) == ()
    clock.now += IDLE
    assert [each.message_ids for each in await due(queue)] == [("1", "2", "3")]


async def test_an_end_without_a_queue_erases_once_by_itself(
    gone: ProviderTraces, clock: Clock, sms: Provider, telegram: Provider
) -> None:
    telegram.answers = [Erased(later=("1", "2", "3"))]
    await gone.end(begun(clock, job="a", traces=("1",)), CHAT, ["2"], ["3"])
    assert telegram.asked == [("delete", CHAT.value, ("1", "2", "3"))]
    sms.answers = [ValueError("SM1")]
    await gone.end(None, SMS, ["SM1"])
    assert sms.asked == [("delete", SMS.value, ("SM1",))]
    await gone.end(begun(clock, job="a"), CHAT)
    assert len(telegram.asked) == 1, "there was nothing to ask for"


async def test_redaction_without_a_queue_is_given_up_for_the_deletion(gone: ProviderTraces, sms: Provider) -> None:
    await gone.redact(SMS, ["SM1"])
    assert not sms.asked


async def test_what_no_provider_sees_leaves_nothing(clock: Clock) -> None:
    nothing = NoTraces()
    session = begun(clock)
    assert nothing.job(session, WEB) == ""
    assert await nothing.keep("", WEB, ["1"], session) == ()
    await nothing.redact(WEB, ["1"])
    await nothing.end(session, WEB, ["1"], ["2"])


async def test_the_web_chat_keeps_nothing_in_the_queue(traces: ProviderTraces, server: Redis, clock: Clock) -> None:
    session = begun(clock)
    assert await traces.keep(traces.job(session, WEB), WEB, ["1"], session) == ()
    assert server.dbsize() == 0
