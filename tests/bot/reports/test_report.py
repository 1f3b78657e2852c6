"""What a report shows of itself, and how much of it is known."""

import dataclasses

import pytest

from bot.reports.completeness import Completeness, Part, completeness
from bot.reports.report import Answer, Place, Report
from tests.bot.reports.conftest import PHOTO, TOLD, reply

PARTS = (
    Part("seen", ("signs", "means")),
    Part("where", ("where",), place=True),
    Part("when", ("when",), says_nothing=("unknown",)),
    Part("pictures", (), files=True),
)
ALL = tuple(each.id for each in PARTS)


def told(*answers: Answer, place: Place | None = None) -> Report:
    return dataclasses.replace(TOLD, answers=answers, place=place)


@pytest.mark.parametrize(
    ("report", "share", "missing"),
    [
        pytest.param(told(), 0.0, ALL, id="nothing"),
        pytest.param(
            told(Answer("means", ("threats",))), 0.25, ("where", "when", "pictures"), id="one question of two"
        ),
        pytest.param(told(place=Place(1, 2)), 0.25, ("seen", "when", "pictures"), id="a shared location"),
        pytest.param(told(Answer("where", text=" \n")), 0.0, ALL, id="blank"),
        pytest.param(told(Answer("where", text="x", skipped=True)), 0.0, ALL, id="skipped"),
        pytest.param(told(Answer("when", ("unknown",))), 0.0, ALL, id="not knowing"),
        pytest.param(
            told(Answer("when", ("unknown",), "in June")),
            0.25,
            ("seen", "where", "pictures"),
            id="not knowing, and words",
        ),
        pytest.param(dataclasses.replace(TOLD, evidence=(PHOTO,)), 0.75, ("when",), id="a picture"),
    ],
)
def test_what_is_missing_is_named(report: Report, share: float, missing: tuple[str, ...]) -> None:
    assert completeness(report, PARTS) == Completeness(share, missing)


def test_with_nothing_to_ask_nothing_is_missing() -> None:
    assert completeness(told(), ()) == Completeness(1.0, ())


def test_a_place_is_never_finer_than_a_kilometre_or_so() -> None:
    assert Place(4.60971, -74.08175) == Place(4.61, -74.08)
    assert dataclasses.replace(Place(1, 2), latitude=1.23456).latitude == 1.23


def test_nobodys_words_are_shown_by_chance() -> None:
    report = dataclasses.replace(TOLD, followups=(reply("secret"),), status_text="secret")
    for hidden in ("secret", "encierran", "locked_in", "mercado", "4.6", "74.0"):
        assert hidden not in repr(report)
