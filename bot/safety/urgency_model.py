"""The urgency model: how likely a message is of a kind that needs an answer at once; arrays, read without pickle."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from bot.safety.meaning import Meaning
from bot.safety.urgency_features import BUCKETS, Counts, pieces

NONE = "none"
"""The label of a message that can wait."""
FORMAT = 1


class UrgencyModelMissing(Exception):  # noqa: N818 - a state of the installation
    """There is no trained model, or the file is not what this release's training writes; the message says which."""


@dataclass(frozen=True, slots=True)
class UrgencyModel:
    """A regression over letters, words and meaning.

    `labels` has the kinds and NONE. `letters` and `words` have how much a bucket tells (inverse document frequency,
    0 where training never saw it), `slopes` of shape (labels, 2 * BUCKETS + dimensions), `centre` the mean vector.
    """

    labels: tuple[str, ...]
    letters: NDArray[np.float32] = field(repr=False)
    words: NDArray[np.float32] = field(repr=False)
    centre: NDArray[np.float32] = field(repr=False)
    meaning_weight: float
    slopes: NDArray[np.float16] = field(repr=False)
    intercepts: NDArray[np.float32] = field(repr=False)
    meaning: Meaning = field(repr=False)

    def kinds(self, text: str) -> Mapping[str, float]:
        """Give the probability of each kind, NONE among them; they add up to one."""
        letters, words = pieces(text)
        distances = self.intercepts + self._told(letters, self.letters, 0) + self._told(words, self.words, BUCKETS)
        vector = (self.meaning.encode([text])[0] - self.centre) * self.meaning_weight
        distances = distances + self.slopes[:, 2 * BUCKETS :].astype(np.float32) @ vector
        shares = np.exp(distances - distances.max())
        return dict(zip(self.labels, (shares / shares.sum()).tolist(), strict=True))

    def _told(self, counts: Counts, weights: NDArray[np.float32], offset: int) -> NDArray[np.float32]:
        buckets, values = weighted(counts, weights)
        return np.asarray(self.slopes[:, buckets + offset].astype(np.float32) @ values)


def weighted(counts: Counts, weights: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Give a text's known buckets and what each weighs in it: a vector of unit length, or of none."""
    buckets = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
    values = np.fromiter(counts.values(), dtype=np.float32, count=len(counts)) * weights[buckets]
    known = values > 0
    buckets, values = buckets[known], values[known]
    return buckets, values / max(float(np.linalg.norm(values)), 1e-9)


def read_urgency_model(path: Path, meaning: Meaning) -> UrgencyModel:
    """Read what training wrote. Raises UrgencyModelMissing."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            if int(kept["format"]) != FORMAT:
                raise UrgencyModelMissing(f"{path} is of another release; run `amparo train`")
            return UrgencyModel(
                tuple(str(label) for label in kept["labels"]),
                kept["letters"].astype(np.float32),
                kept["words"].astype(np.float32),
                kept["centre"],
                float(kept["meaning_weight"]),
                kept["slopes"],
                kept["intercepts"],
                meaning,
            )
    except FileNotFoundError:
        raise UrgencyModelMissing(f"there is no safety model at {path}; run `amparo train`") from None
    except (ValueError, KeyError, OSError, EOFError, BadZipFile):
        raise UrgencyModelMissing(f"{path} is not what training writes; run `amparo train`") from None
