"""Asks one question from nowhere: the turn that a person with a new session would get."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

from bot.conversation.conversation import Conversation
from bot.conversation.turn import Turn
from bot.conversation.understanding import EngineUnavailable
from bot.evaluation.questions import Question
from bot.sessions.session import Session
from channels.channel import Address, MessageReceived
from channels.webhook import well_formed


@dataclass(frozen=True, slots=True)
class Answered:
    """What a question was taken for: `best` has the intent first and then what else it may be."""

    question: Question
    best: tuple[str, ...]
    confidence: float
    asked_back: bool
    language: str


async def first_turn(
    conversation: Conversation, text: str, *, channel: str = "web", language: str = "", country: str = ""
) -> Turn:
    """Give the turn that answers a text from somebody who was greeted before; the safety text where nothing else is."""
    now = conversation.clock()
    # A language that we do not speak cannot be chosen; the question is then answered in the one that it is heard in.
    chosen = language if language in conversation.knowledge.catalogs.locales else ""
    session = Session(now, now, greeted=True, language_chosen=chosen, country=country)
    message = MessageReceived(Address(channel, "ask"), "ask", message_id="ask", text=well_formed(text))
    try:
        return await conversation.respond(session, message)
    except EngineUnavailable:
        return conversation.safe(session, message)


async def ask_all(conversation: Conversation, questions: Iterable[Question]) -> AsyncIterator[Answered]:
    """Ask every question by itself. Raises EngineUnavailable."""
    for question in questions:
        now = conversation.clock()
        session = Session(now, now, greeted=True)
        message = MessageReceived(Address("web", "ask"), "ask", message_id="ask", text=well_formed(question.text))
        turn = await conversation.respond(session, message)
        best = (turn.intent or "out_of_scope", *(each.id for each in turn.alternatives))
        yield Answered(question, best, turn.confidence, turn.asked_back, heard(turn))


def heard(turn: Turn) -> str:
    """Name the language that was found, also where the answer had to be in another."""
    return (turn.session and (turn.session.language or turn.session.language_guess)) or turn.language
