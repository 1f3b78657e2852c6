"""Passwords: which are too weak, and how they are kept and compared without holding up anybody's chat."""

import asyncio
import secrets
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

Answer = TypeVar("Answer")
SHORTEST, LONGEST = 12, 128
"""Characters, as NIST SP 800-63B asks for; which characters is nobody's business."""
AT_ONCE = 4
"""How many are hashed at a time: each takes its 46 MiB, and a machine's every core would be busy with more."""
TEMPORARY_WORDS, TEMPORARY_LETTERS = 4, 5
SHORTEST_TELLING_NAME = 4
# No 0 and o, no 1, i and l: temporary passwords and recovery codes are read off paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class Weakness(StrEnum):
    """Why a password is not taken."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    HOLDS_NAME = "holds_name"
    REPEATED = "repeated"
    COMMON = "common"
    SAME = "same"


class WeakPassword(Exception):  # noqa: N818 - a state of what was given
    """A new password that is not taken, and why."""

    def __init__(self, weakness: Weakness) -> None:
        """Take the reason; the password itself is never kept."""
        super().__init__(weakness)
        self.weakness = weakness


def weakness(password: str, *names: str) -> Weakness | None:
    """Say why a password is too weak for somebody with these names, or None (NIST SP 800-63B, section 3.1.1.2)."""
    known = normal(password)
    if len(known) < SHORTEST:
        return Weakness.TOO_SHORT
    if len(known) > LONGEST:
        return Weakness.TOO_LONG
    folded = known.casefold()
    if any(len(name) >= SHORTEST_TELLING_NAME and normal(name).casefold() in folded for name in names):
        return Weakness.HOLDS_NAME
    # A text that is found in itself, moved, is made of one repeated piece.
    if folded in (folded + folded)[1:-1]:
        return Weakness.REPEATED
    # "Password2026!" is "password".
    stem = folded.strip("0123456789!?.,;:-_+*#$%&/@ ")
    return Weakness.COMMON if folded in _common() or stem in _common() else None


def normal(password: str) -> str:
    """Give a password as every keyboard writes it (Unicode NFKC); half a character becomes a question mark."""
    return unicodedata.normalize("NFKC", password.encode(errors="replace").decode())


def temporary_password() -> str:
    """Make a password of 20 random letters and digits, about 99 bits, in groups that can be read out."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(TEMPORARY_LETTERS)) for _ in range(TEMPORARY_WORDS))
    return "-".join(groups)


def owasp_hasher() -> PasswordHasher:
    """Give Argon2id with 46 MiB, one pass, one lane: OWASP's first choice in its Password Storage Cheat Sheet."""
    return PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)


class Passwords:
    """Hashes and compares passwords in threads of their own, a few at a time."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """Prepare; no thread begins until the first password."""
        self._hasher = hasher or owasp_hasher()
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="passwords")

    async def hashed(self, password: str) -> str:
        """Give a new hash of a password, with a salt of its own."""
        return await self._aside(self._hash, normal(password))

    async def match(self, kept: str, password: str) -> bool:
        """Say whether a password is the kept hash's; an empty hash is nobody's and takes the same work."""
        # A longer one is nobody's; what is compared in its place costs the same.
        usable = normal(password[: LONGEST + 1])
        return await self._aside(self._match, kept, usable) and len(password) <= LONGEST

    def outdated(self, kept: str) -> bool:
        """Say whether a hash was made with other parameters than are used now."""
        return self._hasher.check_needs_rehash(kept)

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=False)

    async def _aside(self, work: Callable[..., Answer], *values: str) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *values)

    def _hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def _match(self, kept: str, password: str) -> bool:
        if not kept:
            self._hasher.hash(password)
            return False
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False


@cache
def _common() -> frozenset[str]:
    lines = resources.files(__package__).joinpath("common_passwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
