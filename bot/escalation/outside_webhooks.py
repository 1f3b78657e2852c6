"""Whether a webhook is the outside desk's own: its signature, its time, its size."""

import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any

from bot.escalation.outside_desk import WebhookRefused

MOST_BYTES = 512 * 1024
OLD_SECONDS, EARLY_SECONDS = 300.0, 30.0
"""How old a signed time may be, and how far ahead of our clock (Chatwoot's page on webhook verification)."""
UNAUTHORIZED, MALFORMED, TOO_LARGE = 401, 400, 413


def check_signature(secret: str, signed: bytes, header: str, digest: Callable[..., Any], name: str) -> None:
    """Compare a header such as `sha256=<hex>` with the HMAC of what was signed, in constant time.

    Raises WebhookRefused.
    """
    expected = f"{name}={hmac.new(secret.encode(), signed, digest).hexdigest()}"
    if not secret or not hmac.compare_digest(header.encode(), expected.encode()):
        raise WebhookRefused(UNAUTHORIZED)


def check_time(timestamp: str, now: float) -> None:
    """Refuse what was signed too long ago, or ahead of time. Raises WebhookRefused."""
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= len(str(10**12))):
        raise WebhookRefused(UNAUTHORIZED)
    if not -EARLY_SECONDS <= now - int(timestamp) <= OLD_SECONDS:
        raise WebhookRefused(UNAUTHORIZED)


def read_body(body: bytes) -> Mapping[str, Any]:
    """Read a webhook's content, once its signature is right. Raises WebhookRefused."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise WebhookRefused(MALFORMED) from None
    if not isinstance(data, dict):
        raise WebhookRefused(MALFORMED)
    return data


def whole_number(value: object) -> int | None:
    """Read an id that is a number or its digits; None for anything else."""
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(2**63)) else None
