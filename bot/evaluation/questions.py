"""The test questions: what people might write, and what each of them means."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

STYLES = ("plain", "short", "misspelt", "slang", "story", "friend", "fear", "mixed")
FIELDS = ("id", "text", "intent", "style")
OUT_OF_SCOPE = "out_of_scope"


class QuestionError(Exception):
    """A file of questions that cannot be used; the text names the file, the line and the mend."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `intent` is a topic id or a service intent, `style` how it is written."""

    id: str
    text: str
    intent: str
    style: str
    language: str

    @property
    def in_scope(self) -> bool:
        """Say whether there is something to understand."""
        return self.intent != OUT_OF_SCOPE


def read_questions(folder: Path, languages: Collection[str] = ()) -> tuple[Question, ...]:
    """Read `<language>.jsonl` files, all or those of some languages. Raises QuestionError."""
    paths = [path for path in sorted(folder.glob("*.jsonl")) if not languages or path.stem in languages]
    missing = sorted(set(languages) - {path.stem for path in paths})
    if missing:
        raise QuestionError(f"{folder}: there is no {missing[0]}.jsonl; write one or leave the language out")
    if not paths:
        raise QuestionError(f"{folder}: there are no questions; each language has a file such as en.jsonl")
    questions = tuple(question for path in paths for question in _read(path))
    _refuse_doubles(folder, questions)
    return questions


def _read(path: Path) -> list[Question]:
    # Bytes end lines at line feeds only; a text may hold other separators, or letters that are not UTF-8.
    lines = path.read_bytes().splitlines()
    return [_question(path, at, line) for at, line in enumerate(lines, 1) if line.strip()]


def _question(path: Path, at: int, line: bytes) -> Question:
    place = f"{path.name}, line {at}"
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        raise QuestionError(f"{place}: is no JSON object; write one object a line") from None
    if not isinstance(data, dict) or not all(isinstance(data.get(name), str) and data[name].strip() for name in FIELDS):
        raise QuestionError(f"{place}: needs the texts {', '.join(FIELDS)}")
    if data["style"] not in STYLES:
        raise QuestionError(f"{place}: the style must be one of {', '.join(STYLES)}")
    return Question(data["id"], data["text"], data["intent"], data["style"], path.stem)


def _refuse_doubles(folder: Path, questions: Sequence[Question]) -> None:
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            raise QuestionError(f"{folder}: the id {question.id!r} stands twice")
        seen.add(question.id)
