"""Whether the process lives, and whether it can answer."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.conversation.remote_engine import RemoteEngine
from bot.sessions.store import SessionStore, SessionsUnavailable


def health_routes(engine: RemoteEngine, sessions: SessionStore) -> Sequence[Route]:
    """Give `GET /healthz` for this process, and `GET /readyz` for engine and sessions store too (503 without)."""

    async def healthz(_: Request) -> Response:
        return JSONResponse({"alive": True})

    async def readyz(_: Request) -> Response:
        try:
            await sessions.ping()
            has_sessions = True
        except SessionsUnavailable:
            has_sessions = False
        state = {"engine": await engine.ready(), "sessions": has_sessions}
        return JSONResponse(state, status_code=200 if all(state.values()) else 503)

    return [Route("/healthz", healthz, methods=["GET"]), Route("/readyz", readyz, methods=["GET"])]
