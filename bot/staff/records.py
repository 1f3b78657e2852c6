"""The records of accounts in the store: encrypted, under opaque names, each change whole or not made."""

from collections.abc import Callable

from bot.staff.account import Account, from_bytes, to_bytes
from bot.staff.passwords import normal
from bot.staff.store import StaffStore, StaffUnavailable, StaffUnreadable
from bot.staff.worker import Worker
from bot.storage.encryption import Seal, Unreadable

PLACE = "q:{staff}:accounts"
TRIES = 20
"""How often a change begins anew because somebody else changed the account meanwhile."""


class NameTaken(Exception):  # noqa: N818 - a state of the store
    """An account of this name is there already."""


class NoAccount(Exception):  # noqa: N818 - a state of the store
    """There is no account of this name."""


class AccountRecords:
    """Reads and changes accounts; every call raises StaffUnavailable where the store is gone."""

    def __init__(self, store: StaffStore, seal: Seal) -> None:
        """Take the store and what encrypts."""
        self._store, self._seal = store, seal

    async def add(self, account: Account) -> None:
        """Keep a new account. Raises NameTaken."""
        field = self._field(account.worker.name)
        if not await self._store.exchange_field(PLACE, field, None, self._closed(account, field)):
            raise NameTaken

    async def find(self, name: str) -> Account | None:
        """Give an account, or None."""
        field = self._field(name)
        stored = await self._store.read_field(PLACE, field)
        return self._opened(stored, field) if stored is not None else None

    async def get(self, name: str) -> Account:
        """Give an account. Raises NoAccount."""
        found = await self.find(name)
        if found is None:
            raise NoAccount
        return found

    async def all(self) -> tuple[Account, ...]:
        """Give all accounts, in no order."""
        fields = await self._store.read_fields(PLACE)
        return tuple(self._opened(value, field.decode()) for field, value in fields.items())

    async def change(self, name: str, change: Callable[[Account], Account]) -> Worker:
        """Change an account by a function, asked again where somebody was faster. Raises NoAccount, and what it does.

        Of two changes at once the second one is asked with what the first one left.
        """
        field = self._field(name)
        for _ in range(TRIES):
            stored = await self._store.read_field(PLACE, field)
            if stored is None:
                raise NoAccount
            after = change(self._opened(stored, field))
            if await self._store.exchange_field(PLACE, field, stored, self._closed(after, field)):
                return after.worker
        raise StaffUnavailable

    def _field(self, name: str) -> str:
        return self._seal.name(f"account/{normal(name)}")

    def _closed(self, account: Account, field: str) -> bytes:
        return self._seal.close(to_bytes(account), f"{PLACE}/{field}")

    def _opened(self, stored: bytes, field: str) -> Account:
        try:
            return from_bytes(self._seal.open(stored, f"{PLACE}/{field}"))
        except (Unreadable, ValueError, KeyError):
            raise StaffUnreadable from None
