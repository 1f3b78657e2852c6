"""Each question of the seed documents has a topic whose text answers it, and the trained engine finds that topic."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli.engine_process import ENGINE_PYTHON, model_file
from bot.conversation.answer import answer, more
from bot.conversation.speech import Speech
from bot.knowledge.knowledge_base import KnowledgeBase, read_knowledge
from bot.settings import PROJECT, SETTINGS, SettingError, read_settings

SEED = PROJECT.parent / "shared" / "knowledge"
ANSWERS: dict[str, list[Any]] = yaml.load(Path(__file__).with_name("seed_answers.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
FEWEST_PHRASES, MOST_PHRASES = 2, 5
SHORTEST_PHRASE = 3
MOST_MISSES = 8
CANDIDATES = 3
"""The engine's intent and the first two alternatives, which a person is shown when it asks back."""


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return read_knowledge(PROJECT)


@cache
def seed_text(name: str) -> str:
    path = SEED / name
    if not path.is_file():
        pytest.skip(f"the list of the seed's questions, ../shared/knowledge/{name}, is not here")
    return path.read_text(encoding="utf-8")


def seed_questions() -> Mapping[str, str]:
    """Give each block's question by the block's id."""
    found = re.findall(
        r"^### (\S+)\n(?:- (?!question:).*\n)*- question: (.+)$", seed_text("seed-coverage.md"), re.MULTILINE
    )
    return dict(found)


def topics_by_block() -> Mapping[str, str]:
    """Give the topic that must answer each block."""
    topics = yaml.load(seed_text("topics.yml"), Loader=yaml.CSafeLoader)["topics"]
    return {block: topic["id"] for topic in topics for block in topic["seed_questions"]}


def phrases(block: str) -> Iterator[tuple[str, str, str]]:
    """Give a block's phrases, each with where it stands: `topic`, `country` or `law`, and which."""
    for entry in ANSWERS[block]:
        if isinstance(entry, str):
            yield "topic", "", entry
        else:
            kind = "country" if "country" in entry else "law"
            yield from ((kind, entry[kind], phrase) for phrase in entry["phrases"])


def said(knowledge: KnowledgeBase, topic_id: str, kind: str, name: str) -> str:
    """Give what a topic says in English: itself, with a country, or with one of the articles it rests on."""
    topic = knowledge.topics[topic_id]
    if kind == "topic":
        return f"{topic.short}\n{topic.full}\n{topic.now}"
    if kind == "law":
        assert name in topic.law, f"{topic_id} does not rest on {name}"
        assert knowledge.law[name].provenance.may_be_shown
        return knowledge.law[name].plain
    assert name in knowledge.countries
    speech = Speech(knowledge, "en")
    # The answer says the topic's own words too; only what the country adds may count as the country's.
    alone = {line.text for line in (*answer(speech, topic, ""), *more(speech, topic, ""))}
    lines = (*answer(speech, topic, name), *more(speech, topic, name))
    return "\n".join(line.text for line in lines if line.text not in alone)


def test_every_question_of_the_seed_has_a_topic_and_an_answer_and_nothing_is_left_over():
    blocks = set(seed_questions())
    assert len(blocks) == len(re.findall(r"^### S\d-\d+", seed_text("seed-coverage.md"), re.MULTILINE)) > 0
    assert blocks == set(topics_by_block())
    assert blocks == set(ANSWERS)


@pytest.mark.parametrize("block", ANSWERS)
def test_the_topic_says_what_answers_the_question(knowledge: KnowledgeBase, block: str) -> None:
    topic = topics_by_block()[block]
    expected = list(phrases(block))
    assert FEWEST_PHRASES <= len(expected) <= MOST_PHRASES
    for kind, name, phrase in expected:
        assert len(phrase) >= SHORTEST_PHRASE
        assert phrase in said(knowledge, topic, kind, name), f"{topic} {name}"


@pytest.mark.model
def test_the_engine_finds_the_topic_of_nearly_every_question() -> None:
    if not ENGINE_PYTHON.exists():
        pytest.skip("the engine's environment is not installed; run `make setup`")
    try:
        model_file(read_settings({}).data)
    except SettingError as missing:
        pytest.skip(str(missing))
    topics, questions = topics_by_block(), seed_questions()
    found = _found_by_the_engine(questions)
    assert set(found) == set(questions)
    missed = [
        f"{block} {topics[block]}: {questions[block]} -> {', '.join(ids)}"
        for block, ids in found.items()
        if topics[block] not in ids
    ]
    assert len(missed) <= MOST_MISSES, "\n".join([f"{len(missed)} of {len(found)} missed", *missed])


def _found_by_the_engine(questions: Mapping[str, str]) -> Mapping[str, list[str]]:
    own = {each.name for each in SETTINGS}
    lines = [json.dumps({"id": block, "text": text, "language": "en"}) for block, text in questions.items()]
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "ask", "--batch"],
        input="\n".join(lines),
        encoding="utf-8",
        capture_output=True,
        cwd=PROJECT,
        env={name: value for name, value in os.environ.items() if name not in own} | {"PYTHONUTF8": "1"},
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return {
        each["id"]: [each["intent"], *(other["id"] for other in each["alternatives"])][:CANDIDATES] for each in answers
    }
