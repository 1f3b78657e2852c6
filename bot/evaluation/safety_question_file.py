"""A file of an office's own questions for the safety net: lists by kind, or a JSON object a line."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.evaluation.questions import QuestionError
from bot.evaluation.safety_questions import KINDS, WAITS, SafetyQuestion, kind_of, ordinary, read_lists
from bot.language.languages import LANGUAGES


def read_question_file(path: Path, languages: Sequence[str] = ()) -> tuple[SafetyQuestion, ...]:
    """Read the questions of some languages, or all. Raises QuestionError and ContentError.

    A `.yml` has lists of lines under the kinds; a `.jsonl` has `{"text", "urgent": true or false}` in each line, with
    `kind` and `language` where they are known, or `{"text", "intent"}`. What does not name its language is of the only
    one in `languages`, or of the one that the file or its folder is named after.
    """
    language = languages[0] if len(languages) == 1 else _named_after(path)
    if path.suffix in (".yml", ".yaml"):
        if not language:
            raise QuestionError(f"{path.name}: does not say its language; add --language, such as --language es")
        found = tuple(read_lists(path, language))
    elif path.suffix == ".jsonl":
        found = _objects(path, language)
    else:
        raise QuestionError(f"{path.name}: must be a .yml with lists by kind, or a .jsonl with an object a line")
    chosen = tuple(each for each in found if not languages or each.language in languages)
    if not chosen:
        raise QuestionError(f"{path.name}: holds no questions{' in ' + ', '.join(languages) if languages else ''}")
    return chosen


def _named_after(path: Path) -> str:
    return next((name for name in (path.stem, path.parent.name) if name in LANGUAGES), "")


def _objects(path: Path, language: str) -> tuple[SafetyQuestion, ...]:
    # Bytes end lines at line feeds only; a text may hold other separators, or letters that are not UTF-8.
    lines = path.read_bytes().splitlines()
    return tuple(
        _Line(f"{path.name}, line {at}", line, at).question(language)
        for at, line in enumerate(lines, 1)
        if line.strip()
    )


@dataclass(frozen=True, slots=True)
class _Line:
    place: str
    content: bytes
    at: int

    def question(self, language: str) -> SafetyQuestion:
        data = self._data()
        text, spoken = data.get("text"), data.get("language", language)
        if not isinstance(text, str) or not text.strip():
            raise QuestionError(f"{self.place}: needs a text")
        if not isinstance(spoken, str) or not spoken:
            raise QuestionError(f'{self.place}: does not say its language; write "language": "es", or add --language')
        identity = str(data.get("id", f"{spoken} line {self.at}"))
        if "intent" in data:
            if not isinstance(data["intent"], str) or not data["intent"]:
                raise QuestionError(f"{self.place}: the intent must be a word")
            return ordinary(identity, text, spoken, data["intent"])
        return self._urgent_or_not(data, identity, text, spoken)

    def _data(self) -> dict[str, Any]:
        try:
            data = json.loads(self.content)
        except (ValueError, RecursionError):
            raise QuestionError(f"{self.place}: is no JSON object; write one object a line") from None
        if not isinstance(data, dict):
            raise QuestionError(f"{self.place}: is no JSON object; write one object a line")
        return data

    def _urgent_or_not(self, data: dict[str, Any], identity: str, text: str, language: str) -> SafetyQuestion:
        kind, urgent = data.get("kind"), data.get("urgent")
        if kind is not None and kind not in KINDS:
            raise QuestionError(f"{self.place}: the kind must be one of {', '.join(KINDS)}")
        if not isinstance(urgent, bool):
            raise QuestionError(f'{self.place}: must say "urgent": true or false, or name an "intent"')
        if kind is not None and urgent == (kind == WAITS):
            raise QuestionError(
                f"{self.place}: says one thing by its kind and another by urgent; only {WAITS} can wait"
            )
        return SafetyQuestion(identity, text, language, urgent, kind_of(kind) if kind else None)
