"""A deed on record: written down before it is done, and once more where the store refused it after all."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from bot.reports.store import NoSuchReport, ReportFull, ReportMoved, ReportTaken
from bot.staff.audit import AuditLog
from bot.staff.entry import Action
from bot.tickets.reveal import RevealMoved, SamePerson
from bot.tickets.store import NoSuchTicket, TicketMoved, TicketTaken, TooManyChats

REFUSALS: Mapping[type[Exception], str] = {
    NoSuchTicket: "gone",
    TicketTaken: "taken",
    TicketMoved: "moved",
    TooManyChats: "many",
    RevealMoved: "moved",
    SamePerson: "same",
    NoSuchReport: "gone",
    ReportTaken: "taken",
    ReportMoved: "moved",
    ReportFull: "full",
}
"""How the log names what the store refuses. Where it was away nothing is added: nobody knows what came of the deed."""


@asynccontextmanager
async def on_record(
    audit: AuditLog, actor: str, action: Action, ticket_id: str = "", detail: str = ""
) -> AsyncIterator[None]:
    """Put on record what the block is about to do, and that it was refused where it was. Raises AuditUnavailable."""
    entry = await audit.append(actor, action, ticket_id, detail)
    try:
        yield
    except tuple(REFUSALS) as refused:
        await audit.append(actor, Action.REFUSED, ticket_id, f"entry:{entry.sequence},for:{REFUSALS[type(refused)]}")
        raise
