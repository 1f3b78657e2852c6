"""When an erasure is tried again, and how it is written down."""

import pytest

from bot.erasure.job import (
    BUSY_SECONDS,
    FIRST_WAIT,
    LONGEST_WAIT,
    RARE_WAIT,
    Erasing,
    Erasure,
    from_bytes,
    to_bytes,
    wait_after,
)
from channels.channel import Address

MANY = range(200)


@pytest.mark.parametrize(
    "erasure",
    [
        Erasure(Erasing.REDACT, Address("sms", ""), ("SM1",)),
        Erasure(Erasing.DELETE, Address("telegram", "771300001"), ("1", "2", "17")),
        Erasure(Erasing.DELETE, Address("whatsapp", ""), ()),
    ],
)
def test_an_erasure_is_read_as_it_was_written(erasure: Erasure) -> None:
    assert from_bytes(to_bytes(erasure)) == erasure


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'["burn", "sms", ""]', b'"x"', b"\xff"])
def test_what_is_no_erasure_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        from_bytes(data)


def test_ids_are_never_shown() -> None:
    erasure = Erasure(Erasing.DELETE, Address("sms", "+27820000001"), ("SM1",))
    assert "SM1" not in repr(erasure)
    assert "2782" not in repr(erasure)


def test_the_wait_grows_to_an_hour_and_is_never_below_a_minute() -> None:
    shortest = [min(wait_after(attempts, 0) for _ in MANY) for attempts in range(1, 12)]
    longest = [max(wait_after(attempts, 0) for _ in MANY) for attempts in range(1, 12)]
    assert all(FIRST_WAIT <= each <= LONGEST_WAIT for each in (*shortest, *longest))
    assert all(before < after for before, after in zip(longest[:6], shortest[1:7], strict=True))
    assert shortest[-1] == longest[-1] == wait_after(10_000, 0) == LONGEST_WAIT


def test_workers_do_not_come_all_at_once() -> None:
    assert len({wait_after(1, 0) for _ in MANY}) > 1


def test_a_provider_is_not_asked_before_it_wants_to_be() -> None:
    assert wait_after(1, 0, asked=700) == 700
    assert wait_after(9, 0, asked=700) == LONGEST_WAIT
    assert FIRST_WAIT <= wait_after(1, 0, asked=1) < 2 * FIRST_WAIT
    assert wait_after(1, 0, asked=10**9) == LONGEST_WAIT, "nobody may put an erasure off for ever"


def test_after_36_hours_it_is_tried_now_and_then() -> None:
    assert wait_after(40, BUSY_SECONDS - 1) == LONGEST_WAIT
    assert wait_after(40, BUSY_SECONDS) == wait_after(40, 10 * BUSY_SECONDS, asked=60) == RARE_WAIT > LONGEST_WAIT
