"""A report's form in a real engine: what it asks, what it takes, and that it carries nothing from one request on."""

from pathlib import Path
from typing import Any

import pytest

from bot.knowledge.intake_file import read_intake
from bot.knowledge.interview import applicable, next_question
from bot.reports.report import Answer, IntakePath

from .conftest import ROOT, RunningEngine

pytestmark = pytest.mark.model
INTAKE = read_intake(ROOT / "knowledge" / "intake")
SKIPPED = {"choices": [], "words": False, "skipped": True}
WORDS = {"choices": [], "words": True, "skipped": False}


def chose(*options: str, words: bool = False) -> dict[str, Any]:
    return {"choices": list(options), "words": words, "skipped": False}


def form(
    engine: RunningEngine,
    answers: dict[str, Any],
    asked: str | None = None,
    given: dict[str, Any] | None = None,
    **also: str,
) -> dict[str, Any]:
    wanted = {"path": also.get("path", "community"), "asked": asked, "answers": answers, "given": given}
    response = engine.post({"text": also.get("text", ""), "language": "en", "form": wanted})
    assert response.status_code == 200, response.text
    turn: dict[str, Any] = response.json()
    return turn


def test_it_begins_with_danger_and_says_the_question_s_name(engine: RunningEngine):
    turn = form(engine, {})
    assert turn["form"] == {"path": "community", "asked": "danger", "answers": {}, "taken": False}
    assert turn["utterances"] == [{"say": "ask_danger"}]


@pytest.mark.parametrize("path", list(IntakePath))
def test_left_out_to_the_end_it_asks_what_the_intake_asks(engine: RunningEngine, path: str):
    answers: dict[str, Any] = {}
    turn = form(engine, answers, path=path)
    asked = []
    while turn["form"]["asked"]:
        asked.append(turn["form"]["asked"])
        turn = form(engine, turn["form"]["answers"], asked[-1], SKIPPED, path=path)
        assert turn["form"]["taken"]
    left = [Answer(each, skipped=True) for each in asked]
    assert asked == [each.id for each in applicable(INTAKE, IntakePath(path), left)]
    assert turn["utterances"] == [{"say": "report_told"}]


def test_an_answer_decides_what_is_asked_next(engine: RunningEngine):
    answers = {"danger": chose("no"), "concern": chose("work"), "who": chose("one_child")}
    after = form(engine, answers, "signs", chose("child_works", words=True), text="they sleep behind the shop")["form"]
    assert after["taken"]
    assert after["answers"]["signs"] == chose("child_works", words=True)
    told = [Answer(name, tuple(each["choices"])) for name, each in after["answers"].items()]
    following = next_question(INTAKE, IntakePath.COMMUNITY, told)
    assert following is not None
    # Where only children are at risk it is not asked by which means they are kept.
    assert after["asked"] == following.id == "where"


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("danger", chose("yes", "no")),
        ("danger", WORDS),
        ("danger", chose()),
        ("signs", chose("no_pay", "none_of_these")),
        ("signs", chose("cannot_refuse")),
        ("signs", chose("no_pay", "no_pay")),
        ("asks_back", chose("yes", words=True)),
        ("where", {"choices": [], "words": True, "skipped": True}),
    ],
)
def test_what_does_not_fit_is_asked_again(engine: RunningEngine, asked: str, given: dict[str, Any]):
    told = {"danger": chose("no"), "concern": chose("work"), "who": chose("adults")}
    answers = {name: each for name, each in told.items() if name != asked}
    after = form(engine, answers, asked, given)["form"]
    assert (after["asked"], after["taken"], after["answers"]) == (asked, False, answers)


def test_what_is_only_offered_is_taken_and_nothing_more_is_asked(engine: RunningEngine):
    turn = form(engine, {})
    while (asked := turn["form"]["asked"]) is not None:
        turn = form(engine, turn["form"]["answers"], asked, SKIPPED)
    told = turn["form"]["answers"]
    after = form(engine, told, "name", chose())["form"]
    assert (after["asked"], after["taken"]) == ("name", False)
    after = form(engine, told, "name", WORDS, text="call me Ana")["form"]
    assert (after["asked"], after["answers"]["name"]) == (None, WORDS)


def test_words_in_a_form_are_still_understood(engine: RunningEngine):
    answers = {"danger": chose("no"), "concern": chose("home"), "who": chose("one_adult")}
    turn = form(engine, answers, "signs", WORDS, text="he is going to kill me, he is at the door")
    assert turn["intent"] == "danger_now"
    assert turn["form"]["taken"]


def test_nothing_of_a_form_is_left_for_the_next_request(engine: RunningEngine):
    form(engine, {"danger": chose("yes")}, "concern", chose("sex"))
    assert form(engine, {})["form"]["asked"] == "danger"
    free = engine.post({"text": "can i get a free lawyer, i have no money", "language": "en"}).json()
    assert "form" not in free
    assert free["utterances"] == [{"say": "answer", "topic": "legal_aid"}]


GOOD = {"path": "community", "asked": "danger", "answers": {}, "given": chose("yes")}


@pytest.mark.parametrize(
    "changed",
    [
        {"path": "anybody"},
        {"path": ["community"]},
        {"asked": "office"},
        {"asked": 5},
        {"asked": None},
        {"answers": []},
        {"answers": {"recruitment": SKIPPED}},
        {"answers": {"danger": chose("no")}},
        {"answers": {"concern": {"choices": ["work"]}}},
        {"answers": {"concern": {**SKIPPED, "text": "a word"}}},
        {"answers": {"concern": {**SKIPPED, "words": "a word"}}},
        {"answers": {"concern": chose("zebra")}},
        {"answers": {"concern": chose("work", "home")}},
        {"given": {"choices": "yes", "words": False, "skipped": False}},
        {"given": {"choices": [["yes"]], "words": False, "skipped": False}},
        {"given": chose(*["yes"] * 1000)},
        {"given": "yes"},
        {"more": True},
    ],
)
def test_what_is_no_form_is_refused(engine: RunningEngine, changed: dict[str, Any]):
    assert engine.post({"text": "", "form": GOOD}).status_code == 200
    refused = engine.post({"text": "", "form": {**GOOD, **changed}})
    assert refused.status_code == 422
    assert refused.json() == {"error": "the body must be a turn: text, a language or null, a form or null"}


def test_the_domain_has_a_slot_and_a_name_for_each_question(small_dialogues: Path):
    import yaml  # noqa: PLC0415

    domain = yaml.safe_load((small_dialogues / "domain.yml").read_text())
    assert set(domain["slots"]) == {*INTAKE.questions, "report_path"}
    asked = {name.removeprefix("utter_ask_") for name in domain["responses"] if name.startswith("utter_ask_")}
    assert asked == set(INTAKE.questions)
