"""Pictures as telephones and strangers make them, and a reader of JPEG that shares nothing with Pillow."""

import struct
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image, PngImagePlugin

SIZE = (48, 32)
ORIENTATIONS = tuple(range(1, 9))
CORNERS = ("red", "lime", "blue", "yellow")
IPTC = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\x0d\x1c\x02\x78\0\x08"
Put = Callable[[bytes, bytes], bytes]


def drawn(size: tuple[int, int] = SIZE, mode: str = "RGB") -> Image.Image:
    """Draw a picture with a colour of its own in each quarter."""
    picture = Image.new(mode, size)
    half = (size[0] // 2, size[1] // 2)
    for at, colour in enumerate(CORNERS):
        picture.paste(
            colour, (half[0] * (at % 2), half[1] * (at // 2), half[0] * (1 + at % 2), half[1] * (1 + at // 2))
        )
    return picture


def written(picture: Image.Image, kind: str, **options: Any) -> bytes:
    into = BytesIO()
    picture.save(into, kind, **options)
    return into.getvalue()


def exif(canary: bytes, orientation: int = 1) -> Image.Exif:
    """Make what a camera writes: its maker, how it was held, and where."""
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = orientation
    tags[ExifTags.Base.Make] = canary.decode("ascii")
    gps = tags.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitude] = (33.0, 55.0, 30.0)
    gps[ExifTags.GPS.GPSMapDatum] = canary.decode("ascii")
    return tags


def segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


def preview(canary: bytes) -> bytes:
    """Make Exif whose second directory has a small picture, itself with a comment."""
    small = written(drawn((8, 8)), "JPEG", comment=canary)
    first = struct.pack("<2sHIHI", b"II", 42, 8, 0, 14)
    entries = struct.pack("<HHII", 0x0201, 4, 1, 44) + struct.pack("<HHII", 0x0202, 4, 1, len(small))
    return b"Exif\0\0" + first + struct.pack("<H", 2) + entries + struct.pack("<I", 0) + small


def _after_start(made: Callable[[bytes], bytes]) -> Put:
    return lambda jpeg, canary: jpeg[:2] + made(canary) + jpeg[2:]


PLACES: Mapping[str, Put] = {
    "exif": lambda _, canary: written(drawn(), "JPEG", exif=exif(canary)),
    "xmp": _after_start(lambda canary: segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>" + canary + b"</x>")),
    "iptc": _after_start(lambda canary: segment(0xED, IPTC + canary)),
    "icc": lambda _, canary: written(drawn(), "JPEG", icc_profile=canary * 40),
    "comment": _after_start(lambda canary: segment(0xFE, canary)),
    "preview": _after_start(lambda canary: segment(0xE1, preview(canary))),
    "jfxx": _after_start(lambda canary: segment(0xE0, b"JFXX\0\x10" + canary)),
    "app15": _after_start(lambda canary: segment(0xEF, canary)),
    "second picture": lambda _, canary: written(
        drawn(), "MPO", save_all=True, append_images=[drawn()], comment=canary, exif=exif(canary)
    ),
    "behind": lambda jpeg, canary: jpeg + canary,
    "zip behind": lambda jpeg, canary: jpeg + b"PK\x03\x04" + canary + b"PK\x05\x06" + bytes(18),
    "html inside": _after_start(lambda canary: segment(0xFE, b"<html><script>" + canary + b"</script></html><!--")),
}  # fmt: skip
"""Where a JPEG can hide something: each takes a plain JPEG and what to hide."""


def hiding(place: str, canary: bytes) -> bytes:
    return PLACES[place](written(drawn(), "JPEG"), canary)


def texts(canary: bytes) -> PngImagePlugin.PngInfo:
    """Make every kind of text that a PNG can hold, packed ones too."""
    word = canary.decode("ascii")
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", word)
    info.add_text("Packed", word * 3, zip=True)
    info.add_itxt("XML:com.adobe.xmp", f"<x>{word}</x>")
    info.add(b"prVt", canary)
    return info


def markers(jpeg: bytes) -> list[int]:
    """Read the markers of a JPEG to its very end; anything between or behind is an error."""
    assert jpeg[:2] == b"\xff\xd8"
    at, seen = 2, []
    while True:
        assert jpeg[at] == 0xFF
        marker = jpeg[at + 1]
        seen.append(marker)
        if marker == 0xD9:
            assert at + 2 == len(jpeg)
            return seen
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if marker == 0xDA:
            while jpeg[at] != 0xFF or jpeg[at + 1] == 0 or 0xD0 <= jpeg[at + 1] <= 0xD7:
                at += 1


def is_bare(jpeg: bytes) -> bool:
    """Tell whether a JPEG holds nothing but its header without a preview, tables, and one picture."""
    # JFIF, two or three tables, a frame, a scan, the end.
    return (
        set(markers(jpeg)) <= {0xE0, 0xDB, 0xC0, 0xC4, 0xDA, 0xD9}
        and markers(jpeg).count(0xE0) == markers(jpeg).count(0xC0) == markers(jpeg).count(0xDA) == 1
        and jpeg[2:11] == b"\xff\xe0\x00\x10JFIF\x00"
    )


def corners(jpeg: bytes) -> list[str]:
    """Name the colour of each quarter."""
    with Image.open(BytesIO(jpeg)) as picture:
        width, height = picture.size
        at = [(width // 4 + width // 2 * (n % 2), height // 4 + height // 2 * (n // 2)) for n in range(4)]
        seen = [picture.getpixel(each) for each in at]
    names = {(255, 0, 0): "red", (0, 255, 0): "lime", (0, 0, 255): "blue", (255, 255, 0): "yellow"}
    return [min(names.items(), key=lambda known: sum(abs(a - b) for a, b in zip(known[0], one, strict=True)))[1]
            for one in seen]  # fmt: skip
