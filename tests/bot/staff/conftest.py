"""Staff over a real server that loses nothing; time is a clock that the test moves."""

from collections.abc import AsyncIterator, Iterator

import pytest
from argon2 import PasswordHasher
from redis import Redis

from bot.staff.accounts import Accounts
from bot.staff.audit import AuditLog
from bot.staff.logins import Logins
from bot.staff.passwords import Passwords
from bot.staff.store import StaffStore
from bot.storage.encryption import Seal
from tests.bot.staff.person import Clock, Rosa, enrolled

KEY = bytes(range(32))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(empty_tickets_url: str) -> AsyncIterator[StaffStore]:
    store = StaffStore(empty_tickets_url)
    yield store
    await store.close()


@pytest.fixture
async def gone_store() -> AsyncIterator[StaffStore]:
    """Give a store that does not run."""
    store = StaffStore("unix:///nowhere/tickets.sock")
    yield store
    await store.close()


@pytest.fixture
def server(empty_tickets_url: str) -> Iterator[Redis]:
    with Redis.from_url(empty_tickets_url) as client:
        yield client


@pytest.fixture
def accounts(store: StaffStore, clock: Clock) -> Iterator[Accounts]:
    # The real library with less work: what it costs is measured where it is chosen.
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    accounts = Accounts(store, Seal(KEY, "staff/accounts"), clock, passwords)
    yield accounts
    accounts.close()


@pytest.fixture
def logins(store: StaffStore, accounts: Accounts, clock: Clock) -> Logins:
    return Logins(store, accounts, Seal(KEY, "staff/logins"), clock)


@pytest.fixture
def audit(store: StaffStore, clock: Clock) -> AuditLog:
    return AuditLog(store, KEY, clock)


@pytest.fixture
async def rosa(accounts: Accounts, clock: Clock) -> Rosa:
    """Give a worker who has chosen a password of her own."""
    return await enrolled(accounts, clock)
