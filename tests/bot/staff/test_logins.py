"""Logins: how long they hold, and that they end at once when they must."""

import asyncio

import pytest
from redis import Redis

from bot.staff.accounts import Accounts
from bot.staff.logins import CONFIRMED_SECONDS, IDLE_SECONDS, LONGEST_SECONDS, Login, Logins, NoLogin
from bot.staff.store import StaffStore, StaffUnavailable
from bot.staff.worker import Permission, Role
from bot.storage.encryption import Seal
from tests.bot.staff.conftest import KEY
from tests.bot.staff.person import Clock, Rosa

pytestmark = pytest.mark.redis


@pytest.fixture
async def id_(rosa: Rosa, logins: Logins) -> str:
    """Give the id of a login that has just begun."""
    return (await logins.begin(await rosa.enter())).id


async def found(logins: Logins, id_: str, *, touch: bool = True) -> Login:
    login = await logins.find(id_, touch=touch)
    assert login is not None
    return login


async def test_a_login_says_who_and_what_they_may(logins: Logins, id_: str, clock: Clock) -> None:
    login = await found(logins, id_)
    assert (login.name, login.roles, login.locked) == ("rosa", {Role.WORKER}, False)
    assert (login.begun_at, login.seen_at, login.confirmed_at) == (clock.now, clock.now, clock.now)
    assert login.ends_at == clock.now + IDLE_SECONDS
    assert login.may(Permission.CLAIM)
    assert not login.may(Permission.SUPERVISE)


async def test_it_ends_after_fifteen_idle_minutes(logins: Logins, id_: str, clock: Clock) -> None:
    for _ in range(3):
        clock.now += IDLE_SECONDS - 1
        await found(logins, id_)
    clock.now += IDLE_SECONDS
    assert await logins.find(id_) is None
    clock.now -= IDLE_SECONDS
    assert await logins.find(id_) is None, "it does not come back"


async def test_what_a_page_asks_by_itself_keeps_it_no_longer(logins: Logins, id_: str, clock: Clock) -> None:
    for _ in range(14):
        clock.now += 60
        await found(logins, id_, touch=False)
    clock.now += 60
    assert await logins.find(id_, touch=False) is None


