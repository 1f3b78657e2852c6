"""Writes down each attempt of a process to reach another: Python imports this by its name, before the program begins.

One JSON line each: the event, and what was to be reached. The folder of this file and RECORDED_TO are all it needs.
"""

import json
import os
import sys
from typing import Any

_TO = os.open(os.environ["RECORDED_TO"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
_REACHING = frozenset({
    "socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname",
    "socket.gethostbyaddr", "socket.getnameinfo", "subprocess.Popen", "os.exec", "os.posix_spawn", "os.system",
})  # fmt: skip


def _record(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _REACHING:
        return
    # The first of a socket's own events is the socket; a message over a connection names nobody.
    reached = arguments[1] if event in {"socket.connect", "socket.sendto", "socket.sendmsg"} else arguments[:2]
    if reached is not None:
        os.write(_TO, json.dumps([event, reached], default=os.fsdecode).encode() + b"\n")


sys.addaudithook(_record)
