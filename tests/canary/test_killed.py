"""A gateway that is killed in the middle of an answer leaves no message behind at the provider."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import pytest

from channels.channel import WebhookRequest
from tests.bot.gateway.phones import twilio_webhook
from tests.canary.conftest import Play
from tests.canary.scene import HANGING_SECONDS, Provider, Scene, telegram_webhook, twilio_id
from tests.channels.peer import Peer, served
from tests.channels.webhooks import telegram_message

pytestmark = [pytest.mark.long, pytest.mark.redis]
CHAT, NUMBER = 771_300_555, "+27820000555"
TEXT = "mi jefe me quito el pasaporte"
LONGER_THAN_A_CLAIM = 40.0
SETTLING_SECONDS = 90
HANDED_OVER_SECONDS = 0.5
"""An id that has just come is written down after this; the answer of a provider takes longer to travel."""
UNDERSTOOD = {
    "intent": "identity_documents",
    "confidence": 0.9,
    "alternatives": [],
    "utterances": [{"say": "answer", "topic": "identity_documents"}],
}


@dataclass(frozen=True)
class Written:
    """A message from a person, as its provider posts it; Telegram posts again what was not acknowledged."""

    scene: Scene
    provider: Provider
    request: WebhookRequest
    message_id: str
    is_repeated: bool

    def post(self) -> httpx.Response:
        path = self.request.url.partition("/webhooks")[2]
        headers = dict(self.request.headers)
        with httpx.Client(timeout=LONGER_THAN_A_CLAIM, trust_env=False) as client:
            return client.post(f"{self.scene.url}/webhooks{path}", headers=headers, content=self.request.body)

    @contextlib.contextmanager
    def being_posted(self) -> Iterator[None]:
        """Post it while the block runs, whatever becomes of that."""

        def post() -> None:
            with contextlib.suppress(httpx.HTTPError):
                self.post()

        posting = threading.Thread(target=post)
        posting.start()
        yield
        posting.join(LONGER_THAN_A_CLAIM)

    def goes_on(self) -> None:
        """Let the provider do what it does once the gateway is there again."""
        self.scene.start_gateway()
        if self.is_repeated:
            assert self.post().status_code == 200

    def leaves_nothing(self) -> None:
        """Wait until the chat is over by its age, and see what the provider still has."""
        self.scene.move_clock(25 * 3600)
        until(
            lambda: self.provider.deleted >= self.everything and not any("queue" in each for each in self.scene.left())
        )
        assert self.everything <= self.provider.deleted
        # Told to end, the gateway has the file of the queue written anew, without what was in it.
        self.scene.stop_gateway()
        until(lambda: not self.scene.left())
        assert self.scene.left() == []

    @property
    def everything(self) -> set[str]:
        return {self.message_id, *self.provider.given}


@pytest.fixture
def engine() -> Iterator[Peer]:
    """Give a peer that plays an engine: it can hang, and it says when it was asked."""
    with served() as peer:
        peer.success = lambda _: (200, UNDERSTOOD)
        yield peer


@pytest.fixture
def scene(play: Play, engine: Peer) -> Iterator[Scene]:
    with play(engine.url) as scene:
        yield scene


@pytest.fixture(params=["telegram", "sms", "whatsapp"])
def written(request: pytest.FixtureRequest, scene: Scene) -> Written:
    if request.param == "telegram":
        person = {"id": CHAT, "is_bot": False, "first_name": "Nomvula", "language_code": "es"}
        said = telegram_message(text=TEXT, message_id=41, chat={"id": CHAT, "type": "private"}, **{"from": person})
        return Written(scene, scene.telegram, telegram_webhook(said), "41", is_repeated=True)
    webhook = twilio_webhook(request.param, TEXT, NUMBER)
    return Written(scene, scene.twilio, webhook, twilio_id(webhook), is_repeated=False)


def test_killed_while_the_engine_thinks(written: Written, engine: Peer) -> None:
    engine.delay = HANGING_SECONDS
    with written.being_posted():
        until(lambda: any(call.path == "/turn" for call in engine.calls))
        written.scene.kill_gateway()
    assert not written.provider.given
    engine.delay = 0.0
    written.goes_on()
    assert bool(written.provider.given) == written.is_repeated
    written.leaves_nothing()


def test_killed_between_two_parts_of_an_answer(written: Written) -> None:
    written.provider.hangs_at = 2
    with written.being_posted():
        until(lambda: written.provider.hanging)
        time.sleep(HANDED_OVER_SECONDS)
        written.scene.kill_gateway()
    assert len(written.provider.given) == 1
    written.provider.recovers()
    written.goes_on()
    written.leaves_nothing()


def until(true: Callable[[], bool]) -> None:
    """Wait for something; what it did not come to is told by what is asserted after it."""
    end = time.monotonic() + SETTLING_SECONDS
    while not true() and time.monotonic() < end:
        time.sleep(0.1)
