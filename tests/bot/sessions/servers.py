"""Servers with a configuration of a test's own, started as `amparo up` starts its stores."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

from bot.cli.engine_process import start_child, stop_child
from bot.cli.stores import SESSIONS, server_binary

START_SECONDS = 20.0


@contextmanager
def running(*lines: str) -> Iterator[str]:
    """Run a sessions store whose configuration ends with some other lines; give its address."""
    with tempfile.TemporaryDirectory(prefix="amparo-") as place:
        socket, file = Path(place) / "s.sock", Path(place) / "s.conf"
        configuration = SESSIONS.format(socket=socket, folder=place, log=Path(place) / "s.log")
        file.write_text("\n".join([configuration, *lines, ""]), encoding="utf-8")
        child = start_child([server_binary(), str(file)])
        try:
            _wait(f"unix://{socket}")
            yield f"unix://{socket}"
        finally:
            stop_child(child)


def _wait(url: str) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            with Redis.from_url(url) as client:
                client.ping()
                return
        except (RedisError, OSError):
            time.sleep(0.02)
    pytest.fail("the server did not start")
