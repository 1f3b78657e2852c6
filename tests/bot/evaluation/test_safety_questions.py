"""The safety net's questions are read with every slip named, and the project's own are never learnt from."""

from pathlib import Path

import pytest
import yaml

from bot.evaluation.questions import QuestionError
from bot.evaluation.safety_floors import read_floors
from bot.evaluation.safety_questions import (
    KINDS,
    SafetyQuestion,
    read_ordinary_questions,
    read_safety_questions,
)
from bot.knowledge.content_file import ContentError
from bot.safety.net import Alarm
from bot.settings import PROJECT

OURS = PROJECT / "tests" / "questions"
MOST_COINCIDENCES = 0.003
"""Authors who know nothing of each other write the same now and then: "are you a robot"."""
LEAST_URGENT = 30
"""With fewer, one message more or less moves recall by more than 0.03."""


def written(folder: Path, **files: str) -> Path:
    for name, content in files.items():
        path = folder / "safety" / name.split("_")[0] / f"{name.split('_')[1]}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def test_each_line_has_its_kind_and_the_language_of_its_folder(tmp_path: Path) -> None:
    folder = written(tmp_path, es_ana='child: ["tengo 12 años"]\nnone: ["tengo 40 años", "hola"]')
    assert read_safety_questions(folder) == (
        SafetyQuestion("es ana child 1", "tengo 12 años", "es", urgent=True, kind=Alarm.CHILD),
        SafetyQuestion("es ana none 1", "tengo 40 años", "es", urgent=False),
        SafetyQuestion("es ana none 2", "hola", "es", urgent=False),
    )


def test_only_the_languages_that_are_asked_for_are_read(tmp_path: Path) -> None:
    folder = written(tmp_path, es_ana='none: ["hola"]', en_ann='none: ["hi"]', fr_anne="[broken")
    assert [each.language for each in read_safety_questions(folder, ("es", "en"))] == ["en", "es"]


def test_the_floors_beside_the_questions_are_no_questions(tmp_path: Path) -> None:
    folder = written(tmp_path, en_ann='none: ["hi"]')
    (folder / "safety" / "floors.yml").write_text("floors: []", encoding="utf-8")
    assert len(read_safety_questions(folder)) == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("- hello", "must have lists of lines under some of: danger, self_harm", id="a list"),
        pytest.param("", "must have lists of lines under some of", id="nothing"),
        pytest.param('dangers: ["x"]', "must have lists of lines under some of", id="an unknown kind"),
        pytest.param("danger: help", "danger: must be a list of lines", id="a text for a list"),
        pytest.param("danger: []", "danger: must be a list of lines; leave it out", id="an empty list"),
        pytest.param(
            'danger: ["secret", 112]', "danger, line 2: must be a text; put it in double quotes", id="a number"
        ),
        pytest.param('danger: ["secret", " "]', "danger, line 2: must be a text", id="a blank line"),
        pytest.param("danger: [secret: x]", "danger, line 1: must be a text", id="a colon without quotes"),
    ],
)
def test_a_broken_file_is_named_with_its_place_and_none_of_its_words(
    tmp_path: Path, content: str, message: str
) -> None:
    with pytest.raises(ContentError) as refused:
        read_safety_questions(written(tmp_path, en_ann=content))
    assert str(refused.value).startswith(f"{tmp_path / 'safety' / 'en' / 'ann.yml'}: ")
    assert message in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_language_without_questions_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="there is no xx/; write one or leave the language out"):
        read_safety_questions(written(tmp_path, en_ann='none: ["hi"]'), ("en", "xx"))


def test_a_folder_without_questions_is_said_to_have_none(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="there are no questions"):
        read_safety_questions(tmp_path)


def test_ordinary_questions_of_two_intents_are_calls_for_help(tmp_path: Path) -> None:
    (tmp_path / "en.jsonl").write_text(
        '{"id": "a", "text": "x", "intent": "danger_now", "style": "plain"}\n'
        '{"id": "b", "text": "x", "intent": "self_harm", "style": "plain"}\n'
        '{"id": "c", "text": "x", "intent": "asylum", "style": "plain"}',
        encoding="utf-8",
    )
    assert [(each.kind, each.urgent, each.topic) for each in read_ordinary_questions(tmp_path)] == [
        (Alarm.DANGER, True, "danger_now"),
        (Alarm.SELF_HARM, True, "self_harm"),
        (None, False, "asylum"),
    ]


@pytest.fixture(scope="module")
def ours() -> tuple[SafetyQuestion, ...]:
    return read_safety_questions(OURS)


def test_every_language_with_a_floor_is_asked_for_every_kind_and_as_many_hard_ones(
    ours: tuple[SafetyQuestion, ...],
) -> None:
    floors = read_floors(OURS / "safety" / "floors.yml")
    assert len(floors) == 15
    for language in floors:
        asked = [each for each in ours if each.language == language]
        urgent = [each for each in asked if each.urgent]
        assert len(urgent) >= LEAST_URGENT
        assert len(asked) - len(urgent) >= len(urgent)
        assert {each.kind for each in urgent} == set(Alarm)


def test_no_question_is_learnt_from(ours: tuple[SafetyQuestion, ...]) -> None:
    learnt = {
        fold(line): path.relative_to(PROJECT)
        for path in sorted((PROJECT / "dialogues" / "safety").glob("*/*.yml"))
        for lines in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader).values()
        for line in lines
    }
    assert len(learnt) > 5_000
    seen = [f"{each.id} also stands in {learnt[fold(each.text)]}" for each in ours if fold(each.text) in learnt]
    few = len(seen) <= MOST_COINCIDENCES * len(ours)
    assert few, "what a model has learnt proves nothing; write other lines:\n" + "\n".join(seen)


def fold(text: str) -> str:
    return " ".join(text.casefold().split())


def test_the_kinds_are_the_net_s_and_one_for_what_can_wait() -> None:
    assert set(KINDS) == {*(kind.value for kind in Alarm), "none"}
