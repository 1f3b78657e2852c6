"""Guessing is stopped after a few tries, and starts to be allowed again after five minutes."""

import asyncio

import pytest

from bot.staff.accounts import Accounts
from bot.staff.failures import CLIENT_TRIES, NAME_TRIES, WINDOW_SECONDS, NotAllowed, TooManyFailures
from tests.bot.staff.person import Rosa

pytestmark = pytest.mark.redis


async def failed(rosa: Rosa, times: int, client: str = "office") -> list[str]:
    """Give how each of these wrong codes was refused."""
    refusals = []
    for _ in range(times):
        with pytest.raises(NotAllowed) as refusal:
            await rosa.enter(code=rosa.wrong_code(), client=client)
        refusals.append(type(refusal.value).__name__)
    return refusals


async def test_the_sixth_try_is_refused_however_right_it_is_and_with_the_same_text(rosa: Rosa) -> None:
    assert await failed(rosa, NAME_TRIES) == ["NotAllowed"] * NAME_TRIES
    with pytest.raises(TooManyFailures) as locked:
        await rosa.enter()
    assert str(locked.value) == str(NotAllowed())
    with pytest.raises(TooManyFailures):
        await rosa.enter(client="home")


async def test_the_lock_ends_by_itself_after_five_minutes(rosa: Rosa) -> None:
    await failed(rosa, NAME_TRIES - 1)
    rosa.clock.now += WINDOW_SECONDS - 1
    await failed(rosa, 1)
    rosa.clock.now += WINDOW_SECONDS - 1
    assert await failed(rosa, 3) == ["TooManyFailures"] * 3
    rosa.clock.now += 1
    await rosa.enter()


async def test_tries_are_forgotten_after_five_minutes_and_by_the_right_code(rosa: Rosa) -> None:
    await failed(rosa, NAME_TRIES - 1)
    rosa.clock.now += WINDOW_SECONDS
    await failed(rosa, NAME_TRIES - 1)
    await rosa.enter()
    rosa.clock.now += 30
    assert await failed(rosa, NAME_TRIES - 1) == ["NotAllowed"] * (NAME_TRIES - 1)
    await rosa.enter()


async def test_of_twenty_guesses_at_once_five_are_looked_at(rosa: Rosa) -> None:
    guesses = [rosa.enter(code=rosa.wrong_code(), client=str(number)) for number in range(20)]
    kinds = [type(each).__name__ for each in await asyncio.gather(*guesses, return_exceptions=True)]
    assert sorted(kinds) == ["NotAllowed"] * NAME_TRIES + ["TooManyFailures"] * (20 - NAME_TRIES)


async def test_an_unknown_name_is_locked_like_a_known_one(rosa: Rosa) -> None:
    rosa.name = "nobody"
    assert await failed(rosa, NAME_TRIES + 1) == ["NotAllowed"] * NAME_TRIES + ["TooManyFailures"]


async def test_one_address_cannot_guess_at_many_names(rosa: Rosa) -> None:
    refusals = []
    for number in range(CLIENT_TRIES + 1):
        rosa.name = f"guess{number}"
        refusals += await failed(rosa, 1)
    assert refusals == ["NotAllowed"] * CLIENT_TRIES + ["TooManyFailures"]
    rosa.name = "rosa"
    with pytest.raises(TooManyFailures):
        await rosa.enter()
    await rosa.enter(client="home")


async def test_a_right_login_does_not_clear_an_address_for_guessing_at_others(rosa: Rosa) -> None:
    refusals = []
    for number in range(CLIENT_TRIES + 1):
        if number in (4, 6, 8):
            rosa.name = "rosa"
            await rosa.enter(code=rosa.recovery_codes[number])
        rosa.name = f"guess{number}"
        refusals += await failed(rosa, 1)
    assert refusals == ["NotAllowed"] * CLIENT_TRIES + ["TooManyFailures"]


async def test_a_reset_opens_a_locked_name(rosa: Rosa, accounts: Accounts) -> None:
    await failed(rosa, NAME_TRIES + 1)
    handed = await accounts.reset("rosa")
    await rosa.enter(password=handed.password, code=handed.recovery_codes[0])
