"""Runs the gateway in this process until it is told to stop."""

import asyncio
from contextlib import suppress

import structlog

from bot.erasure.queue import ErasuresUnavailable
from bot.gateway.app import create_app
from bot.gateway.counts import Counts
from bot.gateway.metrics import serve_metrics
from bot.logs import configure_logs
from bot.sessions.keys import KeysUnavailable
from bot.sessions.memory_folder import MEMORY, swap_warning
from bot.sessions.store import SessionsUnavailable
from bot.settings import SettingError, Settings
from bot.web_server import answer, listen
from bot.wiring.gateway import Parts, wire_gateway
from bot.wiring.keys import keys_folder

GRACE_SECONDS = 15


def serve(settings: Settings) -> None:
    """Serve on the gateway's port. Raises SettingError and ContentError before it takes a request."""
    log = configure_logs("gateway")
    run(wire_gateway(settings), log)


def run(parts: Parts, log: structlog.typing.FilteringBoundLogger) -> None:
    """Serve with the parts of a gateway. Raises SettingError before it takes a request."""
    asyncio.run(_check_stores(parts))
    counts = Counts(log)
    serve_metrics(counts, parts.settings.metrics_port)
    settings = parts.settings
    listening = listen(settings.gateway_host, settings.gateway_port, name="the gateway", setting="AMPARO_GATEWAY_PORT")
    app = create_app(parts, counts)
    if mend := swap_warning(keys_folder(parts.settings)):
        log.warning("swap_is_on", mend=mend)
    log.info("gateway_started")
    answer(app, listening, grace_seconds=GRACE_SECONDS)


async def _check_stores(parts: Parts) -> None:
    """Refuse to start on a store that breaks its promise; one that is not there yet is looked at again later."""
    try:
        try:
            if fault := await parts.sessions.check():
                raise SettingError(f"AMPARO_SESSIONS_URL is no store for chats: {fault}")
        except KeysUnavailable:
            raise SettingError(
                f"AMPARO_KEYS: {keys_folder(parts.settings)} takes no keys; let this user write there and keep "
                f"memory free, or set another folder in memory, such as {MEMORY}/amparo"
            ) from None
        except SessionsUnavailable:
            pass
        with suppress(ErasuresUnavailable):
            if fault := await parts.erasures.check():
                raise SettingError(f"AMPARO_TICKETS_URL is no store that loses nothing: {fault}")
    finally:
        await parts.sessions.close()
        await parts.erasures.close()
