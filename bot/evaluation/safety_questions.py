"""The safety net's questions: messages that need an answer at once, and messages that can wait."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.conversation.intents import ALARM_INTENTS
from bot.evaluation.questions import QuestionError, read_questions
from bot.knowledge import content_file
from bot.knowledge.content_file import ContentError
from bot.safety.net import Alarm

WAITS = "none"
"""The list of hard messages that can wait."""
KINDS = (*(kind.value for kind in Alarm), WAITS)


@dataclass(frozen=True, slots=True)
class SafetyQuestion:
    """One message: `kind` is what must be heard, None where nobody said; `topic` is what an ordinary one asks."""

    id: str
    text: str = field(repr=False)
    language: str
    urgent: bool
    kind: Alarm | None = None
    topic: str = ""


def kind_of(name: str) -> Alarm | None:
    """Give the alarm that a list's name asks for, None for the list of what can wait."""
    return None if name == WAITS else Alarm(name)


def read_safety_questions(folder: Path, languages: Collection[str] = ()) -> tuple[SafetyQuestion, ...]:
    """Read `safety/<language>/<author>.yml` under a folder of questions. Raises QuestionError and ContentError."""
    paths = sorted((folder / "safety").glob("*/*.yml"))
    if not paths:
        raise QuestionError(f"{folder / 'safety'}: there are no questions; each is a file <language>/<author>.yml")
    missing = sorted(set(languages) - {path.parent.name for path in paths})
    if missing:
        raise QuestionError(f"{folder / 'safety'}: there is no {missing[0]}/; write one or leave the language out")
    chosen = [path for path in paths if not languages or path.parent.name in languages]
    return tuple(question for path in chosen for question in read_lists(path, path.parent.name))


def read_ordinary_questions(folder: Path, languages: Collection[str] = ()) -> tuple[SafetyQuestion, ...]:
    """Read the ordinary questions, `<language>.jsonl`, with calls for help among them. Raises QuestionError."""
    return tuple(
        ordinary(question.id, question.text, question.language, question.intent)
        for question in read_questions(folder, languages)
    )


def ordinary(identity: str, text: str, language: str, intent: str) -> SafetyQuestion:
    """Make a question of an intent; one in danger or who may harm themselves must be heard."""
    return SafetyQuestion(identity, text, language, intent in ALARM_INTENTS, ALARM_INTENTS.get(intent), intent)


def read_lists(path: Path, language: str) -> Sequence[SafetyQuestion]:
    """Read one file of lists by kind. Raises ContentError."""
    lists = content_file.read(path)
    if not isinstance(lists, dict) or not lists or not set(lists) <= set(KINDS):
        raise ContentError(path, f"must have lists of lines under some of: {', '.join(KINDS)}")
    return [question for name, lines in lists.items() for question in _lines(path, name, lines, language)]


def _lines(path: Path, name: str, lines: Any, language: str) -> Iterator[SafetyQuestion]:
    if not isinstance(lines, list) or not lines:
        raise ContentError(path, f"{name}: must be a list of lines; leave it out where there are none")
    for at, line in enumerate(lines, 1):
        # A bare number or date is no text to YAML.
        if not isinstance(line, str) or not line.strip():
            raise ContentError(path, f"{name}, line {at}: must be a text; put it in double quotes")
        yield SafetyQuestion(f"{language} {path.stem} {name} {at}", line, language, name != WAITS, kind_of(name))
