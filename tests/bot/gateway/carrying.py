"""A courier at work between the desk, a provider and a page, on a clock that the test moves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.conversation.understanding import Understood
from bot.gateway.courier import ASKING_SECONDS, Courier
from bot.sessions.one_process import OneProcessSessions
from bot.sessions.session import Session
from bot.sessions.store import SessionsUnavailable
from bot.tickets.message import Author, Delivery, TicketMessage
from bot.tickets.redis_store import RedisTickets
from bot.tickets.safe_contact import SafeContact
from bot.tickets.store import Escalation, Holder
from bot.tickets.ticket import Reason, Ticket
from channels.channel import Address, Channel, OutboundMessage, Part, SendError, Sent, nobody_hears

ANA = Holder("ana")
PHONE, PAGE = "sms:+51900000001", "web:visitor"
# Noon in Lima, 2027-01-15.
NOON = 1_800_032_400.0
REPLY = "Tengo una respuesta"


class Nobody:
    async def understand(self, text: str, language: str) -> Understood:
        raise AssertionError(f"nobody is to be understood here: {len(text)} {language}")


@dataclass
class Post(Channel):
    """A provider of our own contract that takes what it is given, or is down."""

    name: str = "sms"  # type: ignore[misc]
    sent: list[str] = field(default_factory=list)
    fails: SendError | None = None
    tries: int = 0
    parts: int = 1
    meanwhile: Callable[[], None] = lambda: None
    """What happens before the provider answers for a part."""

    def render(self, message: OutboundMessage) -> Sequence[Part]:
        return (Part(message.text),) * self.parts

    async def send(
        self, address: Address, message: OutboundMessage, *, skip: int = 0, sent: Sent = nobody_hears
    ) -> Sequence[str]:
        assert (address.value, skip) == ("+51900000001", 0)
        self.tries += 1
        if self.fails is not None:
            raise self.fails
        ids = []
        for part in self.render(message):
            self.sent.append(part.text)
            self.meanwhile()
            ids.append(f"SM{len(self.sent)}")
            sent(ids[-1])
        return ids


class Sessions(OneProcessSessions):
    """A store that may keep a session, and lose the answer that it did."""

    loses_answers = 0

    async def save(self, person: str, session: Session) -> None:
        await super().save(person, session)
        if self.loses_answers:
            self.loses_answers -= 1
            raise SessionsUnavailable


@dataclass
class Scene:
    courier: Courier
    tickets: RedisTickets
    post: Post
    sessions: Sessions
    marked: set[str] = field(default_factory=set)
    now: float = NOON

    def __call__(self) -> float:
        return self.now

    async def claimed(self, contact: SafeContact | None = None, *, waits: bool = False, person: str = PHONE) -> Ticket:
        channel, value = person.split(":")
        reached = (channel, value, "+14155550100")
        ticket = await self.tickets.open(Escalation(person, reached, "es", "PE", Reason.ASKED), "1")
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
