"""An operator's own words: texts of the conversation that are said in place of ours, language by language."""

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from bot.knowledge import content_file
from bot.knowledge.catalogs import Catalogs
from bot.knowledge.record import Record
from bot.knowledge.translations import problems

CONVERSATION = "conversation."
STEERING = ("words.",)
SAFETY = ("danger.", "self_harm", "child", "neutral", "answer.not_legal_advice")
"""What a person in danger reads, and what no answer may hide."""


def read_operator_texts(path: Path, catalogs: Catalogs) -> Mapping[str, Mapping[str, str]]:
    """Read an operator's texts by language and key, each fit to stand in for ours. Raises ContentError."""
    record = Record(path, content_file.read(path), path.stem)
    texts = {}
    for language in record.keys():  # noqa: SIM118 - a Record is no mapping
        if language not in catalogs.languages:
            raise record.error(f"{language!r} is no language here; choose from {', '.join(catalogs.languages)}")
        said = record.record(language)
        texts[language] = {f"{CONVERSATION}{key}": _text(said, key, language, catalogs) for key in said.keys()}  # noqa: SIM118
    return texts


def _text(record: Record, key: str, language: str, catalogs: Catalogs) -> str:
    full_key = f"{CONVERSATION}{key}"
    known = [each.removeprefix(CONVERSATION) for each in catalogs.keys() if each.startswith(CONVERSATION)]  # noqa: SIM118
    if key not in known:
        near = get_close_matches(key.removeprefix(CONVERSATION), known, 1)
        meant = f"; did you mean {near[0]!r}?" if near else "; take it out"
        raise record.error(f"{key!r} is no text of knowledge/conversation.yml{meant}")
    if key.startswith(STEERING):
        raise record.error(f"{key!r} is what people write to steer and cannot be replaced; take it out")
    if key.startswith(SAFETY):
        raise record.error(f"{key!r} keeps people safe and cannot be replaced; take it out")
    text, english = record.text(key), catalogs.english(full_key)
    if not text:
        raise record.error(f"{key!r} is empty; write the text, or take the line out and ours is said")
    plain_letters = catalogs.locales[language].plain_sms_letters
    for problem in problems(full_key, english, text, plain_letters=plain_letters):
        raise record.error(f"{key!r} {problem}; the English is {english!r}")
    return text
