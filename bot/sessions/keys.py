"""The keys that open sessions: each in a file of its own, in a folder that lives in memory only.

They survive a process that is killed, and no power cut. Overwriting a file in memory leaves nothing of it, while a key
in the store would stay readable in the server's memory after it was deleted.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.sessions.encryption import KEY_BYTES
from bot.sessions.store import SessionsUnavailable

NAMES_KEY = "names"
"""The file of the secret that names are made with; it is no session's key and has no end."""
_NANOSECONDS = 1_000_000_000
_OVERWRITTEN = bytes(KEY_BYTES)
_OTHERS = 0o077


@contextmanager
def _closing() -> Iterator[None]:
    """Close the store where the folder cannot be used; the system's error would name a path."""
    try:
        yield
    except OSError:
        raise SessionsUnavailable from None


class SessionKeys:
    """The folder of keys, shared by the gateways of one machine; a file's time is when its session ends.

    Every call raises SessionsUnavailable where the folder cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        """Take a folder, which the first call makes for this user only."""
        self._folder = folder

    @_closing()
    def names_key(self) -> bytes:
        """Give the secret that names are made with, new whenever the folder is."""
        self._prepare()
        path = self._path(NAMES_KEY)
        if not path.exists():
            fresh = self._path(f".{secrets.token_hex(8)}")
            _write(fresh, secrets.token_bytes(KEY_BYTES))
            # The first process to link wins, and no other ever reads half a key.
            with suppress(FileExistsError):
                os.link(fresh, path)
            fresh.unlink()
        return path.read_bytes()

    @_closing()
    def make(self, name: str, ends_at: float) -> bytes:
        """Make a new key under a name, in place of one that is there; `ends_at` is in seconds since the epoch."""
        self._prepare()
        self.destroy(name)
        key, path = secrets.token_bytes(KEY_BYTES), self._path(name)
        fresh = self._path(f".{secrets.token_hex(8)}")
        _write(fresh, key)
        _ends(fresh, ends_at)
        fresh.rename(path)
        return key

    @_closing()
    def read(self, name: str) -> bytes | None:
        """Give the key under a name, or None where there is none."""
        try:
            key = self._path(name).read_bytes()
        except FileNotFoundError:
            return None
        # Another process overwrites a key just before it takes the file away, and may be killed in between.
        return key if len(key) == KEY_BYTES and key != _OVERWRITTEN else None

    @_closing()
    def ends_at(self, name: str) -> float | None:
        """Give the time until which a key lives, or None where there is none."""
        try:
            return self._path(name).stat().st_mtime_ns / _NANOSECONDS
        except FileNotFoundError:
            return None

    @_closing()
    def extend(self, name: str, ends_at: float) -> None:
        """Let a key live until another time."""
        with suppress(FileNotFoundError):
            _ends(self._path(name), ends_at)

    @_closing()
    def destroy(self, name: str) -> None:
        """Overwrite a key and take its file away; nothing is to do where there is none."""
        path = self._path(name)
        with suppress(FileNotFoundError):
            with path.open("r+b", buffering=0) as file:
                file.write(_OVERWRITTEN)
            path.unlink()

    @_closing()
    def destroy_ended(self, now: float) -> int:
        """Destroy the keys of sessions that have ended by a time, and say how many."""
        destroyed = 0
        for name in self._all():
            # Read just before, since another process may have made a new key of that name meanwhile.
            ends_at = self.ends_at(name)
            if ends_at is not None and ends_at <= now:
                self.destroy(name)
                destroyed += 1
        return destroyed

    def _all(self) -> list[str]:
        try:
            names = [each.name for each in self._folder.iterdir()]
        except FileNotFoundError:
            return []
        return [name for name in names if name != NAMES_KEY and not name.startswith(".")]

    def _path(self, name: str) -> Path:
        return self._folder / name

    def _prepare(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # One that somebody else made first, where everybody may write, is refused here.
        if self._folder.stat().st_mode & _OTHERS:
            self._folder.chmod(0o700)


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


def _ends(path: Path, at: float) -> None:
    nanoseconds = round(at * _NANOSECONDS)
    os.utime(path, ns=(nanoseconds, nanoseconds))
