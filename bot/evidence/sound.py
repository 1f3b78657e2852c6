"""Sound: decoded by FFmpeg and written as Opus in Ogg, without a tag.

PyAV brings FFmpeg in its wheel and is the one kept library that decodes all that telephones record, AMR and AAC too.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition

from bot.evidence.cleaning import EvidenceRefused, Limits, Refusal

# Only these readers and decoders ever see the file; others of FFmpeg's follow addresses, or read files by their name.
_CONTAINERS: Final = "ogg,mp3,mov,aac,amr,amrnb,amrwb"
_CODECS: Final = frozenset({"opus", "libopus", "mp3", "mp3float", "aac", "amrnb", "amrwb",
                            "libopencore_amrnb", "libopencore_amrwb"})  # fmt: skip
_OPENING: Final = {"format_whitelist": _CONTAINERS, "protocol_whitelist": "none"}
# Without this FFmpeg names itself and its version in the tags.
_WRITING: Final = {"fflags": "+bitexact"}
_ENCODING: Final = {"compression_level": "5"}
_RATE: Final = 48_000
_BITS_A_SECOND: Final = 24_000


def clean_sound(content: bytes, limits: Limits) -> bytes:
    """Make sound anew, one channel of it. Raises EvidenceRefused.

    What cannot be decoded in the middle is left out, and the rest is heard: a lost second is less than a lost report.
    """
    try:
        container = av.open(BytesIO(content), "r", options=dict(_OPENING))
    except Exception:  # noqa: BLE001 - what is no sound breaks FFmpeg in any way it can
        raise EvidenceRefused(Refusal.OTHER_TYPE) from None
    with container:
        stream = _only_sound(container)
        written = BytesIO()
        try:
            samples = _rewrite(container, stream, written, limits.most_seconds * _RATE)
        except EvidenceRefused:
            raise
        except MemoryError:
            raise EvidenceRefused(Refusal.TOO_LARGE) from None
        except Exception:  # noqa: BLE001
            raise EvidenceRefused(Refusal.UNREADABLE) from None
    if not samples:
        raise EvidenceRefused(Refusal.UNREADABLE)
    if written.tell() > limits.most_kept_bytes:
        raise EvidenceRefused(Refusal.TOO_LONG)
    return written.getvalue()


def _only_sound(container: InputContainer) -> AudioStream:
    """Choose what is heard; a file that moves is refused, the picture on the cover of a piece of sound is not."""
    shown = [stream for stream in container.streams.video if Disposition.attached_pic not in stream.disposition]
    heard = container.streams.audio
    if shown or not heard or heard[0].codec_context.name not in _CODECS:
        raise EvidenceRefused(Refusal.OTHER_TYPE)
    return heard[0]


def _rewrite(container: InputContainer, stream: AudioStream, written: BytesIO, most_samples: int) -> int:
    """Write what is heard and give how many samples it has."""
    samples = 0
    with av.open(written, "w", format="ogg", options=dict(_WRITING)) as ogg:
        opus: Any = ogg.add_stream("libopus", rate=_RATE, layout="mono", options=dict(_ENCODING))
        opus.bit_rate = _BITS_A_SECOND
        resamplers: dict[tuple[str, str, int], AudioResampler] = {}
        for heard in _decoded(container, stream):
            # Broken sound can change its shape on the way.
            shape = (heard.format.name, heard.layout.name, heard.sample_rate)
            resampler = resamplers.setdefault(shape, AudioResampler(format=opus.format, layout="mono", rate=_RATE))
            for frame in resampler.resample(heard):
                samples += frame.samples
                if samples > most_samples:
                    raise EvidenceRefused(Refusal.TOO_LONG)
                frame.pts = None
                ogg.mux(opus.encode(frame))
        ogg.mux(opus.encode(None))
    return samples


def _decoded(container: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
    """Decode up to where the file breaks off, past what cannot be decoded."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
            frames = packet.decode() if packet is not None else None
        except MemoryError:
            raise
        except av.FFmpegError:
            continue
        if frames is None:
            return
        for frame in frames:
            if isinstance(frame, AudioFrame):
                # A file may lie about its times, and silence that was not sent need not be waited for.
                frame.pts = None
                yield frame
