"""Floods to a worker who has the chat, and in the web chat from one network."""

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx
import pytest
from redis import Redis

from bot.gateway.flood import HELD_TIMES
from bot.wiring.keys import new_key
from tests.bot.gateway.conftest import Voice
from tests.bot.gateway.desk import Worker
from tests.bot.gateway.phones import Phone
from tests.bot.gateway.providers import Provider
from tests.bot.gateway.running import RunningGateway, StartGateway
from tests.channels.peer import Peer

pytestmark = pytest.mark.redis
KEY = new_key()
BOUND, NETWORK_BOUND = 30, 100
QUESTION = "my boss took my passport and does not want to give it back"
ATTACKER, NEIGHBOUR = "203.0.114.7", "203.0.114.8"


@pytest.fixture(scope="module")
def _bounded(serve: StartGateway, _engine_peer: Peer, _quiet_tickets_url: str) -> Iterator[RunningGateway]:
    with Redis.from_url(_quiet_tickets_url) as client:
        client.flushall()
    asyncio.run(Worker(_quiet_tickets_url, KEY).comes())
    settings = {
        "AMPARO_MESSAGES_A_MINUTE": str(BOUND),
        "AMPARO_MESSAGES_AN_HOUR": str(BOUND),
        "AMPARO_NETWORK_MESSAGES_A_MINUTE": str(NETWORK_BOUND),
        "AMPARO_MASTER_KEY": KEY,
        "AMPARO_TICKETS_URL": _quiet_tickets_url,
    }
    with serve(_engine_peer.url, **settings) as gateway:
        yield gateway


@pytest.fixture
def bounded(_bounded: RunningGateway, engine: Peer) -> RunningGateway:  # noqa: ARG001 - its engine, reset
    return _bounded


@pytest.fixture
def worker(_quiet_tickets_url: str) -> Worker:
    worker = Worker(_quiet_tickets_url, KEY)
    asyncio.run(worker.comes())
    return worker


@dataclass
class Visitor:
    """A browser behind the proxy: its cookie is carried by hand, since it is for https only."""

    gateway: RunningGateway
    network: str
    headers: dict[str, str] = field(init=False)
    token: str = field(init=False)

    def __post_init__(self) -> None:
        self.headers = {"X-Forwarded-For": self.network, "Accept-Language": "en"}
        page = httpx.get(f"{self.gateway.url}/", headers=self.headers, trust_env=False)
        self.headers["Cookie"] = page.headers["set-cookie"].split(";")[0]
        found = re.search(r'name="token" value="([^"]+)"', page.text)
        assert found
        self.token = found[1]

    def writes(self, text: str) -> list[str]:
        answer = httpx.post(
            f"{self.gateway.url}/chat",
            headers={**self.headers, "Accept": "application/json"},
            data={"token": self.token, "text": text},
            trust_env=False,
            timeout=15,
        )
        assert answer.status_code == 200
        return [line["text"] for line in answer.json()["lines"]]


def test_a_visitor_is_bounded_and_hears_what_phones_hear(bounded: RunningGateway, engine: Peer, voice: Voice) -> None:
    visitor = Visitor(bounded, "203.0.114.1")
    for number in range(BOUND):
        assert visitor.writes(f"{QUESTION} {number}")
    asked = len(engine.calls)
    (told,) = visitor.writes(QUESTION)
    assert told.startswith(voice.says("many.hour", "en"))
    assert visitor.writes(QUESTION) == []
    assert voice.says("self_harm", "en") in "\n".join(visitor.writes("I want to kill myself"))
    assert len(engine.calls) == asked


def test_many_visitors_of_one_network_are_bounded_together_and_nobody_else(
    bounded: RunningGateway, engine: Peer, voice: Voice
) -> None:
    visitors = [Visitor(bounded, ATTACKER) for _ in range(NETWORK_BOUND // 25)]
    with ThreadPoolExecutor(len(visitors)) as pool:
        assert all(pool.map(lambda each: all(each.writes(f"{QUESTION} {number}") for number in range(25)), visitors))
    asked, another = len(engine.calls), Visitor(bounded, f"{NEIGHBOUR}, {ATTACKER}")
    (told,) = another.writes(QUESTION)
    assert told.startswith(voice.says("many.minute", "en"))
    assert voice.says("self_harm", "en") in "\n".join(another.writes("I want to kill myself"))
    assert len(engine.calls) == asked
    # What a visitor writes into the header themselves stands before the proxy's own entry.
    assert Visitor(bounded, f"{ATTACKER}, {NEIGHBOUR}").writes(QUESTION) != [told]
    assert len(engine.calls) == asked + 1


def test_without_the_proxys_word_the_proxy_is_nobodys_network(bounded: RunningGateway, voice: Voice) -> None:
    said = [Visitor(bounded, "10.0.0.7").writes(QUESTION) for _ in range(NETWORK_BOUND + 1)]
    assert all(said)
    assert not [each for each in said if each[0].startswith(voice.says("many.minute", "en"))]


def test_a_worker_who_has_the_chat_gets_more_and_not_without_end(
    bounded: RunningGateway, worker: Worker, twilio: Provider, voice: Voice
) -> None:
    person = Phone(bounded, twilio, "whatsapp")
    person.writes("Perú")
    person.writes(voice.word("human", "es"))
    # The visitors of the tests before this one are in danger, and come first.
    while (ticket := asyncio.run(worker.takes_next())) is not None and ticket.channel != "whatsapp":
        pass
    assert ticket is not None
    words = [f"estoy sola {number}" for number in range(HELD_TIMES * BOUND - 2)]
    before = len(person.texts)
    for each in words:
        assert bounded.post(person.webhook(each)).status_code == 200
    assert not [text for text in person.texts[before:] if text.startswith(voice.says("many.hour", "es"))]
    assert asyncio.run(worker.reads(ticket))[-len(words) :] == words
    (told,) = person.writes("una más")
    assert told.startswith(voice.says("many.hour", "es"))
    assert "105" in "\n".join(person.writes("me va a matar"))
    assert asyncio.run(worker.reads(ticket))[-1] == "me va a matar"
