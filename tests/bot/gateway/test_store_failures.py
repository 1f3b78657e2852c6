"""The sessions store is gone, or goes: people get the safety text once, and never one on top of an answer."""

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from bot.cli.stores import Store, start_sessions_store, stop_store
from tests.bot.gateway.conftest import Voice, unsure
from tests.bot.gateway.phones import Chat, Phone, first_text_early
from tests.bot.gateway.running import RunningGateway, StartGateway
from tests.channels.peer import Peer

pytestmark = pytest.mark.redis
QUESTION = "mi jefe me quito el pasaporte y no me lo quiere devolver"


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="amparo-") as name:
        yield Path(name)


@pytest.fixture(scope="module")
def _forgetful(serve: StartGateway, _engine_peer: Peer, folder: Path) -> Iterator[RunningGateway]:
    with serve(_engine_peer.url, AMPARO_SESSIONS_URL=f"unix://{folder}/sessions.sock") as gateway:
        yield gateway


@pytest.fixture
def forgetful(_forgetful: RunningGateway, engine: Peer) -> RunningGateway:  # noqa: ARG001 - its engine, reset
    """Give a gateway whose store does not run, unless a test starts it."""
    return _forgetful


@pytest.fixture
def whatsapp(forgetful: RunningGateway, twilio: Peer) -> Phone:
    return Phone(forgetful, twilio, "whatsapp")


@contextmanager
def own_store(folder: Path) -> Iterator[Store]:
    store = start_sessions_store(folder)
    try:
        yield store
    finally:
        stop_store(store)


def kill(store: Store) -> None:
    os.kill(store.child.pid, signal.SIGKILL)
    store.child.wait(10)


def test_gone_before_the_message(forgetful: RunningGateway, whatsapp: Phone, telegram: Peer, voice: Voice) -> None:
    for person in (whatsapp, Chat(forgetful, telegram)):
        lines = len(forgetful.said())
        (safe,) = person.writes(QUESTION)
        assert safe.startswith(f"{voice.says('safe', 'es')}\n{voice.says('danger.unknown', 'es')}")
        assert len(forgetful.said()) == lines + 1
        assert "event='sessions_unavailable'" in forgetful.said()[-1]


def test_not_ready_but_alive(forgetful: RunningGateway) -> None:
    with httpx.Client(base_url=forgetful.url, trust_env=False, timeout=10) as client:
        assert client.get("/healthz").status_code == 200
        ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["sessions"]) == (503, False)


def test_killed_between_two_messages(whatsapp: Phone, folder: Path, voice: Voice) -> None:
    with own_store(folder) as store:
        whatsapp.writes(QUESTION)
        assert whatsapp.writes("Perú")
        kill(store)
        before = len(whatsapp.texts)
        (safe,) = whatsapp.writes(QUESTION)
        assert safe.startswith(voice.says("safe", "es"))
        assert len(whatsapp.texts) == before + 1
    with own_store(folder):
        assert whatsapp.writes(QUESTION)[0].startswith(voice.says("first_contact", "es")), "and then it goes on"


def test_stopped_rather_than_killed(forgetful: RunningGateway, whatsapp: Phone, folder: Path, voice: Voice) -> None:
    """A store that takes connections and never answers."""
    with own_store(folder) as store:
        whatsapp.writes(QUESTION)
        os.kill(store.child.pid, signal.SIGSTOP)
        try:
            before = len(whatsapp.texts)
            whatsapp.peer.calls.clear()
            answer = first_text_early(whatsapp, lambda: forgetful.post(whatsapp.webhook(QUESTION)))
        finally:
            os.kill(store.child.pid, signal.SIGCONT)
    assert before
    assert answer.status_code == 200
    (safe,) = whatsapp.texts
    assert safe.startswith(voice.says("safe", "es"))


def test_killed_while_a_message_is_answered(
    forgetful: RunningGateway, whatsapp: Phone, engine: Peer, folder: Path, voice: Voice
) -> None:
    with own_store(folder) as store:

        def understood_as_the_store_dies(number: int) -> tuple[int, object]:
            kill(store)
            return unsure(number)

        engine.success = understood_as_the_store_dies
        texts = whatsapp.writes(QUESTION)
    assert texts[0].startswith(voice.says("first_contact", "es"))
    assert not any(voice.says("safe", "es") in text for text in texts)
    assert "event='session_not_kept'" in forgetful.said()[-1]
