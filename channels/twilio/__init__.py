"""SMS and WhatsApp through Twilio: one implementation, two channels."""

from channels.twilio.channel import TwilioChannel
from channels.twilio.errors import SEND_ERRORS

__all__ = ["SEND_ERRORS", "TwilioChannel"]
