"""A file is cleaned in a process of its own, which may break, hang, or turn against us."""

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.evidence.cleaning import PICTURE, SOUND, Cleaned, EvidenceRefused, Limits, Refusal, clean
from bot.evidence.room import CleaningRoom, CleaningUnavailable
from tests.bot.evidence.pictures import drawn, exif, hiding, texts, written
from tests.bot.evidence.recordings import RECORDINGS

CANARY = "canary07"
FILES = {
    **{f"jpeg {place}": hiding(place, CANARY.encode()) for place in ("exif", "preview", "second picture", "icc")},
    "turned": written(drawn(), "JPEG", exif=exif(CANARY.encode(), 6)),
    "progressive": written(drawn((300, 300)), "JPEG", progressive=True),
    "png": written(drawn(mode="RGBA"), "PNG", pnginfo=texts(CANARY.encode())),
    "palette": written(drawn().quantize(), "PNG", transparency=0),
    "webp": written(drawn(mode="RGBA"), "WEBP", exif=exif(CANARY.encode(), 6)),
    **{kind: make(CANARY) for kind, make in RECORDINGS.items()},
}
WALLED = """
import os, socket, sys, urllib.request, ctypes
from bot.evidence import walls
walls.close_in()
def tried(what):
    try:
        what()
    except (OSError, MemoryError) as refusal:
        return type(refusal).__name__
    return "done"
print("ready")
print("image/jpeg")
print(tried(lambda: open("/etc/passwd")), tried(lambda: socket.socket()), tried(lambda: bytearray(1_300_000_000)),
      tried(lambda: os.pipe()), tried(lambda: open(sys.argv[-1], "w")), os.nice(0))
"""


def room(*code: str, **more: object) -> CleaningRoom:
    return CleaningRoom(command=(sys.executable, "-c", "\n".join(code)), **more)


def running(marker: str) -> Sequence[str]:
    """Find the processes whose command holds a word."""
    found = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if marker.encode() in process.read_bytes():
                found.append(process.parent.name)
        except OSError:
            continue
    return [each for each in found if each != str(os.getpid())]


@pytest.mark.parametrize("name", FILES)
async def test_every_kind_is_cleaned_behind_the_walls_as_before_them(name: str) -> None:
    made = await CleaningRoom().clean(FILES[name])
    assert made == clean(FILES[name], Limits())
    assert CANARY.encode() not in made.content
    assert made.media_type in {PICTURE, SOUND}


async def test_a_refusal_comes_through() -> None:
    small = CleaningRoom(limits=Limits(most_seconds=1, most_pixels=100))
    for content, reason in (
        (b"sawubona", Refusal.OTHER_TYPE),
        (FILES["png"], Refusal.TOO_LARGE),
        (FILES["opus"], Refusal.TOO_LONG),
        (b"x" * (Limits().most_bytes + 1), Refusal.TOO_LARGE),
    ):
        with pytest.raises(EvidenceRefused) as refusal:
            await small.clean(content)
        assert refusal.value.reason is reason
    with pytest.raises(EvidenceRefused) as refusal:
        await CleaningRoom().clean(FILES["progressive"][:-300])
    assert refusal.value.reason is Refusal.UNREADABLE


async def test_behind_the_walls_nothing_can_be_opened() -> None:
    made = await room(WALLED).clean(b"")
    assert made.content.split() == [b"OSError", b"OSError", b"MemoryError", b"OSError", b"OSError", b"10"]


async def test_none_of_our_secrets_goes_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMPARO_TELEGRAM_BOT_TOKEN", CANARY)
    made = await room("import os", "print('ready'); print('image/jpeg'); print(dict(os.environ))").clean(b"")
    assert b"image" not in made.content
    assert CANARY.encode() not in made.content


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", Refusal.UNREADABLE),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", Refusal.TOO_LARGE),
        ("raise SystemExit(1)", Refusal.UNREADABLE),
        ("print('image/jpeg')", Refusal.UNREADABLE),
        ("print('text/html'); print('<script>')", Refusal.UNREADABLE),
        ("print('nonsense')", Refusal.UNREADABLE),
        ("while True: print('x' * 100_000)", Refusal.TOO_LARGE),
    ],
    ids=["breaks", "overworks", "gives up", "says half", "lies", "babbles", "never ends"],
)
async def test_whatever_a_process_does_then_the_file_is_refused(code: str, reason: Refusal) -> None:
    with pytest.raises(EvidenceRefused) as refusal:
        await room("print('ready', flush=True)", code).clean(b"x")
    assert refusal.value.reason is reason


async def test_a_process_that_hangs_is_ended() -> None:
    hanging = room("import time; print('ready', flush=True)", "time.sleep(300)  # hangs-0417", seconds=0.5)
    with pytest.raises(EvidenceRefused) as refusal:
        await hanging.clean(b"x" * 200_000)
    assert refusal.value.reason is Refusal.TOO_LARGE
    assert not running("hangs-0417")


async def test_a_cleaning_that_nobody_waits_for_is_ended() -> None:
    cleaning = asyncio.create_task(room("import time", "time.sleep(300)  # left-0418").clean(b""))
    while not running("left-0418"):  # noqa: ASYNC110 - another process comes up
        await asyncio.sleep(0.01)
    cleaning.cancel()
    with pytest.raises(asyncio.CancelledError):
        await cleaning
    assert not running("left-0418")


@pytest.mark.parametrize("code", ["raise SystemExit(1)", "print('image/jpeg'); print('x')", "import no_such_module"])
async def test_a_process_that_never_gets_ready_says_nothing_of_the_file(code: str) -> None:
    with pytest.raises(CleaningUnavailable):
        await room(code).clean(b"x")


async def test_a_process_that_cannot_start_says_nothing_of_the_file() -> None:
    with pytest.raises(CleaningUnavailable):
        await CleaningRoom(command=("/no/such/program",)).clean(b"x")


async def test_only_so_many_are_cleaned_at_once(tmp_path: Path) -> None:
    alone = (
        "import os, sys, time",
        f"os.mkdir({str(tmp_path / 'taken')!r})",
        "time.sleep(0.05)",
        f"os.rmdir({str(tmp_path / 'taken')!r})",
        "print('ready'); print('image/jpeg'); print('x')",
    )
    one = room(*alone)
    made = await asyncio.gather(*(one.clean(b"") for _ in range(5)))
    assert made == [Cleaned(PICTURE, b"x\n")] * 5


def test_nothing_of_a_file_is_shown() -> None:
    assert CANARY not in repr(Cleaned(PICTURE, CANARY.encode()))
