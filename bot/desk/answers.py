"""Answers of the knowledge base for the chat that is open: found by title, shown in two languages, put into a reply."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.conversation.answer import answer, checked_on
from bot.conversation.speech import Speech
from bot.conversation.steering import NO_COUNTRY
from bot.desk.access import needs
from bot.desk.page import voice_of
from bot.desk.workplace import Workplace
from bot.knowledge.catalogs import SOURCE_LANGUAGE, day
from bot.knowledge.topics import Topic
from bot.staff.worker import Permission
from bot.tickets.ticket import Ticket

TOPIC = "topic:"
"""How a message names the topic that it was taken from."""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer as it is offered; `own` is the same in the worker's language, empty where it is the same.

    `spoken` says that it is in the person's language, `reviewed` that a native speaker signed it, `serves` that it may
    be given at all: signed where that is asked for, and not past its date.
    """

    topic: Topic
    title: str
    text: str = field(repr=False)
    own: str = field(repr=False)
    checked_on: str
    review_by: str
    spoken: bool
    reviewed: bool
    serves: bool


@dataclass(frozen=True, slots=True)
class Answers:
    """The list that `i` opens, and the answer that is chosen from it."""

    place: Workplace

    def routes(self) -> Sequence[Route]:
        """Give their routes."""
        return [
            Route("/tickets/{id}/answers", needs(Permission.ANSWER, self.topics), methods=["GET"]),
            Route("/tickets/{id}/answers/{topic}", needs(Permission.ANSWER, self.topic), methods=["GET"]),
        ]

    async def topics(self, request: Request) -> Response:
        """List the topics by their titles in both languages."""
        ticket = await self._ticket(request)
        if ticket is None:
            return Response(status_code=404)
        theirs, mine = self._speeches(request, ticket)
        titles = sorted(
            (mine.topic(each, "title"), theirs.topic(each, "title"), each)
            for each in self.place.office.knowledge.topics
        )
        seen_by = await self.place.watcher(request.state.worker)
        return self.place.part(request, "parts/topics.html", seen_by, titles=titles, ticket=ticket)

    async def topic(self, request: Request) -> Response:
        """Show one topic's answer for a ticket."""
        ticket = await self._ticket(request)
        topic = self.place.office.knowledge.topics.get(request.path_params["topic"])
        if ticket is None or topic is None:
            return Response(status_code=404)
        theirs, mine = self._speeches(request, ticket)
        today = datetime.fromtimestamp(self.place.office.clock(), UTC).date()
        found = offered(topic, ticket, theirs, mine, today)
        seen_by = await self.place.watcher(request.state.worker)
        return self.place.part(request, "parts/answer.html", seen_by, found=found, ticket=ticket)

    async def _ticket(self, request: Request) -> Ticket | None:
        ticket: Ticket | None = await self.place.office.tickets.ticket(request.path_params["id"])
        return ticket

    def _speeches(self, request: Request, ticket: Ticket) -> tuple[Speech, Speech]:
        knowledge = self.place.office.knowledge
        theirs = ticket.language if ticket.language in knowledge.catalogs.locales else SOURCE_LANGUAGE
        brief = ticket.channel == "sms"
        return Speech(knowledge, theirs, brief=brief), Speech(knowledge, voice_of(request).language, brief=brief)


def offered(topic: Topic, ticket: Ticket, theirs: Speech, mine: Speech, today: date) -> Found:
    """Lay an answer out for a ticket, with its source and its date, in the person's language and the worker's."""
    text, own = _text(theirs, topic, ticket.country), _text(mine, topic, ticket.country)
    checked = checked_on(theirs, topic, ticket.country)
    spoken = theirs.language == ticket.language and theirs.translated(f"topic.{topic.id}.short")
    return Found(
        topic,
        theirs.topic(topic.id, "title"),
        text,
        own if own != text else "",
        day(checked, mine.language),
        day(topic.review.review_by, mine.language),
        spoken=spoken,
        reviewed=spoken and theirs.reviewed,
        serves=theirs.serves(topic) and topic.review.review_by >= today,
    )


def _text(speech: Speech, topic: Topic, country: str) -> str:
    # Without a country the assistant asks for it; here a person asks, and the answer is the general one.
    return "\n\n".join(line.text for line in answer(speech, topic, country or NO_COUNTRY))
