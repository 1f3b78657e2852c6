"""The simulator: the same message on every channel's screen, so that an editor sees each answer as people will."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.conversation.understanding import EngineUnavailable
from bot.gateway.web_chat import WebChat
from bot.gateway.web_lines import simulated
from bot.gateway.webhooks import TooLarge
from bot.sessions.store import SessionsUnavailable
from channels.channel import Address, Channel, MessageReceived, Part, WebhookError


@dataclass(frozen=True, slots=True)
class Simulator:
    """Runs the conversation once for each channel and renders what it would send; nothing is sent."""

    chat: WebChat
    channels: Mapping[str, Channel] = field(repr=False)

    def routes(self) -> Sequence[Route]:
        """Give the simulator's route."""
        return [Route("/simulator", self.post, methods=["POST"])]

    async def post(self, request: Request) -> Response:
        """Show the new lines on each screen."""
        try:
            event = await self.chat.event(request)
        except (TooLarge, ClientDisconnect):
            return self.chat.refused(request, 413)
        except WebhookError as error:
            return self.chat.refused(request, error.status_code)
        if event is None:
            return JSONResponse({"screens": []})
        try:
            screens = [await self._screen(event, name) for name in self.channels]
        except (SessionsUnavailable, EngineUnavailable):
            return self.chat.refused(request, 503)
        return JSONResponse({"screens": screens})

    async def _screen(self, event: MessageReceived, name: str) -> dict[str, object]:
        channel, sessions = self.channels[name], self.chat.reception.sessions
        person = simulated(name, event.address.value)
        here = MessageReceived(
            Address(name, "simulator"),
            event.event_id,
            message_id=event.message_id,
            text=event.text,
            quick_reply=event.quick_reply,
        )
        async with sessions.turn(person):
            session = await sessions.load(person)
            turn = await self.chat.reception.conversation.respond(session, here)
            if turn.session is None:
                await sessions.end(person)
            else:
                await sessions.save(person, turn.session)
        parts = [
            part for line in turn.lines for part in channel.render(line.outbound(plain_letters=turn.plain_letters))
        ]
        written = (
            [{"by": "person", "text": event.text, "choices": [], "segments": 0, "encoding": ""}] if event.text else []
        )
        return {"channel": name, "lines": [*written, *map(_shown, parts)]}


def _shown(part: Part) -> dict[str, object]:
    choices = [{"id": reply.id, "title": reply.title} for reply in part.quick_replies]
    return {
        "by": "assistant",
        "text": part.text,
        "choices": choices,
        "segments": part.segments,
        "encoding": part.encoding,
    }
