"""The keys that open sessions: each in a file of its own, in a folder that lives in memory only.

They survive a process that is killed, and no power cut. Overwriting a file in memory leaves nothing of it, while a key
in the store would stay readable in the server's memory after it was deleted.

A new key is written under a name that begins with a dot, then renamed, so that nobody reads half of one.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.sessions.store import SessionsUnavailable
from bot.storage.encryption import KEY_BYTES

NAMES_KEY = "names"
"""The file of the secret that names are made with; it is no session's key and has no end."""
FRESH_SECONDS = 60
"""The age from which a file under a dot belongs to a process that died over it."""
PROBE_SECONDS = 60
_NANOSECONDS = 1_000_000_000
_OVERWRITTEN = bytes(KEY_BYTES)
_OTHERS = 0o077


class KeysUnavailable(SessionsUnavailable):
    """The folder of keys cannot be used."""


@contextmanager
def _closing() -> Iterator[None]:
    """Close the store where the folder cannot be used; the system's error would name a path."""
    try:
        yield
    except OSError:
        raise KeysUnavailable from None


class SessionKeys:
    """The folder of keys, shared by the gateways of one machine; a file's time is when its session ends.

    Every call raises KeysUnavailable where the folder cannot be used.
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
            # The first process to link wins, and no other ever reads half a key.
            with self._fresh(secrets.token_bytes(KEY_BYTES)) as fresh, suppress(FileExistsError):
                os.link(fresh, path)
        return path.read_bytes()

    @_closing()
    def make(self, name: str, ends_at: float) -> bytes:
        """Make a new key under a name, in place of one that is there; `ends_at` is in seconds since the epoch."""
        self._prepare()
        self.destroy(name)
        key = secrets.token_bytes(KEY_BYTES)
        with self._fresh(key) as fresh:
            _ends(fresh, ends_at)
            fresh.rename(self._path(name))
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
    def ends(self, prefix: str) -> dict[str, float]:
        """Give the names of keys that begin with a prefix, each with the time until which it lives."""
        found = {name: self.ends_at(name) for name in self._all() if name.startswith(prefix)}
        return {name: ends_at for name, ends_at in found.items() if ends_at is not None}

    @_closing()
    def extend(self, name: str, ends_at: float) -> None:
        """Let a key live until another time, later or earlier."""
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
        for name in self._left_over(now):
            # Only taken away: it has opened nothing yet, and overwriting one that has its other name already, from a
            # process that stood still for so long, would overwrite the names key itself.
            self._path(name).unlink(missing_ok=True)
        return destroyed

    @_closing()
    def probe(self, now: float) -> None:
        """Make sure that a key can be made, read and destroyed here."""
        self.names_key()
        name = f"probe-{secrets.token_hex(8)}"
        key = self.make(name, now + PROBE_SECONDS)
        found = self.read(name)
        self.destroy(name)
        if found != key:
            raise KeysUnavailable

    @contextmanager
    def _fresh(self, content: bytes) -> Iterator[Path]:
        path = self._path(f".{secrets.token_hex(8)}")
        try:
            _write(path, content)
            yield path
        finally:
            # Also where no room was left for it.
            path.unlink(missing_ok=True)

    def _left_over(self, now: float) -> list[str]:
        fresh = [(name, self.ends_at(name)) for name in self._names() if name.startswith(".")]
        return [name for name, at in fresh if at is not None and at + FRESH_SECONDS <= now]

    def _all(self) -> list[str]:
        return [name for name in self._names() if name != NAMES_KEY and not name.startswith(".")]

    def _names(self) -> list[str]:
        try:
            return [each.name for each in self._folder.iterdir()]
        except FileNotFoundError:
            return []

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
