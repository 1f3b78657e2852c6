"""How urgent a message is: thresholds, long messages, and what phrases and the model make of it together."""

import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from bot.knowledge.content_file import ContentError
from bot.language.identification import Identifier
from bot.safety.meaning import DIMENSIONS, UniversalSentenceEncoder
from bot.safety.net import Alarm, Heard, SafetyNet, combined, read_safety
from bot.safety.phrase_file import read_phrases
from bot.safety.urgency import LONGEST, Judgement, Urgency, read_thresholds
from bot.safety.urgency_features import BUCKETS, pieces
from bot.safety.urgency_model import NONE, UrgencyModel, UrgencyModelMissing, read_urgency_model
from bot.settings import PROJECT, read_settings
from bot.wiring.conversation import wire_urgency

PHRASES = PROJECT / "knowledge" / "safety"


@dataclass(frozen=True)
class Said:
    """What an identifier says."""

    language: str | None


@dataclass(frozen=True)
class Always:
    """Hears one language in everything."""

    language: str | None = "en"

    def identify(self, text: str) -> Said:
        del text
        return Said(self.language)


@dataclass
class Word:
    """A model in which one word makes a message urgent; it keeps what it was asked."""

    word: str
    kind: str = "danger"
    share: float = 0.9
    asked: list[str] = field(default_factory=list)

    def kinds(self, text: str) -> Mapping[str, float]:
        self.asked.append(text)
        share = self.share if self.word in text.split() else 0.02
        others = [each for each in Alarm if each != self.kind]
        return {self.kind: share, NONE: 1 - share, **dict.fromkeys(map(str, others), 0.0)}


def urgency(model: Word, language: str | None = "en", **thresholds: float) -> Urgency:
    return Urgency(model, {"any": 0.5, **thresholds}, Always(language))


