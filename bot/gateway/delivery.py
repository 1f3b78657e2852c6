"""Delivers messages to a person: in order, tried again where the provider may take them later, until a time."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, wait_random_exponential

from channels.channel import Address, Channel, ContactGone, OutboundMessage, SendError, SendRejected

ATTEMPTS = 3
LONGEST_WAIT = 2.0


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of a delivery: the provider's ids, whether all was taken, and whether the person is gone."""

    message_ids: tuple[str, ...] = field(repr=False)
    complete: bool = True
    gone: bool = False
    error: str = ""


async def deliver(
    channel: Channel,
    address: Address,
    messages: Sequence[OutboundMessage],
    instead: Callable[[], OutboundMessage | None],
    until: float,
) -> Delivered:
    """Send messages one after the other; one that the provider refuses is replaced by what `instead` gives, once.

    `until` is a time of the running loop's clock, in seconds.
    """
    sent: list[str] = []
    try:
        async with asyncio.timeout_at(until):
            for message in messages:
                try:
                    await _send(channel, address, message, sent)
                except SendRejected as refusal:
                    if (replacement := instead()) is not None:
                        await _send(channel, address, replacement, sent)
                    return Delivered(tuple(sent), complete=False, error=type(refusal).__name__)
    except ContactGone as gone:
        return Delivered(tuple(sent), complete=False, gone=True, error=type(gone).__name__)
    except Exception as error:  # noqa: BLE001 - an odd answer of a provider breaks its library in any way it can
        return Delivered(tuple(sent), complete=False, error=type(error).__name__)
    return Delivered(tuple(sent))


async def _send(channel: Channel, address: Address, message: OutboundMessage, sent: list[str]) -> None:
    done = 0
    attempts = AsyncRetrying(
        retry=retry_if_exception(lambda error: isinstance(error, SendError) and error.retryable),
        stop=stop_after_attempt(ATTEMPTS),
        wait=_wait,
        reraise=True,
    )
    async for attempt in attempts:
        with attempt:
            try:
                sent += await channel.send(address, message, skip=done)
            except SendError as error:
                # What the provider took before it failed is not sent again.
                done += len(error.sent)
                sent += error.sent
                raise


_backoff = wait_random_exponential(multiplier=0.2, max=LONGEST_WAIT)


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, SendError) else None
    return min(asked, LONGEST_WAIT) if asked is not None else _backoff(state)
