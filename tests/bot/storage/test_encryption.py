import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.encryption import Seal, Unreadable

KEY = bytes(range(32))
PLACE = "s:session:0123"


@given(content=st.binary(max_size=500))
def test_what_was_closed_opens_in_its_place(content: bytes) -> None:
    seal = Seal(KEY, "sessions")
    assert seal.open(seal.close(content, PLACE), PLACE) == content


def test_the_same_content_is_never_closed_alike() -> None:
    seal = Seal(KEY, "sessions")
    closed = {seal.close(b"the same", PLACE) for _ in range(1000)}
    assert len(closed) == len({each[:12] for each in closed}) == 1000


def test_nothing_of_the_content_can_be_read() -> None:
    assert b"lawyer" not in Seal(KEY, "sessions").close(b"I need a lawyer", PLACE)


@pytest.mark.parametrize(
    "opened",
    [
        pytest.param(lambda sealed: Seal(KEY, "sessions").open(sealed, "s:session:4567"), id="a swapped place"),
        pytest.param(lambda sealed: Seal(KEY[::-1], "sessions").open(sealed, PLACE), id="another key"),
        pytest.param(lambda sealed: Seal(KEY, "tickets").open(sealed, PLACE), id="another purpose"),
        pytest.param(lambda sealed: Seal(KEY, "sessions").open(sealed[:-1], PLACE), id="cut short"),
        pytest.param(lambda sealed: Seal(KEY, "sessions").open(sealed + b"x", PLACE), id="made longer"),
        pytest.param(lambda _: Seal(KEY, "sessions").open(b"", PLACE), id="empty"),
        pytest.param(lambda sealed: Seal(KEY, "sessions").open(sealed[:5], PLACE), id="less than a nonce"),
        pytest.param(lambda _: Seal(KEY, "sessions").open(os.urandom(60), PLACE), id="noise"),
    ],
)
def test_content_that_is_not_ours_is_refused_without_a_word_of_it(opened: object) -> None:
    sealed = Seal(KEY, "sessions").close(b"I need a lawyer", PLACE)
    with pytest.raises(Unreadable) as refused:
        opened(sealed)  # type: ignore[operator]
    assert str(refused.value) == ""
    assert refused.value.__suppress_context__


def test_a_changed_bit_is_refused() -> None:
    seal = Seal(KEY, "sessions")
    sealed = seal.close(b"abc", PLACE)
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(Unreadable):
            seal.open(changed, PLACE)


def test_a_name_is_the_same_each_time_and_tells_nothing() -> None:
    seal = Seal(KEY, "sessions")
    name = seal.name("sms:+51987654321")
    assert name == Seal(KEY, "sessions").name("sms:+51987654321")
    assert len(name) == 32
    assert set(name) <= set("0123456789abcdef")
    assert name != Seal(KEY, "web").name("sms:+51987654321")
    assert name != Seal(KEY[::-1], "sessions").name("sms:+51987654321")
    assert name != seal.name("sms:+51987654322")
