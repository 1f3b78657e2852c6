"""One erasure: which messages, at which provider, and when it is tried again."""

import json
from dataclasses import dataclass, field
from enum import StrEnum

from tenacity import RetryCallState, Retrying, wait_exponential_jitter

from channels.channel import Address

FIRST_WAIT, LONGEST_WAIT = 60.0, 3600.0
"""Seconds. Twilio asks for a minute at least where a message is not finished yet (error 20009)."""
BUSY_SECONDS = 36 * 3600
"""After so long an erasure counts as failed; it stays listed and is tried now and then."""
RARE_WAIT = 6 * 3600.0
_grows = wait_exponential_jitter(multiplier=FIRST_WAIT, max=LONGEST_WAIT, jitter=FIRST_WAIT / 2)


class Erasing(StrEnum):
    """What is done to messages at the provider."""

    REDACT = "redact"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Erasure:
    """Messages of one chat; nothing of what they said."""

    erasing: Erasing
    address: Address
    message_ids: tuple[str, ...] = field(repr=False)


def to_bytes(erasure: Erasure) -> bytes:
    """Write an erasure in its stored form."""
    address = erasure.address
    return json.dumps([erasure.erasing, address.channel, address.value, *erasure.message_ids]).encode()


def from_bytes(data: bytes) -> Erasure:
    """Read an erasure's stored form."""
    erasing, channel, value, *message_ids = json.loads(data)
    return Erasure(Erasing(erasing), Address(channel, value), tuple(message_ids))


def wait_after(attempts: int, tried_for: float, asked: float | None = None) -> float:
    """Say after how many seconds to try again: longer each time, and at least what the provider asked for."""
    if tried_for >= BUSY_SECONDS:
        return RARE_WAIT
    state = RetryCallState(Retrying(), None, (), {})
    state.attempt_number = attempts
    return max(_grows(state), min(asked or 0.0, LONGEST_WAIT))
