"""Pictures come out as they look, and with nothing else."""

from io import BytesIO

import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from bot.evidence.cleaning import PICTURE, EvidenceRefused, Limits, Refusal, clean
from tests.bot.evidence.pictures import (
    CORNERS,
    ORIENTATIONS,
    PLACES,
    SIZE,
    corners,
    drawn,
    exif,
    hiding,
    is_bare,
    segment,
    texts,
    written,
)

LIMITS = Limits()
CANARY = b"canary07"


def cleaned(content: bytes, limits: Limits = LIMITS) -> bytes:
    made = clean(content, limits)
    assert made.media_type == PICTURE
    assert is_bare(made.content)
    return made.content


def why(content: bytes, limits: Limits = LIMITS) -> Refusal:
    with pytest.raises(EvidenceRefused) as refusal:
        clean(content, limits)
    assert refusal.value.__cause__ is None
    assert CANARY.decode() not in str(refusal.value)
    return refusal.value.reason


def heic() -> bytes:
    into = BytesIO()
    pillow_heif.from_pillow(drawn((64, 64))).save(into, exif=exif(CANARY, 1).tobytes(), xmp=CANARY)
    return into.getvalue()


@pytest.mark.parametrize("place", PLACES)
def test_nothing_that_hides_in_a_jpeg_remains(place: str) -> None:
    hidden = hiding(place, CANARY)
    assert CANARY in hidden
    made = cleaned(hidden)
    assert CANARY not in made
    assert corners(made) == list(CORNERS)


@settings(max_examples=60, deadline=None)
@given(
    hidden=st.lists(
        st.tuples(st.integers(0xE0, 0xEF) | st.just(0xFE), st.binary(min_size=12, max_size=200)), max_size=8
    ),
    behind=st.binary(max_size=400),
)
def test_whatever_hides_in_a_jpeg_nothing_of_it_remains(hidden: list[tuple[int, bytes]], behind: bytes) -> None:
    plain = written(drawn(), "JPEG", quality=95)
    segments = b"".join(segment(marker, CANARY + content) for marker, content in hidden)
    try:
        made = cleaned(plain[:20] + segments + plain[20:] + behind + CANARY)
    except EvidenceRefused:
        return  # what hides can break a picture; then nothing of it is kept
    assert CANARY not in made


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_stands_as_the_camera_was_held(kind: str, orientation: int) -> None:
    content = written(drawn(), kind, exif=exif(CANARY, orientation))
    with Image.open(BytesIO(content)) as picture:
        seen = ImageOps.exif_transpose(picture)
        expected = corners(written(seen.convert("RGB"), "PNG"))
    made = cleaned(content)
    assert corners(made) == expected
    with Image.open(BytesIO(made)) as picture:
        assert picture.size == (SIZE if orientation < 5 else SIZE[::-1])


def test_the_orientations_differ() -> None:
    seen = {tuple(corners(cleaned(written(drawn(), "JPEG", exif=exif(CANARY, each))))) for each in ORIENTATIONS}
    assert len(seen) == len(ORIENTATIONS)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_kinds_lose_what_they_carry(kind: str) -> None:
    more = {"pnginfo": texts(CANARY)} if kind == "PNG" else {"xmp": CANARY}
    content = written(drawn(), kind, exif=exif(CANARY), icc_profile=CANARY * 20, **more) + CANARY
    assert CANARY in content
    made = cleaned(content)
    assert CANARY not in made
    assert corners(made) == list(CORNERS)


def test_a_picture_of_an_iphone_is_taken() -> None:
    assert CANARY in heic()
    made = cleaned(heic())
    assert CANARY not in made
    assert corners(made) == list(CORNERS)


def test_what_is_transparent_hides_nothing() -> None:
    picture = drawn(mode="RGBA")
    picture.putalpha(0)
    for kind in ("PNG", "WEBP"):
        with Image.open(BytesIO(cleaned(written(picture, kind, exact=True)))) as made:
            assert made.convert("L").getextrema() == (255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "YCbCr", "RGBA", "I;16"])
def test_every_way_to_write_colours_is_read(mode: str) -> None:
    grey = 255 if mode == "1" else 120
    plain = Image.new("RGB", SIZE, (grey, grey, grey))
    made_as = {"I;16": lambda: Image.new("I;16", SIZE, grey * 256), "P": plain.quantize}
    picture = made_as.get(mode, lambda: plain.convert(mode))()
    with Image.open(BytesIO(cleaned(written(picture, "JPEG" if mode in {"CMYK", "YCbCr"} else "PNG")))) as made:
        assert all(abs(part - grey) <= 3 for part in made.getpixel((9, 9)))


def test_of_what_moves_the_first_is_kept() -> None:
    others = [Image.new("RGB", SIZE, "black")] * 2
    for kind in ("PNG", "WEBP"):
        content = written(drawn(), kind, save_all=True, append_images=others, duration=100)
        assert corners(cleaned(content)) == list(CORNERS)


def test_a_large_picture_becomes_smaller() -> None:
    with Image.open(BytesIO(cleaned(written(drawn((400, 100)), "JPEG"), Limits(most_side=100)))) as made:
        assert made.size == (100, 25)


def test_a_busy_picture_becomes_coarser_until_it_may_be_kept() -> None:
    busy = written(Image.effect_noise((300, 300), 100).convert("RGB"), "PNG")
    fine = len(cleaned(busy))
    coarse = cleaned(busy, Limits(most_kept_bytes=fine - 1))
    assert len(coarse) < fine
    assert why(busy, Limits(most_kept_bytes=1_000)) is Refusal.TOO_LARGE


def test_a_bomb_is_not_unpacked() -> None:
    bomb = written(Image.new("1", (30_000, 30_000)), "PNG")
    assert len(bomb) < 200_000
    assert why(bomb) is Refusal.TOO_LARGE
    assert why(written(Image.new("1", (100, 101)), "PNG"), Limits(most_pixels=10_000)) is Refusal.TOO_LARGE


def test_a_bomb_in_the_text_of_a_picture_is_not_unpacked() -> None:
    info = texts(CANARY)
    info.add_text("Packed", "x" * 80_000_000, zip=True)
    content = written(drawn(), "PNG", pnginfo=info)
    assert len(content) < 200_000
    assert why(content) is Refusal.UNREADABLE


def test_too_many_bytes_are_not_looked_at() -> None:
    content = written(drawn(), "JPEG")
    assert why(content, Limits(most_bytes=len(content) - 1)) is Refusal.TOO_LARGE


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_was_cut_off_is_unreadable(kind: str) -> None:
    content = written(Image.effect_noise((200, 200), 80).convert("RGB"), kind)
    assert why(content[: len(content) // 2]) is Refusal.UNREADABLE


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO", "PDF", "JPEG2000", "TGA", "PPM"])
def test_other_pictures_are_of_another_type(kind: str) -> None:
    assert why(written(drawn((64, 64)), kind)) is Refusal.OTHER_TYPE
