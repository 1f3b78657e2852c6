"""The courier sends only where it is safe: to who is there, or as a safe contact says, the neutral opening first."""

from dataclasses import replace

import pytest

from bot.conversation.desk_notice import desk_notice
from bot.gateway.courier import AGAIN_SECONDS, ASKING_SECONDS
from bot.tickets.message import Author, Delivery, TicketMessage
from bot.tickets.safe_contact import HERE_SECONDS, Hours, SafeContact
from bot.tickets.ticket import Outcome
from channels.channel import SendUnavailable
from tests.bot.gateway.carrying import ANA, PHONE, REPLY, Scene

pytestmark = pytest.mark.redis
ANYTIME = SafeContact(Hours.ANY, ("America/Lima",))
EVENING = SafeContact(Hours.EVENING, ("America/Lima",), "canela", "Hola, es la biblioteca")


async def test_who_is_there_is_written_to(scene: Scene) -> None:
    ticket = await scene.claimed()
    assert await scene.says(ticket) is Delivery.SENT
    assert scene.post.sent == [REPLY]


async def test_who_fell_silent_without_a_safe_contact_is_not(scene: Scene) -> None:
    ticket = await scene.claimed()
    scene.now += HERE_SECONDS + 1
    assert await scene.says(ticket) is Delivery.REFUSED
    assert scene.post.sent == []


async def test_outside_their_hours_nothing_goes_out(scene: Scene) -> None:
    ticket = await scene.claimed(EVENING)
    scene.now += HERE_SECONDS + 1
    assert await scene.says(ticket) is Delivery.REFUSED
    assert scene.post.sent == []


async def test_within_their_hours_the_opening_goes_first_and_the_code_word_is_asked(scene: Scene) -> None:
    ticket = await scene.claimed(EVENING)
    scene.now += 6 * 3600
    assert await scene.says(ticket) is Delivery.WAITING
    assert scene.post.sent == ["Hola, es la biblioteca"]
    scene.now += ASKING_SECONDS
    await scene.carried()
    assert scene.post.sent == ["Hola, es la biblioteca"]
    word = desk_notice(scene.courier.conversation, "word", ticket)
    await scene.hears(ticket, "¿quién es?")
    await scene.carried()
    assert scene.post.sent[1:] == [word]
    await scene.hears(ticket, "Canela.")
    assert scene.post.sent[2:] == [REPLY]
    assert await scene.fate(ticket) is Delivery.SENT
    # Known from then on.
    assert await scene.says(ticket, "Otra cosa") is Delivery.SENT


async def test_who_chose_to_wait_is_asked_first_whether_they_are_there(scene: Scene) -> None:
    ticket = await scene.claimed(waits=True)
    scene.now += HERE_SECONDS + 60
    assert await scene.says(ticket) is Delivery.WAITING
    assert scene.post.sent == [desk_notice(scene.courier.conversation, "opening", ticket)]
    await scene.hears(ticket, "sí")
    assert scene.post.sent[1:] == [REPLY]


async def test_who_left_with_a_safe_contact_gets_the_opening_only(scene: Scene) -> None:
    ticket = await scene.claimed(ANYTIME)
    await scene.tickets.left(ticket, Outcome.LEFT)
    assert await scene.says(ticket) is Delivery.WAITING
    assert scene.post.sent == [desk_notice(scene.courier.conversation, "opening", ticket)]


async def test_who_left_between_taking_and_sending_gets_nothing(scene: Scene) -> None:
    ticket = await scene.claimed(ANYTIME)
    await scene.tickets.say(ticket.id, ANA, TicketMessage(Author.WORKER, REPLY, "es", "ana"), "late")
    turn = scene.courier.sessions.turn(PHONE)
    async with turn:
        await scene.tickets.left(ticket, Outcome.LEFT)
    stale = replace(ticket, left=False)
    taken = await scene.tickets.take()
    assert taken is not None
    outgoing = await scene.tickets.begin(*taken)
    assert outgoing is not None
    delivered, _ = await scene.courier._sent(replace(outgoing, ticket=stale), REPLY)  # noqa: SLF001 - the very race
    assert (delivered.complete, delivered.error) == (False, "Left")
    assert scene.post.sent == []


async def test_a_provider_that_is_down_is_tried_again(scene: Scene) -> None:
    ticket = await scene.claimed()
    scene.post.fails = SendUnavailable("connect", untaken=True)
    assert await scene.says(ticket) is Delivery.WAITING
    scene.post.fails = None
    scene.now += AGAIN_SECONDS
    await scene.carried()
    assert scene.post.sent == [REPLY]
    assert await scene.fate(ticket) is Delivery.SENT


async def test_a_safe_contact_counts_also_for_who_waits(scene: Scene) -> None:
    ticket = await scene.claimed(EVENING, waits=True)
    scene.now += HERE_SECONDS + 60
    assert await scene.says(ticket) is Delivery.REFUSED
    assert scene.post.sent == []


async def test_a_stranger_who_writes_later_is_asked_for_the_word(scene: Scene) -> None:
    ticket = await scene.claimed(EVENING)
    await scene.hears(ticket, "estoy aquí")
    scene.now += 8 * 3600
    await scene.hears(ticket, "¿hola?")
    assert await scene.says(ticket) is Delivery.WAITING
    assert scene.post.sent == [desk_notice(scene.courier.conversation, "word", ticket)]
