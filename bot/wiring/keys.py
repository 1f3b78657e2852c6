"""The master key and the folder of keys: what is set, or what the demo makes for itself."""

import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from pathlib import Path

from bot.sessions.memory_folder import MEMORY, check_memory_folder
from bot.settings import KEY_BYTES, SettingError, Settings


def keys_folder(settings: Settings) -> Path:
    """Give the folder in memory for the keys of sessions; one for each store. Raises SettingError."""
    if settings.keys is not None:
        check_memory_folder(settings.keys)
        return settings.keys
    if not MEMORY.is_dir():
        raise SettingError(f"AMPARO_KEYS is not set, and {MEMORY} is not there; set it to a folder in memory")
    store = sha256(settings.sessions_url.encode()).hexdigest()[:16]
    return MEMORY / f"amparo-{os.getuid()}" / store


def master_key(settings: Settings) -> bytes:
    """Give the key that is set, or the demo's own. Raises SettingError where a provider is set without a key."""
    return settings.master_key or _demo_key(settings)


def _demo_key(settings: Settings) -> bytes:
    if settings.twilio is not None or settings.telegram is not None:
        raise SettingError(
            "AMPARO_MASTER_KEY is not set, but a provider is; make one with `amparo config --new-key`, for .env"
        )
    path = settings.data / "demo.key"
    settings.data.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(new_key().encode())
    except FileExistsError:
        pass
    key = urlsafe_b64decode(path.read_bytes())
    if len(key) != KEY_BYTES:
        raise SettingError(f"{path} is no key; delete it, and the demo makes a new one")
    return key


def new_key() -> str:
    """Make a master key, in base64."""
    return urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()
