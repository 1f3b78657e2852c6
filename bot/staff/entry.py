"""An entry of the audit log: who did what, when, on which ticket; codes only, so that nobody's words fit into it."""

import hmac
import json
import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from bot.staff.worker import LOGIN_NAME

GENESIS = "0" * 64
"""What the first entry follows."""
DIGEST = re.compile(r"[0-9a-f]{64}")
"""How a digest is written."""
CONSOLE, UNKNOWN = "(console)", "(unknown)"
"""Who acts without a login; the brackets keep them apart from every login name."""
_TICKET = re.compile(r"[A-Za-z0-9_-]{0,64}")
_DETAIL = re.compile(r"[a-z0-9_.,:=-]{0,128}")


class Action(StrEnum):
    """What was done."""

    LOGGED_IN = "logged_in"
    LOGIN_FAILED = "login_failed"
    LOGGED_OUT = "logged_out"
    LOCKED = "locked"
    CONFIRMED = "confirmed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of an act
    SHIFT_BEGUN = "shift_begun"
    SHIFT_ENDED = "shift_ended"
    VIEWED = "viewed"
    SILENTLY_VIEWED = "silently_viewed"
    CLAIMED = "claimed"
    RELEASED = "released"
    ANSWERED = "answered"
    NOTED = "noted"
    HELD = "held"
    TRANSFERRED = "transferred"
    HANDED_BACK = "handed_back"
    CLOSED = "closed"
    REFERRED = "referred"
    REVEAL_ASKED = "reveal_asked"
    REVEAL_APPROVED = "reveal_approved"
    REVEAL_REFUSED = "reveal_refused"
    REVEALED = "revealed"
    RISK_CHANGED = "risk_changed"
    LANGUAGE_CHANGED = "language_changed"
    RULES_CHANGED = "rules_changed"
    STATISTICS_VIEWED = "statistics_viewed"
    EXPORTED = "exported"
    REPLIES_CHANGED = "replies_changed"
    STAFF_ADDED = "staff_added"
    STAFF_CHANGED = "staff_changed"
    STAFF_RESET = "staff_reset"
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed"
    STAFF_DISABLED = "staff_disabled"
    STAFF_ENABLED = "staff_enabled"
    REFUSED = "refused"  # what an earlier entry, named in the detail, was about to do


@dataclass(frozen=True, slots=True)
class Entry:
    """One act; `sequence` counts from 1, `at` is in seconds since the epoch, `digest` chains it to the one before."""

    sequence: int
    at: float
    actor: str
    action: Action
    ticket: str
    detail: str
    digest: str


def check_codes(actor: str, ticket: str, detail: str) -> None:
    """Raise ValueError, without the text, where one of them could hold what somebody said."""
    if actor not in (CONSOLE, UNKNOWN) and not LOGIN_NAME.fullmatch(actor):
        raise ValueError("the actor is no login name")
    if not _TICKET.fullmatch(ticket):
        raise ValueError("the ticket is no id")
    if not _DETAIL.fullmatch(detail):
        raise ValueError("the detail is no code")


def digest(key: bytes, before: str, entry: Entry) -> str:
    """Give an entry's HMAC-SHA256 over what it says and the digest of the one before it, 64 hexadecimal digits."""
    said = [before, entry.sequence, entry.at, entry.actor, entry.action, entry.ticket, entry.detail]
    return hmac.new(key, json.dumps(said).encode(), sha256).hexdigest()


def to_bytes(entry: Entry) -> bytes:
    """Write an entry in its stored form."""
    stored = [entry.sequence, entry.at, entry.actor, entry.action, entry.ticket, entry.detail, entry.digest]
    return json.dumps(stored, separators=(",", ":")).encode()


def from_bytes(data: bytes) -> Entry:
    """Read an entry's stored form. Raises ValueError."""
    sequence, at, actor, action, ticket, detail, digest_ = json.loads(data)
    return Entry(sequence, at, actor, Action(action), ticket, detail, digest_)
