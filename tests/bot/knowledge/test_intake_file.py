"""The files of the intake: what they hold, and each fault named with its file and place."""

import shutil
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from bot.knowledge.content_file import ContentError
from bot.knowledge.intake import Element, Sign
from bot.knowledge.intake_file import read_intake
from bot.reports.report import IntakePath
from bot.settings import PROJECT
from tests.bot.content import change_yaml

OWN = PROJECT / "knowledge" / "intake"
Change = Callable[[Any], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(OWN, tmp_path / "intake")
    return tmp_path / "intake"


def question(name: str, change: Change) -> Change:
    return lambda data: change(next(each for each in data["questions"] if each["id"] == name))


def sign(name: str, change: Change) -> Change:
    return lambda data: change(next(each for group in data["groups"] for each in group["signs"] if each["id"] == name))


def path(change: Change, name: str = "community") -> Change:
    return lambda data: change(data["paths"][name])


QUESTIONS = [
    pytest.param(question("danger", lambda q: q.pop("text")), "questions.questions[1]: the field 'text'", id="text"),
    pytest.param(question("danger", lambda q: q.pop("label")), "the field 'label' is missing", id="label"),
    pytest.param(question("danger", lambda q: q.update(kind="poll")), "the kind 'poll' is none of choice", id="kind"),
    pytest.param(question("danger", lambda q: q.update(asks=1)), "unknown field 'asks'", id="field"),
    pytest.param(
        question("danger", lambda q: q["options"].append("maybe")),
        "the option 'maybe' has no text; write it under `options`",
        id="option without a text",
    ),
    pytest.param(
        question("danger", lambda q: q.update(options=[], urgency={})), "a choice needs `options`", id="no options"
    ),
    pytest.param(
        question("where", lambda q: q.update(options=["no"])), "a place has no `options` or `signs`", id="a place's"
    ),
    pytest.param(
        question("asks_back", lambda q: q.update(options=["no"])), "a consent needs the option 'yes'", id="consent"
    ),
    pytest.param(question("signs", lambda q: q.pop("most")), "choices need `most`", id="no most"),
    pytest.param(question("signs", lambda q: q.update(most=0)), "choices need `most`", id="most of none"),
    pytest.param(question("danger", lambda q: q.update(most=2)), "a choice has no `most`", id="most of a choice"),
    pytest.param(
        question("danger", lambda q: q["urgency"].update(work="urgent")),
        "urgency: the question has no answer 'work'",
        id="urgency of nothing",
    ),
    pytest.param(
        question("danger", lambda q: q["urgency"].update(no="very")), "the no 'very' is none of none", id="urgency"
    ),
    pytest.param(
        question("signs", lambda q: q["signs"][-1].update(show=["rain"])),
        "there is no sign 'rain' in signs.yml",
        id="unknown sign",
    ),
    pytest.param(
        question("signs", lambda q: q["signs"].insert(0, {"show": ["no_pay"]})),
        "the one without `when` comes last",
        id="a list that is never shown",
    ),
    pytest.param(question("known", lambda q: q.update(says=["rain"])), "no text 'rain' in says.yml", id="says"),
    pytest.param(
        question("means", lambda q: q.update(unless=[{"rain": ["yes"]}])),
        "a condition names the question 'rain', which is not there",
        id="condition's question",
    ),
    pytest.param(
        question("means", lambda q: q.update(unless=[{"who": ["dogs"]}])),
        "a condition names 'dogs', which is no answer to 'who'",
        id="condition's answer",
    ),
    pytest.param(
        question("means", lambda q: q.update(unless=[{}])), "a condition names a question and the answers", id="empty"
    ),
    pytest.param(
        lambda d: d.update(children_only=[{"who": ["dogs"]}]), "'dogs', which is no answer to 'who'", id="children"
    ),
    pytest.param(
        lambda d: d["questions"].append(deepcopy(d["questions"][0])), "'danger' stands twice", id="question twice"
    ),
    pytest.param(
        lambda d: d["options"].append(deepcopy(d["options"][0])), "the option 'yes' stands twice", id="option twice"
    ),
    pytest.param(
        lambda d: d["options"].append({"id": "maybe", "text": "Maybe"}),
        "no question has the option 'maybe'; use it or take it out",
        id="option of no question",
    ),
    pytest.param(
        lambda d: d["options"].append({"id": "no_pay", "text": "No pay"}),
        "'no_pay' is an option and a sign",
        id="option and sign",
    ),
    pytest.param(
        lambda d: [each["offers"].clear() for each in d["paths"].values()],
        "no path asks or offers the question",
        id="question of no path",
    ),
    pytest.param(path(lambda p: p["asks"].append("rain")), "paths.community: there is no question 'rain'", id="path"),
    pytest.param(path(lambda p: p["offers"].append("when")), "the question 'when' stands twice", id="asked twice"),
    pytest.param(
        path(lambda p: p["asks"].append("needs")), "asks 10 questions, 9 at most; offer one instead", id="too many"
    ),
    pytest.param(path(lambda p: p["asks"].reverse()), "danger comes first", id="danger is not first"),
    pytest.param(lambda d: d["paths"].pop("inspector"), "paths.inspector: danger comes first", id="no path"),
    pytest.param(lambda d: d["paths"].update(press={}), "paths: unknown field 'press'", id="unknown path"),
    pytest.param(
        path(lambda p: p["asks"].remove("who")), "the path community must ask 'who' before it", id="asked too late"
    ),
    pytest.param(path(lambda p: p["opening"].append("rain")), "there is no text 'rain' in says.yml", id="opening"),
    pytest.param(
        question("means", lambda q: q["signs"][-1]["show"].append("lied_to")),
        "paths.community: 'means' shows more than 5 signs at a time",
        id="too many signs",
    ),
]

SIGNS = [
    pytest.param(sign("no_pay", lambda s: s.pop("text")), "signs.groups[2].signs[1]: the field 'text'", id="text"),
    pytest.param(sign("no_pay", lambda s: s.update(elements=["aim"])), "'aim' is none of act, means", id="element"),
    pytest.param(sign("no_pay", lambda s: s.update(urgency="high")), "'high' is none of none, raises", id="urgency"),
    pytest.param(sign("no_pay", lambda s: s.update(sources=[])), "a sign needs a source", id="no source"),
    pytest.param(sign("no_pay", lambda s: s.update(sources=["x"])), "there is no source 'x'", id="unknown source"),
    pytest.param(sign("no_pay", lambda s: s.update(id="no_rest")), "the sign 'no_rest' stands twice", id="twice"),
    pytest.param(
        lambda d: d["groups"][0]["signs"].append({**deepcopy(d["groups"][0]["signs"][0]), "id": "new"}),
        "no question shows the sign 'new'; use it or take it out",
        id="never shown",
    ),
    pytest.param(
        lambda d: d["groups"].append(deepcopy(d["groups"][0])), "the group 'general' stands twice", id="group twice"
    ),
    pytest.param(
        lambda d: d["sources"].append(deepcopy(d["sources"][0])), "'protocol' stands twice", id="source twice"
    ),
    pytest.param(lambda d: d.pop("checked_on"), "the field 'checked_on' is missing", id="checked on"),
    pytest.param(
        sign("child_sold_for_sex", lambda s: s.update(found_if=[{"concern": ["rain"]}])),
        "'rain', which is no answer to 'concern'",
        id="found if",
    ),
]


def refused(folder: Path, file: str, change: Change) -> str:
    change_yaml(folder / file, lambda data: change(data) and None)
    with pytest.raises(ContentError) as error:
        read_intake(folder)
    return str(error.value)


@pytest.mark.parametrize(("change", "message"), QUESTIONS)
def test_a_fault_of_the_questions_is_named(folder: Path, change: Change, message: str) -> None:
    said = refused(folder, "questions.yml", change)
    assert said.startswith(f"{folder / 'questions.yml'}: ")
    assert message in said


@pytest.mark.parametrize(("change", "message"), SIGNS)
def test_a_fault_of_the_signs_is_named(folder: Path, change: Change, message: str) -> None:
    assert message in refused(folder, "signs.yml", change)


def test_an_empty_sentence_is_named(folder: Path) -> None:
    assert "says: the text 'sent' is empty" in refused(folder, "says.yml", lambda d: d.update(sent=""))


@pytest.mark.parametrize("file", ["questions.yml", "signs.yml", "says.yml"])
def test_a_file_that_is_missing_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(ContentError, match=f"{file}: cannot be read"):
        read_intake(folder)


def test_every_sign_has_its_sources_and_what_it_speaks_to() -> None:
    signs: list[Sign] = list(read_intake(OWN).signs.values())
    assert {each.group for each in signs} >= {"general", "work", "home", "sex", "begging", "children", "online"}
    assert all(source.title for each in signs for source in each.sources)
    assert {element for each in signs for element in each.elements} == set(Element)


def test_who_reports_is_told_first_and_last_what_not_to_do() -> None:
    for name, order in read_intake(OWN).paths.items():
        assert "opening.children" in order.opening
        assert "opening.next" in order.opening
        if name is IntakePath.COMMUNITY:
            assert "opening.safety" in order.opening
            assert "closing.safety" in order.closing
