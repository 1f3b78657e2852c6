"""One message of somebody who reports, with all that was found in it, and what it comes to."""

from dataclasses import dataclass, field

from bot.conversation.findings import Found
from bot.conversation.speech import Line, Speech
from bot.knowledge.countries import Country
from bot.reports.report import Evidence
from bot.sessions.session import Session
from bot.tickets.desk_status import DeskStatus
from channels.channel import MessageReceived


@dataclass(frozen=True, slots=True)
class Gathered:
    """A picture or voice note that was fetched and made anew; without `evidence` it was not, and `refusal` says why."""

    evidence: Evidence | None = None
    content: bytes = field(default=b"", repr=False)
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """A message in a conversation; `text` is the whole of it, as far as any channel carries."""

    session: Session
    speech: Speech = field(repr=False)
    message: MessageReceived = field(repr=False)
    text: str = field(repr=False)
    found: Found = field(repr=False)
    desk: DeskStatus
    country: Country | None = None
    files: tuple[Gathered, ...] = field(default=(), repr=False)

    @property
    def sender(self) -> str:
        """Name who writes, as limits know them."""
        return f"{self.message.address.channel}:{self.message.address.value}"

    @property
    def event(self) -> str:
        """Name the message, so that nothing is done twice for it."""
        return f"{self.message.address.channel}:{self.message.event_id}"


@dataclass(frozen=True, slots=True)
class Told:
    """What is said and the session after it; `alarmed` where the words besides are a call for help."""

    session: Session
    lines: tuple[Line, ...] = field(repr=False)
    alarmed: bool = False
