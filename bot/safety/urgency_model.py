"""The urgency model: how likely a message is of a kind that needs an answer at once; arrays, read without pickle."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from bot.safety.meaning import Meaning
from bot.safety.urgency_features import BUCKETS, Counts, pieces

NONE = "none"
"""The label of a message that can wait."""
FORMAT = 2
LETTERS_SHARE = 0.7
"""How much the network that reads letters, words and meaning counts beside the one that reads meaning alone."""
MEANING_SCALE = 8.0
"""What the network of meaning multiplies vectors by, whose numbers are small: it learns faster."""

Arrays = Mapping[str, NDArray[np.generic]]
Numbers = NDArray[np.float32]


class UrgencyModelMissing(Exception):  # noqa: N818 - a state of the installation
    """There is no trained model, or the file is not what this release's training writes; the message says which."""


@dataclass(frozen=True, slots=True)
class Network:
    """One hidden layer of rectified units, and a softmax over the labels.

    `inner` has the shape (inputs, units), `outer` (units, labels).
    """

    inner: Numbers | NDArray[np.float16] = field(repr=False)
    inner_bias: Numbers = field(repr=False)
    outer: Numbers = field(repr=False)
    outer_bias: Numbers = field(repr=False)

    def logarithms(self, told: Numbers) -> Numbers:
        """Give the logarithm of each label's share, for what the inputs sum up to in each unit."""
        distances = np.maximum(told + self.inner_bias, 0.0) @ self.outer + self.outer_bias
        distances = distances - distances.max()
        return np.asarray(distances - np.log(np.exp(distances).sum()))


@dataclass(frozen=True, slots=True)
class UrgencyModel:
    """Two small networks whose word is weighed together: one reads letters, words and meaning, one meaning alone.

    `labels` has the kinds and NONE. `weights` has how much each bucket of letters, and then each of words, tells
    (inverse document frequency, 0 where training hardly saw it), `rows` where it stands among the inputs of `letters`,
    which end with the vector.
    """

    labels: tuple[str, ...]
    weights: Numbers = field(repr=False)
    rows: NDArray[np.int64] = field(repr=False)
    letters: Network = field(repr=False)
    vectors: Network = field(repr=False)
    meaning: Meaning = field(repr=False)

    def kinds(self, text: str) -> Mapping[str, float]:
        """Give the probability of each kind, NONE among them; they add up to one."""
        letters, words = pieces(text)
        vector = self.meaning.encode([text])[0]
        told = self._told(letters, 0) + self._told(words, BUCKETS)
        told = told + vector @ self.letters.inner[-vector.size :].astype(np.float32)
        by_meaning = (vector * np.float32(MEANING_SCALE)) @ self.vectors.inner
        shares = together(self.letters.logarithms(told), self.vectors.logarithms(by_meaning))
        return dict(zip(self.labels, shares.tolist(), strict=True))

    def _told(self, counts: Counts, offset: int) -> Numbers:
        buckets, values = weighted(counts, self.weights[offset : offset + BUCKETS])
        return np.asarray(values @ self.letters.inner[self.rows[buckets + offset]].astype(np.float32))


def together(letters: Numbers, vectors: Numbers) -> Numbers:
    """Weigh both networks' logarithms of shares, of shape (labels) or (messages, labels), into shares."""
    mixed = LETTERS_SHARE * letters + (1 - LETTERS_SHARE) * vectors
    shares = np.exp(mixed - mixed.max(axis=-1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=-1, keepdims=True))


def weighted(counts: Counts, weights: Numbers) -> tuple[NDArray[np.int64], Numbers]:
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
            columns = kept["columns"].astype(np.int64)
            weights, rows = np.zeros(2 * BUCKETS, dtype=np.float32), np.zeros(2 * BUCKETS, dtype=np.int64)
            weights[columns], rows[columns] = kept["weights"], np.arange(columns.size)
            labels = tuple(str(label) for label in kept["labels"])
            # The one is large and read in few places, the other read whole each time.
            letters, vectors = _network(kept, "letters", np.float16), _network(kept, "vectors", np.float32)
            return UrgencyModel(labels, weights, rows, letters, vectors, meaning)
    except FileNotFoundError:
        raise UrgencyModelMissing(f"there is no safety model at {path}; run `amparo train`") from None
    except (ValueError, KeyError, IndexError, OSError, EOFError, BadZipFile):
        raise UrgencyModelMissing(f"{path} is not what training writes; run `amparo train`") from None


def _network(kept: Arrays, name: str, inner: type[np.floating[Any]]) -> Network:
    small = (kept[f"{name}_{part}"].astype(np.float32) for part in ("inner_bias", "outer", "outer_bias"))
    return Network(kept[f"{name}_inner"].astype(inner), *small)
