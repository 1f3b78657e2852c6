"""Accounts: who is let in, with what, and how often."""

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Literal

import pytest
from argon2 import PasswordHasher
from redis import Redis

from bot.staff.accounts import DAY, TEMPORARY_DAYS, Accounts
from bot.staff.failures import NotAllowed
from bot.staff.passwords import Passwords, Weakness, WeakPassword
from bot.staff.records import NameTaken, NoAccount
from bot.staff.store import StaffStore, StaffUnavailable, StaffUnreadable
from bot.staff.worker import NotAWorker, Role
from bot.storage.encryption import Seal
from tests.bot.staff.conftest import KEY
from tests.bot.staff.person import PASSWORD, Clock, Rosa, enrolled

pytestmark = pytest.mark.redis


async def test_who_has_name_password_and_code_is_let_in(rosa: Rosa) -> None:
    worker = await rosa.enter()
    assert (worker.name, worker.shown_name, worker.roles) == ("rosa", "Rosa", {Role.WORKER})
    assert (worker.languages, worker.most_chats, worker.password_temporary) == (("es", "en"), 3, False)


async def test_a_phone_s_keyboard_may_begin_the_name_with_a_capital(rosa: Rosa) -> None:
    rosa.name = " Rosa "
    assert (await rosa.enter()).name == "rosa"


async def test_all_refusals_read_the_same(rosa: Rosa, accounts: Accounts) -> None:
    await accounts.disable((await enrolled(accounts, rosa.clock, "ivan")).name)
    ivan = await accounts.reset("ivan")
    attempts = [
        ("nobody", PASSWORD, rosa.code()),
        ("rosa", "seven green lamps at one", rosa.code()),
        ("rosa", PASSWORD, rosa.wrong_code()),
        ("rosa", PASSWORD, ""),
        ("ivan", ivan.password, ivan.recovery_codes[0]),
        ("\ud800", PASSWORD, "\ud800"),
    ]
    texts = set()
    for name, password, code in attempts:
        with pytest.raises(NotAllowed) as refusal:
            await accounts.authenticate(name, password, code)
        assert type(refusal.value) is NotAllowed
        texts.add(str(refusal.value))
    assert len(texts) == 1
    await rosa.enter()


async def test_a_refusal_names_an_account_for_the_log_and_never_what_was_typed(rosa: Rosa) -> None:
    with pytest.raises(NotAllowed) as refusal:
        await rosa.enter(code=rosa.wrong_code())
    assert refusal.value.name == "rosa"
    rosa.name = PASSWORD
    with pytest.raises(NotAllowed) as refusal:
        await rosa.enter()
    assert (refusal.value.name, PASSWORD in str(refusal.value)) == ("", False)


class Counting(PasswordHasher):
    """Counts how much it works."""

    def __init__(self, time_cost: int = 1) -> None:
        super().__init__(time_cost=time_cost, memory_cost=64, parallelism=1)
        self.calls = 0

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.calls += 1
        return super().hash(password, salt=salt)

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # noqa: A002 - the library's name
        self.calls += 1
        return super().verify(hash, password)


async def test_an_unknown_name_takes_the_same_work_as_a_known_one(store: StaffStore, clock: Clock) -> None:
    hasher = Counting()
    accounts = Accounts(store, Seal(KEY, "staff/accounts"), clock, Passwords(hasher))
    rosa = await enrolled(accounts, clock)
    work = []
    for name, password, code in (
        ("nobody", PASSWORD, rosa.code()),
        ("rosa", "seven green lamps at one", rosa.code()),
        ("rosa", PASSWORD, rosa.wrong_code()),
    ):
        before = hasher.calls
        with pytest.raises(NotAllowed):
            await accounts.authenticate(name, password, code)
        work.append(hasher.calls - before)
    accounts.close()
    assert work == [1, 1, 1]


async def test_a_code_lets_in_once(rosa: Rosa) -> None:
    code = rosa.code()
    await rosa.enter(code=code)
    with pytest.raises(NotAllowed):
        await rosa.enter(code=code)
    with pytest.raises(NotAllowed):
        await rosa.enter(code=rosa.code(-1))
    rosa.clock.now += 30
    await rosa.enter()


