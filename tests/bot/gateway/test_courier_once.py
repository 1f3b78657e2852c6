"""The courier says a worker's words once, and the chat knows whether a worker holds it."""

import pytest

from bot.gateway.courier import AGAIN_SECONDS, ASKING_SECONDS
from bot.sessions.session import Session
from bot.tickets.message import Delivery
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
