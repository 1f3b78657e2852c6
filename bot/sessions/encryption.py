"""Keeps content unreadable in the store and addresses unguessable in its keys."""

import hmac
import os
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12


class Unreadable(Exception):  # noqa: N818 - a state of the data
    """Stored content that this key does not open."""


class Seal:
    """Derives what the store needs from the master key; one seal serves one purpose.

    Content: AES-256-GCM (NIST SP 800-38D) with a random nonce, bound to its key in the store. Names: HMAC-SHA256, since
    a plain hash of a phone number is found by trying all numbers.
    """

    def __init__(self, master_key: bytes, purpose: str) -> None:
        """Derive the keys for a purpose from the master key, 32 bytes or more (HKDF, RFC 5869)."""
        self._cipher = AESGCM(_derive(master_key, f"{purpose}/content"))
        self._name_key = _derive(master_key, f"{purpose}/name")

    def name(self, text: str) -> str:
        """Give an opaque name for a text, the same each time, 32 hexadecimal digits."""
        return hmac.new(self._name_key, text.encode(), sha256).hexdigest()[:32]

    def close(self, content: bytes, place: str) -> bytes:
        """Encrypt content for a place in the store."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """Decrypt content of a place. Raises Unreadable."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
        except (InvalidTag, ValueError):
            raise Unreadable from None


def _derive(master_key: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"amparo/{purpose}".encode()).derive(master_key)
