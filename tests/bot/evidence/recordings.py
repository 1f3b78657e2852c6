"""Sound as telephones record it, made by FFmpeg and tagged by mutagen."""

import math
from array import array
from collections.abc import Callable, Mapping
from fractions import Fraction
from io import BytesIO
from itertools import pairwise
from typing import Any

import av
from mutagen.apev2 import APEv2
from mutagen.flac import Picture
from mutagen.id3 import APIC, COMM, GEOB, ID3, TIT2
from mutagen.mp4 import MP4, MP4Cover
from mutagen.ogg import OggPage
from mutagen.oggopus import OggOpus

PITCH = 440
SECONDS = 2.0


def recorded(kind: str, codec: str, rate: int, seconds: float = SECONDS, **tags: str) -> bytes:
    """Record one tone."""
    into = BytesIO()
    with av.open(into, "w", format=kind) as container:
        container.metadata.update(tags)
        stream: Any = container.add_stream(codec, rate=rate, layout="mono")
        resampler = av.AudioResampler(format=stream.format, layout="mono", rate=rate)
        for at in range(0, int(rate * seconds), 1024):
            wave = [int(8_000 * math.sin(2 * math.pi * PITCH * (at + n) / rate)) for n in range(1024)]
            frame = av.AudioFrame(format="s16", layout="mono", samples=1024)
            frame.planes[0].update(array("h", wave).tobytes())
            frame.sample_rate, frame.pts, frame.time_base = rate, at, Fraction(1, rate)
            for ready in resampler.resample(frame):
                container.mux(stream.encode(ready))
        container.mux(stream.encode(None))
    return into.getvalue()


def filmed() -> bytes:
    """Film a second of nothing, with sound."""
    into = BytesIO()
    with av.open(into, "w", format="mp4") as container:
        shown: Any = container.add_stream("mpeg4", rate=10)
        shown.width = shown.height = 32
        heard: Any = container.add_stream("aac", rate=44_100, layout="mono")
        for at in range(10):
            picture = av.VideoFrame(32, 32, "yuv420p")
            picture.pts, picture.time_base = at, Fraction(1, 10)
            container.mux(shown.encode(picture))
        silence = av.AudioFrame(format="fltp", layout="mono", samples=1024)
        silence.sample_rate, silence.pts, silence.time_base = 44_100, 0, Fraction(1, 44_100)
        silence.planes[0].update(bytes(4 * 1024))
        container.mux(heard.encode(silence))
        container.mux(heard.encode(None))
        container.mux(shown.encode(None))
    return into.getvalue()


def _saved(tagged: Any, content: bytes) -> bytes:
    into = BytesIO(content)
    tagged.save(into)
    return into.getvalue()


def opus(canary: str) -> bytes:
    content = recorded("ogg", "libopus", 48_000)
    tagged = OggOpus(BytesIO(content))
    picture = Picture()
    picture.data = canary.encode() * 20
    tagged["title"], tagged["location"] = canary, canary
    tagged["metadata_block_picture"] = picture.write().hex()
    return _saved(tagged, content)


def mp3(canary: str) -> bytes:
    tags = ID3()
    tags.add(TIT2(encoding=0, text=canary))
    tags.add(COMM(encoding=0, text=canary))
    tags.add(APIC(mime="image/jpeg", data=canary.encode() * 9))
    tags.add(GEOB(data=canary.encode()))
    into = BytesIO(recorded("mp3", "libmp3lame", 44_100))
    tags.save(into, v1=2)
    ape = APEv2()
    ape["Title"] = canary
    ape.save(into)
    return into.getvalue()


def m4a(canary: str) -> bytes:
    content = recorded("ipod", "aac", 44_100)
    tagged = MP4(BytesIO(content))
    tagged["\xa9nam"], tagged["\xa9xyz"], tagged["----:com.a:place"] = canary, canary, canary.encode()
    tagged["covr"] = [MP4Cover(b"\xff\xd8\xff\xe0" + canary.encode() * 9)]
    box = canary.encode() * 2
    return _saved(tagged, content) + (8 + len(box)).to_bytes(4, "big") + b"free" + box


def tagged_by_ffmpeg(kind: str, codec: str, rate: int) -> Callable[[str], bytes]:
    return lambda canary: recorded(kind, codec, rate, title=canary, comment=canary, location=canary)


RECORDINGS: Mapping[str, Callable[[str], bytes]] = {
    "opus": opus,
    "mp3": mp3,
    "m4a": m4a,
    "aac": lambda canary: id3(canary) + recorded("adts", "aac", 44_100),
    "amr": lambda canary: recorded("amr", "libopencore_amrnb", 8_000) + canary.encode(),
    "3gp": tagged_by_ffmpeg("3gp", "libopencore_amrnb", 8_000),
}
"""Each takes a word, and hides it in all the tags that its kind has."""


def id3(canary: str) -> bytes:
    into = BytesIO()
    tags = ID3()
    tags.add(TIT2(encoding=0, text=canary))
    tags.save(into)
    return into.getvalue()


def pages(ogg: bytes) -> list[OggPage]:
    """Read the pages of an Ogg file to its very end; anything between or behind is an error."""
    reading, found = BytesIO(ogg), []
    while reading.tell() < len(ogg):
        found.append(OggPage(reading))
    return found


def heard(content: bytes) -> tuple[float, float]:
    """Listen: how many seconds there are, and the pitch by how often the wave crosses zero."""
    samples = array("f")
    with av.open(BytesIO(content)) as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=16_000)
        for frame in container.decode(audio=0):
            for ready in resampler.resample(frame):
                samples.frombytes(bytes(ready.planes[0])[: ready.samples * 4])
    middle = samples[len(samples) // 4 : 3 * len(samples) // 4]
    crossings = sum(before < 0 <= after for before, after in pairwise(middle))
    return len(samples) / 16_000, crossings / (len(middle) / 16_000)
