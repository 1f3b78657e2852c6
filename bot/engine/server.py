"""The web server around the application: uvicorn without an access log, on a socket that is already bound."""

import socket
from pathlib import Path

import uvicorn

from bot.engine.app import Understands, application
from bot.engine.report_form import INTAKE
from bot.knowledge.intake_file import read_intake


class _Announced(uvicorn.Server):
    """Writes the address into a file once requests are taken, and takes its Unix socket away at the end."""

    def __init__(self, config: uvicorn.Config, listening: socket.socket, ready_file: Path | None) -> None:
        super().__init__(config)
        self._ready_file = ready_file
        self._path = Path(listening.getsockname()) if listening.family == socket.AF_UNIX else None
        self._mine = _inode(self._path) if self._path else None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._ready_file and self.started and sockets:
            name = sockets[0].getsockname()
            self._ready_file.write_text(name if isinstance(name, str) else f"{name[0]}:{name[1]}")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Here, since uvicorn lets the signal end the process after this. A socket that another engine has put in
        # the same place stays.
        await super().shutdown(sockets)
        if self._path and _inode(self._path) == self._mine:
            self._path.unlink()


def serve(understanding: Understands, model_sha256: str, listening: socket.socket, ready_file: Path | None) -> None:
    """Serve until a signal stops it; `ready_file` gets the address (socket path or host:port)."""
    config = uvicorn.Config(
        application(understanding, model_sha256, read_intake(INTAKE)),
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        lifespan="off",
        h11_max_incomplete_event_size=16 * 1024,
        http="h11",
    )
    _Announced(config, listening, ready_file).run(sockets=[listening])


def _inode(path: Path) -> int | None:
    return path.stat().st_ino if path.exists() else None
