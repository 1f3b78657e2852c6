"""Looks for canaries everywhere that a thief of the machine could look."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from redis import Redis

from bot.erasure.job import from_bytes
from bot.storage.encryption import Cipher, Seal, Unreadable
from tests.canary.append_only_file import entries, file_content
from tests.canary.secret_words import inner_key

LONGEST_READ = 64 * 1024 * 1024
Found = Iterator[str]


@dataclass(frozen=True)
class Search:
    """A search for needles; each finding names the place and the needle's kind, never the needle."""

    needles: Mapping[bytes, str]
    secrets: Mapping[str, str] = field(default_factory=dict)
    """Secret words by person, which a thief may know."""

    def text(self, place: str, content: bytes) -> Found:
        """Look through content."""
        yield from (f"{place}: {kind}" for needle, kind in self.needles.items() if needle in content)

    def folder(self, folder: Path, ignore: Callable[[Path], bool] = lambda _: False) -> Found:
        """Look through every file, and every file's name, under a folder."""
        for path in sorted(folder.rglob("*")):
            if ignore(path):
                continue
            yield from self.text(f"name of {path.name}", os.fsencode(path.name))
            if path.is_file() and not path.is_symlink():
                with suppress(FileNotFoundError):
                    yield from self.text(str(path), path.read_bytes())

    def store(self, name: str, server: Redis) -> Found:
        """Look through every key and value."""
        for key in server.scan_iter(count=1000):
            yield from self.text(f"a key of the {name} store", key)
            yield from self.text(f"a value of the {name} store", bytes(server.dump(key) or b""))

    def opened(self, server: Redis, keys: Iterable[bytes]) -> Found:
        """Look through what the session keys that are left open."""
        keys = list(keys)
        for key in server.scan_iter("s:*"):
            if server.type(key) != b"string":
                continue
            sealed, place = bytes(server.get(key) or b""), key.decode()  # type: ignore[arg-type]
            for each in keys:
                with suppress(Unreadable):
                    yield from self.text("a session that a left key opens", Cipher(each).open(sealed, place))

    def copies(self, server: Redis, keys: Iterable[bytes], names_key: bytes) -> Found:
        """Look for copies under secret words that a left key and the word open; each is told, whatever it holds."""
        keys, inner = list(keys), [inner_key(names_key, *each) for each in self.secrets.items()]
        for key in server.scan_iter("s:code-*"):
            sealed, place = bytes(server.get(key) or b""), key.decode()  # type: ignore[arg-type]
            for left, of_word in product(keys, inner):
                with suppress(Unreadable):
                    content = Cipher(of_word).open(Cipher(left).open(sealed, place), place)
                    yield f"a copy under a secret word: {len(content)} bytes"
                    yield from self.text("a copy under a secret word", content)

    def erasures(self, server: Redis, seal: Seal) -> Found:
        """Look through what the queue of erasures still holds, with its key."""
        for key in server.scan_iter("q:{erasure}:*"):
            if server.type(key) != b"list":
                continue
            for entry in server.lrange(key, 0, -1):  # type: ignore[union-attr]
                yield from self._erasure("an erasure", seal.open(entry, key.decode()))

    def erasures_in_file(self, folder: Path, seal: Seal) -> Found:
        """Look through what the files of the queue's server still hold, with its key."""
        for content in entries(file_content(folder), seal):
            yield from self._erasure("an erasure in the append-only file", content)

    def _erasure(self, place: str, content: bytes) -> Found:
        erasure = from_bytes(content)
        yield from self.text(place, f"{erasure.address.value} {erasure.message_ids}".encode())

    def process(self, pid: int) -> Found:
        """Look through a process's environment and command line."""
        for name in ("environ", "cmdline"):
            # One that has ended meanwhile has neither.
            with suppress(FileNotFoundError, ProcessLookupError):
                yield from self.text(f"{name} of a process", Path(f"/proc/{pid}/{name}").read_bytes())

    def memory(self, name: str, pid: int) -> Found:
        """Look through all of a process's memory that can be read."""
        found: set[str] = set()
        for part in memory(pid):
            found.update(self.text(f"memory of the {name} store", part))
        yield from sorted(found)


def memory(pid: int) -> Iterator[bytes]:
    """Read a process's memory, mapping by mapping (proc(5)); it must be ours."""
    maps = Path(f"/proc/{pid}/maps").read_text().splitlines()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as file:
        for line in maps:
            span, rights, *_ = line.split()
            if "r" not in rights or line.endswith(("[vvar]", "[vsyscall]")):
                continue
            first, last = (int(each, 16) for each in span.split("-"))
            with suppress(OSError, OverflowError, ValueError):
                file.seek(first)
                while first < last:
                    part = file.read(min(last - first, LONGEST_READ))
                    if not part:
                        break
                    first += len(part)
                    yield part


def children(pid: int) -> Iterator[int]:
    """Name the processes below one, itself included."""
    yield pid
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError):
            # The name in brackets may hold spaces (proc(5)).
            text = stat.read_text()
            parents.setdefault(int(text.rpartition(")")[2].split()[1]), []).append(int(stat.parent.name))
    waiting = [pid]
    while waiting:
        for child in parents.get(waiting.pop(), []):
            yield child
            waiting.append(child)
