"""Which channels a gateway has."""

from collections.abc import Mapping

from bot.settings import Settings
from channels.channel import Channel
from channels.telegram import TelegramChannel
from channels.twilio import TwilioChannel
from channels.web import WebChannel

MESSAGING_SERVICE = "MG"
"""How the id of a Twilio messaging service begins; it stands where a number may stand."""


def wire_channels(settings: Settings) -> Mapping[str, Channel]:
    """Make the channels that are set, and the web chat."""
    channels: dict[str, Channel] = {"web": WebChannel()}
    if settings.twilio is not None:
        channels |= {channel.name: channel for channel in _twilio(settings)}
    if settings.telegram is not None:
        channels["telegram"] = TelegramChannel(
            bot_token=settings.telegram.bot_token,
            secret_token=settings.telegram.webhook_secret,
            api_url=settings.telegram.api_url,
        )
    return channels


def _twilio(settings: Settings) -> list[TwilioChannel]:
    twilio = settings.twilio
    if twilio is None:
        return []
    senders = {"sms": twilio.sms_from, "whatsapp": twilio.whatsapp_from}
    # Twilio calls back only addresses that the internet reaches.
    status_url = f"{settings.public_url}/webhooks/twilio/status" if settings.public_url.startswith("https://") else ""
    return [
        TwilioChannel(
            name=name,
            account_sid=twilio.account_sid,
            auth_token=twilio.auth_token,
            sender="" if sender.startswith(MESSAGING_SERVICE) else sender,
            messaging_service_sid=sender if sender.startswith(MESSAGING_SERVICE) else "",
            api_url=twilio.api_url,
            public_url=status_url,
            button_templates=dict(enumerate(twilio.whatsapp_buttons, 1)) if name == "whatsapp" else {},
        )
        for name, sender in senders.items()
        if sender
    ]


def simulated_channels() -> Mapping[str, Channel]:
    """Make channels that only render, for the simulator; they hold no credentials and are never asked to send."""
    nobody = "simulator"
    return {
        "sms": TwilioChannel(name="sms", account_sid=nobody, auth_token=nobody),
        "whatsapp": TwilioChannel(name="whatsapp", account_sid=nobody, auth_token=nobody),
        "telegram": TelegramChannel(bot_token=nobody, secret_token=nobody),
    }
