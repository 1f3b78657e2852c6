"""Silence after the question whether to delete means yes; an answer counts also where the desk could not hear it."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from redis import Redis

from bot.cli.stores import Store, start_tickets_store, stop_store
from bot.gateway.silence import Silence
from bot.knowledge.pseudonyms import read_pseudonyms
from bot.sessions.memory_folder import MEMORY
from bot.sessions.one_process import OneProcessSessions
from bot.sessions.session import ERASING, SILENCE_SECONDS, Session
from bot.sessions.store import SessionsUnavailable
from bot.settings import PROJECT
from bot.storage.encryption import Seal
from bot.tickets.redis_store import RedisTickets
from bot.tickets.safe_contact import Hours, SafeContact
from bot.tickets.scripts import place
from bot.tickets.store import Escalation
from bot.tickets.ticket import Outcome, Reason
from bot.wiring.keys import new_key
from tests.bot.gateway.conftest import Voice
from tests.bot.gateway.desk import Worker, until
from tests.bot.gateway.phones import Chat
from tests.bot.gateway.providers import Provider
from tests.bot.gateway.running import StartGateway
from tests.channels.peer import Peer

pytestmark = pytest.mark.redis
PERSON = "telegram:771300001"
NOON = 1_800_032_400.0
ASKED = Session(NOON, NOON, channel="telegram", waiting_for=ERASING)
ANSWERED = replace(ASKED, waiting_for="")


class Sessions(OneProcessSessions):
    """A store that can be away."""

    away = False

    async def load(self, person: str) -> Session | None:
        if self.away:
            raise SessionsUnavailable
        return await super().load(person)


@dataclass
class Scene:
    sessions: Sessions
    tickets: RedisTickets
    now: float = NOON

    def __call__(self) -> float:
        return self.now

    async def asked(self) -> str:
        """Let somebody be asked whether to delete everything, and give their ticket."""
        reached = ("telegram", "771300001", "")
        ticket = await self.tickets.open(Escalation(PERSON, reached, "es", "PE", Reason.ASKED), "1")
        await self.sessions.save(PERSON, ASKED)
        await self.tickets.doomed(ticket, SILENCE_SECONDS)
        return ticket.id

    async def tended(self) -> tuple[int, int]:
        """Let the time run out, and say how many tickets were kept and how many went."""
        self.now += SILENCE_SECONDS + 1
        kept = await Silence(self.sessions, self.tickets).broken()
        return kept, await self.tickets.erase_due()


@pytest.fixture
async def scene(empty_tickets_url: str) -> AsyncIterator[Scene]:
    scene = Scene(None, None)  # type: ignore[arg-type]
    scene.sessions = Sessions(scene, idle_seconds=1800, maximum_seconds=86400)
    names = read_pseudonyms(PROJECT / "knowledge" / "pseudonyms.yml")
    scene.tickets = RedisTickets(empty_tickets_url, Seal(bytes(32), "tickets"), scene, names)
    yield scene
    await scene.tickets.close()


async def test_who_answered_while_the_desk_could_not_hear_keeps_their_ticket(scene: Scene) -> None:
    name = await scene.asked()
    await scene.sessions.save(PERSON, replace(ANSWERED, seen_at=NOON + 30))
    assert await scene.tended() == (1, 0)
    ticket = await scene.tickets.ticket(name)
    assert ticket is not None
    assert ticket.doomed_at == 0
    assert await scene.tended() == (0, 0)


@pytest.mark.parametrize("asked_again", [False, True])
async def test_who_is_silent_or_still_to_answer_does_not(scene: Scene, *, asked_again: bool) -> None:
    await scene.asked()
    if asked_again:
        await scene.sessions.save(PERSON, replace(ASKED, seen_at=NOON + 60))
    assert await scene.tended() == (0, 1)


async def test_another_chat_says_nothing_of_this_one(scene: Scene) -> None:
    await scene.asked()
    begun = NOON + SILENCE_SECONDS + 0.5
    await scene.sessions.save(PERSON, replace(ANSWERED, started_at=begun, seen_at=begun))
    assert await scene.tended() == (0, 1)


async def test_who_left_for_later_and_wished_it_gone_is_no_longer_the_one_who_writes(scene: Scene) -> None:
    ticket = await scene.tickets.ticket(await scene.asked())
    assert ticket is not None
    await scene.tickets.contact(ticket, SafeContact(Hours.ANY, ("America/Lima",)))
    await scene.tickets.left(ticket, Outcome.LEFT)
    await scene.sessions.save(PERSON, ANSWERED)
    assert await scene.tended() == (0, 1)


async def test_where_nobody_knows_the_promise_stands(scene: Scene) -> None:
    await scene.asked()
    await scene.sessions.save(PERSON, ANSWERED)
    scene.sessions.away = True
    assert await scene.tended() == (0, 1)


def test_a_gateway_looks_before_it_deletes(serve: StartGateway, engine: Peer, telegram: Provider, voice: Voice) -> None:
    key = new_key()
    with TemporaryDirectory(prefix="amparo-", dir=MEMORY) as name, ExitStack() as stack:
        run = Path(name)
        store = start_tickets_store(run, run / "data")
        stack.callback(lambda: stop_store(store))
        worker = Worker(store.url, key)
        asyncio.run(worker.comes())
        settings = {"AMPARO_MASTER_KEY": key, "AMPARO_TICKETS_URL": store.url}
        with serve(engine.url, **settings) as gateway:
            chat = Chat(gateway, telegram)
            chat.writes(voice.word("human", "es"))
            ticket = asyncio.run(worker.takes_next())
            assert ticket is not None
            chat.writes(voice.word("erase", "es"))
            kill(store)
            said = chat.taps(voice.says("choice.erase.keep", "es"))
            assert said[0] == voice.says("human.unreachable", "es")
            assert said[1] == voice.says("erase.kept", "es", minutes="30")
            store = start_tickets_store(run, run / "data")
            with Redis.from_url(store.url) as redis:
                assert redis.zscore(place("doomed"), ticket.id)
                redis.zadd(place("doomed"), {ticket.id: 1.0})
                # It tends as soon as it starts.
                with serve(engine.url, **settings):
                    until(lambda: redis.zcard(place("doomed")) == 0)
            assert asyncio.run(worker.does(lambda tickets: tickets.ticket(ticket.id))) is not None


def kill(store: Store) -> None:
    os.kill(store.child.pid, signal.SIGKILL)
    store.child.wait(10)
