"""A ticket as it stands open on a page: as much of it as this worker may see."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.conversation.speech import Speech
from bot.desk.bubbles import Bubble, bubbles
from bot.desk.insight import Insight
from bot.desk.language import Voice
from bot.desk.office import Office
from bot.desk.placeholders import fillings, whole
from bot.desk.queue import Row, Watcher, languages_on_shift, row
from bot.desk.reach import Reach, reach
from bot.knowledge.catalogs import SOURCE_LANGUAGE
from bot.knowledge.knowledge_base import KnowledgeBase
from bot.tickets.message import Author, TicketMessage
from bot.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class View:
    """A ticket on the page; without content where `insight` is FACTS."""

    ticket: Ticket
    insight: Insight
    row: Row
    bubbles: Sequence[Bubble] = field(default=(), repr=False)
    reach: Reach = field(default_factory=Reach, repr=False)

    @property
    def shown(self) -> bool:
        """Say whether the content is shown."""
        return self.insight is not Insight.FACTS

    @property
    def holds(self) -> bool:
        """Say whether this worker may act on it."""
        return self.insight is Insight.HOLDS


async def view(office: Office, seen_by: Watcher, ticket: Ticket, seen: Insight, voice: Voice) -> View:
    """Collect what a worker may see of a ticket. Raises TicketsUnavailable, NoSuchTicket."""
    facts = row(ticket, seen_by, languages_on_shift(seen_by.shifts), now=office.clock(), current=ticket.id)
    if seen is Insight.FACTS:
        return View(ticket, seen, facts)
    kept = await office.tickets.messages(ticket.id)
    said = [_worded(message, ticket, office.knowledge, voice.language) for message in kept]
    zone = office.settings.desk_zone
    shown = bubbles(said, me=seen_by.worker.name, names=seen_by.names, unread=ticket.unread, zone=zone)
    return View(ticket, seen, facts, shown, await reach(office, ticket))


def _worded(message: TicketMessage, ticket: Ticket, knowledge: KnowledgeBase, own_language: str) -> TicketMessage:
    """Put a notice into the words that the person reads, beside the worker's own."""
    if message.author is not Author.NOTICE or message.text:
        return message
    catalogs = knowledge.catalogs
    keys = (f"conversation.notice.{message.key}", f"desk.chat.notice.{message.key}")
    key = next((each for each in keys if each in catalogs.keys()), "desk.chat.notice.other")  # noqa: SIM118
    language = message.language or ticket.language
    language = language if language in catalogs.locales else SOURCE_LANGUAGE

    def said(in_language: str) -> str:
        return whole(catalogs.say(key, in_language), fillings(Speech(knowledge, in_language), ticket.country))

    text, own = said(language), said(own_language)
    return replace(message, text=text, original=own if own != text else "")
