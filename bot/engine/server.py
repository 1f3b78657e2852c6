"""The web server around the application: uvicorn without an access log, on a socket that is already bound."""

import socket
from pathlib import Path

import uvicorn

from bot.engine.app import Understands, application


class _Announced(uvicorn.Server):
    """Writes the address into a file once requests are taken."""

    def __init__(self, config: uvicorn.Config, ready_file: Path | None) -> None:
        super().__init__(config)
        self._ready_file = ready_file

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._ready_file and self.started and sockets:
            name = sockets[0].getsockname()
            self._ready_file.write_text(name if isinstance(name, str) else f"{name[0]}:{name[1]}")


def serve(understanding: Understands, model_sha256: str, listening: socket.socket, ready_file: Path | None) -> None:
    """Serve until a signal stops it; `ready_file` gets the address (socket path or host:port)."""
    config = uvicorn.Config(
        application(understanding, model_sha256),
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        lifespan="off",
        h11_max_incomplete_event_size=16 * 1024,
        http="h11",
    )
    _Announced(config, ready_file).run(sockets=[listening])
