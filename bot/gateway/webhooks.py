"""The webhooks: what a provider posts is verified, read, answered, and acknowledged whatever comes of it."""

from collections.abc import Sequence

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.escalation.outside_bridge import Bridge
from bot.gateway.counts import Counts
from bot.gateway.reception import Reception
from channels.channel import Channel, WebhookError, WebhookMalformed, WebhookRequest

MOST_BYTES = 512 * 1024


class TooLarge(Exception):  # noqa: N818 - a state of the request
    """A body over the limit; it is not read further."""


def webhook_routes(reception: Reception, counts: Counts, public_url: str) -> Sequence[Route]:
    """Give the routes of the channels that are on; the others answer 404 like any unknown path."""
    channels = reception.channels
    routes = []
    if twilio := channels.get("sms") or channels.get("whatsapp"):
        routes += [
            _route("/webhooks/twilio", twilio, reception, counts, public_url),
            _route("/webhooks/twilio/status", twilio, reception, counts, public_url),
        ]
    if telegram := channels.get("telegram"):
        routes.append(_route("/webhooks/telegram", telegram, reception, counts, public_url))
    return routes


def _route(path: str, channel: Channel, reception: Reception, counts: Counts, public_url: str) -> Route:
    async def endpoint(request: Request) -> Response:
        try:
            body = await limited_body(request, MOST_BYTES)
        except TooLarge:
            counts.add("too_large", channel.name)
            return Response(status_code=413)
        except ClientDisconnect:
            counts.add("disconnected", channel.name)
            return Response(status_code=400)
        # Behind a proxy the request's own host is wrong; the provider signed the public address.
        query = f"?{request.url.query}" if request.url.query else ""
        webhook = WebhookRequest(f"{public_url}{path}{query}", request.headers, body)
        try:
            channel.verify(webhook)
        except WebhookError as error:
            counts.add("refused", channel.name, type(error).__name__)
            return Response(status_code=error.status_code)
        try:
            await reception.receive(channel.parse(webhook))
        except WebhookMalformed as error:
            # It is the provider's own: refused, it would come again for a day and hold that person's messages back.
            counts.add("unreadable", channel.name, type(error).__name__)
        reply = channel.acknowledge(webhook)
        return Response(reply.body, reply.status_code, media_type=reply.content_type)

    return Route(path, endpoint, methods=["POST"])


def outside_desk_route(bridge: Bridge) -> Route:
    """Give the route by which a desk that the office runs already tells that something changed there."""

    async def endpoint(request: Request) -> Response:
        try:
            body = await limited_body(request, MOST_BYTES)
        except TooLarge:
            return Response(status_code=413)
        except ClientDisconnect:
            return Response(status_code=400)
        return Response(status_code=await bridge.receive(request.headers, body))

    return Route(f"/webhooks/{bridge.name}", endpoint, methods=["POST"])


async def limited_body(request: Request, most: int) -> bytes:
    """Read a body up to a number of bytes. Raises TooLarge, and ClientDisconnect where the sender goes away."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise TooLarge
    return bytes(body)
