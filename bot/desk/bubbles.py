"""A chat as it is shown: who says what, on which day, what is new, and what became of each message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zlib import crc32
from zoneinfo import ZoneInfo

from bot.language.inert import Piece, is_long, pieces
from bot.tickets.message import TO_THE_PERSON, Author, Delivery, TicketMessage

AGAIN = (Delivery.FAILED, Delivery.REFUSED, Delivery.UNKNOWN)
"""What may be sent again."""


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message as it is shown; `day` is set on the first of a day, `first_unread` on the first that is new.

    `before` says that it was said before a person was asked for. `stamp` changes with all that may change in it.
    """

    id: str
    author: Author
    name: str = field(repr=False)
    pieces: Sequence[Piece] = field(repr=False)
    original: Sequence[Piece] = field(repr=False)
    language: str
    source: str
    at: float
    delivery: Delivery
    mine: bool
    long: bool
    before: bool
    day: date | None = None
    first_unread: bool = False

    @property
    def again(self) -> bool:
        """Say whether it may be sent again."""
        return self.author in TO_THE_PERSON and self.delivery in AGAIN

    @property
    def stamp(self) -> str:
        """Give what the page compares to see whether it shows this already."""
        said = [(each.text, each.mark, each.code, each.count) for each in (*self.pieces, *self.original)]
        shown = (self.name, self.language, self.source, self.at, self.delivery, self.day, self.first_unread, said)
        # An id may stand for another text by now: a person who changes what may be seen moves the lines from before.
        return f"{self.id}.{crc32(repr(shown).encode()):08x}"


def bubbles(
    messages: Sequence[TicketMessage], *, me: str, names: Mapping[str, str], unread: int, zone: ZoneInfo
) -> Sequence[Bubble]:
    """Lay a chat out; `unread` counts the person's newest messages, `names` gives what staff are called."""
    written = [message.id for message in messages if message.author is Author.PERSON and message.at]
    first_unread = written[-unread] if 0 < unread <= len(written) else ""
    shown, last = [], None
    for message in messages:
        on = datetime.fromtimestamp(message.at, zone).date() if message.at else None
        shown.append(
            Bubble(
                id=message.id,
                author=message.author,
                name=names.get(message.worker, message.worker),
                pieces=pieces(message.text),
                original=pieces(message.original),
                language=message.language,
                source=message.source,
                at=message.at,
                delivery=message.delivery,
                mine=message.worker == me,
                long=is_long(message.text),
                before=not message.at,
                day=on if on != last else None,
                first_unread=bool(first_unread) and message.id == first_unread,
            )
        )
        last = on
    return shown
