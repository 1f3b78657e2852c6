"""Twilio's own REST client over httpx: its aiohttp client leaves a deprecated way of signing in."""

import logging
from collections.abc import Mapping
from http import HTTPStatus

import httpx
from twilio.http import AsyncHttpClient  # type: ignore[import-untyped]
from twilio.http.response import Response  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from channels.reach import connecting_seconds, retry_after
from channels.webhook import JSON


class TooManyCalls(Exception):  # noqa: N818 - named as the refusals of the contract are
    """Twilio answered 429; `retry_after` is in seconds, where it says."""

    def __init__(self, retry_after: float | None = None) -> None:
        """Keep only how long to wait: Twilio's library drops that with the answer's other headers."""
        super().__init__(type(self).__name__)
        self.retry_after = retry_after


class HttpxClient(AsyncHttpClient):  # type: ignore[misc]
    """Twilio's HTTP interface on one httpx client; it logs nothing, since its calls hold numbers and words."""

    def __init__(self, time_limit: float) -> None:
        """Open no connection yet; `time_limit` is in seconds, for each step of a call."""
        super().__init__(logging.getLogger(__name__), is_async=True, timeout=time_limit)
        connecting = connecting_seconds(time_limit)
        self._client = httpx.AsyncClient(timeout=httpx.Timeout(time_limit, connect=connecting, pool=connecting))

    async def request(  # noqa: PLR0913, PLR0917 - the signature is Twilio's
        self,
        method: str,
        url: str,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
        allow_redirects: bool = False,  # noqa: FBT001, FBT002
    ) -> Response:
        """Make one call and hand back its answer, whatever its status but for 429. Raises TooManyCalls."""
        # As JSON the library sends every field, null where it was not set; null would empty what stands there.
        as_json = (headers or {}).get("Content-Type") == JSON
        document = {name: value for name, value in (data or {}).items() if value is not None} if as_json else None
        answer = await self._client.request(
            method,
            url,
            params=params,
            data=None if as_json else data,
            json=document,
            headers=headers,
            auth=auth,
            timeout=timeout or httpx.USE_CLIENT_DEFAULT,
            follow_redirects=allow_redirects,
        )
        if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            raise TooManyCalls(retry_after(answer.headers))
        return Response(answer.status_code, answer.text, answer.headers)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def rest_client(account_sid: str, auth_token: str, *, api_url: str, http_client: HttpxClient) -> Client:
    """Build Twilio's client for another server than its own, where one is given."""
    # Twilio's client takes what is missing from the process's environment; an empty one keeps it to what it is given.
    client = Client(account_sid, auth_token, http_client=http_client, environment={"TWILIO_ACCOUNT_SID": account_sid})
    client.api.base_url = api_url
    return client
