"""Somebody writes more than is read: the engine rests, nothing is kept, and a call for help is heard all the same."""

import itertools
from collections.abc import Iterator

import pytest
from redis import Redis

from tests.bot.gateway.conftest import Voice
from tests.bot.gateway.phones import Chat, Phone, at_once
from tests.bot.gateway.providers import Provider
from tests.bot.gateway.running import RunningGateway, StartGateway
from tests.channels.peer import Peer
from tests.conftest import free_port

pytestmark = pytest.mark.redis
BOUND = 30
# Of an hour too, so that a slow machine never reaches the end of the time.
BOUNDS = {"AMPARO_MESSAGES_A_MINUTE": str(BOUND), "AMPARO_MESSAGES_AN_HOUR": str(BOUND)}
QUESTION = "mi jefe me quito el pasaporte y no me lo quiere devolver"
SELF_HARM, CHILD, DANGER = "me quiero morir", "tengo 14 años y me obligan", "me va a matar, ayuda"


@pytest.fixture(scope="module")
def _bounded(serve: StartGateway, _engine_peer: Peer) -> Iterator[RunningGateway]:
    with serve(_engine_peer.url, **BOUNDS) as gateway:
        yield gateway


@pytest.fixture
def bounded(_bounded: RunningGateway, engine: Peer) -> RunningGateway:  # noqa: ARG001 - its engine, reset
    return _bounded


@pytest.fixture
def storeless(serve: StartGateway, _engine_peer: Peer) -> Iterator[RunningGateway]:
    nowhere = f"redis://127.0.0.1:{free_port()}"
    with serve(_engine_peer.url, AMPARO_SESSIONS_URL=nowhere, **BOUNDS) as gateway:
        yield gateway


@pytest.fixture
def whatsapp(bounded: RunningGateway, twilio: Provider) -> Phone:
    return Phone(bounded, twilio, "whatsapp")


@pytest.fixture
def server(sessions_url: str) -> Iterator[Redis]:
    with Redis.from_url(sessions_url) as client:
        yield client


def floods(person: Phone | Chat, first: str = "Perú") -> None:
    """Write as much as is read."""
    assert person.writes(first)
    for number in range(BOUND - 1):
        assert person.writes(f"{QUESTION} {number}"), number


def chats(server: Redis) -> dict[bytes, bytes]:
    return {key: server.get(key) for key in server.scan_iter("s:session:*")}  # type: ignore[misc]


def over(server: Redis) -> None:
    """Let all windows of time be over."""
    for key in server.scan_iter("s:tally:*"):
        server.delete(key)


def test_beyond_the_bound_one_sentence_is_said_once_and_nothing_is_asked_or_kept(
    bounded: RunningGateway, whatsapp: Phone, engine: Peer, voice: Voice, server: Redis
) -> None:
    floods(whatsapp)
    asked, kept, held_off = len(engine.calls), chats(server), bounded.counted("held_off", "whatsapp")
    (told,) = whatsapp.writes(QUESTION)
    assert told.startswith(voice.says("many.hour", "es"))
    assert voice.emergency("es", "PE") in told
    assert [whatsapp.writes(QUESTION) for _ in range(5)] == [[]] * 5
    assert (len(engine.calls), chats(server)) == (asked, kept)
    assert bounded.counted("held_off", "whatsapp") == held_off + 6
    over(server)
    assert voice.says("many.hour", "es") not in "".join(whatsapp.writes(QUESTION))
    assert len(engine.calls) == asked + 1


def test_what_nobody_reads_is_deleted_at_the_provider_too(whatsapp: Phone, twilio: Provider) -> None:
    floods(whatsapp)
    unread = whatsapp.webhook(QUESTION, MessageSid="SM" + "f" * 32)
    assert whatsapp.gateway.post(unread).status_code == 200
    for _ in range(200):
        if "SM" + "f" * 32 in twilio.erased("POST"):
            return
        whatsapp.gateway.post(whatsapp.webhook(QUESTION))
    pytest.fail("the provider was never told to empty it")


def test_thirty_short_messages_of_somebody_who_is_afraid_are_all_answered(
    breakable: RunningGateway, engine: Peer, twilio: Provider
) -> None:
    person, before = Phone(breakable, twilio, "sms"), breakable.counted("held_off")
    for word in itertools.islice(itertools.cycle(["no sé", "tengo miedo", "hola?", "qué hago", "por favor"]), 30):
        assert person.writes(word), word
    assert breakable.counted("held_off") == before
    assert engine.calls


