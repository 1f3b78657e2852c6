"""`amparo evaluate` on a few questions with the trained model, and what it cannot do said in a line."""

import json
import subprocess
from pathlib import Path

import pytest

from bot.cli.engine_process import ENGINE_PYTHON, model_file
from bot.settings import SettingError, read_settings
from tests.bot.cli.evaluate_command import evaluate

QUESTIONS = {
    "en": [
        ("I need a free lawyer, I have no money", "legal_aid", "plain"),
        ("help, he is going to kill me", "danger_now", "fear"),
        ("which soil do orchids like [red] \ud83c", "asylum", "short"),
        ("how often do I water an orchid", "out_of_scope", "short"),
    ],
    "es": [("Necesito un abogado gratis, no tengo dinero", "legal_aid", "plain")],
}


def write_questions(folder: Path) -> Path:
    for language, asked in QUESTIONS.items():
        lines = [
            {"id": f"{language}-{number}", "text": text, "intent": intent, "style": style}
            for number, (text, intent, style) in enumerate(asked, 1)
        ]
        (folder / f"{language}.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def _model() -> None:
    if not ENGINE_PYTHON.exists():
        pytest.skip("the engine's environment is not installed; run `make setup`")
    try:
        model_file(read_settings({}).data)
    except SettingError as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def folder(_model: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_questions(tmp_path_factory.mktemp("questions"))


@pytest.fixture(scope="module")
def evaluated(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    """Give what a run printed, and the folder where its files are."""
    made = tmp_path_factory.mktemp("made")
    files = ("--json", made / "report.json", "--html", made / "report.html")
    done = evaluate("--questions", folder, *files, "--misses")
    assert done.returncode == 0, done.stderr
    return done, made


@pytest.mark.model
def test_it_prints_languages_styles_and_what_is_confused(
    evaluated: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    rows = [line.split() for line in evaluated[0].stdout.splitlines() if line.strip()]
    counted = {row[0]: row[1:] for row in rows}
    assert counted["en"][:2] == ["4", "0.667"]
    assert counted["es"][:2] == ["1", "1.000"]
    assert counted["all"][:2] == ["5", "0.750"]
    assert {"plain", "fear", "short"} <= set(counted)
    assert ["asylum", "out_of_scope", "1"] in rows


@pytest.mark.model
def test_misses_are_listed_with_their_words_as_they_are(
    evaluated: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    missed = evaluated[0].stdout.rpartition("confidence")[2]
    assert "en-3" in missed
    assert "which soil do orchids like [red] \\ud83c" in missed
    assert "en-1" not in missed


@pytest.mark.model
def test_its_json_has_every_group(evaluated: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    data = json.loads((evaluated[1] / "report.json").read_text(encoding="utf-8"))
    assert {language: each["questions"] for language, each in data["languages"].items()} == {"en": 4, "es": 1}
    assert data["languages"]["en"]["language_found"] == 1
    assert data["topics"]["legal_aid"]["first_right"] == 1
    assert sum(each["answers"] for each in data["calibration"]) == 4


@pytest.mark.model
def test_its_page_is_written_and_named(evaluated: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    done, made = evaluated
    html = (made / "report.html").read_text(encoding="utf-8")
    assert html.startswith("<!doctype html>")
    assert "legal_aid" in html
    assert done.stderr == f"the page is in {made / 'report.html'}\n"


@pytest.mark.model
def test_json_for_here_is_all_that_is_printed(folder: Path) -> None:
    done = evaluate("--questions", folder, "--language", "es", "--json", "-")
    assert done.returncode == 0, done.stderr
    assert list(json.loads(done.stdout)["languages"]) == ["es"]
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        pytest.param(b'{"id": "en-1"', "en.jsonl, line 1: is no JSON object; write one object a line", id="no JSON"),
        pytest.param(b"\xff\xfe", "en.jsonl, line 1: is no JSON object; write one object a line", id="not UTF-8"),
        pytest.param(b"{}", "en.jsonl, line 1: needs the texts id, text, intent, style", id="nothing in it"),
    ],
)
def test_broken_questions_end_with_one_line(tmp_path: Path, broken: bytes, message: str) -> None:
    (tmp_path / "en.jsonl").write_bytes(broken)
    done = evaluate("--questions", tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"amparo: {message}\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["--language", "xx"], "there is no xx.jsonl", id="a language without questions"),
        pytest.param(["--html", "none/report.html"], "there is no folder none", id="a page without a folder"),
        pytest.param(["--json", "none/report.json"], "there is no folder none", id="JSON without a folder"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_starts(tmp_path: Path, arguments: list[str], message: str) -> None:
    done = evaluate("--questions", write_questions(tmp_path), *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("amparo: ")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    done = evaluate("--questions", tmp_path / "none")
    assert done.returncode == 2
    assert "does not exist" in done.stderr


def test_without_a_trained_model_it_says_what_to_do(tmp_path: Path) -> None:
    done = evaluate("--questions", write_questions(tmp_path), AMPARO_DATA=str(tmp_path / "empty"))
    assert done.returncode == 2
    assert "run `amparo train`" in done.stderr or "run `make setup`" in done.stderr
    assert done.stderr.count("\n") == 1
