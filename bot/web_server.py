"""The web server of a process: the port it listens on, and how it answers without telling anybody what it is."""

import os
import socket

import uvicorn
from starlette.applications import Starlette

from bot.setting import SettingError

MOST_AT_ONCE = 1000


def listen(host: str, port: int, *, name: str, setting: str) -> socket.socket:
    """Take a port for what is called `name`. Raises SettingError, which says to set another `setting`."""
    try:
        return socket.create_server((host, port), reuse_port=False)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise SettingError(f"{name} cannot listen on {host}:{port} ({reason}); set another {setting}") from None


def answer(app: Starlette, listening: socket.socket, *, grace_seconds: int) -> None:
    """Answer until the process is told to stop; what is under way then has so many seconds left."""
    config = uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=False,
        # The proxy's own entry is read where it is needed, and believed only from our own network.
        proxy_headers=False,
        timeout_graceful_shutdown=grace_seconds,
        limit_concurrency=MOST_AT_ONCE,
        lifespan="on",
    )
    with listening:
        uvicorn.Server(config).run(sockets=[listening])
