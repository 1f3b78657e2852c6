"""The way to the server of tickets, with the errors of tickets."""

from bot.storage import connection
from bot.tickets.store import TicketsForbidden, TicketsUnavailable


class Connection(connection.Connection):
    """A client that nobody waits long for, and whose errors are ours. Every call raises TicketsUnavailable."""

    unavailable = TicketsUnavailable
    forbidden = TicketsForbidden
