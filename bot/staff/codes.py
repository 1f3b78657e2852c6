"""The second factor: codes of a phone's authenticator (RFC 6238), and recovery codes for when the phone is lost."""

import hmac
import secrets
import unicodedata
from collections.abc import Sequence

from pyotp import HOTP, TOTP, random_base32

from bot.staff.passwords import LETTERS
from bot.storage.encryption import Names

STEP_SECONDS = 30
WINDOW = 1
"""How many steps a phone's clock may be off, each way."""
DIGITS = 6
ISSUER = "Amparo"
RECOVERY_CODES = 10
RECOVERY_LENGTH = 10
"""Letters and digits of a recovery code: about 49 random bits."""


def new_secret() -> str:
    """Make a secret of 160 random bits, in base32."""
    return random_base32(32)


def secret_uri(secret: str, name: str) -> str:
    """Give the address that an authenticator reads from a QR code."""
    return TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def step_of(secret: str, code: str, now: float, last: int) -> int | None:
    """Give the time step whose code this is, None where it is none of this moment or of one after the last used."""
    given = _digits(code)
    current = int(now // STEP_SECONDS)
    found = None
    # All are compared, so that the time taken does not say which was near.
    for step in range(current - WINDOW, current + WINDOW + 1):
        same = hmac.compare_digest(HOTP(secret, digits=DIGITS).at(step).encode(), given.encode())
        if same and step > last and found is None:
            found = step
    return found


def new_recovery_codes() -> tuple[str, ...]:
    """Make ten codes, each in two halves that can be read off paper."""
    half = RECOVERY_LENGTH // 2
    codes = ("".join(secrets.choice(LETTERS) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES))
    return tuple(f"{code[:half]}-{code[half:]}" for code in codes)


def recovery_hash(code: str, names: Names) -> str:
    """Give what is kept of a recovery code; written with other capitals, spaces or hyphens it is the same."""
    letters = "".join(each for each in code.encode(errors="replace").decode().casefold() if each.isalnum())
    return names.name(f"recovery/{letters}")


def without(hashes: Sequence[str], used: str) -> tuple[str, ...] | None:
    """Give the hashes that are left after one was used, None where it is none of them."""
    left = tuple(each for each in hashes if not hmac.compare_digest(each, used))
    return left if len(left) < len(hashes) else None


def _digits(code: str) -> str:
    """Give a code in ASCII digits, however a keyboard writes them: Arabic, Persian, Devanagari or full width."""
    shown = (each for each in code[: 4 * DIGITS] if not each.isspace() and each != "-")
    return "".join(str(unicodedata.decimal(each, "?")) for each in shown)
