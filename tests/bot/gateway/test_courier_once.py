"""The courier says a worker's words once, and the chat knows whether a worker holds it."""

import pytest

from bot.gateway.courier import AGAIN_SECONDS, ASKING_SECONDS, GIVEN_UP_SECONDS, SEND_SECONDS
from bot.sessions.redis_store import LOCK_SECONDS
from bot.sessions.session import Session
from bot.tickets.message import Delivery
from bot.tickets.safe_contact import HERE_SECONDS, Hours, SafeContact
from bot.tickets.ticket import Outcome
from channels.channel import SendError, SendRejected, SendUnavailable
from tests.bot.gateway.carrying import ANA, NOON, PAGE, PHONE, REPLY, Scene

pytestmark = pytest.mark.redis


@pytest.mark.parametrize(
    "failure", [SendUnavailable("timeout"), SendUnavailable("503"), SendRejected("unreadable", untaken=False)]
)
async def test_a_message_that_may_have_been_taken_is_not_sent_again_by_itself(scene: Scene, failure: SendError) -> None:
    ticket = await scene.claimed()
    scene.post.fails, scene.post.tries = failure, 0
    assert await scene.says(ticket) is Delivery.UNKNOWN
    scene.now += AGAIN_SECONDS
    await scene.carried()
    assert scene.post.tries == 1
    scene.post.fails = None
    said = (await scene.tickets.messages(ticket.id))[-1]
    await scene.tickets.send_again(ticket.id, ANA, said.id)
    await scene.carried()
    assert scene.post.sent == [REPLY]
    assert await scene.fate(ticket) is Delivery.SENT


async def test_a_message_whose_opening_may_have_been_taken_has_not_gone_out_itself(scene: Scene) -> None:
    ticket = await scene.claimed(SafeContact(Hours.ANY, ("America/Lima",)))
    scene.now += HERE_SECONDS + 1
    scene.post.fails = SendUnavailable("timeout")
    assert await scene.says(ticket) is Delivery.FAILED


async def test_what_arrived_of_an_opening_is_not_taken_for_the_message(scene: Scene) -> None:
    ticket = await scene.claimed(SafeContact(Hours.ANY, ("America/Lima",)))
    scene.now += HERE_SECONDS + 1
    scene.post.parts, scene.post.meanwhile = 2, lambda: scene.marked.add(PHONE)
    assert await scene.says(ticket) is Delivery.FAILED
    said = (await scene.tickets.messages(ticket.id))[-1]
    await scene.tickets.send_again(ticket.id, ANA, said.id)
    await scene.tickets.status("SM1", Delivery.DELIVERED)
    assert await scene.fate(ticket) is Delivery.WAITING


async def test_a_late_answer_leaves_the_message_its_tries(scene: Scene) -> None:
    ticket = await scene.claimed(SafeContact(Hours.ANY, ("America/Lima",)))
    scene.now += HERE_SECONDS + 1
    assert await scene.says(ticket) is Delivery.WAITING
    scene.now += GIVEN_UP_SECONDS + 60
    scene.post.fails = SendUnavailable("connect", untaken=True)
    await scene.hears(ticket, "sí")
    assert await scene.fate(ticket) is Delivery.WAITING


async def test_who_leaves_between_two_parts_does_not_get_the_second(scene: Scene) -> None:
    ticket = await scene.claimed()
    scene.post.parts, scene.post.meanwhile = 2, lambda: scene.marked.add(PHONE)
    assert await scene.says(ticket) is Delivery.UNKNOWN
    assert scene.post.sent == [REPLY]


async def test_who_is_marked_as_leaving_gets_nothing(scene: Scene) -> None:
    ticket = await scene.claimed()
    scene.marked.add(PHONE)
    assert await scene.says(ticket) is Delivery.WAITING
    assert scene.post.sent == []


def test_a_sending_ends_well_before_the_turn_in_which_it_happens() -> None:
    assert SEND_SECONDS <= LOCK_SECONDS / 2


async def test_our_own_notice_may_come_twice_rather_than_not_at_all(scene: Scene) -> None:
    scene.post.fails = SendUnavailable("timeout")
    await scene.claimed()
    assert scene.post.tries > 1
    scene.post.fails = None
    scene.now += AGAIN_SECONDS
    await scene.carried()
    assert len(scene.post.sent) == 1


async def test_a_page_shows_a_message_once_though_the_answer_of_its_store_was_lost(scene: Scene) -> None:
    await scene.sessions.save(PAGE, Session(NOON, NOON, channel="web"))
    ticket = await scene.claimed(person=PAGE)
    scene.sessions.loses_answers = 2
    assert await scene.says(ticket) is Delivery.WAITING
    for _ in range(2):
        scene.now += ASKING_SECONDS
        await scene.carried()
    session = await scene.sessions.load(PAGE)
    assert session is not None
    assert [each.text for each in session.transcript].count(REPLY) == 1
    assert await scene.fate(ticket) is Delivery.SENT


@pytest.mark.parametrize("person", [PHONE, PAGE])
async def test_a_chat_knows_whether_a_worker_holds_it(scene: Scene, person: str) -> None:
    async def held() -> bool:
        session = await scene.sessions.load(person)
        return session is not None and session.held

    await scene.sessions.save(person, Session(NOON, NOON, channel=person.split(":", maxsplit=1)[0]))
    ticket = await scene.claimed(person=person)
    assert await held()
    await scene.tickets.close_ticket(ticket.id, ANA, Outcome.HANDED_BACK)
    await scene.carried()
    assert not await held()
