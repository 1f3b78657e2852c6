"""`amparo evaluate --safety` on a few messages with the trained model, and what it cannot do said in a line."""

import json
import subprocess
from pathlib import Path

import pytest

from bot.settings import read_settings
from tests.bot.cli.evaluate_command import evaluate

LISTS = """
danger: ["help, he is going to kill me"]
none: ["how do I renew a library card", "hello"]
"""
LINES = [
    {"text": "help, he is going to kill me", "urgent": True, "language": "en"},
    {"text": "where is the library [red] \ud83c", "urgent": True, "language": "en"},
    {"text": "¿Dónde está la biblioteca?", "urgent": False, "language": "es"},
]
ORDINARY = [
    {"id": "en-1", "text": "help, he is going to kill me", "intent": "danger_now", "style": "fear"},
    {"id": "en-2", "text": "hello", "intent": "greeting", "style": "plain"},
]


def safety(*arguments: str | Path, **set_to: str) -> subprocess.CompletedProcess[str]:
    return evaluate("--safety", *arguments, **set_to)


def lines(done: subprocess.CompletedProcess[str]) -> list[list[str]]:
    assert done.returncode == 0, done.stderr
    return [line.split() for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def _model() -> None:
    if not read_settings({}).safety_model.exists():
        pytest.skip("there is no safety model; run `amparo train`")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "safety" / "en").mkdir(parents=True)
    (tmp_path / "safety" / "en" / "ann.yml").write_text(LISTS, encoding="utf-8")
    (tmp_path / "safety" / "floors.yml").write_text("floors: [{languages: [en], recall: 1, false_alarms: 0}]")
    (tmp_path / "en.jsonl").write_text("\n".join(map(json.dumps, ORDINARY)), encoding="utf-8")
    return tmp_path


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "ours.jsonl"
    path.write_text("\n".join(map(json.dumps, LINES)), encoding="utf-8")
    return path


@pytest.mark.model
@pytest.mark.usefixtures("_model")
def test_it_prints_every_table_and_writes_json_and_a_page(folder: Path) -> None:
    done = safety("--questions", folder, "--json", folder / "made.json", "--html", folder / "made.html")
    rows = lines(done)
    assert rows[1][:8] == ["en", "1.000", "1/1", "1.00", "0.000", "0/2", "0.00", "met"]
    assert ["en", "1.000", "1/1", "1.000", "1/1"] in rows
    assert [row[:3] for row in rows if row[:1] == ["danger_now"]] == [["danger_now", "1.000", "1/1"]]
    assert rows[-1][:6] == ["A", "message", "takes", "the", "whole", "net"]
    assert done.stderr == f"the page is in {folder / 'made.html'}\n"
    data = json.loads((folder / "made.json").read_text(encoding="utf-8"))
    assert data["languages"]["en"]["recall"] == {"found": 1, "of": 1, "share": 1.0}
    assert data["met"] == {"en": True}
    assert data["topics"]["greeting"]["false_alarms"] == {"found": 0, "of": 1, "share": 0.0}
    assert "<svg" in (folder / "made.html").read_text(encoding="utf-8")


@pytest.mark.model
@pytest.mark.usefixtures("_model")
def test_own_questions_are_asked_alone_against_the_project_s_floors(own: Path) -> None:
    rows = lines(safety("--file", own, "--misses"))
    assert [row[:1] for row in rows if row[1:2] == ["0.500"]] == [["en"], ["all"]]
    assert ["es", "-", "0.95", "0.000", "0/1", "0.10", "-", "-", "0.000", "0/1"] in rows
    (missed,) = [" ".join(row) for row in rows if row[:3] == ["en", "line", "2"]]
    assert missed.endswith("where is the library [red] \\ud83c")
    assert "ordinary" not in [row[0] for row in rows if row]


@pytest.mark.model
@pytest.mark.usefixtures("_model")
def test_json_for_here_is_all_that_is_printed(own: Path) -> None:
    done = safety("--file", own, "--language", "es", "--json", "-")
    assert list(json.loads(done.stdout)["languages"]) == ["es", "all"]
    assert (done.returncode, done.stderr) == (0, "")


def test_without_a_trained_model_it_says_what_to_do(own: Path, tmp_path: Path) -> None:
    done = safety("--file", own, AMPARO_DATA=str(tmp_path / "empty"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "run `amparo train`" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param("ours.jsonl", "{", "ours.jsonl, line 1: is no JSON object; write one object a line", id="no JSON"),
        pytest.param("en.yml", "danger: [112]", "danger, line 1: must be a text; put it in double quotes", id="number"),
        pytest.param("ours.yml", 'danger: ["x"]', "ours.yml: does not say its language; add --language", id="language"),
        pytest.param("ours.txt", "x", "ours.txt: must be a .yml with lists by kind, or a .jsonl", id="another form"),
    ],
)
def test_a_broken_file_ends_with_one_line(tmp_path: Path, name: str, content: str, message: str) -> None:
    (tmp_path / name).write_text(content)
    done = safety("--file", tmp_path / name)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("amparo: ")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_broken_floors_end_with_one_line(folder: Path) -> None:
    (folder / "safety" / "floors.yml").write_text("floors: [{languages: [en], recall: 95}]")
    done = safety("--questions", folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "'recall' must be a number from 0 to 1" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["--language", "xx"], "there is no xx/", id="a language without questions"),
        pytest.param(["--html", "none/report.html"], "there is no folder none", id="a page without a folder"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_starts(folder: Path, arguments: list[str], message: str) -> None:
    done = safety("--questions", folder, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_file_is_for_the_safety_net_and_hint3_is_not(own: Path, tmp_path: Path) -> None:
    assert "--file is for --safety" in evaluate("--file", own).stderr
    assert "leave the other options out" in safety("--hint3", tmp_path).stderr
