"""The classifier itself, without Rasa: a line and its vector in, a probability for each label out."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import skops.io
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.engine.spelling import fold

# Chosen by cross-validation (`python -m bot.engine.evaluation`): how much the vector weighs beside the letters.
VECTOR_WEIGHT = 6.0
REGULARISATION = 10.0
# What TF-IDF keeps its weights in; everything else that the file may name is scikit-learn's or numpy's own.
_TRUSTED = ["scipy.sparse._csr.csr_matrix"]


class UntrustedModelError(Exception):
    """A model file names a type that this classifier is not made of."""


class TopicModel:
    """Character and word TF-IDF beside a sentence vector, weighed by one logistic regression over all labels."""

    def __init__(self) -> None:
        self._letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 4), lowercase=False, sublinear_tf=True, min_df=2, dtype=np.float32
        )
        self._words = TfidfVectorizer(
            token_pattern=r"\S+",  # noqa: S106 - a pattern, not a password
            ngram_range=(1, 2),
            lowercase=False,
            sublinear_tf=True,
            dtype=np.float32,
        )
        self._centre = np.zeros(0, dtype=np.float32)
        self._regression = LogisticRegression(C=REGULARISATION, max_iter=60, tol=1e-2)

    @property
    def labels(self) -> list[str]:
        """List the labels in the order of the probabilities."""
        return [str(label) for label in self._regression.classes_]

    def fit(self, texts: Sequence[str], vectors: np.ndarray, labels: Sequence[str]) -> None:
        """Learn from lines, their vectors of shape (lines, dimensions) and their labels."""
        folded = [fold(text) for text in texts]
        self._letters.fit(folded)
        self._words.fit(folded)
        # Vectors of this encoder all point the same way (cosines of 0.7 and more); what differs is around their mean.
        self._centre = vectors.mean(axis=0)
        self._regression.fit(self._features(folded, vectors), list(labels))

    def probabilities(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Give a probability for each label, shape (lines, labels)."""
        return np.asarray(self._regression.predict_proba(self._features([fold(text) for text in texts], vectors)))

    def save(self, path: Path) -> None:
        """Write the model without pickle, so that reading it runs no code."""
        parts = {"letters": self._letters, "words": self._words, "centre": self._centre, "regression": self._regression}
        skops.io.dump(parts, path)

    @classmethod
    def load(cls, path: Path) -> "TopicModel":
        """Read a model. Raises UntrustedModelError where the file names any other type."""
        if set(skops.io.get_untrusted_types(file=path)) - set(_TRUSTED):
            raise UntrustedModelError("the classifier's file names types that it must not hold")
        parts: dict[str, Any] = skops.io.load(path, trusted=_TRUSTED)
        model = cls()
        model._letters, model._words = parts["letters"], parts["words"]
        model._centre, model._regression = parts["centre"], parts["regression"]
        return model

    def _features(self, folded: Sequence[str], vectors: np.ndarray) -> csr_matrix:
        meaning = csr_matrix((vectors - self._centre) * np.float32(VECTOR_WEIGHT))
        return hstack([self._letters.transform(folded), self._words.transform(folded), meaning], format="csr")
