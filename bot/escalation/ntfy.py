"""Pings the subscribers of an ntfy topic (https://docs.ntfy.sh/publish/)."""

from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from urllib.parse import quote

import httpx

from bot.escalation.alert import PagerError, Ping

SECONDS = 6.0
URGENT, NORMAL = "5", "4"
"""Priorities: the highest rings on and through a silenced phone."""
_WORTH_ANOTHER_TRY = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)


@dataclass(frozen=True, kw_only=True, eq=False)
class NtfyTopic:
    """A topic, by its address; `token` may write to it, empty where anybody may."""

    url: str = field(repr=False)
    token: str = field(default="", repr=False)
    time_limit: float = SECONDS
    kind: str = field(default="ntfy", init=False)

    async def page(self, ping: Ping) -> str:
        """Publish a message and take the one before away. Raises PagerError."""
        headers = {"Priority": URGENT if ping.urgent else NORMAL}
        if ping.desk_url:
            headers["Click"] = ping.desk_url
        answer = await self._called("POST", self.url, headers, ping.text)
        if ping.replaces:
            # An old ping that stays is only untidy.
            with suppress(PagerError):
                await self.settle(ping.replaces, "")
        try:
            return str(answer.json()["id"])
        except (ValueError, KeyError, TypeError):
            return ""

    async def settle(self, message_id: str, text: str) -> None:  # noqa: ARG002 - it is taken away instead
        """Take the last ping away from the phones; a server before 2.16 leaves it there. Raises PagerError."""
        try:
            await self._called("DELETE", f"{self.url}/{quote(message_id, safe='')}")
        except PagerError as error:
            if error.retryable:
                raise

    async def close(self) -> None:
        """Close the connections."""
        if "_client" in self.__dict__:
            await self._client.aclose()
            del self.__dict__["_client"]

    async def _called(
        self, method: str, url: str, headers: dict[str, str] | None = None, text: str = ""
    ) -> httpx.Response:
        try:
            answer = await self._client.request(method, url, headers=headers, content=text.encode())
        except (httpx.HTTPError, httpx.InvalidURL) as failure:
            error = PagerError(type(failure).__name__)
        else:
            if answer.is_success:
                return answer
            error = _refused(answer)
        raise error

    @cached_property
    def _client(self) -> httpx.AsyncClient:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return httpx.AsyncClient(headers=headers, timeout=self.time_limit, trust_env=False)


def _refused(answer: httpx.Response) -> PagerError:
    wait = answer.headers.get("Retry-After", "")
    return PagerError(
        f"status_{answer.status_code}",
        retryable=answer.is_server_error or answer.status_code in _WORTH_ANOTHER_TRY,
        retry_after=float(wait) if wait.isdecimal() and len(wait) <= 4 else 0.0,  # noqa: PLR2004 - within hours
    )
