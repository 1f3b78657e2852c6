"""Figures, counted by hand."""

from dataclasses import astuple, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.asking import Answered
from bot.evaluation.figures import Bin, Confusion, Figures, among_three, calibration, confusions, figures, first
from tests.bot.evaluation.answers import answered

OUT = "out_of_scope"

ANSWERS = [
    answered("asylum", "asylum", confidence=0.9),
    answered("asylum", "consent", "asylum", confidence=0.7),
    answered("asylum", "consent", "signs", "legal_aid", "asylum", confidence=0.3, asked_back=True),
    answered("asylum", OUT, "consent", "signs", "asylum", confidence=0.1, heard="es"),
    answered(OUT, OUT, confidence=0.2),
    answered(OUT, "consent", confidence=0.5),
    answered(OUT, "consent", confidence=0.4, asked_back=True),
    answered(OUT, OUT, "asylum", confidence=0.1),
]

labels = st.sampled_from(["asylum", "consent", "signs", "legal_aid", OUT])
any_answers = st.lists(
    st.builds(
        lambda meant, taken, confidence, asked_back, heard: answered(
            meant, *taken, confidence=confidence, asked_back=asked_back, heard=heard
        ),
        labels,
        st.lists(labels, min_size=1, max_size=6, unique=True),
        st.floats(0, 1),
        st.booleans(),
        st.sampled_from(["en", "es"]),
    )
)


def test_a_group_is_counted() -> None:
    counted = figures(ANSWERS)
    assert counted == Figures(
        questions=8,
        first_right=1 / 4,
        three_right=3 / 4,
        wrong_with_confidence=1 / 4,
        asked_back=1 / 4,
        out_of_scope_answered=2 / 4,
        language_found=7 / 8,
        calibration_error=counted.calibration_error,
    )
    # One answer in each of four ranges, of which only the surest is right.
    assert counted.calibration_error == pytest.approx((0.1 + 0.7 + 0.3 + 0.1) / 4)


def test_nothing_to_count_is_none_and_not_nought() -> None:
    assert figures([]) == Figures(0, None, None, None, None, None, None, None)
    within = figures([answered("asylum", "asylum", confidence=1.0)])
    assert within == Figures(1, 1.0, 1.0, 0.0, 0.0, None, 1.0, 0.0)
    beyond = figures([answered(OUT, OUT)])
    assert beyond == Figures(1, None, None, None, None, 0.0, 1.0, None)


def test_what_is_taken_for_out_of_scope_is_missed_but_nothing_wrong_is_answered() -> None:
    counted = figures([answered("asylum", OUT)])
    assert (counted.first_right, counted.wrong_with_confidence) == (0.0, 0.0)


def test_a_right_meaning_that_is_asked_back_counts_as_both() -> None:
    counted = figures([answered("asylum", "asylum", asked_back=True)])
    assert (counted.first_right, counted.asked_back, counted.wrong_with_confidence) == (1.0, 1.0, 0.0)


def test_out_of_scope_takes_none_of_the_three_places_that_are_shown() -> None:
    three = ("consent", "signs", "asylum")
    assert among_three(answered("asylum", *three))
    assert among_three(answered("asylum", OUT, *three))
    assert among_three(answered("asylum", "consent", OUT, "signs", "asylum"))
    assert not among_three(answered("asylum", "legal_aid", *three))
    assert not first(answered("asylum", *three))


def certain(confidence: float, right: int, wrong: int) -> list[Answered]:
    yes, no = answered("asylum", "asylum", confidence=confidence), answered("asylum", "consent", confidence=confidence)
    return [yes] * right + [no] * wrong


def test_a_model_that_is_as_often_right_as_it_is_sure_has_no_calibration_error() -> None:
    answers = certain(0.75, 3, 1) + certain(0.5, 1, 1) + certain(1.0, 5, 0)
    assert figures(answers).calibration_error == pytest.approx(0)


def test_a_model_that_is_surer_than_it_is_right_has_the_difference_as_its_error() -> None:
    assert figures(certain(0.95, 1, 3)).calibration_error == pytest.approx(0.7)
    # Weighed by answers: 8 that are 0.5 too sure, and 2 that are 0.2 too modest.
    assert figures(certain(1.0, 4, 4) + certain(0.8, 2, 0)).calibration_error == pytest.approx(0.44)


def test_out_of_scope_questions_have_no_part_in_the_calibration() -> None:
    answers = certain(1.0, 2, 0)
    assert figures([*answers, answered(OUT, "consent", confidence=1.0)]).calibration_error == 0


def test_ten_ranges_of_confidence_the_lowest_first() -> None:
    bins = calibration([*certain(0.0, 0, 1), *certain(0.72, 1, 0), *certain(0.78, 0, 1), *certain(1.0, 1, 0)])
    assert [each.answers for each in bins] == [1, 0, 0, 0, 0, 0, 0, 2, 0, 1]
    assert bins[7] == Bin(2, pytest.approx(0.75), 0.5)
    assert bins[9] == Bin(1, 1.0, 1.0)
    assert bins[1] == Bin(0, 0.0, 0.0)


def test_confusions_stand_by_how_often_and_then_by_name() -> None:
    answers = [
        answered("signs", "consent"),
        *[answered("consent", "signs")] * 2,
        answered("asylum", "signs"),
        answered("asylum", "consent"),
        answered("asylum", "asylum", "consent"),
        *[answered(OUT, "asylum")] * 3,
    ]
    ranked = [
        Confusion(OUT, "asylum", 3),
        Confusion("consent", "signs", 2),
        Confusion("asylum", "consent", 1),
        Confusion("asylum", "signs", 1),
        Confusion("signs", "consent", 1),
    ]
    assert confusions(answers, 10) == ranked
    assert confusions(reversed(answers), 3) == ranked[:3]


@given(any_answers)
def test_shares_stay_within_0_and_1(answers: list[Answered]) -> None:
    counted = figures(answers)
    assert counted.questions == len(answers)
    shares = [share for share in astuple(counted)[1:] if share is not None]
    assert all(0 <= share <= 1 for share in shares)
    if counted.first_right is not None:
        assert counted.three_right is not None
        assert counted.first_right <= counted.three_right


@given(any_answers)
def test_every_answer_stands_in_one_range(answers: list[Answered]) -> None:
    bins = calibration(answers)
    assert len(bins) == 10
    assert sum(each.answers for each in bins) == len(answers)
    for at, each in enumerate(bins):
        if each.answers:
            assert at / 10 - 1e-9 <= each.confidence <= (at + 1) / 10 + 1e-9
            assert 0 <= each.right <= 1


@given(any_answers)
def test_confusions_count_every_miss_once(answers: list[Answered]) -> None:
    pairs = confusions(answers, 1000)
    assert sum(each.questions for each in pairs) == sum(not first(each) for each in answers)
    assert all(each.meant != each.taken_for for each in pairs)


@given(any_answers)
def test_asking_back_never_adds_wrong_answers(answers: list[Answered]) -> None:
    asked = figures([replace(each, asked_back=True) for each in answers])
    assert not asked.wrong_with_confidence