@pytest.mark.parametrize("recovery", [False, True])
async def test_of_two_who_give_the_same_code_at_once_one_is_let_in(rosa: Rosa, *, recovery: bool) -> None:
    for number in range(5):
        code = rosa.recovery_codes[number] if recovery else rosa.code()
        both = await asyncio.gather(rosa.enter(code=code), rosa.enter(code=code), return_exceptions=True)
        assert sorted(type(each).__name__ for each in both) == ["NotAllowed", "Worker"]
        rosa.clock.now += 60


async def test_a_wrong_password_uses_no_code_up(rosa: Rosa) -> None:
    code = rosa.code()
    with pytest.raises(NotAllowed):
        await rosa.enter(password="seven green lamps at one", code=code)
    await rosa.enter(code=code)


async def test_a_recovery_code_lets_in_once_in_place_of_the_phone(rosa: Rosa) -> None:
    for code in rosa.recovery_codes:
        await rosa.enter(code=code.upper())
        with pytest.raises(NotAllowed):
            await rosa.enter(code=code)


async def test_a_temporary_password_lets_in_for_a_week_to_choose_another(accounts: Accounts, clock: Clock) -> None:
    handed = await accounts.add("ivan", roles=[Role.SUPERVISOR], languages=["en"])
    rosa = Rosa(accounts, clock, handed.secret, handed.recovery_codes, name="ivan", password=handed.password)
    assert (await rosa.enter()).password_temporary
    clock.now += TEMPORARY_DAYS * DAY
    assert (await rosa.enter()).password_temporary
    clock.now += 30
    with pytest.raises(NotAllowed):
        await rosa.enter()
    await accounts.change_password("ivan", PASSWORD)
    worker = await rosa.enter(password=PASSWORD)
    assert (worker.password_temporary, worker.password_changed_at) == (False, clock.now)


@pytest.mark.parametrize(
    ("password", "weak"),
    [("lamps", Weakness.TOO_SHORT), ("for Rosa alone", Weakness.HOLDS_NAME), (PASSWORD, Weakness.SAME)],
)
async def test_a_weak_password_is_not_taken(rosa: Rosa, accounts: Accounts, password: str, weak: Weakness) -> None:
    with pytest.raises(WeakPassword) as refusal:
        await accounts.change_password("rosa", password)
    assert (refusal.value.weakness, password in str(refusal.value)) == (weak, False)
    await rosa.enter()


async def test_a_hash_is_made_anew_when_the_parameters_change(store: StaffStore, rosa: Rosa) -> None:
    hasher = Counting(time_cost=2)
    rosa.accounts = Accounts(store, Seal(KEY, "staff/accounts"), rosa.clock, Passwords(hasher))
    work = []
    for _ in range(2):
        before = hasher.calls
        await rosa.enter()
        work.append(hasher.calls - before)
        rosa.clock.now += 30
    rosa.accounts.close()
    assert work == [2, 1], "compared and made anew, then only compared"


async def test_reset_ends_all_that_was_handed_out(rosa: Rosa, accounts: Accounts) -> None:
    handed = await accounts.reset("rosa")
    for password, code in (
        (PASSWORD, handed.recovery_codes[0]),
        (handed.password, rosa.code()),
        (handed.password, rosa.recovery_codes[0]),
    ):
        with pytest.raises(NotAllowed):
            await rosa.enter(password=password, code=code)
    worker = await rosa.enter(password=handed.password, code=handed.recovery_codes[0])
    assert worker.password_temporary


