"""Calls to an outside desk's HTTP interface: tried again where that cannot double anything."""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import httpx
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from bot.escalation.outside_desk import OutsideGone, OutsideRefused, OutsideUnavailable
from channels.reach import NOT_ARRIVED

SECONDS = 10.0
TRIES = 3
REPEATABLE = ("GET", "PUT", "PATCH", "DELETE")
"""Doing these twice is like doing them once (RFC 9110, 9.2.2; our PATCH only sets a state)."""
# A wrong token is an outage for us: nothing can be shown there until somebody mends it.
CLOSED_TO_US = (HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS)
ABSENT = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


class OutsideCalls:
    """Calls one desk. Every call raises OutsideUnavailable, OutsideRefused and OutsideGone.

    An error of the client can hold the address, the token and what a person wrote; none of it is passed on.
    """

    def __init__(self, url: str, headers: Mapping[str, str], seconds: float = SECONDS) -> None:
        """Point at a desk; nothing connects until the first call."""
        self._seconds = seconds
        self.answered = 0
        self._client = httpx.AsyncClient(base_url=url, headers=dict(headers), timeout=seconds, trust_env=False)

    async def __call__(self, method: str, path: str, body: object = None, **query: str | int) -> Any:
        """Call a path and give the answer's JSON, None for an empty answer."""
        attempts = AsyncRetrying(
            stop=stop_after_attempt(TRIES),
            wait=wait_exponential_jitter(multiplier=0.2, max=2, jitter=0.2),
            retry=retry_if_exception(lambda error: _may_repeat(method, error)),
            reraise=True,
        )
        async for attempt in attempts:
            with attempt:
                return await self._once(method, path, body, query)
        raise OutsideUnavailable(arrived=True)  # pragma: no cover - the attempts end by giving or by raising

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _once(self, method: str, path: str, body: object, query: Mapping[str, str | int]) -> Any:
        try:
            async with asyncio.timeout(self._seconds):
                response = await self._client.request(method, path, json=body, params=dict(query))
        except NOT_ARRIVED:
            raise OutsideUnavailable(arrived=False) from None
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError):
            raise OutsideUnavailable(arrived=True) from None
        if response.status_code in CLOSED_TO_US:
            raise OutsideUnavailable(arrived=False)
        if response.is_server_error or (response.status_code in ABSENT and not _is_json(response)):
            # A proxy whose desk is away for a moment also says that nothing is there.
            raise OutsideUnavailable(arrived=True)
        # Whoever refuses is there.
        self.answered += 1
        if response.status_code in ABSENT:
            raise OutsideGone
        if not response.is_success:
            raise OutsideRefused(response.status_code)
        try:
            return response.json() if response.content.strip() else None
        except ValueError:
            # A page of a proxy in between, not the desk's own answer.
            raise OutsideUnavailable(arrived=True) from None


def _is_json(response: httpx.Response) -> bool:
    kind: str = response.headers.get("content-type", "")
    return kind.partition(";")[0].strip() == "application/json"


def _may_repeat(method: str, error: BaseException) -> bool:
    return isinstance(error, OutsideUnavailable) and (method in REPEATABLE or not error.arrived)
