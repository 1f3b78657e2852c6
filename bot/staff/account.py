"""An account as it stands in the store: the worker, and what proves that it is them."""

import json
from dataclasses import dataclass, field, replace
from typing import Any

from bot.staff.codes import recovery_hash, secret_uri, step_of, without
from bot.staff.worker import Role, Worker
from bot.storage.encryption import Names


@dataclass(frozen=True, slots=True)
class Account:
    """A worker with the hash of their password, their secret for codes, and the hashes of unused recovery codes.

    `last_step` is the time step of the last code that was used; neither it nor an earlier one works again.
    """

    worker: Worker
    password_hash: str = field(repr=False)
    secret: str = field(repr=False)
    recovery_hashes: tuple[str, ...] = field(repr=False)
    last_step: int = -1


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a new or reset account is entered with; shown once and kept nowhere."""

    password: str = field(repr=False)
    secret: str = field(repr=False)
    uri: str = field(repr=False)
    recovery_codes: tuple[str, ...] = field(repr=False)


def credentials(name: str, password: str, secret: str, recovery_codes: tuple[str, ...]) -> Credentials:
    """Put together what a worker is handed."""
    return Credentials(password, secret, secret_uri(secret, name), recovery_codes)


def after_code(account: Account, code: str, now: float, names: Names) -> Account | None:
    """Give the account after a code was used, so that it never works again; None where the code is not right."""
    step = step_of(account.secret, code, now, account.last_step)
    left = without(account.recovery_hashes, recovery_hash(code, names))
    if step is not None:
        return replace(account, last_step=step)
    return replace(account, recovery_hashes=left) if left is not None else None


def to_bytes(account: Account) -> bytes:
    """Write an account in its stored form."""
    worker = account.worker
    stored = {
        "name": worker.name,
        "shown_name": worker.shown_name,
        "roles": sorted(worker.roles),
        "languages": worker.languages,
        "most_chats": worker.most_chats,
        "disabled": worker.disabled,
        "password_temporary": worker.password_temporary,
        "password_changed_at": worker.password_changed_at,
        "stamp": worker.stamp,
        "password_hash": account.password_hash,
        "secret": account.secret,
        "recovery_hashes": account.recovery_hashes,
        "last_step": account.last_step,
    }
    return json.dumps(stored).encode()


def from_bytes(data: bytes) -> Account:
    """Read an account's stored form."""
    stored: dict[str, Any] = json.loads(data)
    return Account(
        worker=Worker(
            name=stored["name"],
            shown_name=stored["shown_name"],
            roles=frozenset(Role(role) for role in stored["roles"]),
            languages=tuple(stored["languages"]),
            most_chats=stored["most_chats"],
            disabled=stored["disabled"],
            password_temporary=stored["password_temporary"],
            password_changed_at=stored["password_changed_at"],
            stamp=stored["stamp"],
        ),
        password_hash=stored["password_hash"],
        secret=stored["secret"],
        recovery_hashes=tuple(stored["recovery_hashes"]),
        last_step=stored["last_step"],
    )
