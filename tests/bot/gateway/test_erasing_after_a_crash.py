"""Gateways and stores die at the worst moments: what a conversation left at its provider still goes."""

import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis

from bot.cli.stores import Store, start_tickets_store, stop_store
from bot.sessions.memory_folder import MEMORY
from tests.bot.gateway.conftest import Voice
from tests.bot.gateway.erasing import IDLE_SECONDS, all_gone, later, until, waiting
from tests.bot.gateway.phones import Chat, Phone, new_sid
from tests.bot.gateway.providers import Provider
from tests.bot.gateway.running import RunningGateway, StartGateway
from tests.channels.cases import twilio_refusal
from tests.channels.peer import Peer

pytestmark = [pytest.mark.long, pytest.mark.redis]
QUESTION = "mi jefe me quito el pasaporte y no me lo quiere devolver"
GONE = twilio_refusal(20404, 404)


@pytest.fixture
def start(start_erasing: StartGateway, queue: Redis, engine: Peer) -> StartGateway:  # noqa: ARG001 - both emptied
    return start_erasing


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="amparo-", dir=MEMORY) as name:
        yield Path(name)


@contextmanager
def own_store(folder: Path) -> Iterator[Store]:
    store = start_tickets_store(folder, folder / "data")
    try:
        yield store
    finally:
        stop_store(store)


def killed_while(gateway: RunningGateway, post: Callable[[], object], begun: Callable[[], object]) -> None:
    """Kill a gateway in the middle of a webhook."""
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(post)
        until(begun)
        gateway.kill()
        assert answer.exception() is not None, "the webhook had been answered already"


def test_a_gateway_killed_while_it_deletes(start: StartGateway, twilio: Provider, queue: Redis, voice: Voice) -> None:
    sid = new_sid()
    with start() as gateway:
        phone = Phone(gateway, twilio, "sms")
        phone.writes(QUESTION, MessageSid=sid)
        waiting(queue, 1)
        twilio.erasing.delay = 60
        phone.writes(voice.word("exit", "es"))
        until(lambda: twilio.erased("DELETE"))
        gateway.kill()
    twilio.erasing.delay = 0
    twilio.erasing.calls.clear()
    # The call that was on its way may have been done: then Twilio knows the message no more.
    twilio.erasing.success = lambda n: GONE if sid in twilio.erasing.calls[-1].path else twilio.erases(n)
    with start():
        all_gone(queue)
    assert {sid, *twilio.sent} <= set(twilio.erased("DELETE"))


def test_a_gateway_killed_while_it_answers(start: StartGateway, twilio: Provider, queue: Redis) -> None:
    sid = new_sid()
    with start() as gateway:
        phone = Phone(gateway, twilio, "sms")
        twilio.delay = 60
        killed_while(gateway, lambda: phone.writes(QUESTION, MessageSid=sid), lambda: phone.calls)
    twilio.delay = 0
    with start():
        all_gone(queue)
    assert sid in twilio.erased("DELETE")


def test_a_gateway_killed_between_the_end_and_the_deletion(
    start: StartGateway, twilio: Provider, queue: Redis, voice: Voice
) -> None:
    ids = [new_sid(), new_sid()]
    with start() as gateway:
        phone = Phone(gateway, twilio, "sms")
        phone.writes(QUESTION, MessageSid=ids[0])
        waiting(queue, 1)
        said, twilio.delay, twilio.erasing.delay = list(twilio.sent), 60, 60
        leaves = voice.word("exit", "es")
        killed_while(gateway, lambda: phone.writes(leaves, MessageSid=ids[1]), lambda: len(phone.calls) > len(said))
    # What was asked for before it was killed, the provider has not done.
    undone, twilio.delay, twilio.erasing.delay = len(twilio.erased("DELETE")), 0, 0
    with start():
        all_gone(queue)
    assert {*ids, *said} <= set(twilio.erased("DELETE")[undone:])


def test_nobody_comes_back_for_an_idle_chat_but_it_goes(start: StartGateway, telegram: Provider, queue: Redis) -> None:
    with start() as gateway:
        chat = Chat(gateway, telegram)
        chat.writes(QUESTION)
        gateway.kill()
    assert not telegram.erasing.calls
    with start():
        all_gone(queue)
    assert {call.fields["chat_id"] for call in telegram.erasing.calls} == {str(chat.id)}
    asked = " ".join(call.fields["message_ids"] for call in telegram.erasing.calls)
    assert telegram.sent
    assert all(each in asked for each in telegram.sent)


def test_a_store_of_erasures_that_is_killed_forgets_nothing(
    start: StartGateway, twilio: Provider, voice: Voice, folder: Path
) -> None:
    with own_store(folder) as store, start(AMPARO_TICKETS_URL=store.url) as gateway:
        phone, sid = Phone(gateway, twilio, "sms"), new_sid()
        phone.writes(QUESTION, MessageSid=sid)
        os.kill(store.child.pid, signal.SIGKILL)
        store.child.wait(10)
        before, second, third, last = len(twilio.sent), new_sid(), new_sid(), new_sid()
        assert phone.writes(QUESTION, MessageSid=second), "a person is answered without it"
        assert len(twilio.sent) > before
        with own_store(folder), Redis.from_url(store.url) as queue:
            assert phone.writes(QUESTION, MessageSid=third)
            phone.writes(voice.word("exit", "es"), MessageSid=last)

            def everything_went() -> bool:
                later(queue, 10 * IDLE_SECONDS)
                return {sid, second, third, last, *twilio.sent} <= set(twilio.erased("DELETE"))

            until(everything_went)


def test_an_end_without_the_store_erases_what_it_knows(
    start: StartGateway, telegram: Provider, voice: Voice, folder: Path
) -> None:
    with start(AMPARO_TICKETS_URL=f"unix://{folder}/nobody.sock") as gateway:
        chat = Chat(gateway, telegram)
        update = chat.update(QUESTION)
        assert chat.posts(update).status_code == 200
        assert chat.writes(voice.word("exit", "es")) == [voice.says("exit.done", "es")]
        # Its last line is to be read, and waits in the gateway for the store.
        theirs = (str(update["message"]["message_id"]), *telegram.sent[:-1])

        def asked() -> str:
            return " ".join(call.fields["message_ids"] for call in telegram.erasing.calls)

        until(lambda: all(each in asked() for each in theirs))
