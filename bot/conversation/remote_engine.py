"""The engine over its private socket."""

from typing import Any

import httpx

from bot.conversation.understanding import Candidate, EngineUnavailable, Understood

SECONDS = 3.0
"""A person waits five seconds at most for something; the rest of the way needs its share."""


class RemoteEngine:
    """Asks a running engine; it keeps a few connections and no words."""

    def __init__(self, url: str, seconds: float = SECONDS) -> None:
        """Point at `unix:///path` or `http://127.0.0.1:port`; nothing connects until the first call."""
        path = url.removeprefix("unix://") if url.startswith("unix://") else None
        transport = httpx.AsyncHTTPTransport(uds=path, retries=1)
        self._client = httpx.AsyncClient(
            transport=transport, base_url="http://engine" if path else url, timeout=seconds, trust_env=False
        )

    async def understand(self, text: str, language: str) -> Understood:
        """Find out what a message means. Raises EngineUnavailable."""
        try:
            response = await self._client.post("/turn", json={"text": _sendable(text), "language": language})
            response.raise_for_status()
            return _understood(response.json())
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError):
            # httpx's errors hold the request, which holds the words; nothing of it is passed on.
            raise EngineUnavailable from None

    async def ready(self) -> bool:
        """Say whether the engine takes questions."""
        try:
            return (await self._client.get("/healthz")).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _sendable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _understood(data: Any) -> Understood:
    alternatives = tuple(Candidate(str(each["id"]), float(each["confidence"])) for each in data["alternatives"])
    says = tuple((str(each["say"]), str(each.get("topic") or "")) for each in data["utterances"])
    return Understood(str(data["intent"]), float(data["confidence"]), alternatives, says)
