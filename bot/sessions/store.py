"""What the program asks of the sessions store, whoever keeps it."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from bot.sessions.session import Session


class SessionsUnavailable(Exception):  # noqa: N818 - a state of the store, not a fault of the caller
    """The store cannot be reached or refuses; nothing was kept anywhere else."""


class TooManyTries(Exception):  # noqa: N818 - a state of the person's hour
    """Too many secret words were tried or are kept; none is opened or kept for a while."""


class SessionStore(Protocol):
    """Sessions by person. A person is an opaque text (channel and address); the store never keeps it readable.

    Every call raises SessionsUnavailable rather than fall back to anything.
    """

    def turn(self, person: str) -> AbstractAsyncContextManager[None]:
        """Hold the person's place, so that their messages are answered one after the other."""

    async def claim(self, event_id: str) -> bool:
        """Say whether this event is new; a claim that is not confirmed is free again after some seconds."""

    async def confirm(self, event_id: str) -> None:
        """Note that a claimed event has been answered, so that its repetition never is."""

    async def answered(self, event_id: str) -> bool:
        """Say whether a claimed event has been confirmed; one that was not may belong to a process that died."""

    async def load(self, person: str) -> Session | None:
        """Give the person's session, or None where there is none or it has ended."""

    async def save(self, person: str, session: Session) -> None:
        """Keep the session until it has been idle or old for long enough."""

    async def end(self, person: str, session: Session | None = None, *, forgets_code: bool = False) -> None:
        """Forget the person's session at once, and the events that `session` knows.

        `forgets_code` also forgets all copies under the person's secret words, whoever set them.
        """

    async def use_code(self, person: str, word: str, session: Session) -> tuple[Session, bool]:
        """Open the chat kept under a person's secret word, else keep this one under it; say whether one was opened.

        Raises TooManyTries too.
        """

    async def ping(self) -> None:
        """Check that the store answers."""
