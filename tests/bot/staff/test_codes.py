"""Codes of RFC 6238 and recovery codes, without a store."""

import base64

import pytest
from pyotp import TOTP, parse_uri

from bot.staff.codes import new_recovery_codes, new_secret, recovery_hash, secret_uri, step_of, without
from bot.storage.encryption import Seal

# RFC 6238, appendix B, the last six of each eight digits.
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
RFC_CODES = [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")]
NAMES = Seal(bytes(32), "staff/accounts")


@pytest.mark.parametrize(("now", "code"), RFC_CODES)
def test_the_codes_of_the_standard(now: int, code: str) -> None:
    assert step_of(RFC_SECRET, code, now, -1) == now // 30


@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phone_s_clock_may_be_one_step_off(steps: int, *, good: bool) -> None:
    now = 1_790_000_010
    code = TOTP(RFC_SECRET).at(now + 30 * steps)
    assert step_of(RFC_SECRET, code, now, -1) == ((now // 30) + steps if good else None)


def test_a_used_code_and_all_before_it_are_spent() -> None:
    now = 1_790_000_010
    step = now // 30
    codes = {number: TOTP(RFC_SECRET).generate_otp(step + number) for number in (-1, 0, 1)}
    assert [step_of(RFC_SECRET, codes[number], now, step) for number in (-1, 0, 1)] == [None, None, step + 1]


@pytest.mark.parametrize("typed", ["٢٨٧٠٨٢", "۲۸۷۰۸۲", "२८७०८२", "２８７０８２", " 287 082 ", "287-082"])
def test_a_code_in_the_digits_of_any_keyboard(typed: str) -> None:
    assert step_of(RFC_SECRET, typed, 59, -1) == 1


@pytest.mark.parametrize("typed", ["", "28708", "2870820", "28708x", "\ud800", "9" * 10_000, "²87082"])
def test_what_is_no_code(typed: str) -> None:
    assert step_of(RFC_SECRET, typed, 59, -1) is None


def test_an_authenticator_reads_the_address() -> None:
    secret = new_secret()
    assert len(base64.b32decode(secret)) == 20
    parsed = parse_uri(secret_uri(secret, "rosa"))
    assert isinstance(parsed, TOTP)
    assert (parsed.secret, parsed.name, parsed.issuer, parsed.digits, parsed.interval) == (
        secret, "rosa", "Amparo", 6, 30,
    )  # fmt: skip


def test_recovery_codes_are_ten_and_never_look_like_a_phone_s() -> None:
    codes = new_recovery_codes()
    assert len(set(codes)) == 10
    assert all(len(code) == 11 and code[5] == "-" for code in codes)


def test_a_recovery_code_however_it_is_written() -> None:
    kept = recovery_hash("abcde-23456", NAMES)
    assert recovery_hash(" ABCDE 23456", NAMES) == kept
    assert recovery_hash("abcde-23457", NAMES) != kept
    assert recovery_hash("abcde-23456", Seal(bytes(31) + b"1", "staff/accounts")) != kept
    assert without(("a", kept, "b"), kept) == ("a", "b")
    assert without(("a", "b"), kept) is None
    assert recovery_hash("\ud800", NAMES) != kept