class NoMeaning:
    """An encoder that sees nothing."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        return np.zeros((len(texts), DIMENSIONS), dtype=np.float32)


@pytest.mark.parametrize(("threshold", "heard"), [(0.8, "danger"), (0.95, "")])
def test_a_message_is_held_against_the_threshold_of_its_language(threshold: float, heard: str) -> None:
    found = judged(urgency(Word("gate"), sw=threshold, language="sw"), "at the gate")
    assert found.kind == heard
    assert found.share == pytest.approx(0.9)


@pytest.mark.parametrize("language", [None, "eo"])
def test_a_language_without_a_threshold_has_that_of_any(language: str | None) -> None:
    assert judged(urgency(Word("gate"), language, any=0.95), "the gate").kind == ""
    assert judged(urgency(Word("gate"), language, any=0.85), "the gate").kind == "danger"


@pytest.mark.parametrize("place", [0, 100, 499])
def test_one_urgent_sentence_in_a_page_is_heard(place: int) -> None:
    model, words = Word("gate"), ["nothing"] * 500
    words[place] = "gate"
    assert judged(urgency(model), " ".join(words)).kind == "danger"
    assert max(map(len, model.asked)) <= LONGEST + 1


def test_half_a_letter_is_encoded_like_any_text() -> None:
    assert UniversalSentenceEncoder().encode(["\ud83c he comes", ""]).shape == (2, DIMENSIONS)


@pytest.mark.parametrize("text", ["", "3)", "12345678", "?!", "gate"])
def test_what_shows_nothing_is_not_judged(text: str) -> None:
    assert urgency(Word("gate")).judge(text) is None


@pytest.mark.parametrize("text", ["911", "112", "sos", "SOS!"])
def test_a_cry_for_help_that_is_too_short_for_the_model_is_heard_by_its_phrase(text: str) -> None:
    assert read_safety(PHRASES, urgency(Word("gate"))).weigh(text) == Heard(Alarm.DANGER, sure=True)


def judged(found: Urgency, text: str) -> Judgement:
    judgement = found.judge(text)
    assert judgement is not None
    return judgement


def test_a_page_without_spaces_is_heard_in_parts_too() -> None:
    model = Word("gate")
    assert judged(urgency(model), "ก" * 3000).kind == ""
    assert len(model.asked) > 3000 / LONGEST


@pytest.mark.parametrize(
    ("said", "judged", "alarm"),
    [
        (None, None, None),
        (None, Alarm.WATCHED, Alarm.WATCHED),
        # A model that learnt from indirect calls for help may take a plain one for a quotation.
        (Alarm.DANGER, None, Alarm.DANGER),
        (Alarm.DANGER, Alarm.WATCHED, Alarm.DANGER),
        (Alarm.DANGER, Alarm.CHILD, Alarm.CHILD),
        # "I do not want to die" is a cry for help.
        (Alarm.DANGER, Alarm.SELF_HARM, Alarm.DANGER),
        (Alarm.SELF_HARM, Alarm.DANGER, Alarm.SELF_HARM),
    ],
)
def test_a_phrase_goes_before_the_model(said: Alarm | None, judged: Alarm | None, alarm: Alarm | None) -> None:
    assert combined(said, judged) is alarm


@pytest.mark.model
def test_no_curated_phrase_is_unheard_with_the_trained_model() -> None:
    net = read_safety(PHRASES, wire_urgency(read_settings({}), Identifier()))
    phrases = read_phrases(PHRASES, ("danger", "self_harm", "unless", "not_self_harm", "not_watched", "watched"), "")
    every = [each.removeprefix("=") for name in ("danger", "self_harm") for each in phrases[name]]
    plain = [each.replace("...", " ").replace("*", "") for each in every]
    alone = SafetyNet(net.vocabulary, net.alarms, net.unless, net.not_self_harm)
    spoken = [each for each in plain[::20] if alone.hear(each)]
    assert len(spoken) > 150
    assert [each for each in spoken if not net.weigh(each).sure] == []


def test_the_net_hears_by_the_model_what_no_phrase_says() -> None:
    net = read_safety(PHRASES, urgency(Word("gate", "child")))
    assert net.hear("three men are at the gate") is Alarm.CHILD
    assert net.hear("three men are at the door") is None
    assert read_safety(PHRASES).hear("three men are at the gate") is None


@pytest.mark.parametrize(
    ("text", "share", "sure"),
    [
        ("at the gate", 0.9, True),
        ("at the gate", 0.4, False),
        ("he has a knife at the gate", 0.4, True),
        ("hi", 0.9, False),
    ],
)
def test_a_worker_is_called_unasked_only_where_the_net_is_sure(text: str, share: float, *, sure: bool) -> None:
    net = read_safety(PHRASES, urgency(Word("gate", share=share), en=0.3))
    assert net.weigh(text).sure is sure


def test_what_is_too_heavy_for_the_phrases_is_still_danger() -> None:
    heard = read_safety(PHRASES, urgency(Word("gate")))
    assert (
        SafetyNet(heard.vocabulary, heard.alarms, heard.unless, heard.not_self_harm, 1, heard.urgency).hear(
            "he has a knife"
        )
        is Alarm.DANGER
    )


def test_pieces_are_the_same_in_every_process_and_fit_their_buckets() -> None:
    letters, words = pieces("Abc abc!")
    # The checksum that zlib gives; Python's own hash is another one in each process.
    assert words == {zlib.crc32(b"\nabc") % BUCKETS: 1.0 + math.log(2), zlib.crc32(b"\nabc abc") % BUCKETS: 1.0}
    assert all(0 <= bucket < BUCKETS for bucket in (*letters, *words))
    assert pieces("ABC  abc") == pieces("abc abc")
    assert pieces("") == ({}, {})


def model(path: Path, **changed: object) -> Path:
    columns = np.arange(0, 2 * BUCKETS, 7)
    arrays: dict[str, object] = {
        "format": 2,
        "labels": np.array(["danger", NONE]),
        "columns": columns.astype(np.int32),
        "weights": np.ones(columns.size, dtype=np.float32),
    }
    for name, inputs in (("letters", columns.size + DIMENSIONS), ("vectors", DIMENSIONS)):
        arrays |= {
            f"{name}_inner": np.zeros((inputs, 3), dtype=np.float16),
            f"{name}_inner_bias": np.ones(3, dtype=np.float32),
            f"{name}_outer": np.zeros((3, 2), dtype=np.float32),
            f"{name}_outer_bias": np.array([2.0, 0.0], dtype=np.float32),
        }
    arrays.update(changed)
    np.savez_compressed(path, **{name: value for name, value in arrays.items() if value is not None})  # type: ignore[arg-type]
    return path


def test_a_model_gives_probabilities(tmp_path: Path) -> None:
    read: UrgencyModel = read_urgency_model(model(tmp_path / "safety.npz"), NoMeaning())
    shares = read.kinds("anything at all")
    assert shares["danger"] == pytest.approx(1 / (1 + np.exp(-2)), rel=1e-4)
    assert sum(shares.values()) == pytest.approx(1)


@pytest.mark.parametrize("lacking", [{"format": 0}, {"vectors_outer": None}], ids=["of another release", "incomplete"])
def test_a_model_that_is_not_ours_is_refused(tmp_path: Path, lacking: dict[str, object]) -> None:
    with pytest.raises(UrgencyModelMissing, match="run `amparo train`"):
        read_urgency_model(model(tmp_path / "safety.npz", **lacking), NoMeaning())


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 and no more"])
def test_a_model_that_is_not_there_or_cut_off_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "safety.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UrgencyModelMissing, match="run `amparo train`"):
        read_urgency_model(path, NoMeaning())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("thresholds: {en: 0.5}", "'any'"),
        ("thresholds: {any: 5}", "from 0 to 1"),
        ("thresholds: {any: high}", "from 0 to 1"),
        ("thresholds: {any: 0.5}\nfloor: 1", "unknown field 'floor'"),
    ],
)
def test_a_slip_in_the_thresholds_is_named(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "urgency.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=problem):
        read_thresholds(path)
