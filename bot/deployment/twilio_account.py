"""Where our senders at Twilio lead, and leading them elsewhere: a number, a messaging service, a WhatsApp sender.

https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource,
https://www.twilio.com/docs/messaging/api/service-resource, https://www.twilio.com/docs/whatsapp/api/senders
"""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import httpx
from twilio.base.exceptions import (  # type: ignore[import-untyped]
    TwilioException,
    TwilioRestException,
    TwilioServiceException,
)
from twilio.rest.messaging.v2.channels_sender import ChannelsSenderList  # type: ignore[import-untyped]

from bot.deployment.addresses import Addresses
from bot.deployment.refusal import ProviderRefusal
from bot.settings import TwilioSettings
from bot.wiring.channels import MESSAGING_SERVICE
from channels.twilio.channel import API_URL
from channels.twilio.client import HttpxClient, TooManyCalls, rest_client

CALL_SECONDS = 10.0
WHATSAPP_SENDERS = 200
"""How many of an account's WhatsApp senders are looked through for ours."""
POST = "POST"
REFUSED, UNKNOWN = (401, 403), 404


class SenderKind(StrEnum):
    """What stands behind a sender; Twilio keeps each kind's addresses in another place."""

    NUMBER = "number"
    SERVICE = "messaging service"
    WHATSAPP = "WhatsApp sender"


@dataclass(frozen=True, slots=True)
class Sender:
    """One of our senders and where Twilio leads what is written to it; `other` names what overrides these addresses."""

    kind: SenderKind
    name: str
    sid: str = ""
    url: str = ""
    method: str = ""
    fallback_url: str = ""
    fallback_method: str = ""
    other: str = ""


class TwilioAccount:
    """Reads and changes our senders; every call raises ProviderRefusal."""

    def __init__(self, settings: TwilioSettings) -> None:
        """Take the account; nothing connects before the first call."""
        self._settings = settings
        self._http = HttpxClient(CALL_SECONDS)
        self._rest: Any = rest_client(
            settings.account_sid, settings.auth_token, api_url=settings.api_url, http_client=self._http
        )
        if settings.api_url != API_URL:
            self._rest.messaging.base_url = settings.api_url

    @property
    def names(self) -> tuple[str, ...]:
        """Name the senders that are set."""
        return sender_names(self._settings)

    async def sender(self, name: str) -> Sender:
        """Read a sender; one without a sid is not of this account."""
        kind = kind_of(name)
        if kind is SenderKind.SERVICE:
            return _service(name, await self._call(self._rest.messaging.v1.services(name).fetch_async()))
        if kind is SenderKind.WHATSAPP:
            listed = self._rest.messaging.v2.channels_senders.list_async(channel="whatsapp", limit=WHATSAPP_SENDERS)
            found = [each for each in await self._call(listed) if each.sender_id == name]
            return _whatsapp(name, found[0]) if found else Sender(kind, name)
        numbers = await self._call(self._rest.incoming_phone_numbers.list_async(phone_number=name, limit=1))
        return _number(name, numbers[0]) if numbers else Sender(kind, name)

    async def lead(self, sender: Sender, addresses: Addresses | None) -> None:
        """Lead a sender to these addresses, by POST, or nowhere."""
        url, status = (addresses.twilio, addresses.twilio_status) if addresses else ("", "")
        if sender.kind is SenderKind.NUMBER:
            change = self._rest.incoming_phone_numbers(sender.sid).update_async(
                sms_url=url, sms_method=POST, sms_fallback_url=url, sms_fallback_method=POST, sms_application_sid=""
            )
        elif sender.kind is SenderKind.SERVICE:
            change = self._rest.messaging.v1.services(sender.sid).update_async(
                inbound_request_url=url,
                inbound_method=POST,
                fallback_url=url,
                fallback_method=POST,
                status_callback=status,
                use_inbound_webhook_on_number=False,
            )
        else:
            change = self._rest.messaging.v2.channels_senders(sender.sid).update_async(_whatsapp_change(url, status))
        await self._call(change)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def _call(self, call: Awaitable[Any]) -> Any:
        # What the library raises holds the account and the address; as our error's context it would ride along.
        try:
            async with asyncio.timeout(CALL_SECONDS):
                return await call
        except (TwilioRestException, TwilioServiceException) as refusal:
            error = _refusal(refusal.status, refusal.code)
        except TooManyCalls:
            error = ProviderRefusal("Twilio takes no more calls now", "run this again in a minute")
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError):
            error = ProviderRefusal(
                f"Twilio does not answer at {self._settings.api_url}", "look at this machine's way to the internet"
            )
        except TwilioException as refusal:
            # A list that is refused comes as the answer itself, behind a text.
            error = _refusal(*(int(getattr(each, "status_code", 0)) for each in refusal.args[1:2]))
        except (ValueError, KeyError, TypeError, AttributeError):
            error = ProviderRefusal("Twilio's answer cannot be read", "is TWILIO_API_URL Twilio's?")
        raise error


