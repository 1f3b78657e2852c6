"""Files that wait at a provider: what can go wrong when they are fetched, and fetching within bounds.

Errors::

    FetchError               a ChannelError; has retryable: whether the same call may succeed later
    ├── FetchUnavailable     retryable: the provider is down, slow or out of reach
    ├── FetchThrottled       retryable: too many calls; retry_after in seconds where the provider says
    ├── FetchTooLarge        larger than it may be
    └── FetchRefused         the provider does not have it (any more), or the channel has no files
"""

import asyncio
from http import HTTPStatus
from typing import Final

import httpx

from channels.channel import ChannelError
from channels.reach import retry_after

_SEVERAL_TRIES: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY})


class FetchError(ChannelError):
    """A file that was not fetched; `retryable` says whether the same call may succeed later."""

    retryable = False

    def __init__(self, code: str = "", retry_after: float | None = None) -> None:
        """Keep the provider's error code, never its text or the address, which can hold a secret."""
        super().__init__(f"{type(self).__name__} {code}".strip())
        self.code = code
        self.retry_after = retry_after


class FetchUnavailable(FetchError):  # noqa: N818 - past tense, as every refusal of the contract
    """The provider is down, slow or out of reach."""

    retryable = True


class FetchThrottled(FetchError):  # noqa: N818
    """Too many calls; `retry_after` is in seconds where the provider says."""

    retryable = True


class FetchTooLarge(FetchError):  # noqa: N818
    """The file is larger than it may be."""


class FetchRefused(FetchError):  # noqa: N818
    """The provider does not have the file, does not give it to us, or the channel has no files."""


async def fetch(
    url: str, *, most_bytes: int, seconds: float, credentials: tuple[str, str] | None = None, most_redirects: int = 0
) -> bytes:
    """Fetch a file of so many bytes at most within so many seconds. Raises FetchError.

    `credentials` (basic) go to the first address only: where that leads on, it leads to a store of the provider's,
    whose address is a secret by itself. A redirect never leads from https to anything else.
    """
    error: FetchError
    # What the client raises holds the address; raised in a handler it would ride along as our error's context.
    try:
        async with asyncio.timeout(seconds), httpx.AsyncClient(timeout=seconds) as client:
            return await _follow(client, httpx.URL(url), most_bytes, credentials, most_redirects)
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as failure:
        error = FetchRefused(type(failure).__name__)
    except TimeoutError:
        error = FetchUnavailable("timeout")
    except httpx.HTTPError as failure:
        error = FetchUnavailable(type(failure).__name__)
    raise error


async def _follow(
    client: httpx.AsyncClient,
    address: httpx.URL,
    most_bytes: int,
    credentials: tuple[str, str] | None,
    most_redirects: int,
) -> bytes:
    for _ in range(most_redirects + 1):
        # Unpacking would make a small answer a large one; a picture or a sound is packed by itself.
        packing = {"Accept-Encoding": "identity"}
        async with client.stream("GET", address, auth=credentials, headers=packing) as answer:
            if not answer.has_redirect_location:
                return await _read(answer, most_bytes)
            onward = address.join(answer.headers["Location"])
        if address.scheme == "https" and onward.scheme != "https":
            raise FetchRefused("redirect")
        address, credentials = onward.copy_with(username="", password=""), None
    raise FetchRefused("redirect")


async def _read(answer: httpx.Response, most_bytes: int) -> bytes:
    _check(answer)
    declared = answer.headers.get("Content-Length", "")
    if declared.isascii() and declared.isdigit() and int(declared) > most_bytes:
        raise FetchTooLarge
    content = bytearray()
    async for piece in answer.aiter_raw():
        content += piece
        if len(content) > most_bytes:
            raise FetchTooLarge
    return bytes(content)


def _check(answer: httpx.Response) -> None:
    status = answer.status_code
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise FetchThrottled(str(status), retry_after(answer.headers))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _SEVERAL_TRIES:
        raise FetchUnavailable(str(status))
    if status != HTTPStatus.OK:
        raise FetchRefused(str(status))
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise FetchRefused("packed")
