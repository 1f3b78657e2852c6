"""The examples that the urgency model learns from: a file for each language and author, and the topics' questions."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

KINDS = ("self_harm", "danger", "child", "watched", "none")
QUESTIONS = "questions"
"""The author's name under which the topics' own questions stand."""


class ExamplesError(Exception):
    """A file that cannot be learnt from; the message names the file and the mend."""


@dataclass(frozen=True, slots=True)
class Example:
    """One message as people write them, made up by an author, and what kind it is of."""

    language: str
    author: str
    kind: str
    text: str = field(repr=False)


def read_examples(dialogues: Path) -> Sequence[Example]:
    """Read `safety/<language>/<author>.yml` and what `safety/questions.yml` takes of `nlu/`. Raises ExamplesError."""
    paths = sorted((dialogues / "safety").glob("*/*.yml"))
    if not paths:
        raise ExamplesError(f"{dialogues / 'safety'} holds no examples; each is a file <language>/<author>.yml")
    return [*(example for path in paths for example in _read(path)), *_questions(dialogues)]


def _questions(dialogues: Path) -> Iterator[Example]:
    """Give some questions of every topic: who only asks must not be taken for somebody in danger."""
    path = dialogues / "safety" / "questions.yml"
    chosen = _yaml(path)
    try:
        most, urgent, left_out = int(chosen["of_each"]), dict(chosen["urgent"]), set(chosen["left_out"])
    except (TypeError, KeyError, ValueError):
        raise ExamplesError(f"{path} needs the fields of_each, urgent and left_out") from None
    if most < 1:
        raise ExamplesError(f"{path}, of_each: {most} takes no line of a topic; give 1 or more")
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for file in sorted((dialogues / "nlu").glob("*/*/*.yml")):
        for intent, lines in _intents(file):
            found[file.parent.parent.name, intent.rpartition("/")[2]] += lines
    for (language, intent), lines in found.items():
        if intent in left_out:
            continue
        # Evenly from all of its authors.
        some = lines if intent in urgent else lines[:: max(1, len(lines) // most)][:most]
        yield from (Example(language, QUESTIONS, urgent.get(intent, "none"), line) for line in some)


def _intents(path: Path) -> Iterator[tuple[str, Sequence[str]]]:
    """Give each intent's lines; synonyms and lookup tables, which Rasa keeps in such files too, are passed over."""
    blocks = _yaml(path)
    blocks = blocks.get("nlu") if isinstance(blocks, dict) else None
    if not isinstance(blocks, list):
        raise ExamplesError(f"{path} must have a list of intents under nlu")
    for block in blocks:
        if not isinstance(block, dict) or "intent" not in block:
            continue
        if not isinstance(block.get("examples"), str):
            raise ExamplesError(f"{path}, {block['intent']}: examples must be lines that begin with “- ”, after “|”")
        yield str(block["intent"]), [line.removeprefix("- ").strip() for line in block["examples"].splitlines()]


def _yaml(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except FileNotFoundError:
        raise ExamplesError(f"{path} is missing") from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise ExamplesError(f"{path} is not readable as YAML; quote every line with double quotes") from None


def _read(path: Path) -> Sequence[Example]:
    kinds = _yaml(path)
    if not isinstance(kinds, dict) or not set(kinds) <= set(KINDS):
        raise ExamplesError(f"{path} must have lists of lines under some of: {', '.join(KINDS)}")
    for kind, lines in kinds.items():
        if not isinstance(lines, list) or not all(isinstance(line, str) and line.strip() for line in lines):
            raise ExamplesError(f"{path}, {kind}: every line must be a text in double quotes")
    language, author = path.parent.name, path.stem
    return [Example(language, author, kind, line) for kind, lines in kinds.items() for line in lines]
