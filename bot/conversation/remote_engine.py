"""The engine over its private socket."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import httpx

from bot.conversation.reporting.form import Filled, Form, is_told
from bot.conversation.understanding import Candidate, EngineUnavailable, Understood
from bot.reports.report import Answer

Answered = TypeVar("Answered")
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
        return await self._turn({"text": _sendable(text), "language": language}, _understood)

    async def fill(self, form: Form, text: str, language: str) -> Filled:
        """Take an answer to a report's question and its words; of other answers only what was chosen goes along."""
        return await self._turn({"text": _sendable(text), "language": language, "form": _form(form)}, _filled)

    async def _turn(self, turn: Mapping[str, Any], read: Callable[[Any], Answered]) -> Answered:
        try:
            response = await self._client.post("/turn", json=turn)
            response.raise_for_status()
            return read(response.json())
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


def _form(form: Form) -> Mapping[str, Any]:
    given = _answer(form.given) if form.given is not None else None
    told = {each.question: _answer(each) for each in form.answers}
    return {"path": form.path, "asked": form.asked or None, "answers": told, "given": given}


def _answer(answer: Answer) -> Mapping[str, Any]:
    return {"choices": list(answer.choices), "words": is_told(answer), "skipped": answer.skipped}


def _filled(data: Any) -> Filled:
    form = data["form"]
    return Filled(str(form["asked"] or ""), bool(form["taken"]), _understood(data))