class Waiting(PasswordHasher):
    """Compares a password only when the test lets it."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=64, parallelism=1)
        self.begun, self.may_go_on = threading.Event(), threading.Event()

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - the library's name
        self.begun.set()
        self.may_go_on.wait(30)
        return super().verify(hash, password)


async def test_a_password_that_ends_while_it_is_compared_lets_nobody_in(
    store: StaffStore, rosa: Rosa, accounts: Accounts
) -> None:
    hasher = Waiting()
    rosa.accounts = Accounts(store, Seal(KEY, "staff/accounts"), rosa.clock, Passwords(hasher))
    entering = asyncio.create_task(rosa.enter())
    await asyncio.to_thread(hasher.begun.wait, 30)
    await accounts.change_password("rosa", "nine blue lamps at dawn")
    hasher.may_go_on.set()
    with pytest.raises(NotAllowed):
        await entering
    rosa.accounts.close()


async def test_new_recovery_codes_end_the_old_ones(rosa: Rosa, accounts: Accounts) -> None:
    codes = await accounts.renew_recovery_codes("rosa")
    assert len({*codes, *rosa.recovery_codes}) == 20
    with pytest.raises(NotAllowed):
        await rosa.enter(code=rosa.recovery_codes[0])
    await rosa.enter(code=codes[0])
    await rosa.enter()
    with pytest.raises(NoAccount):
        await accounts.renew_recovery_codes("nobody")


async def test_who_is_disabled_is_let_in_again_when_enabled(rosa: Rosa, accounts: Accounts) -> None:
    await accounts.disable("rosa")
    with pytest.raises(NotAllowed):
        await rosa.enter()
    await accounts.disable("rosa", disabled=False)
    await rosa.enter()


async def test_accounts_are_listed_and_changed(accounts: Accounts) -> None:
    await accounts.add("ivan", roles=[Role.WORKER], languages=["ru"])
    await accounts.add("alma", roles=[Role.EDITOR])
    changed = await accounts.change("ivan", roles=[Role.SUPERVISOR], languages=["uk", "ru"], most_chats=5)
    assert [worker.name for worker in await accounts.list()] == ["alma", "ivan"]
    assert await accounts.get("ivan") == changed
    assert (changed.roles, changed.languages, changed.most_chats) == ({Role.SUPERVISOR}, ("uk", "ru"), 5)


async def test_clear_refusals(accounts: Accounts) -> None:
    await accounts.add("ivan", roles=[Role.WORKER], languages=["ru"])
    with pytest.raises(NameTaken):
        await accounts.add("ivan", roles=[Role.EDITOR])
    with pytest.raises(NotAWorker):
        await accounts.change("ivan", roles=[Role.ADMINISTRATOR, Role.WORKER])
    for call in (accounts.change("nobody"), accounts.disable("nobody"), accounts.reset("nobody")):
        with pytest.raises(NoAccount):
            await call
    with pytest.raises(NoAccount):
        await accounts.change_password("nobody", PASSWORD)
    assert await accounts.get("nobody") is None


async def test_changes_at_once_are_all_made(rosa: Rosa, accounts: Accounts) -> None:
    before = await accounts.get("rosa")
    assert before is not None
    await asyncio.gather(
        accounts.change("rosa", languages=["ar"]),
        accounts.change("rosa", most_chats=7),
        accounts.disable("rosa", disabled=False),
        accounts.disable("rosa", disabled=False),
        rosa.enter(),
    )
    after = await accounts.get("rosa")
    assert after is not None
    assert (after.languages, after.most_chats, after.stamp) == (("ar",), 7, before.stamp + 2)


@pytest.fixture
async def gone(gone_store: StaffStore, clock: Clock) -> AsyncIterator[Accounts]:
    accounts = Accounts(gone_store, Seal(KEY, "staff/accounts"), clock)
    yield accounts
    accounts.close()


async def test_without_its_store_nobody_is_let_in(gone: Accounts) -> None:
    with pytest.raises(StaffUnavailable) as refusal:
        await gone.authenticate("rosa", PASSWORD, "123456")
    assert str(refusal.value) == ""
    assert refusal.value.__cause__ is None


async def test_records_of_another_key_or_place_are_never_taken(rosa: Rosa, accounts: Accounts, server: Redis) -> None:
    await enrolled(accounts, rosa.clock, "ivan")
    fields = list(server.hkeys("q:{staff}:accounts"))
    values = [server.hget("q:{staff}:accounts", field) for field in fields]
    for field, value in zip(fields, reversed(values), strict=True):
        server.hset("q:{staff}:accounts", field, value)
    with pytest.raises(StaffUnreadable):
        await rosa.enter()
    with pytest.raises(StaffUnreadable):
        await accounts.list()
