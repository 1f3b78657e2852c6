"""A report as JSON, as a page that needs nothing else, and as tables for the terminal."""

import json
from dataclasses import astuple

import pytest

from bot.evaluation.figures import figures
from bot.evaluation.questions import STYLES
from bot.evaluation.report import COLUMNS, MOST_CONFUSIONS, Report, page, report, table, table_of_confusions
from tests.bot.evaluation.answers import answered
from tests.bot.evaluation.pages import LEADING_OUT, Page, shown

OUT = "out_of_scope"
DAY = "2026-11-23"
ANSWERS = [
    answered("asylum", "asylum", language="sw", style="slang"),
    answered("asylum", "consent", "asylum", language="en", style="slang"),
    answered("consent", "consent", language="en", style="fear", asked_back=True),
    answered(OUT, "consent", language="ar", style="plain"),
]


@pytest.fixture(scope="module")
def made() -> Report:
    return report(ANSWERS)


@pytest.fixture(scope="module")
def read(made: Report) -> Page:
    return Page(page(made, DAY))


def test_each_group_has_the_figures_of_its_own_answers(made: Report) -> None:
    assert made.languages == {
        "ar": figures(ANSWERS[3:]),
        "en": figures(ANSWERS[1:3]),
        "sw": figures(ANSWERS[:1]),
    }
    assert made.styles == {
        "plain": figures(ANSWERS[3:]),
        "slang": figures(ANSWERS[:2]),
        "fear": figures(ANSWERS[2:3]),
    }
    assert made.topics == {"asylum": figures(ANSWERS[:2]), "consent": figures(ANSWERS[2:3])}
    assert made.both["en"]["slang"] == figures(ANSWERS[1:2])
    assert made.both["ar"]["slang"] == figures([])
    assert {tuple(styles) for styles in made.both.values()} == {tuple(made.styles)}


def test_styles_stand_in_the_order_in_which_they_are_known(made: Report) -> None:
    assert list(made.styles) == [style for style in STYLES if style in made.styles]


def test_out_of_scope_questions_are_confused_but_not_calibrated(made: Report) -> None:
    assert sum(each.answers for each in made.calibration) == 3
    assert [astuple(each) for each in made.confusions] == [("asylum", "consent", 1), (OUT, "consent", 1)]


def test_confusions_are_the_most_frequent_ones_only() -> None:
    answers = [answered(f"topic_{number}", "asylum") for number in range(MOST_CONFUSIONS + 1)]
    assert len(report(answers).confusions) == MOST_CONFUSIONS


@pytest.mark.parametrize("answers", [ANSWERS, []], ids=["some", "none"])
def test_json_gives_back_what_went_in(answers: list) -> None:
    data = report(answers).as_data()
    assert json.loads(json.dumps(data)) == data
    assert set(data) == {"languages", "styles", "both", "topics", "calibration", "confusions"}


def test_json_has_every_figure_of_a_group(made: Report) -> None:
    assert made.as_data()["languages"]["ar"] == {
        "questions": 1,
        "first_right": None,
        "three_right": None,
        "wrong_with_confidence": None,
        "asked_back": None,
        "out_of_scope_answered": 1.0,
        "language_found": 1.0,
        "calibration_error": None,
    }


def test_the_page_holds_every_language_and_style_with_its_figures(read: Page) -> None:
    assert read.rows("By language") == {
        "ar": ["1", "-", "-", "-", "-", "1.00", "1.00", "-"],
        "en": ["2", "0.50", "1.00", "0.50", "0.50", "-", "1.00", "0.30"],
        "sw": ["1", "1.00", "1.00", "0.00", "0.00", "-", "1.00", "0.20"],
    }
    assert list(read.rows("By style")) == ["plain", "slang", "fear"]
    assert list(read.rows("By meaning")) == ["asylum", "consent"]
    assert read.rows("The right meaning first, by language and style") == {
        "ar": ["-", "-", "-"],
        "en": ["-", "0.00", "1.00"],
        "sw": ["-", "1.00", "-"],
    }


def test_the_page_says_what_is_confused_and_how_sure_the_model_is(read: Page) -> None:
    assert read.rows("What is taken for what") == {"asylum": ["consent", "1"], OUT: ["consent", "1"]}
    calibrated = read.rows("How sure the model is, and how often it is right")
    assert len(calibrated) == 10
    assert calibrated["0.8 to 0.9"][:3] == ["3", "0.80", "0.67"]
    assert calibrated["0.0 to 0.1"][:3] == ["0", "-", "-"]


def test_the_page_says_its_day_and_names_every_column(made: Report, read: Page) -> None:
    assert DAY in page(made, DAY)
    assert read.tables[0][0] == ["language", "questions", *COLUMNS.values()]


def test_what_is_good_has_the_same_colour_where_less_is_better(read: Page) -> None:
    good, bad = read.styles["sw: first right"], read.styles["ar: out of scope answered"]
    assert good
    assert bad
    assert good != bad
    assert read.styles["sw: wrong, not asked back"] == good
    assert read.styles["ar: first right"] == ""


def test_what_stands_in_the_data_is_text_on_the_page() -> None:
    script = "<script>alert('x')</script>"
    read = Page(page(report([answered(script, '"><b>', language=f"xx{script}")]), script))
    assert "script" not in read.tags
    assert "b" not in read.tags
    assert list(read.rows("By meaning")) == [script]
    assert list(read.rows("By language")) == [f"xx{script}"]
    assert read.rows("What is taken for what") == {script: ['"><b>', "1"]}


def test_the_page_needs_nothing_from_elsewhere(made: Report, read: Page) -> None:
    assert not {"script", "link", "img", "iframe", "object", "embed", "form", "base"} & set(read.tags)
    assert not read.attributes & LEADING_OUT
    html = page(made, DAY).lower()
    assert not [each for each in ("://", "url(", "@import", "http-equiv") if each in html]


def test_a_report_of_nothing_is_still_a_page() -> None:
    html = page(report([]), DAY)
    read = Page(html)
    assert read.rows("By language") == {}
    assert read.rows("What is taken for what") == {"Nothing was confused.": []}


def test_the_terminal_shows_a_group_a_line(made: Report) -> None:
    lines = shown(table("language", made.languages))
    assert [line for line in lines if line[0] in ("ar", "en")] == [
        ["ar", "1", "-", "-", "-", "-", "1.000", "1.000", "-"],
        ["en", "2", "0.500", "1.000", "0.500", "0.500", "-", "1.000", "0.300"],
    ]


def test_the_terminal_shows_what_is_confused(made: Report) -> None:
    assert shown(table_of_confusions(made.confusions))[1:] == [["asylum", "consent", "1"], [OUT, "consent", "1"]]
