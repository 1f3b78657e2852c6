"""The keys of the store of tickets, and what its scripts raise."""

from pathlib import Path

from bot.storage.scripts import Refusals
from bot.tickets.store import NoSuchTicket, TicketMoved, TicketTaken, TooManyChats

PREFIX = "q:{tickets}:"
FOLDER = Path(__file__).with_name("scripts")
REFUSALS: Refusals = {
    "gone": lambda _: NoSuchTicket(),
    "taken": TicketTaken,
    "moved": TicketMoved,
    "many": lambda _: TooManyChats(),
}


def place(*names: str) -> str:
    """Name a key of the store."""
    return PREFIX + ":".join(names)
