"""The difference between what was recorded and what is answered now, as somebody reads it in a review."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.conversations.player import Recorded
from tests.conversations.script import Script


def changed_turns(script: Script, now: Recorded) -> Sequence[int]:
    """Number the turns, from 1, that answer otherwise than they were recorded."""
    return [number for number, before, after in _turns(script, now) if before != after]


def difference(script: Script, now: Recorded) -> str:
    """Give a readable difference, empty where every turn answers as it was recorded."""
    said = []
    for number, before, after in _turns(script, now):
        if before != after:
            turn = script.turns[number - 1]
            said.append(f"turn {number}, who {turn.does}: {turn.what[:200]}")
            said += difflib.unified_diff(before, after, "recorded", "answered now", n=2, lineterm="")
    if not said:
        return ""
    again = f"Where that is meant, record it and read it again: make golden NAMES={script.name}"
    return "\n".join([f"tests/conversations/{script.name}.yml answers otherwise than recorded.", *said, again])


def _turns(script: Script, now: Recorded) -> Iterator[tuple[int, list[str], list[str]]]:
    for number, (turn, answered) in enumerate(zip(script.turns, now, strict=True), 1):
        before = _lines(turn.answer, ends=turn.ends)
        yield number, before, _lines(answered["answer"], ends="ends" in answered)


def _lines(answer: Sequence[Mapping[str, Any]], *, ends: bool) -> list[str]:
    lines = []
    for part in answer:
        sms = f" ({part['segments']} segments, {part['encoding']})" if "segments" in part else ""
        lines += [f"message{sms}:", *(f"  {line}" for line in part["text"].split("\n"))]
        lines += [f"  [{title}]" for title in part.get("buttons", ())]
    return [*lines, *(["the chat ends"] if ends else [])]
