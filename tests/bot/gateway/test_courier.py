"""The courier sends only where it is safe: to who is there, or as a safe contact says, the neutral opening first."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace

import pytest
import structlog

from bot.conversation.conversation import Conversation
from bot.conversation.desk_notice import desk_notice
from bot.conversation.understanding import Understood
from bot.erasure.traces import NoTraces
from bot.gateway.counts import Counts
from bot.gateway.courier import AGAIN_SECONDS, ASKING_SECONDS, Courier
from bot.knowledge.pseudonyms import read_pseudonyms
from bot.sessions.one_process import OneProcessSessions
from bot.settings import PROJECT, read_settings
from bot.storage.encryption import Seal
from bot.tickets.message import Author, Delivery, TicketMessage
from bot.tickets.redis_store import RedisTickets
from bot.tickets.safe_contact import HERE_SECONDS, Hours, SafeContact
from bot.tickets.store import Escalation, Holder
from bot.tickets.ticket import Outcome, Reason, Ticket
from bot.wiring.conversation import wire_conversation
from channels.channel import Address, Channel, OutboundMessage, SendUnavailable, Sent, nobody_hears

pytestmark = pytest.mark.redis
ANA = Holder("ana")
# Noon in Lima, 2027-01-15.
NOON = 1_800_032_400.0
ANYTIME = SafeContact(Hours.ANY, ("America/Lima",))
EVENING = SafeContact(Hours.EVENING, ("America/Lima",), "canela", "Hola, es la biblioteca")
REPLY = "Tengo una respuesta"


class Nobody:
    async def understand(self, text: str, language: str) -> Understood:
        raise AssertionError(f"nobody is to be understood here: {len(text)} {language}")


@dataclass
class Post(Channel):
    """A provider of our own contract that takes what it is given, or is down."""

    name: str = "sms"  # type: ignore[misc]
    sent: list[str] = field(default_factory=list)
    down: bool = False

    async def send(
        self, address: Address, message: OutboundMessage, *, skip: int = 0, sent: Sent = nobody_hears
    ) -> Sequence[str]:
        assert (address.value, skip) == ("+51900000001", 0)
        if self.down:
            raise SendUnavailable
        self.sent.append(message.text)
        sent(f"SM{len(self.sent)}")
        return [f"SM{len(self.sent)}"]


@dataclass
class Scene:
    courier: Courier
    tickets: RedisTickets
    post: Post
    now: float = NOON

    def __call__(self) -> float:
        return self.now

    async def claimed(self, contact: SafeContact | None = None, *, waits: bool = False) -> Ticket:
        reached = ("sms", "+51900000001", "+14155550100")
        ticket = await self.tickets.open(Escalation("sms:+51900000001", reached, "es", "PE", Reason.ASKED), "1")
        await self.tickets.contact(ticket, contact)
        await self.tickets.waiting(ticket, waits=waits)
        await self.tickets.claim(ticket.id, ANA, 3)
        await self.carried()
        self.post.sent.clear()
        return ticket

    async def says(self, ticket: Ticket, text: str = REPLY) -> Delivery:
        await self.tickets.say(ticket.id, ANA, TicketMessage(Author.WORKER, text, "es", "ana"), f"{text}{self.now}")
        await self.carried()
        return await self.fate(ticket)

    async def fate(self, ticket: Ticket) -> Delivery:
        said = [each for each in await self.tickets.messages(ticket.id) if each.author is Author.WORKER]
        return said[-1].delivery

    async def hears(self, ticket: Ticket, text: str) -> None:
        self.now += 1
        await self.tickets.heard(ticket, [TicketMessage(Author.PERSON, text, "es")], f"{text}{self.now}")
        self.now += ASKING_SECONDS
        await self.carried()

    async def carried(self) -> None:
        while await self.courier.round():
            pass


@pytest.fixture(scope="module")
def conversation() -> Conversation:
    return wire_conversation(read_settings({}), Nobody(), lambda: NOON)


@pytest.fixture
async def scene(empty_tickets_url: str, conversation: Conversation) -> AsyncIterator[Scene]:
    post = Post()
    scene = Scene(None, None, post)  # type: ignore[arg-type]
    names = read_pseudonyms(PROJECT / "knowledge" / "pseudonyms.yml")
    scene.tickets = RedisTickets(empty_tickets_url, Seal(bytes(32), "tickets"), scene, names)
    sessions = OneProcessSessions(scene, idle_seconds=1800, maximum_seconds=86400)
    counts = Counts(structlog.get_logger())
    scene.courier = Courier(
        scene.tickets, replace(conversation, clock=scene), sessions, {"sms": post}, NoTraces(), counts, scene
    )
    yield scene
    await scene.tickets.close()


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
    turn = scene.courier.sessions.turn("sms:+51900000001")
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
    scene.post.down = True
    assert await scene.says(ticket) is Delivery.WAITING
    scene.post.down = False
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
