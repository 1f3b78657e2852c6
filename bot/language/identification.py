"""In which language a message is: an own fastText model beside lid.176, and what the scripts allow."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.language import scripts
from bot.language.languages import LANGUAGES
from bot.language.names import is_written_like_name
from bot.language.normalisation import normalise

MODELS = Path(__file__).with_name("models")
OWN_WEIGHT = 0.7
# The gate for languages that we do not know: lid.176 is fairly sure of one while our own model, which must choose among
# ours, is not sure; or lid.176 is quite sure. It must also give little to the language that our own model chose.
FOREIGN_FROM, FOREIGN_SURE_FROM = 0.4, 0.95
OWN_SURE_FROM = 0.9
FOREIGN_TIMES_OURS = 4
FOREIGN_LETTERS = 10  # below this lid.176 sees foreign languages everywhere

_LABEL = "__label__"
_SUPPORTED = {name: code for code, language in LANGUAGES.items() for name in (code, *language.relatives)}


class Model(Protocol):
    """What we use of a fastText model."""

    def predict(self, text: str, k: int) -> tuple[tuple[str, ...], tuple[float, ...]]:
        """Give labels and their probabilities, the likeliest first; k = -1 asks for all of them."""


@dataclass(frozen=True, slots=True)
class Identification:
    """What one message shows: `language` is None without letters, or where the language is not one of ours.

    `candidates` are the languages with their probabilities, likeliest first, adding up to one. `letters` and `words`
    count what that rests on. `foreign` is lid.176's code for a language that we do not know. `is_name` says that the
    text is written like a name or an address.
    """

    language: str | None = None
    probability: float = 0.0
    candidates: tuple[tuple[str, float], ...] = ()
    letters: int = 0
    words: int = 0
    foreign: str | None = None
    is_name: bool = False


class Identifier:
    """Identifies languages; it loads two models of 1 MB each, so a process makes one and keeps it."""

    def __init__(self, own: Model | None = None, wide: Model | None = None) -> None:
        self._own = own or _load("own.ftz")
        self._wide = wide or _load("lid.176.ftz")

    def identify(self, text: str) -> Identification:
        """Identify the language of any text, whatever characters it holds."""
        normal = normalise(text)
        if not normal:
            return Identification()
        own = _probabilities(self._own, normal)
        wide = _probabilities(self._wide, normal)
        letters = sum(map(str.isalpha, normal))
        candidates = _rank(own, wide, scripts.shares(normal))
        foreign = _foreign(own, wide, letters)
        if not candidates:  # a script of none of our languages
            foreign = foreign or max(wide, key=wide.__getitem__)
        language, probability = candidates[0] if candidates and not foreign else (None, 0.0)
        words = normal.count(" ") + 1
        return Identification(
            language, probability, candidates, letters, words, foreign, is_name=is_written_like_name(text)
        )


def _load(name: str) -> Model:
    from fasttext import load_model  # noqa: PLC0415 - the engine's environment has no fastText and needs none

    model: Model = load_model(str(MODELS / name))
    return model


def _probabilities(model: Model, text: str) -> dict[str, float]:
    labels, probabilities = model.predict(text, k=-1)
    return {label.removeprefix(_LABEL): probability for label, probability in zip(labels, probabilities, strict=True)}


def _rank(
    own: Mapping[str, float], wide: Mapping[str, float], shares: Mapping[str, float]
) -> tuple[tuple[str, float], ...]:
    """Mix both models' probabilities of our languages and leave out those whose scripts do not occur."""
    folded = dict.fromkeys(LANGUAGES, 0.0)
    for name, probability in wide.items():
        if name in _SUPPORTED:
            folded[_SUPPORTED[name]] += probability
    known = sum(folded.values()) or 1.0
    mixed = {
        code: (OWN_WEIGHT * own.get(code, 0.0) + (1 - OWN_WEIGHT) * folded[code] / known)
        * sum(shares.get(name, 0.0) for name in language.scripts)
        for code, language in LANGUAGES.items()
    }
    total = sum(mixed.values())
    if not total:
        return ()
    ranked = sorted(mixed.items(), key=lambda item: (-item[1], item[0]))
    return tuple((code, probability / total) for code, probability in ranked if probability > 0)


def _foreign(own: Mapping[str, float], wide: Mapping[str, float], letters: int) -> str | None:
    likeliest = max(wide, key=wide.__getitem__)
    if likeliest in _SUPPORTED or letters < FOREIGN_LETTERS:
        return None
    ours = max(own, key=own.__getitem__)
    support = sum(probability for name, probability in wide.items() if _SUPPORTED.get(name) == ours)
    needed = FOREIGN_FROM if own[ours] < OWN_SURE_FROM else FOREIGN_SURE_FROM
    return likeliest if wide[likeliest] >= max(needed, FOREIGN_TIMES_OURS * support) else None
