"""Danger is answered by a gateway that has nobody left: the engine and both stores are stopped.

`pytest -s tests/bot/gateway/test_safety_alone.py` prints how long it takes from the webhook to the provider's answer.
"""

import time
from collections.abc import Iterator
from statistics import median

import pytest

from tests.bot.gateway.phones import Chat, Phone
from tests.bot.gateway.providers import telegram_provider, twilio_provider
from tests.bot.gateway.running import RunningGateway, running
from tests.channels.peer import Peer, served
from tests.conftest import free_port

pytestmark = pytest.mark.model
ROUNDS = 5
# By no word of danger, which only the model hears; by a phrase; in a language without phrases.
CALLS = {
    "he is downstairs and he knows that I told you": ("112", "999"),
    "me quiero morir": ("112",),
    "mereka kunci kami di gudang, tolong cepat": ("112",),
}


@pytest.fixture(scope="module")
def twilio() -> Iterator[Peer]:
    with served(twilio_provider()) as peer:
        yield peer


@pytest.fixture(scope="module")
def telegram() -> Iterator[Peer]:
    with served(telegram_provider()) as peer:
        yield peer


@pytest.fixture(scope="module")
def gateway(twilio: Peer, telegram: Peer) -> Iterator[RunningGateway]:
    nobody = {
        "AMPARO_SESSIONS_URL": f"redis://127.0.0.1:{free_port()}",
        "AMPARO_TICKETS_URL": f"redis://127.0.0.1:{free_port()}",
        "AMPARO_ENGINE_URL": f"http://127.0.0.1:{free_port()}",
        "TWILIO_API_URL": twilio.url,
        "TELEGRAM_API_URL": telegram.url,
    }
    with running(nobody) as started:
        yield started


@pytest.mark.parametrize("text", CALLS)
@pytest.mark.parametrize("channel", ["sms", "whatsapp", "telegram"])
def test_danger_is_answered_with_nothing_else_running(
    gateway: RunningGateway, twilio: Peer, telegram: Peer, channel: str, text: str
) -> None:
    person = Chat(gateway, telegram) if channel == "telegram" else Phone(gateway, twilio, channel)
    taken = []
    for _ in range(ROUNDS):
        before, began = len(person.texts), time.perf_counter()
        person.writes(text)
        taken.append(time.perf_counter() - began)
        said = "\n".join(person.texts[before:])
        assert all(number in said for number in CALLS[text])
    print(f"{channel}: {median(taken) * 1000:.0f} ms, {max(taken) * 1000:.0f} ms at most")  # noqa: T201
