"""Somebody reads along while a person waits for a human or has one, from the message to the ticket; and a child's."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import pytest

from bot.conversation.conversation import Conversation
from bot.erasure.traces import NoTraces
from bot.escalation.exchange import Exchange, NoDesk
from bot.escalation.switchboard import Switchboard
from bot.gateway.counts import Counts
from bot.gateway.reception import Reception
from bot.logs import silent_log
from bot.sessions.one_process import OneProcessSessions
from bot.sessions.session import Session
from bot.sessions.store import SessionsUnavailable
from bot.settings import read_settings
from bot.tickets.desk_status import DeskStatus
from bot.tickets.store import TicketsUnavailable
from bot.tickets.ticket import Reason, Risk, Ticket, TicketState
from bot.wiring.conversation import wire_conversation
from bot.wiring.desk import wire_tickets
from bot.wiring.gateway import wire_switchboard
from bot.wiring.keys import new_key
from channels.channel import Address, MessageReceived
from channels.web import WebChannel
from tests.bot.conversation.listed_net import CHILD, WATCHED, listening
from tests.bot.conversation.people import ScriptedUnderstanding
from tests.bot.gateway.desk import Worker

PERSON = Address("web", "visitor")
SECONDS = 30


class Down(OneProcessSessions):
    """A store that is away."""

    async def claim(self, *_: object) -> bool:
        raise SessionsUnavailable


class Away(NoDesk):
    """A desk whose store is away, and comes back after the first try."""

    def __init__(self, ticket: Ticket | None = None) -> None:
        self.desk, self.tried = DeskStatus(exists=True, on_shift=1, ticket=ticket), list[str]()

    async def status(self, *_: object) -> DeskStatus:
        return self.desk

    async def apply(self, *_: object) -> Ticket | None:
        raise TicketsUnavailable

    async def stand_back(self, *person: object) -> None:
        self.tried.append(str(person[0]))
        if len(self.tried) == 1:
            raise TicketsUnavailable


class Someone:
    """Somebody on the web chat, with a gateway of one process."""

    def __init__(self, conversation: Conversation, desk: Exchange, sessions: OneProcessSessions | None = None) -> None:
        self.web, self.conversation, self.count = WebChannel(), conversation, 0
        self.sessions = sessions or store()
        channels, counts = {"web": self.web}, Counts(silent_log())
        self.reception = Reception(
            conversation, self.sessions, channels, counts, NoTraces(), desk, repeat_seconds=1, poll_seconds=0.01
        )

    async def writes(self, text: str) -> list[str]:
        self.count += 1
        await self.reception.receive(
            [MessageReceived(PERSON, f"e{self.count}", message_id=f"m{self.count}", text=text)]
        )
        while self.reception.leaving.tasks:
            await asyncio.gather(*self.reception.leaving.tasks)
        return [part.text for part in self.web.collect(PERSON)]

    async def session(self) -> Session:
        session = await self.sessions.load("web:visitor")
        assert session is not None
        return session

    def says(self, key: str) -> str:
        return self.conversation.knowledge.catalogs.english(f"conversation.{key}")


def store(kind: Callable[..., OneProcessSessions] = OneProcessSessions) -> OneProcessSessions:
    return kind(time.time, idle_seconds=100, maximum_seconds=1000)


@pytest.fixture(scope="module")
def conversation() -> Conversation:
    return listening(wire_conversation(read_settings({}), ScriptedUnderstanding(down=True), time.time))


@pytest.fixture
def ana(empty_tickets_url: str) -> Worker:
    return Worker(empty_tickets_url, new_key(), languages=("en",))


@pytest.fixture
async def switchboard(ana: Worker) -> AsyncIterator[Switchboard]:
    await ana.comes()
    switchboard = wire_switchboard(ana.settings, wire_tickets(ana.settings))
    yield switchboard
    await switchboard.tickets.close()
    await switchboard.close()


def is_neutral(person: Someone, said: list[str]) -> bool:
    return len(said) == 1 and said[0].startswith(person.says("neutral").split("{")[0])


@pytest.mark.redis
async def test_nobody_is_called_to_who_waited_and_a_stranger_finds_no_wait(
    conversation: Conversation, switchboard: Switchboard
) -> None:
    person = Someone(conversation, switchboard)
    assert any(person.says("human.asked") in each for each in await person.writes("human"))
    assert is_neutral(person, await person.writes(WATCHED))
    (ticket,) = await switchboard.tickets.tickets()
    assert (ticket.state, ticket.outcome, ticket.left) == (TicketState.CLOSED, "left", True)
    session = await person.session()
    assert not session.escalated
    assert [line.by for line in session.transcript] == ["assistant"]
    said = "\n".join(await person.writes("human"))
    assert person.says("human.asked") in said
    assert person.says("human.waiting") not in said


@pytest.mark.redis
async def test_who_gave_a_safe_contact_is_written_to_as_that_allows(
    conversation: Conversation, switchboard: Switchboard
) -> None:
    person = Someone(conversation, switchboard)
    for text in ("human", "1", "1"):
        await person.writes(text)
    assert is_neutral(person, await person.writes(WATCHED))
    (ticket,) = await switchboard.tickets.tickets()
    assert (ticket.state, ticket.left, ticket.calls_back) == (TicketState.WAITING, True, True)
    assert await switchboard.tickets.of_person("web:visitor") is None


@pytest.mark.redis
@pytest.mark.parametrize("before", ["human", CHILD])
async def test_a_worker_who_has_the_chat_is_told_also_where_it_is_urgent_already(
    conversation: Conversation, switchboard: Switchboard, ana: Worker, before: str
) -> None:
    person = Someone(conversation, switchboard)
    await person.writes(before)
    assert await ana.takes_next() is not None
    assert await person.writes(WATCHED) == []
    ticket = await switchboard.tickets.of_person("web:visitor")
    assert ticket is not None
    assert (ticket.held, ticket.reason, ticket.risk) == (True, Reason.WATCHED, Risk.URGENT)
    assert (await ana.reads(ticket))[-1] == WATCHED


@pytest.mark.redis
async def test_without_a_wait_nothing_is_opened(conversation: Conversation, switchboard: Switchboard) -> None:
    person = Someone(conversation, switchboard)
    assert is_neutral(person, await person.writes(WATCHED))
    assert not await switchboard.tickets.tickets()


@pytest.mark.redis
async def test_a_child_comes_before_whoever_waits_for_longer(
    conversation: Conversation, switchboard: Switchboard, ana: Worker
) -> None:
    waits, child = Someone(conversation, switchboard), Someone(conversation, switchboard)
    await waits.writes("human")
    other = Address("web", "child")
    await child.reception.receive([MessageReceived(other, "c1", message_id="c1", text=CHILD)])
    taken = await ana.takes_next()
    assert taken is not None
    assert (taken.reason, taken.risk) == (Reason.CHILD, Risk.URGENT)


@pytest.mark.parametrize("held", [True, False])
async def test_a_desk_that_is_away_makes_nothing_known_and_is_told_later(
    conversation: Conversation, *, held: bool
) -> None:
    state = TicketState.ACTIVE if held else TicketState.WAITING
    ticket = Ticket("t", "Cedar lantern", "web", "en", "", Risk.NORMAL, Reason.ASKED, state, *[time.time()] * 4)
    desk = Away(ticket)
    person = Someone(conversation, desk)
    said = await person.writes(WATCHED)
    assert said == [] if held else is_neutral(person, said)
    assert desk.tried == ["web:visitor", "web:visitor"]


async def test_without_sessions_the_face_is_the_same_and_the_desk_is_told(conversation: Conversation) -> None:
    desk = Away()
    person = Someone(conversation, desk, store(Down))
    assert is_neutral(person, await person.writes(WATCHED))
    assert desk.tried == ["web:visitor", "web:visitor"]
