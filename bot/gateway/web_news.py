"""What a worker has written meanwhile, for the web page that asks for it now and then."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.gateway.web_chat import WebChat
from bot.sessions.store import SessionsUnavailable

BY_WORKER = "worker"


@dataclass(frozen=True, slots=True)
class WebNews:
    """The page's way to learn of a worker's messages; it neither prolongs a chat nor begins one."""

    chat: WebChat

    def routes(self) -> list[Route]:
        """Give the route."""
        return [Route("/chat/news", self.news, methods=["GET"])]

    async def news(self, request: Request) -> Response:
        """Give the worker's lines after a place in the transcript, and the place to ask from next."""
        visitor, asked = self.chat.visitor(request), request.query_params.get("after", "")
        if visitor is None or not asked.isdecimal() or len(asked) > 9:  # noqa: PLR2004 - digits of a count
            return Response(status_code=403)
        try:
            session = await self.chat.reception.sessions.load(f"web:{visitor}")
        except SessionsUnavailable:
            return Response(status_code=503)
        if session is None:
            return JSONResponse({"lines": [], "at": 0, "listens": False, "held": False})
        first = session.said - len(session.transcript)
        new = session.transcript[max(0, int(asked) - first) :]
        lines = [{"by": BY_WORKER, "text": each.text, "choices": []} for each in new if each.by == BY_WORKER]
        answer = {"lines": lines, "at": session.said, "listens": session.escalated, "held": session.held}
        return JSONResponse(answer)
