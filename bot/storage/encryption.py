"""Keeps content unreadable in a store and addresses unguessable in its keys."""

import hmac
import os
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12


class Unreadable(Exception):  # noqa: N818 - a state of the data
    """Stored content that this key does not open."""


class Cipher:
    """Encrypts with one key: AES-256-GCM (NIST SP 800-38D), a random nonce, bound to the content's place."""

    def __init__(self, key: bytes) -> None:
        """Take a key of 32 random bytes."""
        self._cipher = AESGCM(key)

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


class Names:
    """Gives opaque names by HMAC-SHA256, since a plain hash of a phone number is found by trying all numbers."""

    def __init__(self, key: bytes) -> None:
        """Take a secret of 32 bytes or more."""
        self._key = key

    def name(self, text: str) -> str:
        """Give an opaque name for a text, the same each time, 32 hexadecimal digits."""
        return hmac.new(self._key, text.encode(), sha256).hexdigest()[:32]


class Seal(Cipher, Names):
    """Derives what one purpose needs from a long-lived key, 32 bytes or more (HKDF, RFC 5869)."""

    def __init__(self, master_key: bytes, purpose: str) -> None:
        """Derive the keys of a purpose."""
        Cipher.__init__(self, derive(master_key, f"{purpose}/content"))
        Names.__init__(self, derive(master_key, f"{purpose}/name"))


def derive(master_key: bytes, purpose: str) -> bytes:
    """Derive a key of 32 bytes for a purpose."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"amparo/{purpose}".encode()).derive(master_key)
