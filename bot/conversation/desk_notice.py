"""Our own texts about a ticket, for the person: somebody has come, has gone, or nobody could come yet."""

from bot.conversation import notices
from bot.conversation.performance import Stage
from bot.sessions.session import Session
from bot.tickets.ticket import Ticket

WORDS = ("back", "human", "erase")


def desk_notice(stage: Stage, key: str, ticket: Ticket) -> str:
    """Give a text by its key, in the ticket's language and for its country."""
    session = Session(
        ticket.created_at,
        ticket.person_at,
        channel=ticket.channel,
        language_chosen=ticket.language,
        country=ticket.country,
    )
    speech = stage.speech(session)
    words = {each: speech.word(each) for each in WORDS}
    emergency = notices.emergency(speech, stage.country(session), stage.may_be_in(session)).text
    return speech.say(f"notice.{key}", **words, emergency=emergency)
