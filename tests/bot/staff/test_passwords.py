"""Which passwords are taken, and that comparing one holds nobody up."""

import asyncio
import threading
import time

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from bot.staff.passwords import AT_ONCE, LONGEST, Passwords, Weakness, owasp_hasher, temporary_password, weakness

LIGHT = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.mark.parametrize(
    ("password", "weak"),
    [
        ("seven green lamps at noon", None),
        ("casa-perro-luna-34", None),
        ("ببغاء أخضر فوق السطح", None),
        ("lamps! at n", Weakness.TOO_SHORT),
        ("lamps! at no", None),
        ("seven lamps" + "x" * (LONGEST - 11), None),
        ("seven lamps" + "x" * (LONGEST - 10), Weakness.TOO_LONG),
        ("green ROSAMUND lamps", Weakness.HOLDS_NAME),
        ("green Rosa Maria lamps", Weakness.HOLDS_NAME),
        ("abababababababab", Weakness.REPEATED),
        ("aaaaaaaaaaaaaaaa", Weakness.REPEATED),
        ("lamplamplamp", Weakness.REPEATED),
        ("Password2026!!", Weakness.COMMON),
        ("123456789012", Weakness.COMMON),
        ("ＰＡＳＳＷＯＲＤ2026!", Weakness.COMMON),
        ("correct horse battery staple", Weakness.COMMON),
        ("1234amparo5678", Weakness.COMMON),
        ("\ud800" * 6 + "green lamps", None),
    ],
)
def test_what_is_taken(password: str, weak: Weakness | None) -> None:
    assert weakness(password, "rosamund", "Rosa Maria") is weak


def test_a_short_name_may_stand_in_a_longer_word() -> None:
    assert weakness("medieval green lamps", "eva", "Eva") is None


def test_temporary_passwords_are_strong_and_never_the_same() -> None:
    made = {temporary_password() for _ in range(200)}
    assert len(made) == 200
    assert all(weakness(each) is None for each in made)


def test_the_parameters_are_owasp_s() -> None:
    parameters = extract_parameters(owasp_hasher().hash("seven green lamps"))
    assert parameters.type is Type.ID
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (46 * 1024, 1, 1)


async def test_a_password_is_matched_however_the_keyboard_composes_it() -> None:
    passwords = Passwords(LIGHT)
    kept = await passwords.hashed("niñas y lámparas")
    assert await passwords.match(kept, "nin\u0303as y la\u0301mparas")
    assert not await passwords.match(kept, "ninas y lamparas")
    assert not await passwords.match(kept, "\ud800")
    assert not await passwords.match("$argon2id$broken", "niñas y lámparas")
    passwords.close()


async def test_one_beyond_the_longest_is_nobody_s() -> None:
    passwords = Passwords(LIGHT)
    kept = await passwords.hashed("x" * (LONGEST + 1))
    assert not await passwords.match(kept, "x" * (LONGEST + 1))
    assert not await passwords.match(kept, "x" * (LONGEST + 50))
    passwords.close()


async def test_a_hash_of_other_parameters_is_outdated() -> None:
    passwords = Passwords(LIGHT)
    assert not passwords.outdated(await passwords.hashed("seven green lamps"))
    assert passwords.outdated(PasswordHasher(time_cost=2, memory_cost=64, parallelism=1).hash("seven green lamps"))
    passwords.close()


class Slow(PasswordHasher):
    """Notes how many work at once; each waits until the test lets it go on."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=64, parallelism=1)
        self.busy = self.most = self.done = 0
        self.lock, self.may_go_on = threading.Lock(), threading.Event()

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        with self.lock:
            self.busy += 1
            self.most = max(self.most, self.busy)
        self.may_go_on.wait(30)
        with self.lock:
            self.busy -= 1
            self.done += 1
        return super().hash(password, salt=salt)


async def test_four_at_most_are_hashed_at_once_and_the_loop_goes_on_meanwhile() -> None:
    hasher = Slow()
    passwords = Passwords(hasher)
    asked = [asyncio.create_task(passwords.hashed("seven green lamps")) for _ in range(20)]
    while hasher.busy < AT_ONCE:  # noqa: ASYNC110 - threads set no event of the loop; one that is held up never ends
        await asyncio.sleep(0)
    time.sleep(0.05)  # noqa: ASYNC251 - what else may begin does so in threads
    assert (hasher.busy, hasher.done) == (AT_ONCE, 0)
    hasher.may_go_on.set()
    assert len(set(await asyncio.gather(*asked))) == 20
    assert hasher.most == AT_ONCE
    passwords.close()
