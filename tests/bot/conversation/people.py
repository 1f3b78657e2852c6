"""A person who writes to a conversation, and an engine that understands by a list."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.conversation.conversation import Conversation
from bot.conversation.speech import Choice
from bot.conversation.turn import Turn
from bot.conversation.understanding import Candidate, EngineUnavailable, Understood
from bot.sessions.session import Limits, Session
from bot.tickets.desk_status import NO_DESK, DeskStatus
from channels.channel import Address, MessageReceived

LAWYER = "Hello, I need a lawyer but I have no money, please help me"
LAWYER_ES = "Hola, necesito un abogado y no tengo dinero, por favor"
LAWYER_PT = "Olá, preciso de um advogado mas não tenho dinheiro, por favor"
CONSENT = "I said yes to the job at first, is it my fault then?"
UNCLEAR = "the thing with the house and the papers and so on"
SHOPPING = "which pizza is the best one in this part of the city"
GREETING = "hello there my good friend"

MEANINGS: Mapping[str, Understood] = {
    LAWYER: Understood("legal_aid", 0.9),
    LAWYER_ES: Understood("legal_aid", 0.9),
    LAWYER_PT: Understood("legal_aid", 0.9),
    CONSENT: Understood("consent", 0.9),
    GREETING: Understood("greeting", 0.9),
    UNCLEAR: Understood(
        "safe_housing",
        0.4,
        tuple(Candidate(*each) for each in (("identity_documents", 0.3), ("asylum", 0.2), ("consent", 0.01))),
        (("unsure", ""),),
    ),
}


@dataclass
class ScriptedUnderstanding:
    """Understands what is listed; the rest is out of scope. `down` is an engine that does not answer."""

    meanings: Mapping[str, Understood] = field(default_factory=lambda: MEANINGS)
    down: bool = False
    heard: list[str] = field(default_factory=list)

    async def understand(self, text: str, language: str) -> Understood:
        assert language
        self.heard.append(text)
        if self.down:
            raise EngineUnavailable
        return self.meanings.get(text, Understood("out_of_scope", 0.1))


@dataclass
class Person:
    """Keeps the session between turns, as the store does."""

    conversation: Conversation
    channel: str = "web"
    address: str = "someone"
    session: Session | None = None
    last: Turn | None = None

    async def writes(self, text: str, desk: DeskStatus = NO_DESK, **fields: Any) -> Turn:
        message = MessageReceived(Address(self.channel, self.address), "e", message_id="m", text=text, **fields)
        self.last = await self.conversation.respond(self.session, message, desk)
        self.session = self.last.session
        return self.last

    async def taps(self, choice: Choice) -> Turn:
        return await self.writes(choice.title, quick_reply=choice.step.code)

    @property
    def choices(self) -> tuple[Choice, ...]:
        assert self.last is not None
        return next((line.choices for line in reversed(self.last.lines) if line.choices), ())

    def choice(self, kind: str) -> Choice:
        return next(choice for choice in self.choices if choice.step.kind == kind)

    def greeted(self, **fields: Any) -> "Person":
        """Give the same person in a conversation that has begun."""
        now = self.conversation.clock()
        return replace(self, session=Session(now, now, greeted=True, **fields))


def said(turn: Turn) -> str:
    return "\n\n".join(line.text for line in turn.lines)


def silence(session: Session | None) -> float:
    """Give for how many seconds nothing may be written before the session is over."""
    assert session is not None
    return session.ends_at(Limits().idle_seconds, Limits().maximum_seconds) - session.seen_at


def titles(turn: Turn) -> list[str]:
    return [choice.title for line in turn.lines for choice in line.choices]


def table(text: str) -> list[list[str]]:
    """Read a table of examples: a language, a text and what it comes to, the last two parted by a line."""
    return [[part.strip() for part in line.split(" ", 1)[1].split("|")] for line in text.strip().splitlines()]
