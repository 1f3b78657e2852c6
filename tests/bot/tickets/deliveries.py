"""Lets what was written to a person arrive, or not, by the outbox, as a gateway does."""

from bot.tickets.message import Delivery
from bot.tickets.redis_store import RedisTickets


async def deliver(tickets: RedisTickets, message_id: str, delivery: Delivery) -> None:
    """Send what the ticket that is due has before a message, and settle that one so."""
    taken = await tickets.take()
    assert taken is not None
    ticket, lease = taken
    while (outgoing := await tickets.begin(ticket, lease)) is not None and outgoing.message.id != message_id:
        await tickets.settle(outgoing, Delivery.SENT)
        lease = outgoing.lease
    assert outgoing is not None, "nothing of that id waits in the ticket that is due"
    await tickets.settle(outgoing, delivery)
