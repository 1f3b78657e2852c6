"""Logins at the desk: the browser has nothing but a random id, and what it stands for ends at once when it must."""

import hmac
import json
import secrets
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256

from bot.staff.accounts import Accounts
from bot.staff.store import StaffStore, StaffUnavailable
from bot.staff.worker import Permission, Role, Worker
from bot.storage.clock import Clock
from bot.storage.encryption import Seal, Unreadable

IDLE_SECONDS = 15 * 60
LONGEST_SECONDS = 8 * 3600
CONFIRMED_SECONDS = 5 * 60
TOUCH_SECONDS = 5.0
"""How exact the time of the last act is kept: not every request is worth a write to the disk."""
ID_BYTES = 32
TRIES = 20


class NoLogin(Exception):  # noqa: N818 - a state of the store
    """The login has ended, or there never was one."""


@dataclass(frozen=True, slots=True)
class NewLogin:
    """The id for the browser's cookie and the token for its forms; nothing in the store gives either back."""

    id: str = field(repr=False)
    csrf: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody who is logged in, with their account as it is now; times are in seconds since the epoch.

    A `locked` one sees nothing until it is confirmed by password and code.
    """

    worker: Worker
    csrf: str = field(repr=False)
    begun_at: float
    seen_at: float
    confirmed_at: float
    locked: bool

    @property
    def name(self) -> str:
        """The login name."""
        return self.worker.name

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that the account has now."""
        return self.worker.roles

    @property
    def ends_at(self) -> float:
        """When it ends if nothing more is done."""
        return min(self.seen_at + IDLE_SECONDS, self.begun_at + LONGEST_SECONDS)

    def may(self, permission: Permission) -> bool:
        """Say whether this is allowed here and now."""
        return not self.locked and self.worker.may(permission)

    def confirmed(self, now: float) -> bool:
        """Say whether password and code were given within the last five minutes, as revealing asks for."""
        return not self.locked and now - self.confirmed_at <= CONFIRMED_SECONDS

    def accepts(self, csrf: str) -> bool:
        """Say whether a form's token is this login's own."""
        return hmac.compare_digest(self.csrf.encode(), csrf.encode(errors="replace"))


@dataclass(frozen=True, slots=True)
class _Record:
    name: str
    stamp: int
    begun_at: float
    seen_at: float
    confirmed_at: float
    locked: bool = False

    def left(self, now: float) -> float:
        return min(self.seen_at + IDLE_SECONDS, self.begun_at + LONGEST_SECONDS) - now


class Logins:
    """Who is logged in; every call raises StaffUnavailable where the store is gone."""

    def __init__(self, store: StaffStore, accounts: Accounts, seal: Seal, clock: Clock) -> None:
        """Take the store, the accounts, what encrypts, and the clock."""
        self._store, self._accounts, self._seal, self._clock = store, accounts, seal, clock

    async def begin(self, worker: Worker) -> NewLogin:
        """Log in a worker who has just been authenticated."""
        now = self._clock()
        record = _Record(worker.name, worker.stamp, now, now, now)
        new = self._new()
        place = _place(new.id)
        await self._store.write(place, self._closed(record, place), record.left(now))
        return new

    async def find(self, id_: str, *, touch: bool = True) -> Login | None:
        """Give a login, or None where it has ended; `touch` says that a person acts and no page asks by itself."""
        found = await self._read(id_)
        if found is None:
            return None
        stored, record = found
        # Read after the login: what an administrator has done until now counts already.
        worker, now = await self._accounts.get(record.name), self._clock()
        if worker is None or worker.disabled or worker.stamp != record.stamp or record.left(now) <= 0:
            await self._store.delete(_place(id_))
            return None
        if touch and not record.locked and now - record.seen_at >= TOUCH_SECONDS:
            record = replace(record, seen_at=now)
            place = _place(id_)
            # Where another request was faster it has touched, locked or ended the login, and that stands.
            if not await self._store.exchange(place, stored, self._closed(record, place), record.left(now)):
                return await self.find(id_, touch=False)
        csrf = self._csrf(id_)
        return Login(worker, csrf, record.begun_at, record.seen_at, record.confirmed_at, record.locked)

    async def end(self, id_: str) -> None:
        """Log out."""
        await self._store.delete(_place(id_))

    async def lock(self, id_: str) -> None:
        """Lock a login until it is confirmed; one that has ended stays so."""
        place = _place(id_)
        for _ in range(TRIES):
            found = await self._read(id_)
            if found is None:
                return
            stored, record = found
            locked = self._closed(replace(record, locked=True), place)
            if await self._store.exchange(place, stored, locked, record.left(self._clock())):
                return
        raise StaffUnavailable

    async def confirm(self, id_: str) -> NewLogin:
        """Unlock and confirm a login whose worker has just been authenticated again; its old id ends. Raises NoLogin.

        The eight hours go on from where it began.
        """
        for _ in range(TRIES):
            login, found = await self.find(id_, touch=False), await self._read(id_)
            if login is None or found is None:
                raise NoLogin
            now, new = self._clock(), self._new()
            stored, record = found
            place = _place(new.id)
            record = replace(record, seen_at=now, confirmed_at=now, locked=False)
            if await self._store.exchange(_place(id_), stored, self._closed(record, place), record.left(now), to=place):
                return new
        raise StaffUnavailable

    async def _read(self, id_: str) -> tuple[bytes, _Record] | None:
        place = _place(id_)
        stored = await self._store.read(place)
        if stored is None:
            return None
        try:
            return stored, _Record(**json.loads(self._seal.open(stored, place)))
        except (Unreadable, ValueError, TypeError):
            # Another key's, or moved here by hand: nobody is logged in by it.
            return None

    def _new(self) -> NewLogin:
        id_ = secrets.token_urlsafe(ID_BYTES)
        return NewLogin(id_, self._csrf(id_))

    def _csrf(self, id_: str) -> str:
        return self._seal.name(f"csrf/{id_}")

    def _closed(self, record: _Record, place: str) -> bytes:
        return self._seal.close(json.dumps(asdict(record)).encode(), place)


def _place(id_: str) -> str:
    return f"q:{{staff}}:login:{sha256(id_.encode(errors='replace')).hexdigest()}"
