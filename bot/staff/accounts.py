"""The accounts of staff: made, changed and closed by an administrator, and entered with a password and a code."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.staff.account import Account, Credentials, after_code, credentials
from bot.staff.codes import new_recovery_codes, new_secret, recovery_hash
from bot.staff.failures import Failures, NotAllowed
from bot.staff.passwords import Passwords, Weakness, WeakPassword, normal, temporary_password, weakness
from bot.staff.records import AccountRecords
from bot.staff.store import StaffStore
from bot.staff.worker import MOST_CHATS, Role, Worker, altered, check_worker
from bot.storage.clock import Clock
from bot.storage.encryption import Seal

TEMPORARY_DAYS = 7
"""How long a password that an administrator handed over is good for."""
DAY = 86400


class Accounts:
    """Who may log in; every call raises StaffUnavailable where the store is gone."""

    def __init__(self, store: StaffStore, seal: Seal, clock: Clock, passwords: Passwords | None = None) -> None:
        """Take the store, what encrypts, and the clock; nothing connects until the first call."""
        self._records, self._names, self._clock = AccountRecords(store, seal), seal, clock
        self._passwords = passwords or Passwords()
        self._failures = Failures(store, seal, clock)
        # Compared where there is no account, so that its absence takes no less work.
        codes = self._hashes(new_recovery_codes())
        self._nobody = Account(Worker("nobody", "nobody", frozenset(), ()), "", new_secret(), codes)

    async def add(
        self,
        name: str,
        *,
        roles: Collection[Role],
        languages: Sequence[str] = (),
        shown_name: str = "",
        most_chats: int = MOST_CHATS,
    ) -> Credentials:
        """Make an account with a temporary password. Raises NotAWorker and NameTaken."""
        worker = Worker(
            name=name,
            shown_name=shown_name or name,
            roles=frozenset(roles),
            languages=tuple(dict.fromkeys(languages)),
            most_chats=most_chats,
            password_changed_at=self._clock(),
            # Not 0: an account that is made anew under an old name must not revive the old one's logins.
            stamp=secrets.randbits(48),
        )
        check_worker(worker)
        account, handed = await self._equipped(worker)
        await self._records.add(account)
        return handed

    async def get(self, name: str) -> Worker | None:
        """Give a worker, or None."""
        found = await self._records.find(name)
        return found.worker if found else None

    async def list(self) -> tuple[Worker, ...]:
        """Give all workers, by name."""
        return tuple(sorted((each.worker for each in await self._records.all()), key=lambda worker: worker.name))

    async def change(
        self,
        name: str,
        *,
        roles: Collection[Role] = (),
        languages: Sequence[str] = (),
        shown_name: str = "",
        most_chats: int | None = None,
    ) -> Worker:
        """Change what is given; other roles end the worker's logins. Raises NotAWorker and NoAccount."""

        def changed(account: Account) -> Account:
            old = account.worker
            worker = altered(old, roles=roles, languages=languages, shown_name=shown_name, most_chats=most_chats)
            same = worker.roles == old.roles
            return replace(account, worker=worker) if same else _without_logins(account, worker)

        return await self._records.change(name, changed)

    async def disable(self, name: str, *, disabled: bool = True) -> Worker:
        """Let a worker in no more, and end their logins at once, or let them in again. Raises NoAccount."""

        def closed(account: Account) -> Account:
            return _without_logins(account, replace(account.worker, disabled=disabled))

        return await self._records.change(name, closed)

    async def reset(self, name: str) -> Credentials:
        """Give a worker a new temporary password, secret and recovery codes; ends their logins. Raises NoAccount."""
        equipped, handed = await self._equipped((await self._records.get(name)).worker)

        def renewed(account: Account) -> Account:
            worker = replace(account.worker, password_temporary=True, password_changed_at=self._clock())
            return _without_logins(replace(equipped, worker=worker))

        await self._records.change(name, renewed)
        await self._failures.forgive(name)
        return handed

    async def renew_recovery_codes(self, name: str) -> tuple[str, ...]:
        """Give a worker ten new recovery codes, shown once; the old ones end. Raises NoAccount."""
        codes = new_recovery_codes()
        hashes = self._hashes(codes)
        await self._records.change(name, lambda account: replace(account, recovery_hashes=hashes))
        return codes

    async def change_password(self, name: str, password: str) -> Worker:
        """Set the password that a worker chose; ends their logins. Raises WeakPassword and NoAccount.

        Raises NotAllowed where the password was changed or reset meanwhile.
        """
        account = await self._records.get(name)
        weak = weakness(password, account.worker.name, account.worker.shown_name)
        if weak is None and await self._passwords.match(account.password_hash, password):
            weak = Weakness.SAME
        if weak is not None:
            raise WeakPassword(weak)
        kept = await self._passwords.hashed(password)

        def chosen(found: Account) -> Account:
            # Whoever lost the password to somebody else is given a new one: theirs must not come between.
            if found.password_hash != account.password_hash:
                raise NotAllowed(name)
            worker = replace(found.worker, password_temporary=False, password_changed_at=self._clock())
            return _without_logins(replace(found, password_hash=kept), worker)

        return await self._records.change(name, chosen)

    async def authenticate(self, name: str, password: str, code: str, client_hash: str = "") -> Worker:
        """Give the worker whose name, password and code these are; the code is used up by it.

        `client_hash` stands for the address that asks, coarse enough to name nobody. Raises NotAllowed, with one text
        for all, and TooManyFailures, which is one too.
        """
        asked = normal(name).strip().casefold()
        await self._failures.count(asked, client_hash)
        found = await self._records.find(asked)
        account = found or self._nobody
        right = await self._passwords.match(account.password_hash, password)
        if found is None or not right:
            after_code(account, code, self._clock(), self._names)
            raise NotAllowed(found.worker.name if found else "")
        kept = account.password_hash
        if self._passwords.outdated(kept):
            kept = await self._passwords.hashed(password)
        worker = await self._records.change(asked, lambda now: self._entered(now, account.password_hash, kept, code))
        await self._failures.forgive(asked, client_hash)
        return worker

    def close(self) -> None:
        """End the threads."""
        self._passwords.close()

    def _entered(self, account: Account, compared: str, kept: str, code: str) -> Account:
        """Use up a code for who gave the right password: of two who give it at once, the second one finds it used."""
        now, worker = self._clock(), account.worker
        used = after_code(account, code, now, self._names)
        expired = worker.password_temporary and now - worker.password_changed_at > TEMPORARY_DAYS * DAY
        if used is None or worker.disabled or expired or account.password_hash != compared:
            raise NotAllowed(worker.name)
        return replace(used, password_hash=kept)

    async def _equipped(self, worker: Worker) -> tuple[Account, Credentials]:
        password, secret, codes = temporary_password(), new_secret(), new_recovery_codes()
        kept = await self._passwords.hashed(password)
        return Account(worker, kept, secret, self._hashes(codes)), credentials(worker.name, password, secret, codes)

    def _hashes(self, codes: Sequence[str]) -> tuple[str, ...]:
        return tuple(recovery_hash(code, self._names) for code in codes)


def _without_logins(account: Account, worker: Worker | None = None) -> Account:
    """Give an account with a worker changed, and no login from before."""
    return replace(account, worker=replace(worker or account.worker, stamp=account.worker.stamp + 1))
