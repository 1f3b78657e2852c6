"""Gateways under test: a healthy one, a second on the same store, and one whose engine is ours to break."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import structlog
from redis import Redis

from bot.cli.stores import start_tickets_store, stop_store
from bot.conversation.conversation import Conversation
from bot.conversation.directory import emergency_numbers
from bot.conversation.speech import Speech
from bot.erasure.traces import NoTraces
from bot.gateway.counts import Counts
from bot.gateway.courier import Courier
from bot.knowledge.knowledge_base import KnowledgeBase, read_knowledge
from bot.knowledge.pseudonyms import read_pseudonyms
from bot.sessions.memory_folder import MEMORY
from bot.settings import PROJECT, read_settings
from bot.storage.encryption import Seal
from bot.tickets.redis_store import RedisTickets
from bot.wiring.conversation import wire_conversation
from bot.wiring.keys import new_key
from channels import segments
from channels.web import WebChannel
from tests.bot.gateway.carrying import NOON, Nobody, Post, Scene, Sessions
from tests.bot.gateway.phones import Chat, Phone
from tests.bot.gateway.providers import Provider, telegram_provider, twilio_provider
from tests.bot.gateway.running import RunningGateway, StartGateway, running
from tests.channels.peer import Peer, served

SHARED = PROJECT.parent / "shared" / "channels"
ONE_KEY = new_key()


@dataclass(frozen=True)
class Voice:
    """What the gateway should say, from the catalogs."""

    knowledge: KnowledgeBase

    def says(self, key: str, language: str, /, **values: str) -> str:
        return Speech(self.knowledge, language).say(key, **values)

    def sms(self, key: str, language: str, /, **values: str) -> str:
        return segments.plain(self.says(key, language, **values))

    def word(self, name: str, language: str) -> str:
        return Speech(self.knowledge, language).word(name)

    def emergency(self, language: str, country: str) -> str:
        return emergency_numbers(Speech(self.knowledge, language), self.knowledge.countries[country])


@pytest.fixture(scope="session")
def voice() -> Voice:
    return Voice(read_knowledge(PROJECT))


@pytest.fixture(scope="session")
def payloads() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the shared payloads are not beside this repository")
    return SHARED


@pytest.fixture(scope="session")
def _twilio_peer() -> Iterator[Provider]:
    with served(twilio_provider()) as peer:
        yield peer


@pytest.fixture(scope="session")
def _telegram_peer() -> Iterator[Provider]:
    with served(telegram_provider()) as peer:
        yield peer


@pytest.fixture(scope="session")
def _engine_peer() -> Iterator[Peer]:
    with served() as peer:
        peer.success = unsure
        yield peer


@pytest.fixture
def twilio(_twilio_peer: Provider) -> Provider:
    _twilio_peer.reset()
    return _twilio_peer


@pytest.fixture
def telegram(_telegram_peer: Provider) -> Provider:
    _telegram_peer.reset()
    return _telegram_peer


@pytest.fixture
def engine(_engine_peer: Peer) -> Peer:
    """Give the engine of `breakable`."""
    _engine_peer.reset()
    _engine_peer.success = unsure
    return _engine_peer


@pytest.fixture(scope="session")
def serve(_twilio_peer: Peer, _telegram_peer: Peer, sessions_url: str, tickets_url: str) -> StartGateway:
    """Give a way to start a gateway on the peers; its engine is the first thing that a caller names."""

    def started(engine_url: str, **settings: str) -> AbstractContextManager[RunningGateway]:
        return running(
            {
                "AMPARO_SESSIONS_URL": sessions_url,
                "AMPARO_TICKETS_URL": tickets_url,
                "AMPARO_ENGINE_URL": engine_url,
                "TWILIO_API_URL": _twilio_peer.url,
                "TELEGRAM_API_URL": _telegram_peer.url,
                **settings,
            }
        )

    return started


@pytest.fixture(scope="session")
def gateway(serve: StartGateway, engine_url: str) -> Iterator[RunningGateway]:
    with serve(engine_url, AMPARO_MASTER_KEY=ONE_KEY) as running_gateway:
        yield running_gateway


@pytest.fixture(scope="session")
def second_gateway(serve: StartGateway, engine_url: str) -> Iterator[RunningGateway]:
    with serve(engine_url, AMPARO_MASTER_KEY=ONE_KEY) as running_gateway:
        yield running_gateway


@pytest.fixture(scope="session")
def breakable(serve: StartGateway, _engine_peer: Peer) -> Iterator[RunningGateway]:
    with serve(_engine_peer.url) as running_gateway:
        yield running_gateway


@pytest.fixture
def sms(gateway: RunningGateway, twilio: Peer) -> Phone:
    return Phone(gateway, twilio, "sms")


@pytest.fixture
def whatsapp(gateway: RunningGateway, twilio: Peer) -> Phone:
    return Phone(gateway, twilio, "whatsapp")


@pytest.fixture
def chat(gateway: RunningGateway, telegram: Peer) -> Chat:
    return Chat(gateway, telegram)


@pytest.fixture(scope="session")
def _queue_url() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="amparo-", dir=MEMORY) as folder:
        store = start_tickets_store(Path(folder), Path(folder) / "data")
        yield store.url
        stop_store(store)


@pytest.fixture
def queue(_queue_url: str) -> Iterator[Redis]:
    """Give the store of `erasing`, emptied; no other gateway's workers come to it."""
    with Redis.from_url(_queue_url) as client:
        client.flushall()
        yield client


@pytest.fixture(scope="session")
def start_erasing(serve: StartGateway, _engine_peer: Peer, _queue_url: str) -> StartGateway:
    """Give a way to start a gateway like `erasing`, on its store and with its key."""
    return lambda **settings: serve(
        _engine_peer.url, **{"AMPARO_MASTER_KEY": ONE_KEY, "AMPARO_TICKETS_URL": _queue_url, **settings}
    )


@pytest.fixture(scope="session")
def _erasing(start_erasing: StartGateway) -> Iterator[RunningGateway]:
    with start_erasing() as running_gateway:
        yield running_gateway


@pytest.fixture
def erasing(_erasing: RunningGateway, queue: Redis, engine: Peer) -> RunningGateway:  # noqa: ARG001 - both emptied
    """Give a gateway whose queue of erasures is its own."""
    return _erasing


@pytest.fixture(scope="module")
def silent_conversation() -> Conversation:
    return wire_conversation(read_settings({}), Nobody(), lambda: NOON)


@pytest.fixture
async def scene(empty_tickets_url: str, silent_conversation: Conversation) -> AsyncIterator[Scene]:
    post = Post()
    scene = Scene(None, None, post, None)  # type: ignore[arg-type]
    names = read_pseudonyms(PROJECT / "knowledge" / "pseudonyms.yml")
    scene.tickets = RedisTickets(empty_tickets_url, Seal(bytes(32), "tickets"), scene, names)
    scene.sessions = Sessions(scene, idle_seconds=1800, maximum_seconds=86400)
    counts = Counts(structlog.get_logger())
    scene.courier = Courier(
        scene.tickets,
        replace(silent_conversation, clock=scene),
        scene.sessions,
        {"sms": post, "web": WebChannel()},
        NoTraces(),
        counts,
        scene,
        scene.marked,
    )
    yield scene
    await scene.tickets.close()


def unsure(_: int) -> tuple[int, object]:
    """Answer as an engine that understood nothing."""
    return 200, {"intent": "out_of_scope", "confidence": 0.0, "alternatives": [], "utterances": []}
