"""What names an event: its claim, the person, and the message at the provider."""

from channels.channel import ContactStopped, InboundEvent, MessageReceived


def person_of(event: InboundEvent) -> str:
    """Name who did it."""
    return f"{event.address.channel}:{event.address.value}"


def claim_of(event: InboundEvent) -> str:
    """Name the event, so that it is answered once."""
    return f"{event.address.channel}:{event.event_id}"


def message_id_of(event: InboundEvent) -> str:
    """Give the id by which the provider erases a message, empty where the event is none."""
    return event.message_id if isinstance(event, MessageReceived | ContactStopped) else ""
