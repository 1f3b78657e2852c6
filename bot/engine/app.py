"""The engine's private application: one turn per request, one at a time, and never a word of a person in an error."""

import asyncio
import json
import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.engine.form_request import BadFormError, FormRequest, read_form
from bot.knowledge.intake import Intake

_LOG = logging.getLogger(__name__)
_LARGEST_BODY = 64 * 1024
_LONGEST_LANGUAGE = 35  # BCP 47's advice for buffers
_MOST_WAITING = 64


class AnsweredTurn(Protocol):
    """What a turn gives back, ready for the wire."""

    def as_data(self) -> dict[str, Any]:
        """Give the turn as plain data."""


class Understands(Protocol):
    """What the application serves: Rasa's agent, or a stand-in."""

    def turn(self, text: str, language: str | None, form: FormRequest | None = None) -> AnsweredTurn:
        """Understand one message, or take it for a form; called in one thread, never twice at a time."""


class BadRequestError(Exception):
    """The body is not a turn."""


def read_turn(body: bytes, intake: Intake) -> tuple[str, str | None, FormRequest | None]:
    """Read a body into text, language and form. Raises BadRequestError, which holds nothing of the body."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise BadRequestError from None
    if not isinstance(data, Mapping):
        raise BadRequestError
    text, language = data.get("text"), data.get("language")
    if not isinstance(text, str) or not (language is None or isinstance(language, str)):
        raise BadRequestError
    if language is not None and len(language) > _LONGEST_LANGUAGE:
        raise BadRequestError
    if data.get("form") is None:
        return text, language, None
    try:
        return text, language, read_form(data["form"], intake)
    except BadFormError:
        raise BadRequestError from None


def application(understanding: Understands, model_sha256: str, intake: Intake) -> Starlette:
    """Serve `POST /turn` and `GET /healthz`; at most 64 requests wait, the next is refused with 503."""
    turns = _Turns(understanding, intake)

    async def healthz(_: Request) -> Response:
        return JSONResponse({"ready": True, "model": model_sha256})

    return Starlette(
        routes=[Route("/turn", turns.answer, methods=["POST"]), Route("/healthz", healthz, methods=["GET"])]
    )


class _Turns:
    """The queue in front of the agent; it computes in a thread of its own, so that the rest goes on answering."""

    def __init__(self, understanding: Understands, intake: Intake) -> None:
        self._understanding, self._intake = understanding, intake
        self._one_at_a_time = ThreadPoolExecutor(1, "turns")
        self._waiting = 0

    async def answer(self, request: Request) -> Response:
        try:
            asked = read_turn(await _body(request), self._intake)
        except (BadRequestError, ClientDisconnect):
            return _refusal(422, "the body must be a turn: text, a language or null, a form or null")
        if self._waiting >= _MOST_WAITING:
            return _refusal(503, "too many turns are waiting")
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            turn = await loop.run_in_executor(self._one_at_a_time, self._understanding.turn, *asked)
        except Exception as error:  # noqa: BLE001 - whatever fails, its text must not leave this place
            _LOG.error("a turn failed: %s", type(error).__name__)
            return _refusal(500, "the turn failed")
        finally:
            self._waiting -= 1
        return JSONResponse(turn.as_data())


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_BODY:
            raise BadRequestError
    return bytes(body)


def _refusal(status: int, message: str) -> Response:
    return JSONResponse({"error": message}, status_code=status)
