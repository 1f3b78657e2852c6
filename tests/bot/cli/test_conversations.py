"""`ask` and `chat` with the trained model; each command starts the engine once for all tests here."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.cli.engine_process import ENGINE_PYTHON, model_file
from bot.knowledge.catalogs import fold
from bot.settings import PROJECT, SETTINGS, SettingError, read_settings

pytestmark = pytest.mark.model

BATCH = [
    b'{"id": 1, "text": "I need a free lawyer, I have no money", "country": "PE"}',
    b"not json",
    b'{"id": 3}',
    b'{"id": 4, "text": "Necesito un abogado gratis", "channel": "sms", "language": null}',
    b'{"id": 5, "text": "hello", "channel": "fax"}',
    b'{"id": 6, "text": "help, he is going to kill me", "country": "pe"}',
    b"",
    b'{"id": 8, "text": "caf\xe9"}',
    b'{"id": 9, "text": ""}',
    b'{"id": 10, "text": "/ask/legal_aid"}',
    b'{"id": 11, "text": "hello", "country": 5}',
    b'{"id": "twelve", "text": "preciso de um advogado de graca", "language": "en"}',
]
SCRIPT = [
    {"text": "Necesito un abogado gratis, no tengo dinero"},
    {"text": "Perú"},
    {"wait_s": 29 * 60},
    {"text": "salir del país"},
    {"wait_s": 30 * 60 + 1},
    {"text": "Necesito un abogado gratis, no tengo dinero"},
    {"text": "salir"},
]


def amparo(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if name not in {each.name for each in SETTINGS}}
    environment |= {"PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        input=stdin,
        capture_output=True,
        cwd=PROJECT,
        env=environment,
        timeout=240,
        check=False,
    )


@pytest.fixture(scope="module")
def _model() -> None:
    if not ENGINE_PYTHON.exists():
        pytest.skip("the engine's environment is not installed; run `make setup`")
    try:
        model_file(read_settings({}).data)
    except SettingError as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def answers(_model: None) -> list[dict[str, Any]]:
    done = amparo("ask", "--batch", stdin=b"\n".join(BATCH))
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def said(_model: None, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    path: Path = tmp_path_factory.mktemp("chat") / "talk.jsonl"
    path.write_text("\n".join(map(json.dumps, SCRIPT)), encoding="utf-8")
    done = amparo("chat", "--channel", "sms", "--json", "--script", str(path))
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_batch_answers_each_line_in_its_order(answers: list[dict[str, Any]]) -> None:
    assert len(answers) == len([line for line in BATCH if line])
    assert [each["id"] for each in answers] == [1, None, None, 4, None, 6, 8, 9, 10, None, "twelve"]


@pytest.mark.parametrize(
    ("at", "line", "error"),
    [(1, 2, "is no JSON object"), (2, 3, "has no text"), (4, 5, "channel must be one of"), (9, 11, "must be a text")],
)
def test_a_bad_line_is_named_and_does_not_end_the_batch(
    answers: list[dict[str, Any]], at: int, line: int, error: str
) -> None:
    assert answers[at]["line"] == line
    assert error in answers[at]["error"]
    assert set(answers[at]) == {"id", "line", "error"}


def test_an_answer_has_its_intent_its_messages_and_its_sources(answers: list[dict[str, Any]]) -> None:
    first = answers[0]
    assert first["intent"] == "legal_aid"
    assert first["language"] == "en"
    assert not first["danger"]
    assert 0 < first["confidence"] <= 1
    assert any("Peru" in message for message in first["messages"])
    assert all({"title", "reference", "checked_on"} == set(each) for each in first["sources"])
    assert first["sources"]


def test_an_answer_is_in_the_language_of_the_question_or_in_the_one_asked_for(answers: list[dict[str, Any]]) -> None:
    assert answers[3]["language"] == "es"
    assert "abogado" in answers[3]["messages"][0]
    assert answers[10]["language"] == "en"


def test_danger_is_marked_and_its_number_stands_first(answers: list[dict[str, Any]]) -> None:
    assert answers[5]["danger"]
    assert "105" in answers[5]["messages"][0]


def test_a_slash_is_no_way_to_name_an_intent(answers: list[dict[str, Any]]) -> None:
    assert answers[8]["confidence"] < 1


def test_a_chat_goes_on_until_it_has_been_idle_for_long_enough(said: list[dict[str, Any]]) -> None:
    introductions = [at for at, part in enumerate(said) if "asistente" in part["text"] and "Hola" in part["text"]]
    assert introductions[0] == 0
    assert len(introductions) == 2, "one at first, one after the wait beyond the idle time, none after the shorter one"
    assert "en que pais" in fold(" ".join(part["text"] for part in said[: introductions[1]]))
    assert fold(said[-1]["text"]) == "que tengas un buen dia"


def test_a_chat_shows_what_an_sms_costs(said: list[dict[str, Any]]) -> None:
    assert all(1 <= part["segments"] <= 3 for part in said)
