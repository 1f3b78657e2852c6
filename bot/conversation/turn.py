"""What one turn comes to: the messages to send, and what becomes of the session."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from bot.conversation.answer import Cited
from bot.conversation.speech import Line
from bot.conversation.understanding import Candidate
from bot.sessions.session import Said, Session
from bot.tickets.wishes import Wish

LONGEST_TEXT = 1600
"""Characters of a message that are read; Twilio cuts at the same length."""
LONGEST_HEARD = 5000
"""Characters that are searched for danger; no channel takes longer messages in one piece."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The outcome of a turn: `session` is None where it ended; `lines` are said in `language`, in order."""

    session: Session | None = field(repr=False)
    language: str
    lines: tuple[Line, ...] = field(repr=False)
    plain_letters: bool = False
    intent: str = ""
    confidence: float = 0.0
    alternatives: tuple[Candidate, ...] = ()
    asked_back: bool = False
    danger: bool = False
    warned: bool = False
    """Whether the first line says whom to call, though what was written is answered as a question."""
    watched: bool = False
    """Whether somebody else may read along, so that nothing of a chat or of people may show."""
    cited: tuple[Cited, ...] = ()
    wishes: tuple[Wish, ...] = ()
    """What the turn means for the person's ticket."""
    reporting: bool = False
    """Whether the message belongs to a report: its words are kept there, and nowhere else."""
    secret: str = field(default="", repr=False)
    """The word under which the person wants this chat to be kept, or an earlier one to be opened."""

    def introduced(self, line: Line) -> Self:
        """Put a line before the answer, but after what is said to somebody in danger."""
        first = 1 if self.danger or self.warned else 0
        return replace(self, lines=(*self.lines[:first], line, *self.lines[first:]))


def transcribed(session: Session, text: str, lines: Sequence[Line]) -> Session:
    """Add a turn to the session's transcript, which the web chat shows until the session ends."""
    said = [
        Said("assistant", line.text, tuple((each.step.code, each.title) for each in line.choices)) for line in lines
    ]
    return session.remember(*([Said("person", text)] if text else []), *said)
