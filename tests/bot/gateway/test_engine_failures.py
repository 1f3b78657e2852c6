"""The engine is down, hangs or talks nonsense: people get the safety text, in their language and for their country."""

import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bot.gateway.conftest import Voice
from tests.bot.gateway.phones import Chat, Phone, at_once, first_text_early
from tests.bot.gateway.running import RunningGateway, StartGateway
from tests.channels.peer import Peer

pytestmark = pytest.mark.redis
QUESTIONS = {
    "es": "mi jefe me quito el pasaporte y no me lo quiere devolver",
    "pt": "meu patrão ficou com o meu passaporte e não quer devolver",
    "en": "my boss took my passport and does not want to give it back",
}
DEEP = '{"intent":' + "[" * 100_000
NONSENSE: list[tuple[int, Any]] = [
    (500, {"error": "mi jefe me quito el pasaporte"}),
    (200, "nonsense"),
    (200, []),
    (200, {}),
    (200, ""),
    (200, DEEP),
    (302, "elsewhere"),
    (200, {"intent": "identity_documents", "confidence": "high", "alternatives": [], "utterances": []}),
    (200, {"intent": "identity_documents", "confidence": 1, "alternatives": "all", "utterances": []}),
    (200, {"intent": "identity_documents", "confidence": 1, "alternatives": [], "utterances": None}),
]


@pytest.fixture(scope="module")
def engine_socket() -> Iterator[Path]:
    """Give a path where no engine listens, unless a test puts one there."""
    with tempfile.TemporaryDirectory(prefix="amparo-") as folder:
        yield Path(folder) / "engine.sock"


@pytest.fixture(scope="module")
def lonely(serve: StartGateway, engine_socket: Path) -> Iterator[RunningGateway]:
    with serve(f"unix://{engine_socket}") as gateway:
        yield gateway


NUMBERS = {"es": "Perú 105", "pt": "Brasil 190", "en": "Liberia 911"}


def unavailable(gateway: RunningGateway) -> int:
    return gateway.counted("engine_unavailable") + gateway.counted("failed")


@pytest.mark.parametrize("answer", NONSENSE, ids=lambda answer: f"{answer[0]} {str(answer[1])[:40]}")
def test_nonsense(breakable: RunningGateway, engine: Peer, twilio: Peer, voice: Voice, answer: tuple[int, Any]) -> None:
    person, failed = Phone(breakable, twilio, "whatsapp"), unavailable(breakable)
    person.writes("Perú")
    engine.answers.append(answer)
    (safe,) = person.writes(QUESTIONS["es"])
    assert safe.startswith(voice.says("safe", "es"))
    assert voice.emergency("es", "PE") in safe
    assert unavailable(breakable) == failed + 1
    assert voice.says("unknown", "es") in "\n".join(person.writes(QUESTIONS["es"])), "and then it goes on"


@pytest.mark.parametrize("language", QUESTIONS)
def test_down(lonely: RunningGateway, twilio: Peer, telegram: Peer, voice: Voice, language: str) -> None:
    for person in (Phone(lonely, twilio, "whatsapp"), Chat(lonely, telegram, language)):
        failed = unavailable(lonely)
        (safe,) = person.writes(QUESTIONS[language])
        assert safe.startswith(f"{voice.says('safe', language)}\n{voice.says('danger.unknown', language)}")
        assert NUMBERS[language] in safe, "the numbers of likely countries, while the country is not known"
        assert unavailable(lonely) == failed + 1


def test_down_where_the_country_is_known(lonely: RunningGateway, twilio: Peer, voice: Voice) -> None:
    person = Phone(lonely, twilio, "whatsapp")
    person.writes(QUESTIONS["es"])
    person.writes("Perú")
    (safe,) = person.writes(QUESTIONS["es"])
    assert safe.startswith(voice.says("safe", "es"))
    assert voice.emergency("es", "PE") in safe
    assert voice.says("danger.unknown", "es") not in safe


def test_danger_is_heard_without_the_engine(lonely: RunningGateway, twilio: Peer, voice: Voice) -> None:
    person = Phone(lonely, twilio, "whatsapp")
    danger, *_ = person.writes("me quiere matar, ayuda")
    assert voice.says("danger.unknown", "es") in danger
    assert voice.says("danger.quiet", "es") in danger


def test_hangs(lonely: RunningGateway, engine_socket: Path, twilio: Peer, voice: Voice) -> None:
    person = Phone(lonely, twilio, "sms")
    person.writes("Perú")
    before = len(person.texts)
    with socket.socket(socket.AF_UNIX) as mute:
        mute.bind(str(engine_socket))
        mute.listen()
        try:
            twilio.calls.clear()
            answer = first_text_early(person, lambda: lonely.post(person.webhook(QUESTIONS["es"])))
        finally:
            engine_socket.unlink()
    assert answer.status_code == 200
    assert before
    (safe,) = person.texts
    assert safe.startswith(voice.sms("safe", "es"))
    assert " 105" in safe


def test_drips(breakable: RunningGateway, engine: Peer, telegram: Peer, voice: Voice) -> None:
    engine.drips = True
    person, failed = Chat(breakable, telegram), unavailable(breakable)
    answer = first_text_early(person, lambda: person.posts(person.update(QUESTIONS["es"])))
    assert answer.status_code == 200
    (safe,) = person.texts
    assert safe.startswith(voice.says("safe", "es"))
    assert unavailable(breakable) == failed + 1


def test_many_people_while_it_hangs(breakable: RunningGateway, engine: Peer, twilio: Peer, voice: Voice) -> None:
    """Nobody waits for another one's silent engine."""
    engine.delay = 60
    people = [Phone(breakable, twilio, "whatsapp") for _ in range(12)]
    webhooks = [person.webhook(QUESTIONS["es"]) for person in people]
    assert set(at_once([lambda each=each: breakable.post(each) for each in webhooks])) == {200}  # type: ignore[misc]
    assert all(person.texts[0].startswith(voice.says("safe", "es")) for person in people)