async def test_it_ends_after_eight_hours_however_busy_it_is(logins: Logins, id_: str, clock: Clock) -> None:
    for _ in range(LONGEST_SECONDS // 600 - 1):
        clock.now += 600
        await found(logins, id_)
    clock.now += 599
    id_ = (await logins.confirm(id_)).id
    assert (await found(logins, id_)).ends_at == clock.now + 1
    clock.now += 1
    assert await logins.find(id_) is None


async def test_the_server_forgets_it_by_itself(logins: Logins, id_: str, server: Redis, clock: Clock) -> None:
    (place,) = server.keys("q:{staff}:login:*")
    assert 0 < server.pttl(place) <= 1000 * IDLE_SECONDS
    for _ in range(LONGEST_SECONDS // 600 - 1):
        clock.now += 600
        await found(logins, id_)
    assert 0 < server.pttl(place) <= 1000 * 600


async def test_each_login_has_an_id_of_its_own_that_none_could_have_set(rosa: Rosa, logins: Logins, id_: str) -> None:
    fixed = "chosen-by-somebody-else"
    assert await logins.find(fixed) is None
    rosa.clock.now += 30
    other = await logins.begin(await rosa.enter())
    assert len({fixed, id_, other.id}) == 3
    assert len(other.id) == 43, "256 bits in base64"
    assert await logins.find(fixed) is None
    assert await logins.find(id_) is not None, "two browsers"


async def test_confirming_gives_a_new_id_and_ends_the_old_one(logins: Logins, id_: str, clock: Clock) -> None:
    before = await found(logins, id_)
    clock.now += CONFIRMED_SECONDS
    assert (await found(logins, id_)).confirmed(clock.now)
    clock.now += 1
    assert not (await found(logins, id_)).confirmed(clock.now)
    new = await logins.confirm(id_)
    assert await logins.find(id_) is None
    after = await found(logins, new.id)
    assert after.confirmed(clock.now)
    assert (after.begun_at, after.confirmed_at) == (before.begun_at, clock.now)
    assert new.id != id_
    assert after.csrf not in (before.csrf, new.id)


async def test_of_two_who_confirm_at_once_one_goes_on(logins: Logins, id_: str) -> None:
    both = await asyncio.gather(logins.confirm(id_), logins.confirm(id_), return_exceptions=True)
    assert sorted(type(each).__name__ for each in both) == ["NewLogin", "NoLogin"]


async def test_a_locked_login_may_nothing_until_it_is_confirmed(logins: Logins, id_: str, clock: Clock) -> None:
    await logins.lock(id_)
    login = await found(logins, id_)
    assert (login.locked, login.confirmed(clock.now)) == (True, False)
    assert not any(login.may(permission) for permission in Permission)
    new = await logins.confirm(id_)
    assert (await found(logins, new.id)).may(Permission.CLAIM)


async def test_a_locked_login_is_not_kept_alive(logins: Logins, id_: str, clock: Clock) -> None:
    await logins.lock(id_)
    clock.now += IDLE_SECONDS - 1
    assert await logins.find(id_) is not None
    clock.now += 1
    assert await logins.find(id_) is None
    with pytest.raises(NoLogin):
        await logins.confirm(id_)


async def test_a_request_under_way_unlocks_and_revives_nothing(logins: Logins, id_: str, clock: Clock) -> None:
    clock.now += 60
    await asyncio.gather(*(logins.find(id_) for _ in range(10)), logins.lock(id_))
    assert (await found(logins, id_)).locked
    other = (await logins.confirm(id_)).id
    clock.now += 60
    await asyncio.gather(*(logins.find(other) for _ in range(10)), logins.end(other))
    assert await logins.find(other) is None


async def test_logging_out_ends_this_one_only(rosa: Rosa, logins: Logins, id_: str) -> None:
    rosa.clock.now += 30
    other = await logins.begin(await rosa.enter())
    await logins.end(id_)
    assert await logins.find(id_) is None
    assert await logins.find(other.id) is not None
    await logins.lock(id_)
    with pytest.raises(NoLogin):
        await logins.confirm(id_)
    assert await logins.find(id_) is None


@pytest.mark.parametrize("event", ["disabled", "enabled again", "password", "roles", "reset"])
async def test_what_ends_all_logins_of_a_worker_at_once(
    rosa: Rosa, accounts: Accounts, logins: Logins, id_: str, event: str
) -> None:
    rosa.clock.now += 30
    entered = await rosa.enter()
    other = await logins.begin(entered)
    if event == "disabled":
        await accounts.disable("rosa")
    elif event == "enabled again":
        await accounts.disable("rosa")
        await accounts.disable("rosa", disabled=False)
    elif event == "password":
        await accounts.change_password("rosa", "nine blue lamps at dawn")
    elif event == "roles":
        await accounts.change("rosa", roles=[Role.EDITOR])
    else:
        await accounts.reset("rosa")
    assert await logins.find(id_) is None
    assert await logins.find(other.id) is None
    late = await logins.begin(entered)
    assert await logins.find(late.id) is None, "who was let in before it is not in after it"


async def test_what_changes_nothing_of_what_they_may_ends_no_login(
    rosa: Rosa, accounts: Accounts, logins: Logins, id_: str
) -> None:
    await accounts.change("rosa", languages=["ar"], most_chats=1, roles=[Role.WORKER])
    rosa.clock.now += 30
    await rosa.enter()
    assert (await found(logins, id_)).worker.languages == ("ar",)


async def test_a_form_s_token_is_its_login_s_own(rosa: Rosa, logins: Logins) -> None:
    new = await logins.begin(await rosa.enter())
    rosa.clock.now += 30
    other = await logins.begin(await rosa.enter())
    login = await found(logins, new.id)
    assert login.csrf == new.csrf
    assert login.accepts(new.csrf)
    assert not any(login.accepts(token) for token in (other.csrf, "", new.csrf[:-1], new.id, "\ud800"))


@pytest.mark.parametrize("id_", ["", "x", "\ud800", "*", "q:{staff}:accounts", "a" * 100_000])
async def test_what_is_no_id_finds_nobody(logins: Logins, id_: str) -> None:
    assert await logins.find(id_) is None
    await logins.end(id_)
    await logins.lock(id_)


async def test_a_record_that_is_moved_to_another_id_logs_nobody_in(logins: Logins, id_: str, server: Redis) -> None:
    (place,) = server.keys("q:{staff}:login:*")
    other = await logins.begin((await found(logins, id_)).worker)
    assert await logins.find(other.id) is not None
    (theirs,) = set(server.keys("q:{staff}:login:*")) - {place}
    server.rename(place, theirs)
    assert await logins.find(other.id) is None


async def test_a_record_of_another_key_logs_nobody_in(
    id_: str, store: StaffStore, accounts: Accounts, clock: Clock
) -> None:
    stranger = Logins(store, accounts, Seal(bytes(32), "staff/logins"), clock)
    assert await stranger.find(id_) is None


async def test_without_its_store_nobody_is_logged_in(gone_store: StaffStore, accounts: Accounts, clock: Clock) -> None:
    with pytest.raises(StaffUnavailable):
        await Logins(gone_store, accounts, Seal(KEY, "staff/logins"), clock).find("x")
