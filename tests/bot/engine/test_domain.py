"""The Rasa project agrees with the examples and the knowledge base."""

from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
DIALOGUES = ROOT / "dialogues"


def read(path: Path) -> dict:
    return yaml.load(path.read_text(), Loader=yaml.CSafeLoader)


@pytest.fixture(scope="module")
def labels() -> set[str]:
    found = {each["intent"] for path in DIALOGUES.glob("nlu/*/*/*.yml") for each in read(path)["nlu"]}
    assert len(found) > 40
    return found


@pytest.fixture(scope="module")
def domain() -> dict:
    return read(DIALOGUES / "domain.yml")


def test_every_intent_has_examples_and_a_rule(domain: dict, labels: set[str]):
    learnt = {label.partition("/")[0] for label in labels} | {"nlu_fallback"}
    begins = [rule["steps"][0] for rule in read(DIALOGUES / "rules.yml")["rules"]]
    ruled = {step["intent"] for step in begins if "intent" in step}
    assert set(domain["intents"]) == learnt == ruled


def test_a_topic_s_line_in_the_domain_says_that_topic_and_a_new_topic_needs_none(domain: dict, labels: set[str]):
    said = {
        name: each[0]["custom"] for name, each in domain["responses"].items() if name.startswith("utter_ask/")
    }  # fmt: skip
    topics = [label.removeprefix("ask/") for label in labels if label.startswith("ask/")]
    assert said
    assert said.items() <= {f"utter_ask/{topic}": {"say": "answer", "topic": topic} for topic in topics}.items()


def test_every_topic_of_the_examples_has_an_answer(labels: set[str]):
    answered = {path.stem for path in (ROOT / "knowledge" / "topics").glob("*.yml")}
    assert {label.removeprefix("ask/") for label in labels if label.startswith("ask/")} == answered
