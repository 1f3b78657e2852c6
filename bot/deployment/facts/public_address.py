"""How the public address looks from here: its name, its certificate, and what its webhooks answer."""

import asyncio
import json
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

import httpx
from twilio.request_validator import SIGNATURE_HEADER, RequestValidator  # type: ignore[import-untyped]

from bot.deployment.addresses import Addresses
from bot.settings import Settings
from channels.telegram import SECRET_HEADER
from channels.webhook import FORM, JSON

SECONDS = 10.0
# What a provider never sends: the gateway verifies it, finds nothing in it and answers, so that nothing happens.
NO_UPDATE = json.dumps({"update_id": 0})
NO_MESSAGE = {"ApiVersion": "2010-04-01"}
FORBIDDEN = 403


@dataclass(frozen=True, slots=True)
class Certificate:
    """From when to when a certificate is valid, in seconds since the epoch."""

    begins: float
    ends: float


@dataclass(frozen=True, slots=True)
class Door:
    """What a webhook answers to a request that nobody signed, and to a signed one with nothing in it; 0 for no answer.

    `signed` is None where none was sent.
    """

    channel: str
    unsigned: int = 0
    signed: int | None = None


@dataclass(frozen=True, slots=True)
class PublicAddress:
    """All that is seen of it; 0 for no answer.

    `page` is the status of the web chat, `parts` what the gateway says of engine and store, None where it is hidden.
    """

    addresses: Addresses
    resolved: tuple[str, ...] = ()
    certificate: Certificate | None = None
    tls_error: str = ""
    page: int = 0
    parts: Mapping[str, bool] | None = None
    doors: tuple[Door, ...] = ()


async def see_public_address(settings: Settings) -> PublicAddress:
    """Look at the public address as a provider would; it never raises."""
    addresses = Addresses(settings.public_url)
    resolved = await _resolved(addresses)
    if not resolved:
        return PublicAddress(addresses)
    certificate, error = await _certificate(addresses) if addresses.secure else (None, "")
    if error:
        return PublicAddress(addresses, resolved, tls_error=error)
    # A secret goes only to who proved to be this address, or to this machine.
    may_sign = certificate is not None or all(ip_address(each).is_loopback for each in resolved)
    context = ssl.create_default_context()
    async with httpx.AsyncClient(verify=context, timeout=SECONDS, trust_env=False) as client:
        page, _ = await _answer(client, "GET", f"{settings.public_url}/")
        _, parts = await _answer(client, "GET", f"{settings.public_url}/readyz")
        doors = await _doors(client, settings, addresses, may_sign=may_sign) if page else ()
    return PublicAddress(addresses, resolved, certificate, "", page, _parts(parts), doors)


async def _resolved(addresses: Addresses) -> tuple[str, ...]:
    with suppress(OSError, UnicodeError, TimeoutError):
        async with asyncio.timeout(SECONDS):
            loop = asyncio.get_running_loop()
            found = await loop.getaddrinfo(addresses.host, addresses.port, type=socket.SOCK_STREAM)
            return tuple(dict.fromkeys(str(each[4][0]).partition("%")[0] for each in found))
    return ()


async def _certificate(addresses: Addresses) -> tuple[Certificate | None, str]:
    """Give the certificate, or why there is none that holds."""
    context = ssl.create_default_context()
    try:
        async with asyncio.timeout(SECONDS):
            _, writer = await asyncio.open_connection(
                addresses.host, addresses.port, ssl=context, server_hostname=addresses.host
            )
            peer: Any = writer.get_extra_info("peercert")
            writer.close()
    except ssl.SSLCertVerificationError as error:
        return None, error.verify_message
    except ssl.SSLError as error:
        return None, f"no TLS: {error.reason}"
    except (OSError, TimeoutError) as error:
        return None, f"no connection ({type(error).__name__})"
    dates = (ssl.cert_time_to_seconds(peer[name]) for name in ("notBefore", "notAfter"))
    return Certificate(*dates), ""


async def _doors(
    client: httpx.AsyncClient, settings: Settings, addresses: Addresses, *, may_sign: bool
) -> tuple[Door, ...]:
    doors = []
    if settings.telegram is not None:
        headers = {"Content-Type": JSON}
        signed = {**headers, SECRET_HEADER: settings.telegram.webhook_secret}
        doors.append(
            await _door(client, "Telegram", addresses.telegram, NO_UPDATE, headers, signed if may_sign else None)
        )
    if settings.twilio is not None:
        body = str(httpx.QueryParams(NO_MESSAGE))
        headers = {"Content-Type": FORM}
        signature = RequestValidator(settings.twilio.auth_token).compute_signature(addresses.twilio, NO_MESSAGE)
        signed = {**headers, SIGNATURE_HEADER: signature}
        doors.append(await _door(client, "Twilio", addresses.twilio, body, headers, signed if may_sign else None))
    return tuple(doors)


async def _door(  # noqa: PLR0913, PLR0917 - what is asked of one door
    client: httpx.AsyncClient,
    channel: str,
    url: str,
    body: str,
    headers: Mapping[str, str],
    signed: Mapping[str, str] | None,
) -> Door:
    unsigned, _ = await _answer(client, "POST", url, body, headers)
    if unsigned != FORBIDDEN or signed is None:
        return Door(channel, unsigned)
    status, _ = await _answer(client, "POST", url, body, signed)
    return Door(channel, unsigned, status)


async def _answer(
    client: httpx.AsyncClient, method: str, url: str, body: str = "", headers: Mapping[str, str] | None = None
) -> tuple[int, bytes]:
    try:
        answer = await client.request(method, url, content=body, headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL):
        return 0, b""
    return answer.status_code, answer.content


def _parts(body: bytes) -> Mapping[str, bool] | None:
    try:
        said = json.loads(body)
    except ValueError:
        return None
    names = ("engine", "sessions")
    return {name: said[name] is True for name in names} if isinstance(said, dict) and {*names} <= {*said} else None
