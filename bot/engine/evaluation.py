"""Cross-validates the examples by author, without Rasa: `python -m bot.engine.evaluation` prints the tables."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from bot.engine import silence, tensorless

_DIALOGUES = Path(__file__).parents[2] / "dialogues"
_BEYOND = (0.15, 0.2, 0.25, 0.3, 0.4, 0.6, 1.0)
_FAMILIAR = (0.0, 0.3, 0.35, 0.4)
_SURE = (0.0, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6)
_OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True)
class Example:
    """One line of the examples, its label in full, and the language and the author of the folder where it stands."""

    text: str
    label: str
    language: str
    author: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What a model that knows nothing of the example's author made of it.

    `best` are the three best labels in scope, `confidence` is the first one's probability, `beyond` that of being out
    of scope.
    """

    example: Example
    best: tuple[str, ...]
    confidence: float
    beyond: float
    familiarity: float


def examples(dialogues: Path) -> list[Example]:
    """Read the examples of every language with Rasa's own reader."""
    from rasa.shared.importers.utils import training_data_from_paths  # noqa: PLC0415 - takes seconds

    read: list[Example] = []
    for path in sorted(dialogues.glob("nlu/*/*/*.yml")):
        data = training_data_from_paths([str(path)], "en")
        author, language = path.parent.name, path.parent.parent.name
        read.extend(
            Example(each.get("text"), each.get_full_intent(), language, author) for each in data.intent_examples
        )
    return read


def judge(lines: Sequence[Example]) -> list[Judged]:
    """Let a model judge each author's lines that learnt only from the others', in all languages.

    An author's lines are like each other. Random folds would show a model something of every author, and flatter it.
    """
    import numpy as np  # noqa: PLC0415 - after the environment is quiet

    from bot.engine.encoder import MultilingualE5, training_vectors  # noqa: PLC0415
    from bot.engine.topic_model import TopicModel  # noqa: PLC0415

    vectors = training_vectors(MultilingualE5, [line.text for line in lines])
    judged = []
    for author in sorted({line.author for line in lines}):
        seen = [at for at, line in enumerate(lines) if line.author != author]
        unseen = [at for at, line in enumerate(lines) if line.author == author]
        model = TopicModel()
        model.fit([lines[at].text for at in seen], vectors[seen], [lines[at].label for at in seen])
        probabilities = model.probabilities([lines[at].text for at in unseen], vectors[unseen])
        beyond = probabilities[:, model.labels.index(_OUT_OF_SCOPE)].copy()
        probabilities[:, model.labels.index(_OUT_OF_SCOPE)] = 0
        for at, row, out in zip(unseen, probabilities, beyond, strict=True):
            order = np.argsort(-row)[:3]
            best = tuple(model.labels[place] for place in order)
            likeliest = float(row[order[0]])
            familiarity = model.familiarity(likeliest, vectors[at], best[0])
            judged.append(Judged(lines[at], best, likeliest, float(out), familiarity))
    return judged


def table_of_languages(judged: Sequence[Judged]) -> list[str]:
    """Print how often the first, and one of the first three labels are right for lines in scope, by language."""
    rows = ["language    lines  first right  in first three"]
    for language in [*sorted({each.example.language for each in judged}), ""]:
        chosen = [each for each in judged if language in (each.example.language, "") and _within(each)]
        first = _share(each.best[0] == each.example.label for each in chosen)
        three = _share(each.example.label in each.best for each in chosen)
        rows.append(f"{language or 'all':10} {len(chosen):6}  {first:11.3f}  {three:14.3f}")
    return rows


def table_of_scope(judged: Sequence[Judged]) -> list[str]:
    """Print what each limit of being out of scope costs: lines let through, and lines in scope that are lost."""
    within = [each for each in judged if _within(each)]
    outside = [each for each in judged if not _within(each)]
    rows = ["beyond  familiar  out of scope let through  in scope turned away  first right of all in scope"]
    for beyond, familiar in product(_BEYOND, _FAMILIAR):
        through = _share(_taken(each, beyond, familiar) for each in outside)
        lost = _share(not _taken(each, beyond, familiar) for each in within)
        right = _share(_taken(each, beyond, familiar) and each.best[0] == each.example.label for each in within)
        rows.append(f"{beyond:6.2f}  {familiar:8.2f}  {through:24.3f}  {lost:20.3f}  {right:27.3f}")
    return rows


def _taken(judged: Judged, beyond: float, familiar: float) -> bool:
    return judged.beyond < beyond * judged.confidence and judged.familiarity >= familiar


def table_of_certainty(judged: Sequence[Judged]) -> list[str]:
    """Print what each threshold of certainty costs: wrong answers given, and right ones asked back."""
    within = [each for each in judged if _within(each)]
    rows = ["sure    right  wrong  right asked back  wrong asked back"]
    for threshold in _SURE:
        sure = [each for each in within if each.confidence >= threshold]
        right = sum(each.best[0] == each.example.label for each in sure) / max(1, len(within))
        all_right = _share(each.best[0] == each.example.label for each in within)
        wrong = len(sure) / max(1, len(within)) - right
        rows.append(
            f"{threshold:4.2f}    {right:.3f}  {wrong:.3f}  {all_right - right:16.3f}  {1 - all_right - wrong:16.3f}"
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


def _within(judged: Judged) -> bool:
    return judged.example.label != _OUT_OF_SCOPE


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
    tensorless.leave_out_tensorflow()
    lines = examples(arguments.dialogues)
    silence.quiet_logs()
    judged = judge(lines)
    tables = [
        table_of_languages(judged),
        table_of_scope(judged),
        table_of_certainty(judged),
        table_of_labels([each for each in judged if _within(each)], arguments.labels),
    ]
    sys.stdout.write("\n\n".join("\n".join(table) for table in tables) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
