"""Erasing Twilio's own copy of messages (https://www.twilio.com/docs/messaging/api/message-resource).

Nothing is ever kept for good: Twilio refuses until a message has arrived or failed (20009), which can take days, and
every other refusal ends once an operator has mended the credentials, the account or the way to Twilio.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any, Final

import httpx
from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]
from twilio.http.response import Response  # type: ignore[import-untyped]

from channels.channel import Erased
from channels.twilio.client import TooManyCalls

# https://www.twilio.com/docs/api/errors/20404: erased already.
_NOT_FOUND: Final = 20404
# An id goes into the address of the call; whatever else it is made of, it names no message of Twilio's.
_SID: Final = re.compile(r"[A-Za-z0-9]+")
_SID_WITH_MEDIA: Final = "MM"
# Twice what one message can carry.
_MOST_MEDIA: Final = 20
# So many calls of a batch may run out of time before the rest is left for later.
_MOST_TIMEOUTS: Final = 3


async def redact(rest: Any, message_ids: Sequence[str], *, time_limit: float) -> Erased:
    """Empty the text of messages; it never raises. `time_limit` limits one call, in seconds.

    Gone: emptied, not found, or nothing that could be an id. Later: anything else. After too many calls, too many that
    run out of time, wrong credentials or no connection, the rest is not tried.
    """

    async def empty(message_id: str) -> None:
        async with _call(time_limit):
            await rest.messages(message_id).update_async(body="")

    return await _each(message_ids, empty)


async def delete(rest: Any, message_ids: Sequence[str], *, time_limit: float) -> Erased:
    """Delete messages, and before each what was attached to it; otherwise as `redact`."""

    async def remove(message_id: str) -> None:
        message = rest.messages(message_id)
        attached: Sequence[Any] = ()
        if message_id.startswith(_SID_WITH_MEDIA):
            async with _call(time_limit):
                attached = await message.media.list_async(limit=_MOST_MEDIA)
        for media in attached:
            async with _call(time_limit):
                await media.delete_async()
        async with _call(time_limit):
            await message.delete_async()

    return await _each(message_ids, remove)


async def delete_media(rest: Any, message_id: str, media_id: str, *, time_limit: float) -> bool:
    """Delete one thing that was attached to a message, within so many seconds; it never raises.

    Gives whether it is gone, as what is not found is too.
    """
    gone = True  # where it is not found, too
    try:
        async with _call(time_limit):
            gone = bool(await rest.messages(message_id).media(media_id).delete_async())
    except Exception:  # noqa: BLE001 - an odd answer breaks the library in any way it can
        return False
    return gone


async def _each(message_ids: Sequence[str], erase: Callable[[str], Awaitable[None]]) -> Erased:
    given = tuple(dict.fromkeys(message_ids))
    gone = {message_id for message_id in given if not _SID.fullmatch(message_id)}
    retry_after = None
    timeouts = 0
    for message_id in given:
        if message_id in gone:
            continue
        try:
            await erase(message_id)
            gone.add(message_id)
        except TooManyCalls as refusal:
            retry_after = refusal.retry_after
            break
        except (TimeoutError, httpx.TimeoutException):
            timeouts += 1
            if timeouts == _MOST_TIMEOUTS:
                break
        except Exception as failure:  # noqa: BLE001 - an odd answer breaks the library in any way it can
            if _befalls_all(failure):
                break
    return Erased(
        gone=tuple(message_id for message_id in given if message_id in gone),
        later=tuple(message_id for message_id in given if message_id not in gone),
        retry_after=retry_after,
    )


@asynccontextmanager
async def _call(time_limit: float) -> AsyncIterator[None]:
    """Limit one call in time, and take what is not found for erased."""
    try:
        async with asyncio.timeout(time_limit):
            yield
    except TwilioException as refusal:
        if _status(refusal) != HTTPStatus.NOT_FOUND and getattr(refusal, "code", 0) != _NOT_FOUND:
            raise


def _befalls_all(failure: Exception) -> bool:
    """Tell whether the next message would fare the same."""
    return isinstance(failure, httpx.ConnectError) or _status(failure) == HTTPStatus.UNAUTHORIZED


def _status(failure: Exception) -> object:
    """Read the HTTP status of a refusal; of a list that could not be read the library hands on the whole answer."""
    answers = (part.status_code for part in failure.args if isinstance(part, Response))
    return getattr(failure, "status", None) or next(answers, None)
