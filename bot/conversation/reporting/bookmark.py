"""Where somebody is in a report: all that a session remembers of it beside the receipt, and never an answer."""

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.reports.report import IntakePath
from bot.sessions.session import Session


class At(StrEnum):
    """What was asked or offered last."""

    PATH = "path"  # who they are
    RESUME = "resume"  # their number
    ASKED = "asked"  # a question of the intake
    CHOOSING = "choosing"  # the same, where something was chosen already
    CHANGE = "change"  # what to change
    SUMMARY = "summary"  # whether it is right
    SENT = "sent"  # what to do with a report that was sent
    ADD = "add"  # what to add to it
    WITHDRAW = "withdraw"  # whether to delete it
    PAUSED = "paused"  # something else; the report can be gone on with


ASKING = (At.ASKED, At.CHOOSING)
TELLING = (At.PATH, *ASKING, At.CHANGE, At.SUMMARY, At.PAUSED)
"""Where what is told can be gone on with after something else."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """What was asked last, and on which path."""

    at: At
    path: IntakePath = IntakePath.COMMUNITY
    question: str = ""

    @property
    def text(self) -> str:
        """Give it as a session keeps it."""
        return f"{self.at}/{self.path}/{self.question}"


def bookmark(session: Session) -> Bookmark | None:
    """Read where a session is in a report; None where it is in none, or a release knows the place no more."""
    parts = session.report.split("/")
    try:
        return Bookmark(At(parts[0]), IntakePath(parts[1]), parts[2])
    except (ValueError, IndexError):
        return None


def marked(session: Session, mark: Bookmark) -> Session:
    """Give the session at another place of a report; whatever else was asked is answered no more."""
    return replace(session, report=mark.text, waiting_for="", contact={}, unsure=0)


def paused(session: Session) -> Session:
    """Give the session where something else is talked about: what is being told waits, what was sent is closed here."""
    mark = bookmark(session)
    if mark is None:
        return session
    if mark.at in TELLING:
        return replace(session, report=replace(mark, at=At.PAUSED).text)
    return left(session)


def left(session: Session) -> Session:
    """Give the session without a report; who has the number comes back by it."""
    return replace(session, report="", receipt="")


def takes_files(session: Session) -> bool:
    """Say whether a picture or voice note belongs to a report now."""
    mark = bookmark(session)
    return mark is not None and (mark.at in (*ASKING, At.ADD) or (bool(session.receipt) and mark.at is At.SUMMARY))
