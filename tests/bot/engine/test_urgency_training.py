"""Training the safety net's model: from examples to a file that the gateway reads, only where something changed."""

from pathlib import Path

import numpy as np
import pytest
import yaml

from bot.safety.meaning import UniversalSentenceEncoder
from bot.safety.urgency import read_thresholds
from bot.safety.urgency_model import UrgencyModel, read_urgency_model

from .conftest import run_in_engine

pytestmark = pytest.mark.model

PLACES = ["gate", "kitchen", "van", "motel", "farm", "boat", "attic", "office", "shed", "port"]
KINDS = {
    "danger": "they come to the {} tonight and the door is locked",
    "self_harm": "behind the {} I want to sleep and never wake up",
    "child": "a girl of nine must work in the {} all day",
    "watched": "he reads this, at the {}, do not answer",
    "none": "which papers do I need for the {} and who pays",
}
QUESTION = "what is a lawyer in the"


@pytest.fixture(scope="module")
def dialogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dialogues")
    for author, places in (("first", PLACES[:5]), ("second", PLACES[5:])):
        (folder / "safety" / "en").mkdir(parents=True, exist_ok=True)
        lines = {kind: [line.format(place) for place in places] for kind, line in KINDS.items()}
        (folder / "safety" / "en" / f"{author}.yml").write_text(yaml.safe_dump(lines), encoding="utf-8")
    (folder / "nlu" / "en" / "first").mkdir(parents=True)
    blocks = [
        {"intent": f"ask/{topic}", "examples": "".join(f"- {line} {place}\n" for place in PLACES)}
        for topic, line in (("lawyer_role", QUESTION), ("child_rights", "can children"))
    ]
    blocks.append({"synonym": "attorney", "examples": "- lawyer\n"})
    (folder / "nlu" / "en" / "first" / "topics.yml").write_text(yaml.safe_dump({"nlu": blocks}), encoding="utf-8")
    chosen = {"of_each": 4, "urgent": {}, "left_out": ["child_rights"]}
    (folder / "safety" / "questions.yml").write_text(yaml.safe_dump(chosen), encoding="utf-8")
    return folder


def train(dialogues: Path, data: Path, *more: str | Path):
    return run_in_engine("-m", "bot.engine.urgency_training", "--data", data, "--dialogues", dialogues, *more)


@pytest.fixture(scope="module")
def data(dialogues: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    trained = train(dialogues, folder)
    assert trained.returncode == 0, trained.stderr
    # Fifty lines by authors, and four questions of the one topic that is taken.
    assert "trained on 54 examples" in trained.stdout
    return folder


@pytest.fixture(scope="module")
def model(data: Path) -> UrgencyModel:
    return read_urgency_model(data / "models" / "safety.npz", UniversalSentenceEncoder())


@pytest.mark.parametrize(("kind", "line"), KINDS.items())
def test_what_was_learnt_is_told_apart_in_places_that_were_not_named(model: UrgencyModel, kind: str, line: str) -> None:
    shares = model.kinds(line.format("stable"))
    assert max(shares, key=shares.__getitem__) == kind
    assert sum(shares.values()) == pytest.approx(1)


def test_a_question_of_a_topic_can_wait(model: UrgencyModel) -> None:
    shares = model.kinds(f"{QUESTION} stable")
    assert max(shares, key=shares.__getitem__) == "none"


def test_no_line_stands_in_the_file(data: Path) -> None:
    with (data / "models" / "safety.npz").open("rb") as file, np.load(file) as kept:
        assert {kept[name].dtype.kind for name in kept.files if name != "labels"} <= {"i", "f"}
        assert sorted(kept["labels"]) == sorted(KINDS)


def test_nothing_is_trained_where_nothing_changed(data: Path, dialogues: Path) -> None:
    before = (data / "models" / "safety.npz").stat().st_mtime_ns
    again = train(dialogues, data)
    assert (again.returncode, again.stdout) == (0, "safety model: nothing changed\n")
    assert (data / "models" / "safety.npz").stat().st_mtime_ns == before


def test_thresholds_are_chosen_by_authors_that_were_left_out(dialogues: Path, tmp_path: Path) -> None:
    path = tmp_path / "urgency.yml"
    path.write_text("# Why they are as they are.\nthresholds: {any: 0.5}\n", encoding="utf-8")
    chosen = train(dialogues, tmp_path, "--thresholds", path)
    assert chosen.returncode == 0, chosen.stderr
    found = read_thresholds(path)
    assert set(found) == {"any", "en"}
    assert all(0 < each < 1 for each in found.values())
    assert path.read_text("utf-8").startswith("# Why they are as they are.\n")


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("safety/en/first.yml", "danger: [one, [two]]", "first.yml, danger: every line must be a text"),
        ("safety/en/first.yml", "peril: [one]", "first.yml must have lists of lines under some of: self_harm"),
        ("safety/en/first.yml", "danger: [one", "first.yml is not readable as YAML"),
        ("safety/questions.yml", "of_each: 4", "questions.yml needs the fields of_each, urgent and left_out"),
        ("safety/questions.yml", None, "questions.yml is missing"),
        ("safety/questions.yml", "{of_each: 0, urgent: {}, left_out: []}", "questions.yml, of_each: 0 takes no line"),
        ("nlu/en/first/topics.yml", "nlu: words", "topics.yml must have a list of intents under nlu"),
        ("nlu/en/first/topics.yml", "- nlu", "topics.yml must have a list of intents under nlu"),
        (
            "nlu/en/first/topics.yml",
            "nlu: [{intent: ask/a, examples: [b]}]",
            "topics.yml, ask/a: examples must be lines",
        ),
    ],
)
def test_a_slip_in_the_examples_is_named(tmp_path: Path, name: str, text: str | None, problem: str) -> None:
    (tmp_path / "safety" / "en").mkdir(parents=True)
    (tmp_path / "safety" / "en" / "first.yml").write_text("danger: [one]", encoding="utf-8")
    (tmp_path / "safety" / "questions.yml").write_text("{of_each: 1, urgent: {}, left_out: []}", encoding="utf-8")
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink() if text is None else path.write_text(text, encoding="utf-8")
    failed = train(tmp_path, tmp_path / "data")
    assert failed.returncode == 1
    assert problem in failed.stderr
    assert "Traceback" not in failed.stderr
    assert not (tmp_path / "data" / "models" / "safety.npz").exists()
