"""Unique words and numbers, and every form in which a machine may keep them."""

import base64
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

PREFIX = "cnry"
ACCENTED = "ñ"
"""Not in ASCII, so that an escaped form differs from the plain one."""


@dataclass
class Canaries:
    """What a test sends and looks for afterwards, each with the way by which it went in."""

    words: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    """Secret words by the person who chose them."""

    def word(self, way: str) -> str:
        """Make a word; it looks like none in any language."""
        word = f"{PREFIX}{secrets.token_hex(8)}{ACCENTED}"
        self.words[word] = way
        return word

    def number(self, way: str, begins: str = "1999") -> str:
        """Make a number of 15 digits."""
        digits = begins + "".join(secrets.choice("0123456789") for _ in range(15 - len(begins)))
        self.words[digits] = way
        return digits

    def needles(self) -> dict[bytes, str]:
        """Give all forms of all canaries, each with what it is a form of."""
        return {needle: f"{way} as {form}" for word, way in self.words.items() for form, needle in forms(word)}


def forms(word: str) -> Iterator[tuple[str, bytes]]:
    """Give the forms of a word; what ASCII letters it has stays readable in most."""
    plain = word.rstrip(ACCENTED)
    yield "text", plain.encode()
    for encoding in ("utf-16-le", "utf-16-be"):
        yield encoding, plain.encode(encoding)
    yield "hexadecimal", plain.encode().hex().encode()
    if word != plain:
        yield "percent", quote(word).encode()
        yield "JSON", json.dumps(word)[1:-1].encode()
    for at in range(3):
        # The first and last letters of base64 depend on what stands beside.
        encoded = base64.b64encode(bytes(at) + word.encode())
        yield "base64", encoded[4:-4].rstrip(b"=")
        yield "base64url", base64.urlsafe_b64encode(bytes(at) + word.encode())[4:-4].rstrip(b"=")
