"""What is neither picture nor sound is refused by what it holds, and nothing but a refusal comes of it."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.evidence.cleaning import Cleaned, EvidenceRefused, Limits, Refusal, clean
from tests.bot.evidence.pictures import drawn, hiding, written
from tests.bot.evidence.recordings import RECORDINGS, recorded

LIMITS = Limits()
CANARY = "canary07"
PICTURES = [b"\xff\xd8\xff\xe0\x00\x10JFIF\0", b"\x89PNG\r\n\x1a\n", b"RIFF\x40\0\0\0WEBPVP8 ", b"\0\0\0\x18ftypheic"]
SOUNDS = [b"OggS\0\x02", b"ID3\x04\0\0", b"\xff\xfb\x90\x64", b"\0\0\0\x18ftypM4A ", b"#!AMR\n", b"\xff\xf1\x50\x80"]


def archive() -> bytes:
    into = BytesIO()
    with zipfile.ZipFile(into, "w") as packed:
        packed.writestr("picture.jpg", written(drawn(), "JPEG"))
    return into.getvalue()


def outcome(content: bytes) -> Cleaned | Refusal:
    try:
        return clean(content, LIMITS)
    except EvidenceRefused as refusal:
        return refusal.reason


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"sawubona",
        bytes(100_000),
        archive(),
        b"<html><img src=x></html>" + hiding("comment", CANARY.encode()),
        archive() + written(drawn(), "JPEG"),
        b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
        b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n",
        b"\x7fELF" + bytes(200),
        b"MZ" + bytes(200),
    ],
    ids=["empty", "words", "nothing", "zip", "html", "zip first", "svg", "pdf", "elf", "exe"],
)
def test_anything_else_is_of_another_type(content: bytes) -> None:
    assert outcome(content) is Refusal.OTHER_TYPE


@pytest.mark.parametrize(
    "script",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile://{}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile {}\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\na=control:{}\n",
    ],
    ids=["playlist", "list", "session"],
)
def test_a_script_that_names_another_file_does_not_reach_it(script: str, tmp_path: Path) -> None:
    other = tmp_path / "other.ogg"
    other.write_bytes(recorded("ogg", "libopus", 48_000))
    assert outcome(script.format(other).encode()) is Refusal.OTHER_TYPE


@settings(max_examples=150, deadline=None)
@given(start=st.sampled_from([b"", *PICTURES, *SOUNDS]), rest=st.binary(max_size=2_000))
def test_noise_gives_nothing_but_a_refusal_or_something_bare(start: bytes, rest: bytes) -> None:
    assert isinstance(outcome(start + rest), Cleaned | Refusal)


@settings(max_examples=80, deadline=None)
@given(kind=st.sampled_from(["jpeg", *RECORDINGS]), data=st.data())
def test_a_file_that_was_damaged_anywhere_gives_nothing_but_a_refusal_or_something_bare(
    kind: str, data: st.DataObject
) -> None:
    content = bytearray(hiding("exif", CANARY.encode()) if kind == "jpeg" else RECORDINGS[kind](CANARY))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=20))
        content = content or bytearray(b"x")
    made = outcome(bytes(content))
    assert isinstance(made, Refusal) or CANARY.encode() not in made.content
