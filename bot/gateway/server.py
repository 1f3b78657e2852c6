"""Runs the gateway in this process until it is told to stop."""

import os
import socket

import uvicorn

from bot.gateway.app import create_app
from bot.logs import configure_logs
from bot.settings import SettingError, Settings
from bot.wiring import wire_gateway

GRACE_SECONDS = 15


def serve(settings: Settings) -> None:
    """Serve on the gateway's port. Raises SettingError and ContentError before it takes a request."""
    log = configure_logs("gateway")
    parts = wire_gateway(settings)
    listening = _listen(settings.gateway_host, settings.gateway_port)
    config = uvicorn.Config(
        create_app(parts, log),
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        limit_concurrency=1000,
        lifespan="on",
    )
    log.info("gateway_started")
    with listening:
        uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), reuse_port=False)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise SettingError(
            f"the gateway cannot listen on {host}:{port} ({reason}); set another AMPARO_GATEWAY_PORT"
        ) from None
