"""Delivers messages to a person: in order, tried again where the provider may take them later, until a time."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, wait_random_exponential

from channels.channel import (
    Address,
    Channel,
    ContactGone,
    OutboundMessage,
    SendError,
    SendRejected,
    Sent,
    nobody_hears,
)

ATTEMPTS = 3
LONGEST_WAIT = 2.0


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of a delivery: the provider's ids, whether all was taken, and whether the person is gone."""

    message_ids: tuple[str, ...] = field(repr=False)
    complete: bool = True
    gone: bool = False
    error: str = ""
    retryable: bool = True
    """Whether the same messages may be taken later, where they were not."""
    uncertain: bool = False
    """Whether what failed at last may have been taken all the same."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How messages reach one person.

    A message that the provider refuses is replaced by what `instead` gives, once. `sent` is told each id as soon as it
    is known. `left` is asked before each message whether the person has left meanwhile. `once` leaves alone what may
    have been taken; else it is tried again, since a safety text that comes twice does less harm than none.
    """

    channel: Channel
    address: Address
    instead: Callable[[], OutboundMessage | None] = field(default=lambda: None, repr=False)
    sent: Sent = field(default=nobody_hears, repr=False)
    left: Callable[[], bool] = field(default=lambda: False, repr=False)
    once: bool = False

    async def deliver(self, messages: Sequence[OutboundMessage], until: float) -> Delivered:
        """Send messages one after the other until a time of the running loop's clock, in seconds."""
        ids: list[str] = []

        def heard(message_id: str) -> None:
            ids.append(message_id)
            self.sent(message_id)

        try:
            async with asyncio.timeout_at(until):
                for message in messages:
                    if self.left():
                        return Delivered(tuple(ids), complete=False, error="Left")
                    try:
                        await self._send(message, heard)
                    except SendRejected as refusal:
                        if (replacement := self.instead()) is not None:
                            await self._send(replacement, heard)
                        return replace(_failed(ids, refusal), retryable=False)
        except ContactGone as gone:
            return replace(_failed(ids, gone), gone=True)
        except Exception as error:  # noqa: BLE001 - an odd answer of a provider breaks its library in any way it can
            return _failed(ids, error)
        return Delivered(tuple(ids))

    async def _send(self, message: OutboundMessage, sent: Sent) -> None:
        done = 0
        attempts = AsyncRetrying(
            retry=retry_if_exception(self._may_repeat), stop=stop_after_attempt(ATTEMPTS), wait=_wait, reraise=True
        )
        async for attempt in attempts:
            with attempt:
                try:
                    await self.channel.send(self.address, message, skip=done, sent=sent)
                except SendError as error:
                    # What the provider took before it failed is not sent again.
                    done += len(error.sent)
                    raise

    def _may_repeat(self, error: BaseException) -> bool:
        return isinstance(error, SendError) and error.retryable and (error.untaken or not self.once)


def _failed(ids: Sequence[str], error: Exception) -> Delivered:
    untaken = isinstance(error, SendError) and error.untaken
    return Delivered(tuple(ids), complete=False, error=type(error).__name__, uncertain=not untaken)


_backoff = wait_random_exponential(multiplier=0.2, max=LONGEST_WAIT)


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, SendError) else None
    return min(asked, LONGEST_WAIT) if asked is not None else _backoff(state)
