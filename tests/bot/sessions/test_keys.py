"""The keys of sessions, in a real folder in memory."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.sessions.keys import FRESH_SECONDS, NAMES_KEY, KeysUnavailable, SessionKeys
from bot.settings import PROJECT
from tests.bot.sessions.samples import no_room

ENDS = 1_790_000_000.0


def test_a_key_comes_back_until_it_is_destroyed(keys: SessionKeys, folder: Path) -> None:
    key = keys.make("a", ENDS)
    assert len(key) == 32
    assert keys.read("a") == key == SessionKeys(folder).read("a")
    keys.destroy("a")
    keys.destroy("a")
    assert keys.read("a") is None
    assert keys.ends_at("a") is None


def test_each_key_is_another(keys: SessionKeys) -> None:
    made = [keys.make(str(number), ENDS) for number in range(100)]
    made += [keys.make("0", ENDS), keys.names_key()]
    assert len(set(made)) == 102
    assert keys.read("0") == made[100], "the new one took the place of the old one"


def test_nobody_else_may_look_in(keys: SessionKeys, folder: Path) -> None:
    mask = os.umask(0)
    try:
        keys.names_key()
        keys.make("a", ENDS)
    finally:
        os.umask(mask)
    assert _mode(folder) == 0o700
    assert {_mode(each) for each in folder.iterdir()} == {0o600}
    assert _names(folder) == {"a", NAMES_KEY}


def test_a_folder_that_stood_open_is_closed_before_a_key_is_in_it(keys: SessionKeys, folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o777)
    keys.make("a", ENDS)
    assert _mode(folder) == 0o700


def test_a_key_is_overwritten_before_its_file_goes(keys: SessionKeys, folder: Path) -> None:
    key = keys.make("a", ENDS)
    with (folder / "a").open("rb") as held:
        assert held.read() == key
        keys.destroy("a")
        held.seek(0)
        assert held.read() == bytes(32), "who held the file open finds nothing in it"
    assert _names(folder) == set()


def test_an_older_key_is_overwritten_by_a_new_one_of_its_name(keys: SessionKeys, folder: Path) -> None:
    keys.make("a", ENDS)
    with (folder / "a").open("rb") as held:
        keys.make("a", ENDS)
        assert held.read() == bytes(32)


def test_a_sweep_overwrites_too(keys: SessionKeys, folder: Path) -> None:
    keys.make("a", ENDS)
    with (folder / "a").open("rb") as held:
        keys.destroy_ended(ENDS)
        assert held.read() == bytes(32)


@pytest.mark.parametrize("found", [b"", b"half a key", bytes(31), bytes(33), bytes(32)])
def test_what_is_no_key_is_never_used(keys: SessionKeys, folder: Path, found: bytes) -> None:
    # The last one is what a process leaves that was killed between overwriting and removing.
    keys.make("a", ENDS)
    (folder / "a").write_bytes(found)
    assert keys.read("a") is None
    assert keys.read("a") != keys.make("a", ENDS) == keys.read("a")


@pytest.mark.parametrize(
    ("now", "gone"),
    [
        pytest.param(ENDS - 1, set(), id="a second before"),
        pytest.param(ENDS - 0.001, set(), id="a millisecond before"),
        pytest.param(ENDS, {"a"}, id="at the boundary"),
        pytest.param(ENDS + 0.5, {"a", "b"}, id="at another one's"),
        pytest.param(ENDS + 1e9, {"a", "b", "c"}, id="long after"),
        pytest.param(0.0, set(), id="a clock that was set back"),
    ],
)
def test_what_has_ended_is_swept_at_its_boundary(keys: SessionKeys, folder: Path, now: float, gone: set[str]) -> None:
    names_key = keys.names_key()
    for name, ends_at in (("a", ENDS), ("b", ENDS + 0.5), ("c", ENDS + 1e8)):
        keys.make(name, ends_at)
        assert keys.ends_at(name) == pytest.approx(ends_at, abs=1e-6)
    assert keys.destroy_ended(now) == len(gone)
    assert _names(folder) == {"a", "b", "c", NAMES_KEY} - gone
    assert keys.names_key() == names_key


@pytest.mark.parametrize(("age", "left"), [(0, 1), (FRESH_SECONDS - 1, 1), (FRESH_SECONDS, 0), (1e6, 0), (-1e6, 1)])
def test_what_a_dead_process_began_is_swept_after_a_minute(
    keys: SessionKeys, folder: Path, age: float, left: int
) -> None:
    keys.names_key()
    begun = folder / ".0123456789abcdef"
    begun.write_bytes(bytes(7))
    os.utime(begun, (ENDS - age, ENDS - age))
    assert keys.destroy_ended(ENDS) == 0, "it was no session's key"
    assert len(_names(folder)) == 1 + left


def test_what_is_swept_may_be_the_names_key_by_its_other_name(keys: SessionKeys, folder: Path) -> None:
    # A process was killed, or stood still, between giving the names key its name and taking the first one away.
    names_key = keys.names_key()
    os.link(folder / NAMES_KEY, folder / ".0123456789abcdef")
    os.utime(folder / NAMES_KEY, (0, 0))
    keys.destroy_ended(ENDS)
    assert _names(folder) == {NAMES_KEY}
    assert keys.names_key() == names_key


@pytest.mark.parametrize("call", [lambda keys: keys.names_key(), lambda keys: keys.make("a", ENDS)])
def test_a_folder_without_room_closes_the_store_and_keeps_nothing_of_the_try(
    keys: SessionKeys, folder: Path, call: Callable[[SessionKeys], object]
) -> None:
    with no_room(), pytest.raises(KeysUnavailable):
        call(keys)
    assert _names(folder) == set()


def test_keys_are_found_by_how_their_names_begin(keys: SessionKeys) -> None:
    assert keys.ends("code-") == {}
    keys.names_key()
    for name, ends_at in (("code-a", ENDS), ("code-b", ENDS + 5), ("cod", ENDS), ("other-code-", ENDS)):
        keys.make(name, ends_at)
    assert keys.ends("code-") == {"code-a": pytest.approx(ENDS), "code-b": pytest.approx(ENDS + 5)}


def test_a_probe_leaves_only_the_names_key(keys: SessionKeys, folder: Path) -> None:
    keys.probe(ENDS)
    assert _names(folder) == {NAMES_KEY}


def test_a_probe_fails_where_no_key_can_be_made(keys: SessionKeys, folder: Path) -> None:
    keys.probe(ENDS)
    with no_room(), pytest.raises(KeysUnavailable):
        keys.probe(ENDS)
    assert _names(folder) == {NAMES_KEY}


def test_a_sweep_of_a_folder_that_is_not_there_finds_nothing(keys: SessionKeys) -> None:
    assert keys.destroy_ended(ENDS) == 0


def test_an_end_can_be_moved_either_way(keys: SessionKeys) -> None:
    key = keys.make("a", ENDS)
    keys.extend("a", ENDS + 10)
    assert keys.destroy_ended(ENDS + 9) == 0
    keys.extend("a", ENDS + 5)
    assert keys.read("a") == key
    assert keys.destroy_ended(ENDS + 5) == 1
    keys.extend("a", ENDS + 20)
    assert keys.read("a") is None, "what was destroyed does not come back"


def test_without_its_folder_every_name_is_a_new_one(keys: SessionKeys, folder: Path) -> None:
    before = keys.names_key()
    assert keys.names_key() == before
    for each in folder.iterdir():
        each.unlink()
    folder.rmdir()
    assert keys.names_key() != before


@pytest.mark.parametrize(
    "call",
    [
        lambda keys: keys.names_key(),
        lambda keys: keys.make("a", ENDS),
        lambda keys: keys.read("a"),
        lambda keys: keys.ends_at("a"),
        lambda keys: keys.extend("a", ENDS),
        lambda keys: keys.destroy("a"),
        lambda keys: keys.ends("a"),
        lambda keys: keys.destroy_ended(ENDS),
        lambda keys: keys.probe(ENDS),
    ],
    ids=["names_key", "make", "read", "ends_at", "extend", "destroy", "ends", "destroy_ended", "probe"],
)
def test_a_folder_that_cannot_be_used_closes_the_store_and_names_nothing(folder: Path, call: object) -> None:
    folder.write_bytes(b"")
    with pytest.raises(KeysUnavailable) as refused:
        call(SessionKeys(folder / "keys"))  # type: ignore[operator]
    assert str(refused.value) == ""
    assert refused.value.__suppress_context__


# Each of many processes says which secret it got; they start together, when their input is closed.
NAMING = """
import sys
from pathlib import Path
from bot.sessions.keys import SessionKeys
sys.stdin.read()
print(SessionKeys(Path(sys.argv[1])).names_key().hex())
"""


def test_processes_that_begin_together_agree_on_one_secret(folder: Path) -> None:
    for turn in range(3):
        place = folder / str(turn)
        children = [_started(NAMING, place) for _ in range(6)]
        for child in children:
            assert child.stdin is not None
            child.stdin.close()
        said = {child.stdout.read().strip() for child in children if child.stdout is not None}
        assert [child.wait(30) for child in children] == [0] * len(children)
        for child in children:
            assert child.stdout is not None
            child.stdout.close()
        assert said == {SessionKeys(place).names_key().hex()}
        assert _names(place) == {NAMES_KEY}


# Makes and destroys one key over and over, until its input is closed.
CHANGING = """
import select, sys
from pathlib import Path
from bot.sessions.keys import SessionKeys
keys = SessionKeys(Path(sys.argv[1]))
print("ready", flush=True)
while not select.select([sys.stdin], [], [], 0)[0]:
    keys.make("a", 1790000000.0)
    keys.destroy("a")
"""


def test_nobody_ever_reads_half_a_key_or_one_that_was_overwritten(keys: SessionKeys, folder: Path) -> None:
    child = _started(CHANGING, folder)
    assert child.stdout is not None
    assert child.stdin is not None
    assert child.stdout.readline() == "ready\n"
    # What is visible under the name while another process works on it, as `read` gives it.
    seen = [keys.read("a") for _ in range(20_000)]
    child.stdin.close()
    assert child.wait(30) == 0
    child.stdout.close()
    found = {each for each in seen if each is not None}
    assert len(found) > 1, "both processes were at work at the same time"
    assert bytes(32) not in found
    assert {len(each) for each in found} == {32}
    assert not any(each[:16] == bytes(16) or each[16:] == bytes(16) for each in found)


def _started(program: str, folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", program, str(folder)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}
