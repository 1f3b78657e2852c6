"""The desk's store is away: nobody believes that a person reads them, and what was known of their ticket stays."""

from collections.abc import Sequence

import pytest
import structlog

from bot.conversation.conversation import Conversation
from bot.conversation.turn import Turn
from bot.conversation.understanding import EngineUnavailable, Understood
from bot.escalation.exchange import NoDesk
from bot.gateway.counts import Counts
from bot.gateway.escalating import Escalating
from bot.sessions.session import Session
from bot.settings import read_settings
from bot.tickets.desk_status import DeskStatus
from bot.tickets.store import TicketsUnavailable
from bot.tickets.ticket import Reason, Risk, Ticket, TicketState
from bot.wiring.conversation import wire_conversation
from channels.channel import Address, MessageReceived

NOON = 1_800_032_400.0
AWAY = DeskStatus(exists=True, reachable=False)


class Down:
    async def understand(self, *_: str) -> Understood:
        raise EngineUnavailable


class Away(NoDesk):
    async def apply(self, *_: object) -> None:
        raise TicketsUnavailable


@pytest.fixture(scope="module")
def conversation() -> Conversation:
    return wire_conversation(read_settings({}), Down(), lambda: NOON)


def said(turn: Turn) -> Sequence[str]:
    return [line.text for line in turn.lines]


async def written(
    conversation: Conversation, text: str, *, held: bool = False, escalated: bool = True, desk: DeskStatus = AWAY
) -> Turn:
    session = Session(
        NOON, NOON, greeted=True, channel="sms", language="en", country="PE", held=held, escalated=escalated
    )
    event = MessageReceived(Address("sms", "+51900000001"), "1", message_id="1", text=text)
    turn = await conversation.respond(session, event, desk)
    return await Escalating(Away(), conversation, Counts(structlog.get_logger())).applied(event, turn, desk)


async def test_who_waits_is_told_that_their_words_get_nowhere(conversation: Conversation) -> None:
    unreachable = conversation.knowledge.catalogs.english("conversation.human.unreachable")
    turn = await written(conversation, "menu")
    assert said(turn)[0] == unreachable
    assert len(turn.lines) > 1
    assert turn.session is not None
    assert turn.session.escalated
    danger = await written(conversation, "help, he wants to kill me")
    assert "105" in said(danger)[0]
    assert said(danger)[1] == unreachable
    assert "\n".join(said(await written(conversation, "human"))).count(unreachable) == 1


async def test_who_asked_for_nobody_hears_nothing_of_it(conversation: Conversation) -> None:
    unreachable = conversation.knowledge.catalogs.english("conversation.human.unreachable")
    assert unreachable not in said(await written(conversation, "menu", escalated=False))


async def test_while_a_worker_holds_the_chat_the_assistant_does_not_answer(conversation: Conversation) -> None:
    turn = await written(conversation, "menu", held=True)
    catalogs = conversation.knowledge.catalogs
    assert said(turn)[0] == catalogs.english("conversation.human.not_passed")
    assert "105" in said(turn)[1]
    assert len(turn.lines) == 2
    assert turn.session is not None
    assert (turn.session.held, turn.session.escalated) == (True, True)


async def test_where_the_desk_answers_a_ticket_that_is_gone_is_forgotten(conversation: Conversation) -> None:
    turn = await written(conversation, "menu", desk=DeskStatus(exists=True))
    assert turn.session is not None
    assert not turn.session.escalated


async def test_words_that_a_ticket_does_not_take_are_said_to_get_nowhere(conversation: Conversation) -> None:
    unreachable = conversation.knowledge.catalogs.english("conversation.human.unreachable")
    known = ("1", "Amber Heron", "sms", "en", "PE", Risk.NORMAL, Reason.ASKED, TicketState.WAITING)
    waiting = DeskStatus(exists=True, ticket=Ticket(*known, *[NOON] * 4))
    assert unreachable in said(await written(conversation, "menu", desk=waiting))
