"""The classifier itself, without Rasa: a line and its vector in, a probability for each label out."""

import math
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from scipy.sparse import csr_matrix, hstack
from scipy.special import softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import SGDClassifier
from tqdm import tqdm

from bot.language.spelling import fold

# Chosen by cross-validation by author and on HINT3: how much the vector weighs beside the letters, and the penalty.
VECTOR_WEIGHT = 6.0
PENALTY = 1e-4
SHARPNESS = 1.3
"""How much the distances from the labels' borders weigh as probabilities: it makes them as sure as they are right."""
UPDATES = 220_000
"""How many lines the learner looks at in all; half as many again gained nothing."""
EPOCHS = (5, 100)


class UnreadableModelError(Exception):
    """A model file is not what this classifier writes."""


class TopicModel:
    """Character and word TF-IDF beside a sentence vector, weighed by logistic regressions, one for each label.

    Stochastic gradient descent learns 95 labels from 47,000 lines in 44 seconds of processor time; a joint
    regression was right as often and took many times as long.
    """

    def __init__(self) -> None:
        self._letters, self._words = _letters(), _words()
        self._centre = np.zeros(0, dtype=np.float32)
        self._labels: list[str] = []
        self._slopes = np.zeros((0, 0), dtype=np.float32)
        self._intercepts = np.zeros(0)
        self._examples = np.zeros((0, 0), dtype=np.float16)
        self._example_labels = np.zeros(0, dtype=np.int32)

    @property
    def labels(self) -> list[str]:
        """List the labels in the order of the probabilities."""
        return self._labels

    def fit(self, texts: Sequence[str], vectors: np.ndarray, labels: Sequence[str]) -> None:
        """Learn from lines, their vectors of shape (lines, dimensions) and their labels."""
        folded = [fold(text) for text in texts]
        self._letters.fit(folded)
        self._words.fit(folded)
        # Vectors of this encoder all point the same way (cosines of 0.7 and more); what differs is around their mean.
        self._centre = vectors.mean(axis=0)
        epochs = min(max(math.ceil(UPDATES / len(folded)), EPOCHS[0]), EPOCHS[1])
        regression = SGDClassifier(loss="log_loss", alpha=PENALTY, n_jobs=-1, random_state=0)
        features, self._labels = self._features(folded, vectors), sorted(set(labels))
        for _ in tqdm(range(epochs), desc="topics", unit=" rounds", disable=not sys.stderr.isatty()):
            regression.partial_fit(features, list(labels), self._labels)
        # Half the memory, and the same answers.
        self._slopes, self._intercepts = regression.coef_.astype(np.float32), regression.intercept_
        self._examples = self._directions(vectors).astype(np.float16)
        self._example_labels = np.searchsorted(self._labels, list(labels)).astype(np.int32)

    def probabilities(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Give a probability for each label, shape (lines, labels)."""
        features = self._features([fold(text) for text in texts], vectors)
        return np.asarray(softmax((features @ self._slopes.T + self._intercepts) * SHARPNESS, axis=1))

    def likeness(self, vector: np.ndarray, label: str) -> float:
        """Say how like a line is to the most similar example of a label, 0 to 1: far from all of them, none is sure."""
        examples = self._examples[self._example_labels == self.labels.index(label)].astype(np.float32)
        return float(np.clip((examples @ self._directions(vector.reshape(1, -1))[0]).max(), 0.0, 1.0))

    def familiarity(self, probability: float, vector: np.ndarray, label: str) -> float:
        """Say how far a label can be believed at all: the geometric mean of its probability and the line's likeness.

        A line from another world has some label that is likelier than the others, and is like none of its examples.
        """
        return math.sqrt(probability * self.likeness(vector, label))

    def known(self, text: str) -> float:
        """Say which share of a line's words stand in the examples, 0 to 1: next to none in a language without any."""
        words = fold(text).split()
        return sum(word in self._words.vocabulary_ for word in words) / max(1, len(words))

    def save(self, path: Path) -> None:
        """Write the model as plain arrays: reading them runs no code, and takes a second."""
        with path.open("wb") as file:
            np.savez(
                file,
                labels=_lines(self._labels),
                letters=_lines(self._letters.get_feature_names_out()),
                letters_weights=self._letters.idf_,
                words=_lines(self._words.get_feature_names_out()),
                words_weights=self._words.idf_,
                **{name: getattr(self, f"_{name}") for name in _ARRAYS},
            )

    @classmethod
    def load(cls, path: Path) -> "TopicModel":
        """Read a model. Raises UnreadableModelError where the file holds anything but its arrays."""
        model = cls()
        try:
            with np.load(path, allow_pickle=False) as kept:
                model._labels = _from_lines(kept["labels"])
                model._letters = _letters(_from_lines(kept["letters"]), kept["letters_weights"])
                model._words = _words(_from_lines(kept["words"]), kept["words_weights"])
                for name in _ARRAYS:
                    setattr(model, f"_{name}", kept[name])
        except (ValueError, KeyError, UnicodeDecodeError, BadZipFile):
            raise UnreadableModelError("the classifier's file is not what training writes; train anew") from None
        return model

    def _features(self, folded: Sequence[str], vectors: np.ndarray) -> csr_matrix:
        meaning = csr_matrix((vectors - self._centre) * np.float32(VECTOR_WEIGHT))
        return hstack([self._letters.transform(folded), self._words.transform(folded), meaning], format="csr")

    def _directions(self, vectors: np.ndarray) -> np.ndarray:
        around = vectors - self._centre
        return np.asarray(around / np.maximum(np.linalg.norm(around, axis=1, keepdims=True), 1e-9))


_ARRAYS = ("centre", "slopes", "intercepts", "examples", "example_labels")


def _letters(terms: Sequence[str] | None = None, weights: np.ndarray | None = None) -> TfidfVectorizer:
    vectorizer = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 4), lowercase=False, sublinear_tf=True, min_df=2, dtype=np.float32
    )
    return _restored(vectorizer, terms, weights)


def _words(terms: Sequence[str] | None = None, weights: np.ndarray | None = None) -> TfidfVectorizer:
    vectorizer = TfidfVectorizer(
        token_pattern=r"\S+",  # noqa: S106 - a pattern, not a password
        ngram_range=(1, 2),
        lowercase=False,
        sublinear_tf=True,
        min_df=2,
        dtype=np.float32,
    )
    return _restored(vectorizer, terms, weights)


def _restored(vectorizer: TfidfVectorizer, terms: Sequence[str] | None, weights: np.ndarray | None) -> TfidfVectorizer:
    """Give a vectorizer what it had learnt; without terms, it has yet to learn."""
    if terms is not None:
        vectorizer.set_params(vocabulary=terms)
        vectorizer.idf_ = weights
    return vectorizer


def _lines(texts: Iterable[str]) -> np.ndarray:
    """Pack texts without line ends into bytes; an array of strings would take the space of the longest for each."""
    return np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)


def _from_lines(packed: np.ndarray) -> list[str]:
    texts: list[str] = packed.tobytes().decode().split("\n")
    return texts
