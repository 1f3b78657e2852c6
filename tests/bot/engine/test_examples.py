"""The examples that the model learns from: enough of each meaning, in each language, by more than one author."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from bot.knowledge.topics import read_topics
from bot.settings import PROJECT

NLU = PROJECT / "dialogues" / "nlu"
LANGUAGES = tuple(sorted(path.name for path in NLU.iterdir() if path.is_dir()))
LEAST = {"survivor": 20, "child": 20, "community": 20, "anyone": 20, "professional": 12}
LEAST_SERVICE = 12


def lines(path: Path) -> dict[str, list[str]]:
    return {
        each["intent"]: each["examples"].splitlines()
        for each in yaml.load(path.read_text(), Loader=yaml.CSafeLoader)["nlu"]
    }


@pytest.fixture(scope="module")
def counted() -> Mapping[str, Counter[str]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for path in NLU.glob("*/*/*.yml"):
        for label, examples in lines(path).items():
            found[path.parent.parent.name][label] += len(examples)
    return found


def test_there_are_examples_in_every_language_that_we_answer_in():
    assert {path.parent.name for path in (PROJECT / "translations").glob("*/locale.yml")} == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_has_enough_examples(counted: Mapping[str, Counter[str]], language: str):
    topics = read_topics(PROJECT / "knowledge" / "topics").values()
    few = [each.id for each in topics if counted[language][f"ask/{each.id}"] < LEAST[each.audience]]
    assert few == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_service_intent_has_enough_examples(counted: Mapping[str, Counter[str]], language: str):
    service = {label for labels in counted.values() for label in labels if not label.startswith("ask/")}
    assert len(service) == 18
    assert [label for label in sorted(service) if counted[language][label] < LEAST_SERVICE] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_is_written_by_two_authors_at_least_somewhere_in_its_language(language: str):
    authors: dict[str, set[str]] = defaultdict(set)
    for path in NLU.glob(f"{language}/*/*.yml"):
        for label in lines(path):
            authors[label].add(path.parent.name)
    assert [label for label, names in sorted(authors.items()) if len(names) < 2] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_author_gives_one_line_two_meanings(language: str):
    doubles = []
    for author in (NLU / language).iterdir():
        seen: dict[str, str] = {}
        for path in author.glob("*.yml"):
            for label, examples in lines(path).items():
                doubles += [
                    f"{author.name}: {label} and {seen[line.casefold()]}"
                    for line in examples
                    if seen.setdefault(line.casefold(), label) != label
                ]
    assert doubles == []