@pytest.mark.parametrize("text", [DANGER, SELF_HARM, CHILD])
def test_a_call_for_help_in_a_flood_is_answered_at_once(whatsapp: Phone, engine: Peer, voice: Voice, text: str) -> None:
    floods(whatsapp)
    whatsapp.writes(QUESTION)
    asked = len(engine.calls)
    said = "\n".join(whatsapp.writes(text))
    assert "105" in said
    assert voice.says("many.hour", "es") not in said
    assert len(engine.calls) == asked
    # What the alarm has offered works as always.
    assert any(voice.says("danger.quiet.heard", "es") in each for each in whatsapp.writes("1")) or text == SELF_HARM


def test_a_flood_of_calls_for_help_never_takes_the_place_of_another_kind(
    whatsapp: Phone, voice: Voice, server: Redis
) -> None:
    floods(whatsapp)
    answers = [bool(whatsapp.writes(DANGER)) for _ in range(10)]
    assert answers[:4] == [True] * 4
    assert not answers[-1]
    assert voice.says("self_harm", "es") in "\n".join(whatsapp.writes(SELF_HARM))
    over(server)
    assert "105" in "\n".join(whatsapp.writes(DANGER))


@pytest.mark.parametrize(("word", "done"), [("exit", "exit.done"), ("erase", "erase.done")])
def test_who_leaves_or_deletes_in_a_flood_is_gone(
    whatsapp: Phone, voice: Voice, server: Redis, word: str, done: str
) -> None:
    before = chats(server)
    floods(whatsapp)
    assert len(chats(server)) == len(before) + 1
    whatsapp.writes(QUESTION)
    assert whatsapp.writes(voice.word(word, "es")) == [voice.says(done, "es")]
    assert chats(server).keys() == before.keys()
    assert whatsapp.writes(QUESTION) == []
    assert chats(server).keys() == before.keys(), "nothing begins anew in a flood"


def test_leaving_is_done_each_time_and_said_a_few_times(whatsapp: Phone, voice: Voice, server: Redis) -> None:
    before = chats(server)
    floods(whatsapp)
    said = [whatsapp.writes(voice.word("exit", "es")) for _ in range(8)]
    assert said[0] == [voice.says("exit.done", "es")]
    assert said[-1] == []
    whatsapp.writes(DANGER)
    assert len(chats(server)) == len(before) + 1
    assert whatsapp.writes(voice.word("exit", "es")) == []
    assert chats(server).keys() == before.keys()


def test_nobody_else_is_disturbed(bounded: RunningGateway, whatsapp: Phone, twilio: Provider, voice: Voice) -> None:
    floods(whatsapp)
    others = [Phone(bounded, twilio, channel) for channel in ("sms", "whatsapp", "sms")]
    calls = [
        *(lambda: whatsapp.gateway.post(whatsapp.webhook(QUESTION)) for _ in range(12)),
        *(lambda each=each: bounded.post(each.webhook("Perú")) for each in others),  # type: ignore[misc]
    ]
    before = len(whatsapp.texts)
    assert at_once(calls) == [200] * len(calls)
    assert len(whatsapp.texts) == before + 1
    for each in others:
        assert each.texts
        assert voice.sms("many.hour", "es")[:20] not in "".join(each.texts)
        assert each.writes(QUESTION)


def test_edits_count_too(bounded: RunningGateway, telegram: Provider) -> None:
    chat = Chat(bounded, telegram)
    floods(chat)
    chat.writes(QUESTION)
    edited = chat.update(QUESTION)
    edited["edited_message"] = {**edited.pop("message"), "edit_date": 1_790_000_000}
    before = len(chat.texts)
    assert chat.posts(edited).status_code == 200
    assert len(chat.texts) == before


def test_without_the_sessions_store_nobody_is_cut_off(
    storeless: RunningGateway, twilio: Provider, voice: Voice
) -> None:
    person = Phone(storeless, twilio, "whatsapp")
    for _ in range(BOUND + 2):
        (safe,) = person.writes(QUESTION)
        assert safe.startswith(voice.says("safe", "es"))
    assert voice.says("self_harm", "es") in "\n".join(person.writes(SELF_HARM))
