"""One setting: how it is described, and how its text in the environment becomes a value; readers raise SettingError."""

import base64
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

KEY_BYTES = 32


class SettingError(Exception):
    """A setting that is missing or cannot be used; the text names it and the mend."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name, what it is for, its default, and what is off while it is not set."""

    name: str
    help: str
    default: str = ""
    unset: str = ""
    secret: bool = False


def together(values: Mapping[str, str], *names: str) -> bool:
    """Say whether settings that belong together are set."""
    missing = [name for name in names if not values[name]]
    if missing and len(missing) < len(names):
        others = " and ".join(name for name in names if name not in missing)
        raise SettingError(f"{missing[0]} is not set, but {others} is; set both or neither")
    return not missing


def number(values: Mapping[str, str], name: str, default: int, most: int, least: int = 1) -> int:
    """Read a whole number within bounds."""
    text = values[name]
    if not text:
        return default
    if not (text.isdecimal() and len(text) <= len(str(most)) and least <= int(text) <= most):
        raise SettingError(f"{name} must be a whole number from {least} to {most}")
    return int(text)


def flag(values: Mapping[str, str], name: str, *, default: bool) -> bool:
    """Read 0 or 1."""
    text = values[name]
    if text not in ("", "0", "1"):
        raise SettingError(f"{name} must be 0 or 1")
    return text == "1" if text else default


def items(values: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Read a list with commas."""
    return tuple(each.strip() for each in values[name].split(",") if each.strip())


def zone(values: Mapping[str, str], name: str) -> ZoneInfo:
    """Read the name of a time zone (IANA); UTC where it is not set."""
    try:
        return ZoneInfo(values[name] or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingError(f"{name} is {values[name]!r}; it must be a name such as America/Lima") from None


def url(values: Mapping[str, str], name: str) -> str:
    """Read a web address, without the slash at its end except where that slash belongs to a page."""
    text = values[name].rstrip("/") if name != "AMPARO_EXIT_URL" else values[name]
    parts = _parts(text)
    if text and (parts is None or parts.scheme not in ("http", "https") or not parts.hostname or parts.username):
        raise SettingError(f"{name} must be an address such as https://example.org")
    return text


def private_url(values: Mapping[str, str], name: str, *schemes: str) -> str:
    """Read an address of some schemes that may hold a password."""
    text = values[name]
    parts = _parts(text)
    if text and not (parts and parts.scheme in schemes and (parts.path if parts.scheme == "unix" else parts.hostname)):
        raise SettingError(f"{name} must be an address that begins with {', '.join(f'{each}://' for each in schemes)}")
    return text


def key(values: Mapping[str, str], name: str) -> bytes:
    """Read key material: 32 bytes in base64 or hexadecimal, or any secret of 32 letters and more."""
    text = values[name]
    if not text:
        return b""
    with suppress(ValueError):
        if len(read := bytes.fromhex(text)) == KEY_BYTES:
            return read
    with suppress(ValueError):
        if len(read := base64.b64decode(text.translate(_URL_SAFE), altchars=b"-_", validate=True)) == KEY_BYTES:
            return read
    if len(text) < KEY_BYTES:
        raise SettingError(f"{name} must be {KEY_BYTES} random bytes; make one with `amparo config --new-key`")
    return text.encode()


_URL_SAFE = str.maketrans("+/", "-_")


def _parts(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        usable = parts.port != 0  # a port that is no number is found only when it is read
    except ValueError:
        return None
    return parts if usable else None
