"""A receipt is read as people write it, and a wrong digit is found before it is looked for."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports.receipt import DIGITS, NUMBERS, mistyped, new_receipt, read_receipt, receipt_of, shown

numbers = st.integers(0, NUMBERS - 1)
# The first digit of Latin, Arabic, Persian, Devanagari, Thai, Myanmar and full width.
ZEROS = [chr(each) for each in (0x30, 0x660, 0x6F0, 0x966, 0xE50, 0x1040, 0xFF10)]


@pytest.mark.parametrize("published", ["8112289874", "0046454286"])
def test_the_check_digit_is_the_standards(published: str) -> None:
    # The example of a Swedish personal number and, after two noughts, of a Canadian social insurance number.
    assert receipt_of(int(published[:-1])) == published


@given(numbers)
def test_what_is_shown_is_read(number: int) -> None:
    receipt = receipt_of(number)
    assert len(receipt) == DIGITS
    assert read_receipt(shown(receipt)) == receipt


@given(numbers, st.integers(0, DIGITS - 1), st.sampled_from(string.digits))
def test_each_single_wrong_digit_is_found(number: int, position: int, digit: str) -> None:
    receipt = receipt_of(number)
    wrong = receipt[:position] + digit + receipt[position + 1 :]
    assert (read_receipt(wrong) == receipt) == (wrong == receipt)
    assert mistyped(wrong) == (wrong != receipt)


@given(numbers, st.integers(0, DIGITS - 2))
def test_neighbours_in_the_wrong_order_are_found_but_for_nought_and_nine(number: int, position: int) -> None:
    receipt = receipt_of(number)
    first, second = receipt[position], receipt[position + 1]
    swapped = receipt[:position] + second + first + receipt[position + 2 :]
    known_gap = {first, second} == {"0", "9"} or first == second
    assert mistyped(swapped) == (not known_gap)


@given(numbers, st.sampled_from(ZEROS))
def test_digits_of_other_scripts_are_read(number: int, zero: str) -> None:
    receipt = receipt_of(number)
    written = "".join(chr(ord(zero) + int(each)) for each in shown(receipt) if each != "-")
    assert read_receipt(written) == receipt


@pytest.mark.parametrize(
    "pattern",
    [
        "{}-{}",
        "{} {}",
        " {}{}\n",
        "{}–{}",
        "{} — {}",
        "#{}-{}",
        "\u200f{}\u2011{}\u200f",
        "{}.{}.",
        "«{}-{}»",
        "{}\u00a0{}",
    ],
)
def test_what_keyboards_put_around_digits_is_passed_over(pattern: str) -> None:
    receipt = receipt_of(482719338)
    assert read_receipt(pattern.format(receipt[:5], receipt[5:])) == receipt


@pytest.mark.parametrize(
    "text", ["", "hola", "48271", "48271-9338", "48271-933855", "tel 4827193385", "4827193385 kg", "²²"]
)
def test_what_is_no_receipt_is_none_and_no_mistyped_one(text: str) -> None:
    assert read_receipt(text) is None
    assert not mistyped(text)


def test_receipts_are_by_chance() -> None:
    assert len({new_receipt() for _ in range(200)}) == 200
