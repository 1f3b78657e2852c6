"""Languages that people write in and we cannot answer in yet: what we say to that, and in which one we answer."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from bot.knowledge import content_file
from bot.knowledge.record import Record


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """The sentence in the language itself, with `{language}` for the one of the answer."""

    answer_in: str
    sentence: str


def read_other_languages(knowledge: Path, spoken: Collection[str]) -> Mapping[str, OtherLanguage]:
    """Read `other_languages.yml`, by language. Raises ContentError."""
    path = knowledge / "other_languages.yml"
    record = Record(path, content_file.read(path), path.stem)
    found = {}
    for language in record.keys():  # noqa: SIM118 - a Record is no mapping
        each = record.record(language)
        other = OtherLanguage(each.text("answer_in"), each.text("say"))
        each.finish()
        if other.answer_in not in spoken:
            raise each.error(f"we do not speak {other.answer_in!r}; answer_in is one of {', '.join(spoken)}")
        if _names(other.sentence) != {"language"}:
            raise each.error("`say` must name the language of the answer as {language}, and nothing else in braces")
        found[language] = other
    return found


def _names(sentence: str) -> set[str]:
    """List the names in braces; none where the braces do not match."""
    try:
        return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}
    except ValueError:
        return set()