def sender_names(settings: TwilioSettings) -> tuple[str, ...]:
    """Name the senders that are set, each once."""
    return tuple(dict.fromkeys(filter(None, (settings.sms_from, settings.whatsapp_from))))


def kind_of(name: str) -> SenderKind:
    """Say what a sender in the settings is."""
    if name.startswith(MESSAGING_SERVICE):
        return SenderKind.SERVICE
    return SenderKind.WHATSAPP if name.startswith("whatsapp:") else SenderKind.NUMBER


def _number(name: str, found: Any) -> Sender:
    application = "a TwiML application" if found.sms_application_sid else ""
    urls = (found.sms_url, found.sms_method, found.sms_fallback_url, found.sms_fallback_method)
    return replace(_leading(SenderKind.NUMBER, name, found.sid, urls), other=application)


def _service(name: str, found: Any) -> Sender:
    overriding = "the addresses of its numbers" if found.use_inbound_webhook_on_number else ""
    urls = (found.inbound_request_url, found.inbound_method, found.fallback_url, found.fallback_method)
    return replace(_leading(SenderKind.SERVICE, name, found.sid, urls), other=overriding)


def _whatsapp(name: str, found: Any) -> Sender:
    # The library leaves it as it came, or makes an object of it, by its release.
    webhook = found.webhook if isinstance(found.webhook, Mapping) else vars(found.webhook or object)
    fields = ("callback_url", "callback_method", "fallback_url", "fallback_method")
    return _leading(SenderKind.WHATSAPP, name, found.sid, [webhook.get(each) for each in fields])


def _leading(kind: SenderKind, name: str, sid: str, urls: Sequence[str | None]) -> Sender:
    url, method, fallback_url, fallback_method = (each or "" for each in urls)
    return Sender(kind, name, sid, url, method, fallback_url, fallback_method)


def _whatsapp_change(url: str, status: str) -> Any:
    webhook = {
        "callback_url": url,
        "callback_method": POST,
        "fallback_url": url,
        "fallback_method": POST,
        "status_callback_url": status,
        "status_callback_method": POST,
    }
    return ChannelsSenderList.MessagingV2ChannelsSenderRequestsUpdate({"webhook": webhook})


def _refusal(status: int = 0, code: object = None) -> ProviderRefusal:
    if status in REFUSED:
        return ProviderRefusal(
            "Twilio refuses these credentials", "copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN anew from its console"
        )
    if status == UNKNOWN:
        return ProviderRefusal("Twilio has no such sender in this account", "mend TWILIO_SMS_FROM or the account")
    if isinstance(code, int) and code != status:
        return ProviderRefusal(f"Twilio refuses with {code}", f"read https://www.twilio.com/docs/api/errors/{code}")
    return ProviderRefusal(f"Twilio answers {status}", "look at https://status.twilio.com, and run this again")
