"""Sound comes out as it was heard, and with nothing else."""

from io import BytesIO

import pytest
from mutagen.oggopus import OggOpus

from bot.evidence.cleaning import SOUND, EvidenceRefused, Limits, Refusal, clean
from tests.bot.evidence.recordings import PITCH, RECORDINGS, SECONDS, filmed, heard, pages, recorded

CANARY = "canary07"
LIMITS = Limits()
every_kind = pytest.mark.parametrize("kind", RECORDINGS)


def cleaned(content: bytes, limits: Limits = LIMITS) -> bytes:
    made = clean(content, limits)
    assert made.media_type == SOUND
    tags = OggOpus(BytesIO(made.content)).tags
    assert list(tags) == []
    assert tags.vendor == "ffmpeg"
    kept = pages(made.content)
    assert [len(page.packets) for page in kept[:2]] == [1, 1]  # what it is, and its tags
    assert len({page.serial for page in kept}) == 1
    return made.content


def why(content: bytes, limits: Limits = LIMITS) -> Refusal:
    with pytest.raises(EvidenceRefused) as refusal:
        clean(content, limits)
    assert refusal.value.__cause__ is None
    return refusal.value.reason


@every_kind
def test_no_tag_remains_and_all_is_heard(kind: str) -> None:
    tagged = RECORDINGS[kind](CANARY)
    assert CANARY.encode() in tagged
    made = cleaned(tagged)
    assert CANARY.encode() not in made
    seconds, pitch = heard(made)
    assert seconds == pytest.approx(SECONDS, abs=0.3)
    assert pitch == pytest.approx(PITCH, abs=15)


@every_kind
@pytest.mark.parametrize("behind", [b"", b"PK\x03\x04", b"<html>"], ids=["words", "zip", "html"])
def test_nothing_that_stands_behind_remains(kind: str, behind: bytes) -> None:
    made = cleaned(RECORDINGS[kind](CANARY) + behind + CANARY.encode() * 50)
    assert CANARY.encode() not in made
    assert heard(made)[0] == pytest.approx(SECONDS, abs=0.3)


@pytest.mark.parametrize("kind", ["opus", "mp3", "aac", "amr"])
def test_nothing_that_stands_between_remains_and_the_rest_is_heard(kind: str) -> None:
    content = RECORDINGS[kind](CANARY)
    middle = len(content) // 2
    made = cleaned(content[:middle] + CANARY.encode() * 3 + content[middle:])
    assert CANARY.encode() not in made
    assert heard(made)[0] > SECONDS / 2 - 0.1


@pytest.mark.parametrize("kind", ["opus", "mp3", "aac", "amr"])
def test_of_sound_that_was_cut_off_the_rest_is_heard(kind: str) -> None:
    content = RECORDINGS[kind](CANARY)
    seconds, pitch = heard(cleaned(content[: len(content) * 2 // 3]))
    assert 0.5 < seconds < SECONDS
    assert pitch == pytest.approx(PITCH, abs=15)


def test_sound_without_its_index_is_refused() -> None:
    content = recorded("ipod", "aac", 44_100)
    assert why(content[: content.index(b"moov")]) in {Refusal.OTHER_TYPE, Refusal.UNREADABLE}


def test_sound_that_lasts_too_long_is_refused() -> None:
    content = recorded("ogg", "libopus", 48_000)
    assert heard(cleaned(content, Limits(most_seconds=3)))[0] > 1
    assert why(content, Limits(most_seconds=1)) is Refusal.TOO_LONG
    assert why(content, Limits(most_kept_bytes=1_000)) is Refusal.TOO_LONG


def test_two_channels_become_one() -> None:
    into = recorded("ogg", "libopus", 48_000)
    assert OggOpus(BytesIO(cleaned(into))).info.channels == 1


def test_a_film_is_of_another_type() -> None:
    assert why(filmed()) is Refusal.OTHER_TYPE


@pytest.mark.parametrize(
    ("kind", "codec"), [("wav", "pcm_s16le"), ("flac", "flac"), ("ogg", "flac"), ("matroska", "libopus")]
)
def test_other_sound_is_of_another_type(kind: str, codec: str) -> None:
    assert why(recorded(kind, codec, 48_000)) is Refusal.OTHER_TYPE
