"""How a deed on a ticket ends: what was done, or why not, in words that say what to do now."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.desk.queue import Tab, Watcher
from bot.tickets.store import TicketError, TicketMoved, TicketTaken, TooManyChats


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was not done, as a text's key with what fills it in; `blind` where no content may be shown.

    `warned` is what the worker is asked to look at once more, as it stands in the text.
    """

    key: str
    status: int
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    blind: bool = False
    warned: Sequence[str] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a worker had typed, which no failure may lose; `kind` is reply, note or transfer, `to` whom it was for."""

    text: str = field(default="", repr=False)
    kind: str = "reply"
    to: str = ""


Deed = Callable[[Request], Awaitable[Response | Refusal]]
NO_DRAFT = Draft()
UNRECORDED = Refusal("desk.chat.refused.audit", 503, blind=True)
"""What cannot be put on record is not done, and not shown."""
MALFORMED = Refusal("desk.chat.refused.form", 400)
MOST_NOTE_LETTERS = 4000
NOTE_TOO_LONG = Refusal("desk.chat.refused.long", 422, {"most": str(MOST_NOTE_LETTERS)})


def refusal_of(error: TicketError, seen_by: Watcher) -> Refusal:
    """Put an error of the store into words."""
    if isinstance(error, TicketTaken):
        if not error.by:
            return Refusal("desk.chat.refused.role", 409)
        return Refusal("desk.chat.refused.taken", 409, {"name": seen_by.names.get(error.by, error.by)})
    if isinstance(error, TicketMoved):
        return Refusal(f"desk.chat.refused.{'closed' if error.state == 'closed' else 'moved'}", 409)
    if isinstance(error, TooManyChats):
        return Refusal("desk.chat.refused.many", 409, {"most": str(seen_by.worker.most_chats)})
    return Refusal("desk.chat.refused.gone", 404)


def done(path: str, tab: Tab, what: str) -> Response:
    """Go on to a page, and say there what was done."""
    return RedirectResponse(f"{path}?tab={tab}&done={what}", status_code=303)


def wants_json(request: Request) -> bool:
    """Say whether a script asks, for data."""
    return "application/json" in request.headers.get("accept", "")


async def fields(request: Request) -> Mapping[str, str]:
    """Read a form's texts; a line's end, two letters on the way, is one in them, as browsers count it (HTML, 4.10)."""
    form = await request.form(max_files=0)
    return {name: value.replace("\r\n", "\n") for name, value in form.items() if isinstance(value, str)}
