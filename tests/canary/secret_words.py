"""What opens the inner layer of a copy under a secret word, for somebody who knows the word and the person."""

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from bot.knowledge.catalogs import fold
from bot.sessions.code_words import LANES, MEMORY_KIB, PASSES
from bot.storage.encryption import KEY_BYTES, Names


def inner_key(names_key: bytes, person: str, word: str) -> bytes:
    """Derive the key as the program does."""
    salt = bytes.fromhex(Names(names_key).name(f"code:{person}"))
    derivation = Argon2id(salt=salt, length=2 * KEY_BYTES, iterations=PASSES, lanes=LANES, memory_cost=MEMORY_KIB)
    return derivation.derive(fold(word).encode())[:KEY_BYTES]
