"""What is asked next, what may be chosen and what is found, by the project's own questions."""

from collections.abc import Callable, Sequence
from itertools import product

import pytest

from bot.knowledge.intake import Element, Intake, Question
from bot.knowledge.intake_file import MOST_ASKED, MOST_SIGNS, read_intake
from bot.knowledge.interview import (
    applicable,
    children_only,
    choices,
    next_question,
    offered,
    signs_found,
    standing,
    urgency_of,
)
from bot.reports.report import Answer, IntakePath, Urgency
from bot.settings import PROJECT

COMMUNITY, INSPECTOR, SOCIAL_WORKER = IntakePath.COMMUNITY, IntakePath.INSPECTOR, IntakePath.SOCIAL_WORKER
INTAKE = read_intake(PROJECT / "knowledge" / "intake")
CONCERNS = tuple(each.id for each in INTAKE.questions["concern"].options)
WHO = tuple(each.id for each in INTAKE.questions["who"].options)
Answering = Callable[[Question, Sequence[Answer]], Answer]


def answers(**chosen: str | tuple[str, ...]) -> list[Answer]:
    """Give an answer for each question; "" leaves it out."""
    return [
        Answer(question, (said,) if isinstance(said, str) else said) if said else Answer(question, skipped=True)
        for question, said in chosen.items()
    ]


def told(path: IntakePath, answering: Answering) -> tuple[list[str], list[Answer]]:
    """Go through a whole path; give the questions that were asked and their answers."""
    asked: list[str] = []
    given: list[Answer] = []
    while question := next_question(INTAKE, path, given):
        asked.append(question.id)
        given.append(answering(question, given))
    return asked, given


def leave_out(question: Question, given: Sequence[Answer]) -> Answer:  # noqa: ARG001
    return Answer(question.id, skipped=True)


def everything(question: Question, given: Sequence[Answer]) -> Answer:
    """Choose as much as may be chosen."""
    shown = [each.id for each in choices(INTAKE, question, given) if not each.alone]
    return Answer(question.id, tuple(shown[: question.most]), text="" if shown else "words")


def choosing(**chosen: str) -> Answering:
    """Choose these, "" leaves a question out, and everything for the others."""
    named = {each.question: each for each in answers(**chosen)}
    return lambda question, given: named.get(question.id) or everything(question, given)


def shown(intake: Intake, question: str, given: Sequence[Answer]) -> list[str]:
    return [each.id for each in choices(intake, intake.questions[question], given)]


def test_a_neighbour_is_asked_nine_things_and_danger_first() -> None:
    asked, _ = told(COMMUNITY, choosing(danger="no", concern="work", who="adults"))
    assert asked == ["danger", "concern", "who", "signs", "means", "where", "when", "known", "asks_back"]


@pytest.mark.parametrize("path", IntakePath)
def test_every_question_can_be_left_out(path: IntakePath) -> None:
    asked, given = told(path, leave_out)
    assert asked[0] == "danger"
    assert asked == [each.question for each in given]
    assert urgency_of(INTAKE, path, given) is Urgency.NORMAL
    assert signs_found(INTAKE, path, given) == ()


@pytest.mark.parametrize("danger", ["yes", "no", "unsure", ""])
def test_no_answers_lead_to_more_questions_or_signs_than_a_neighbour_has_time_for(danger: str) -> None:
    for concern, who in product((*CONCERNS, ""), (*WHO, "")):
        asked, given = told(COMMUNITY, choosing(danger=danger, concern=concern, who=who))
        assert len(asked) <= MOST_ASKED
        for question in applicable(INTAKE, COMMUNITY, given):
            signs = [each for each in shown(INTAKE, question.id, given) if each in INTAKE.signs]
            assert len(signs) <= MOST_SIGNS
            assert not question.signs or len(signs) >= 2


def test_in_danger_less_is_asked() -> None:
    asked, _ = told(COMMUNITY, choosing(danger="yes", concern="work", who="adults"))
    assert asked == ["danger", "concern", "who", "signs", "where", "known", "asks_back"]


@pytest.mark.parametrize("path", IntakePath)
@pytest.mark.parametrize("concern", CONCERNS)
@pytest.mark.parametrize("who", ["one_child", "children"])
def test_where_only_children_seem_at_risk_no_means_are_asked_or_shown(path: IntakePath, concern: str, who: str) -> None:
    asked, given = told(path, choosing(danger="no", concern=concern, who=who))
    assert children_only(INTAKE, given)
    assert {"means", "control"}.isdisjoint(asked)
    offered_signs = [
        INTAKE.signs[each] for name in asked for each in shown(INTAKE, name, given) if each in INTAKE.signs
    ]
    assert offered_signs
    assert all(each.elements != (Element.MEANS,) for each in offered_signs)


@pytest.mark.parametrize(
    ("given", "children"),
    [
        pytest.param(answers(concern="child", who="unsure"), True, id="unsure"),
        pytest.param(answers(concern="child", who=""), True, id="left out"),
        pytest.param([*answers(concern="child"), Answer("who", text="three little ones")], True, id="words"),
        pytest.param(answers(concern="child", who="both"), False, id="adults too"),
        pytest.param(answers(concern="work", who="unsure"), False, id="work"),
        pytest.param([], False, id="nothing yet"),
    ],
)
def test_an_age_that_is_not_known_counts_as_a_child_s_where_the_worry_is_a_child(
    given: list[Answer], *, children: bool
) -> None:
    assert children_only(INTAKE, given) is children


