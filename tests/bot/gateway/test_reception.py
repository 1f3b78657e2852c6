"""What becomes of an event whose process died, whose session cannot be ended, or whose answer is refused."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from redis import Redis

from bot.conversation.conversation import Conversation
from bot.conversation.speech import Speech
from bot.erasure.traces import NoTraces
from bot.escalation.exchange import Exchange, NoDesk
from bot.gateway.counts import Counts
from bot.gateway.reception import Reception
from bot.logs import silent_log
from bot.sessions.keys import SessionKeys
from bot.sessions.memory_folder import MEMORY
from bot.sessions.one_process import OneProcessSessions
from bot.sessions.redis_store import RedisSessions
from bot.sessions.session import Session
from bot.sessions.store import SessionStore, SessionsUnavailable
from bot.settings import read_settings
from bot.tickets.ticket import Outcome
from bot.tickets.wishes import ChatLeft
from bot.wiring.conversation import wire_conversation
from channels.channel import Address, ContactStopped, MessageReceived, OutboundMessage, Sent, nobody_hears
from channels.web import WebChannel
from tests.bot.conversation.people import LAWYER, ScriptedUnderstanding
from tests.bot.gateway.conftest import Voice

PERSON = Address("web", "visitor")
IDLE, MAXIMUM = 100, 1000


class CannotEnd(OneProcessSessions):
    """A store that takes sessions and does not give them up."""

    async def end(self, *_: object, **__: object) -> None:
        raise SessionsUnavailable


@pytest.fixture(scope="module")
def conversation() -> Conversation:
    return wire_conversation(read_settings({}), ScriptedUnderstanding(), time.time)


@pytest.fixture
async def store(empty_sessions_url: str) -> AsyncIterator[RedisSessions]:
    with tempfile.TemporaryDirectory(prefix="amparo-", dir=MEMORY) as folder:
        keys = SessionKeys(Path(folder))
        store = RedisSessions(empty_sessions_url, keys, time.time, idle_seconds=IDLE, maximum_seconds=MAXIMUM)
        yield store
        await store.close()


class Desk(NoDesk):
    """Notes who left it."""

    def __init__(self) -> None:
        self.left: list[tuple[str, Outcome]] = []

    async def leave(self, person: str, wish: ChatLeft) -> None:
        self.left.append((person, wish.outcome))


def reception(conversation: Conversation, sessions: SessionStore, desk: Exchange | None = None) -> Reception:
    channels, counts, desk = {"web": WebChannel()}, Counts(silent_log()), desk or NoDesk()
    return Reception(conversation, sessions, channels, counts, NoTraces(), desk, repeat_seconds=5, poll_seconds=0.05)


def texts(reception: Reception) -> list[str]:
    web = reception.channels["web"]
    assert isinstance(web, WebChannel)
    return [part.text for part in web.collect(PERSON)]


def message(text: str, number: int = 1) -> MessageReceived:
    return MessageReceived(PERSON, f"e{number}", message_id=f"m{number}", text=text)


@pytest.mark.redis
async def test_a_message_whose_process_died_is_answered_when_it_is_repeated(
    conversation: Conversation, store: RedisSessions, empty_sessions_url: str
) -> None:
    desk = reception(conversation, store)
    assert await store.claim("web:e1")
    with Redis.from_url(empty_sessions_url) as server:
        (key,) = server.keys()  # type: ignore[misc]
        server.pexpire(key, 300)
    await desk.receive([message(LAWYER)])
    assert texts(desk)
    assert await store.answered("web:e1")
    assert (desk.counts.of("answered"), desk.counts.of("repeated")) == (1, 0)


@pytest.mark.redis
async def test_a_repetition_waits_for_the_answer_and_gives_none(
    conversation: Conversation, store: RedisSessions
) -> None:
    desk = reception(conversation, store)
    assert await store.claim("web:e1")
    repeated = asyncio.create_task(desk.receive([message(LAWYER)]))
    await asyncio.sleep(0.2)
    assert not repeated.done(), "the first one's process might have died"
    await store.confirm("web:e1")
    await repeated
    assert not texts(desk)
    assert desk.counts.of("repeated") == 1


@pytest.mark.redis
async def test_repetitions_at_once_get_one_answer(conversation: Conversation, store: RedisSessions) -> None:
    desk = reception(conversation, store)
    await asyncio.gather(*(desk.receive([message(LAWYER)]) for _ in range(8)))
    assert (desk.counts.of("answered"), desk.counts.of("repeated")) == (1, 7)


async def test_who_says_stop_leaves_the_desk_though_their_chat_cannot_be_ended(conversation: Conversation) -> None:
    desk = Desk()
    store = CannotEnd(time.time, idle_seconds=IDLE, maximum_seconds=MAXIMUM)
    stopping = reception(conversation, store, desk)
    await stopping.receive([message(LAWYER, 1), ContactStopped(PERSON, "e2")])
    assert desk.left == [("web:visitor", Outcome.WITHDRAWN)]
    stopping.leaving.marked.clear()


async def test_nobody_is_told_of_a_deletion_that_failed(conversation: Conversation, voice: Voice) -> None:
    store = CannotEnd(time.time, idle_seconds=IDLE, maximum_seconds=MAXIMUM)
    desk = reception(conversation, store)
    await desk.receive([message(LAWYER, 1)])
    assert texts(desk)
    erase = Speech(voice.knowledge, "en").word("erase.now")
    await desk.receive([message(erase, 2)])
    said = texts(desk)
    assert said
    assert voice.says("erase.done", "en") not in said
    assert desk.counts.of("sessions_unavailable") == 1

    willing = reception(conversation, OneProcessSessions(time.time, idle_seconds=IDLE, maximum_seconds=MAXIMUM))
    await willing.receive([message(erase, 3)])
    assert voice.says("erase.done", "en") in texts(willing), "the word above would not have erased anything"


class SlowChannel(WebChannel):
    """A channel whose first part hangs until it may go on."""

    def __init__(self) -> None:
        super().__init__()
        object.__setattr__(self, "begun", asyncio.Event())
        object.__setattr__(self, "goes_on", asyncio.Event())

    async def send(
        self, address: Address, message: OutboundMessage, *, skip: int = 0, sent: Sent = nobody_hears
    ) -> Sequence[str]:
        self.begun.set()  # type: ignore[attr-defined]
        await self.goes_on.wait()  # type: ignore[attr-defined]
        return await super().send(address, message, skip=skip, sent=sent)


@pytest.mark.redis
async def test_who_leaves_while_an_answer_is_under_way_gets_no_more_of_it_and_is_forgotten(
    conversation: Conversation, store: RedisSessions, voice: Voice
) -> None:
    channel = SlowChannel()
    desk = replace(reception(conversation, store), channels={"web": channel})
    answering = asyncio.create_task(desk.receive([message(LAWYER, 1)]))
    await channel.begun.wait()  # type: ignore[attr-defined]
    leaving = asyncio.create_task(desk.receive([message("exit", 2)]))
    while not desk.leaving.marked:  # noqa: ASYNC110 - the product needs no event for it
        await asyncio.sleep(0.01)
    channel.goes_on.set()  # type: ignore[attr-defined]
    await asyncio.gather(answering, leaving)
    said = [part.text for part in channel.collect(PERSON)]
    assert len(said) == 2, "the part that was being sent, and the last line"
    assert said[-1] == voice.says("exit.done", "en")
    assert await store.load("web:visitor") is None
    assert not desk.leaving.marked


class LostLock(OneProcessSessions):
    """A store whose place cannot be had for some time."""

    busy = 3

    @asynccontextmanager
    async def turn(self, person: str) -> AsyncIterator[None]:
        if self.busy:
            self.busy -= 1
            raise SessionsUnavailable
        async with super().turn(person):
            yield


async def test_a_chat_that_cannot_be_ended_at_once_is_ended_as_soon_as_it_can_be(
    conversation: Conversation, voice: Voice
) -> None:
    now, store = time.time(), LostLock(time.time, idle_seconds=IDLE, maximum_seconds=MAXIMUM)
    await store.save("web:visitor", Session(now, now, greeted=True))
    desk = reception(conversation, store)
    await desk.receive([message("exit", 1)])
    assert texts(desk) == [voice.says("exit.done", "en")]
    await asyncio.gather(*desk.leaving.tasks)
    assert store.busy == 0
    assert await store.load("web:visitor") is None
    assert not desk.leaving.marked


class Broken(OneProcessSessions):
    """A store that breaks in a way that nobody thought of when somebody's place is asked for."""

    breaks = True

    @asynccontextmanager
    async def turn(self, person: str) -> AsyncIterator[None]:
        if self.breaks:
            raise ZeroDivisionError
        async with super().turn(person):
            yield


async def test_who_could_not_leave_is_answered_when_they_write_again(conversation: Conversation) -> None:
    store = Broken(time.time, idle_seconds=IDLE, maximum_seconds=MAXIMUM)
    desk = reception(conversation, store)
    await desk.receive([message("exit", 1)])
    texts(desk)
    store.breaks = False
    await desk.receive([message(LAWYER, 2)])
    assert texts(desk), "a mark that stays would cut every later answer off"


async def test_who_writes_again_before_the_end_of_the_old_chat_keeps_the_new_one(conversation: Conversation) -> None:
    store = LostLock(time.time, idle_seconds=IDLE, maximum_seconds=MAXIMUM)
    store.busy = 1
    desk = reception(conversation, store)
    await desk.receive([message("exit", 1)])
    texts(desk)
    assert desk.leaving.tasks
    await desk.receive([message(LAWYER, 2)])
    assert texts(desk)
    await asyncio.gather(*desk.leaving.tasks)
    kept = await store.load("web:visitor")
    assert kept is not None
    assert kept.topic == "legal_aid"
