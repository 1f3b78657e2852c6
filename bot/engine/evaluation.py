"""Cross-validates the examples without Rasa: `python -m bot.engine.evaluation` prints accuracy and thresholds."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.engine import silence

_DIALOGUES = Path(__file__).parents[2] / "dialogues"
_THRESHOLDS = (0.0, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)
_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Example:
    """One line of the examples, its label in full, and the language of the folder where it stands."""

    text: str
    label: str
    language: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What a model that had not seen the example made of it: the three best labels and the first one's probability."""

    example: Example
    best: tuple[str, ...]
    confidence: float


def examples(dialogues: Path) -> list[Example]:
    """Read the examples of every language with Rasa's own reader."""
    from rasa.shared.importers.utils import training_data_from_paths  # noqa: PLC0415 - takes seconds

    read: list[Example] = []
    for path in sorted(dialogues.glob("nlu/*/*.yml")):
        data = training_data_from_paths([str(path)], "en")
        language = path.parent.name
        read.extend(Example(each.get("text"), each.get_full_intent(), language) for each in data.intent_examples)
    return read


def judge(lines: Sequence[Example], folds: int = _FOLDS) -> list[Judged]:
    """Let models judge the lines that they were not trained on; lines that fold to the same letters stay together."""
    import numpy as np  # noqa: PLC0415 - after the environment is quiet
    from sklearn.model_selection import StratifiedGroupKFold  # noqa: PLC0415

    from bot.engine.encoder import MultilingualE5, training_vectors  # noqa: PLC0415
    from bot.engine.spelling import fold  # noqa: PLC0415
    from bot.engine.topic_model import TopicModel  # noqa: PLC0415

    vectors = training_vectors(MultilingualE5(), [line.text for line in lines])
    strata = [f"{line.language} {line.label}" for line in lines]
    split = StratifiedGroupKFold(folds, shuffle=True, random_state=0)
    judged = []
    for seen, unseen in split.split(vectors, strata, [fold(line.text) for line in lines]):
        model = TopicModel()
        model.fit([lines[at].text for at in seen], vectors[seen], [lines[at].label for at in seen])
        probabilities = model.probabilities([lines[at].text for at in unseen], vectors[unseen])
        for at, row in zip(unseen, probabilities, strict=True):
            order = np.argsort(-row)[:3]
            judged.append(Judged(lines[at], tuple(model.labels[place] for place in order), float(row[order[0]])))
    return judged


def table_of_languages(judged: Sequence[Judged]) -> list[str]:
    """Print how often the first, and one of the first three labels are right, by language."""
    rows = ["language    lines  first right  in first three"]
    for language in [*sorted({each.example.language for each in judged}), ""]:
        chosen = [each for each in judged if language in (each.example.language, "")]
        first = _share(each.best[0] == each.example.label for each in chosen)
        three = _share(each.example.label in each.best for each in chosen)
        rows.append(f"{language or 'all':10} {len(chosen):6}  {first:11.3f}  {three:14.3f}")
    return rows


def table_of_thresholds(judged: Sequence[Judged]) -> list[str]:
    """Print what each threshold costs: in-scope lines answered rightly, wrongly or not, and other lines let through."""
    within = [each for each in judged if each.example.label != "out_of_scope"]
    beyond = [each for each in judged if each.example.label == "out_of_scope"]
    rows = ["threshold  right  wrong  not answered  right of answered  out of scope answered"]
    for threshold in _THRESHOLDS:
        answered = [each for each in within if each.best[0] != "out_of_scope" and each.confidence >= threshold]
        right = sum(each.best[0] == each.example.label for each in answered)
        through = _share(each.best[0] != "out_of_scope" and each.confidence >= threshold for each in beyond)
        rows.append(
            f"{threshold:9.2f}  {right / len(within):.3f}  {(len(answered) - right) / len(within):.3f}"
            f"  {1 - len(answered) / len(within):12.3f}  {right / max(1, len(answered)):17.3f}  {through:21.3f}"
        )
    return rows


def table_of_labels(judged: Sequence[Judged], most: int) -> list[str]:
    """Print the labels that are missed most, each with the label that takes most of its lines."""
    rows = ["label                        lines  right  most taken for"]
    labels = sorted({each.example.label for each in judged}, key=lambda label: _recall(judged, label))
    for label in labels[:most]:
        chosen = [each for each in judged if each.example.label == label]
        others = [each.best[0] for each in chosen if each.best[0] != label]
        taken = max(sorted(set(others)), key=others.count, default="-")
        rows.append(f"{label:28} {len(chosen):5}  {_recall(judged, label):.3f}  {taken} ({others.count(taken)})")
    return rows


def _recall(judged: Sequence[Judged], label: str) -> float:
    return _share(each.best[0] == label for each in judged if each.example.label == label)


def _share(holds: Iterable[bool]) -> float:
    found = list(holds)
    return sum(found) / max(1, len(found))


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bot.engine.evaluation", description="Cross-validate the examples.")
    parser.add_argument("--dialogues", type=Path, default=_DIALOGUES, help="the Rasa project (default: this one's)")
    parser.add_argument("--labels", type=int, default=12, help="how many of the weakest labels to list")
    arguments = parser.parse_args()
    silence.quiet_environment()
    lines = examples(arguments.dialogues)
    silence.quiet_logs()
    judged = judge(lines)
    tables = [table_of_languages(judged), table_of_thresholds(judged), table_of_labels(judged, arguments.labels)]
    sys.stdout.write("\n\n".join("\n".join(table) for table in tables) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
