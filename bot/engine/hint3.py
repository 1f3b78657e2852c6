"""The same classifier on HINT3, real queries to two shops, beside five published systems.

`python -m bot.engine.hint3 --data FOLDER` prints JSON. Data: Arora et al., "HINT3: Raising the bar for Intent
Detection in the Wild", EMNLP 2020 Insights workshop.
"""

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from bot.engine import silence, tensorless

BOTS = ("sofmattress", "curekart")
BEYOND = "NO_NODES_DETECTED"
THRESHOLDS = tuple(step / 20 for step in range(20))
"""What the peers' figures were computed over."""


@dataclass(frozen=True, slots=True)
class Score:
    """A system's accuracy on a bot: on in-scope queries without a threshold, and on all at its best threshold."""

    bot: str
    system: str
    in_scope: float
    overall: float


def ours(data: Path, bot: str, *, subset: bool) -> Score:
    """Train on a bot's examples and score its real queries."""
    # The libraries take seconds, and must find the environment quiet.
    from bot.engine.encoder import MultilingualE5, training_vectors  # noqa: PLC0415
    from bot.engine.topic_model import TopicModel  # noqa: PLC0415

    name = f"{bot}_subset" if subset else bot
    texts, labels = _read(data / f"{name}_train.csv")
    queries, meant = _read(data / f"{bot}_test.csv")
    model = TopicModel()
    model.fit(texts, training_vectors(MultilingualE5, texts), labels)
    vectors = training_vectors(MultilingualE5, queries)
    probabilities = model.probabilities(queries, vectors)
    best = np.array(model.labels)[probabilities.argmax(axis=1)]
    sure = [
        model.familiarity(float(row.max()), vector, label)
        for row, vector, label in zip(probabilities, vectors, best, strict=True)
    ]
    return score(name, best, np.array(sure), np.array(meant))


def score(bot: str, best: np.ndarray, sure: np.ndarray, meant: np.ndarray) -> Score:
    """Count as the peers were counted: each query's best label, how far it is believed, and what it means."""
    within = meant != BEYOND
    overall = max(float(np.mean(np.where(sure >= least, best, BEYOND) == meant)) for least in THRESHOLDS)
    return Score(bot, "amparo", float(np.mean(best[within] == meant[within])), overall)


def peers(data: Path) -> list[Score]:
    """Read the published systems' scores."""
    with (data / "peers.csv").open(encoding="utf-8", newline="") as file:
        return [
            Score(row["bot"], row["peer"], float(row["in_scope_accuracy"]), float(row["best_overall_accuracy"]))
            for row in csv.DictReader(file)
        ]


def _read(path: Path) -> tuple[Sequence[str], Sequence[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["sentence"] for row in rows], [row["label"] for row in rows]


def main() -> int:
    """Print every score as JSON."""
    parser = argparse.ArgumentParser(prog="python -m bot.engine.hint3", description="Score the classifier on HINT3.")
    parser.add_argument("--data", type=Path, required=True, help="the folder with the CSV files")
    arguments = parser.parse_args()
    silence.quiet_environment()
    tensorless.leave_out_tensorflow()
    try:
        published = peers(arguments.data)
        scores = [ours(arguments.data, bot, subset=subset) for bot in BOTS for subset in (False, True)]
    except OSError as error:
        sys.exit(f"hint3: {error.filename}: {error.strerror}")
    sys.stdout.write(json.dumps([asdict(each) for each in (*scores, *published)]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