def test_signs_are_those_of_the_worry() -> None:
    assert shown(INTAKE, "signs", answers(concern="work", who="adults"))[:2] == ["no_pay", "no_rest"]
    assert shown(INTAKE, "signs", answers(concern="sex", who="adults"))[0] == "cannot_refuse"
    assert shown(INTAKE, "signs", answers(concern="", who="adults"))[0] == "not_alone"
    assert shown(INTAKE, "signs", answers(concern="work", who="adults"))[-1] == "none_of_these"


def test_an_answer_that_a_change_has_made_senseless_no_longer_stands() -> None:
    given = answers(danger="no", concern="work", who="adults", signs=("no_pay", "no_rest"), means="locked_in")
    assert urgency_of(INTAKE, COMMUNITY, given) is Urgency.URGENT
    children = [*answers(who="children"), *(each for each in given if each.question != "who")]
    assert [each.question for each in standing(INTAKE, COMMUNITY, children)] == ["danger", "concern", "who"]
    again = next_question(INTAKE, COMMUNITY, children)
    assert again is not None
    assert again.id == "signs"
    assert signs_found(INTAKE, COMMUNITY, children) == ()
    assert urgency_of(INTAKE, COMMUNITY, children) is Urgency.RAISED


def test_what_is_still_shown_after_a_change_stays_and_so_do_words() -> None:
    given = answers(danger="no", concern="work", who="adults", signs=("no_pay", "no_rest"))
    home = [*answers(concern="home"), *(each for each in given if each.question != "concern")]
    assert standing(INTAKE, COMMUNITY, home)[-1] == Answer("signs", ("no_pay",))
    worded = [*answers(danger="no", concern="sex", who="adults"), Answer("signs", ("no_rest",), text="at night")]
    assert standing(INTAKE, COMMUNITY, worded)[-1] == Answer("signs", text="at night")


def test_a_question_that_the_content_no_longer_has_is_passed_over() -> None:
    given = [Answer("weather", ("rain",)), *answers(danger="no")]
    assert standing(INTAKE, COMMUNITY, given) == (Answer("danger", ("no",)),)


def test_a_place_or_a_file_without_a_choice_is_an_answer() -> None:
    given = [*answers(danger="yes", concern="work", who="adults", signs="no_pay"), Answer("where"), Answer("known")]
    question = next_question(INTAKE, COMMUNITY, given)
    assert question is not None
    assert question.id == "asks_back"


def test_a_name_is_offered_and_never_asked() -> None:
    for path in IntakePath:
        asked, given = told(path, choosing(danger="no"))
        assert "name" not in asked
        assert offered(INTAKE, path, given)[-1].id == "name"
    named = [*answers(danger="no"), Answer("name", text="Ana")]
    assert standing(INTAKE, COMMUNITY, named)[-1].text == "Ana"


def test_paid_sex_with_a_child_is_found_without_being_chosen_and_is_urgent() -> None:
    given = answers(danger="no", concern="sex", who="both")
    assert [each.id for each in signs_found(INTAKE, COMMUNITY, given)] == ["child_sold_for_sex"]
    assert urgency_of(INTAKE, COMMUNITY, given) is Urgency.URGENT
    assert signs_found(INTAKE, COMMUNITY, answers(danger="no", concern="sex", who="adults")) == ()


def test_signs_are_found_in_the_order_of_the_content() -> None:
    given = answers(danger="no", concern="work", who="adults", signs=("no_rest", "no_pay"), means="debt")
    found = signs_found(INTAKE, COMMUNITY, given)
    assert [each.id for each in found] == ["debt", "no_pay", "no_rest"]
    assert {element for each in found for element in each.elements} == {Element.MEANS, Element.PURPOSE}


@pytest.mark.parametrize(
    ("given", "urgency"),
    [
        pytest.param(answers(danger="yes"), Urgency.URGENT, id="danger"),
        pytest.param(answers(danger="unsure"), Urgency.RAISED, id="perhaps danger"),
        pytest.param(answers(danger="no", concern="work", who="adults"), Urgency.NORMAL, id="none"),
        pytest.param(answers(danger="no", who="one_child"), Urgency.RAISED, id="a child"),
        pytest.param(answers(danger="no", concern="work", who="adults", means="debt"), Urgency.RAISED, id="a debt"),
        pytest.param(answers(danger="no", who="adults", means=("debt", "beaten")), Urgency.URGENT, id="the highest"),
        pytest.param(answers(danger="no", asks_back="yes"), Urgency.NORMAL, id="another question's yes"),
    ],
)
def test_the_highest_of_all_answers_is_the_urgency(given: list[Answer], urgency: Urgency) -> None:
    assert urgency_of(INTAKE, COMMUNITY, given) is urgency


def test_professionals_have_indicators_of_their_own() -> None:
    inspector, _ = told(INSPECTOR, choosing(danger="no", concern="work", who="both"))
    assert {"work_conditions", "control", "recruitment", "child_signs", "spoken_alone"} <= set(inspector)
    social_worker, _ = told(SOCIAL_WORKER, choosing(danger="no", concern="sex", who="one_adult"))
    assert {"presentation", "exploitation", "control", "recruitment"} <= set(social_worker)
    assert "child_signs" not in social_worker
