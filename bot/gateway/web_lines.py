"""What a page shows of a chat: its lines with their choices, and how the browser asked for them."""

from collections.abc import Sequence

from starlette.requests import Request

from bot.conversation.speech import Speech
from bot.sessions.session import Said, Session
from channels.channel import Part


def simulated(channel: str, visitor: str) -> str:
    """Give the simulator's person for a visitor on a channel."""
    return f"simulator:{channel}:{visitor}"


def shown_part(part: Part) -> dict[str, object]:
    """Give a part as the page's script shows it."""
    choices = [{"id": reply.id, "title": reply.title} for reply in part.quick_replies]
    return {"by": "assistant", "text": part.text, "choices": choices}


def shown_said(said: Said) -> dict[str, object]:
    """Give a line of the transcript as the page shows it."""
    return {"by": said.by, "text": said.text, "choices": [{"id": code, "title": title} for code, title in said.choices]}


def listening(session: Session | None) -> dict[str, object]:
    """Say how many lines there are, and whether the page asks for more."""
    return {"at": session.said if session else 0, "listens": session is not None and session.escalated}


def begins(session: Session, parts: Sequence[Part]) -> bool:
    """Say whether a chat has just begun, so that the page shows nothing older."""
    short = bool(parts) and len(session.transcript) <= 1 + len(parts)
    # Of a report nothing stands in the transcript, however long it is told.
    return short and (len(session.events) <= 1 or not unkept(session, parts))


def unkept(session: Session, parts: Sequence[Part]) -> bool:
    """Say whether what is said now stands nowhere for the page to show it again, as in a report."""
    last = session.transcript[-len(parts) :] if parts else ()
    return [each.text for each in last] != [each.text for each in parts]


def direction(speech: Speech) -> str:
    """Give the direction in which the language is written, as HTML has it."""
    return "rtl" if speech.right_to_left else "ltr"


def wants_json(request: Request) -> bool:
    """Say whether the page asks by its script."""
    return "application/json" in request.headers.get("accept", "")


def asked_languages(request: Request) -> list[str]:
    """Give the browser's languages, the most wanted first, as it orders them (RFC 9110, section 12.5.4)."""
    return [each.split(";", maxsplit=1)[0].strip() for each in request.headers.get("accept-language", "").split(",")]
