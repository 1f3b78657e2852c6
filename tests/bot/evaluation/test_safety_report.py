"""The safety net's report as JSON, as a page with pictures that needs nothing else, and as tables."""

import json
import re

import pytest

from bot.evaluation.safety_figures import Count, curve, kind_figures, net_figures
from bot.evaluation.safety_floors import Floor
from bot.evaluation.safety_report import SafetyReport, page, safety_report
from bot.evaluation.safety_tables import table_of_misses, tables
from bot.safety.net import Alarm
from tests.bot.evaluation.messages import heard
from tests.bot.evaluation.pages import LEADING_OUT, Page, shown

DAY = "2026-11-23"
CHOSEN = [
    heard("danger", Alarm.DANGER, Alarm.DANGER, share=0.9, language="es"),
    heard("child", None, share=0.1, language="es"),
    heard("none", None, share=0.2, language="es"),
    heard("none", Alarm.WATCHED, share=0.8, language="es"),
    heard("danger", Alarm.CHILD, share=0.7, language="ar"),
    heard("none", None, share=0.2, language="ar"),
    heard("urgent", Alarm.DANGER, share=0.6, language="th"),
]
ORDINARY = [
    heard("danger", Alarm.DANGER, language="es", topic="danger_now"),
    heard("none", None, language="es", topic="asylum"),
    heard("none", Alarm.CHILD, language="es", topic="child_rights"),
    heard("none", None, language="ar", topic="child_rights"),
]
FLOORS = {"es": Floor(0.5, 0.4), "ar": Floor(0.9), "th": Floor(0.7, 0.1), "sw": Floor(0.9)}
THRESHOLDS = {"any": 0.5, "es": 0.6}
BY_LANGUAGE = "By language"
KINDS = "By language and kind"


@pytest.fixture(scope="module")
def made() -> SafetyReport:
    return safety_report([*CHOSEN, *ORDINARY], FLOORS, THRESHOLDS)


@pytest.fixture(scope="module")
def html(made: SafetyReport) -> str:
    return page(made, DAY)


@pytest.fixture(scope="module")
def read(html: str) -> Page:
    return Page(html)


def test_each_language_has_the_figures_of_its_own_messages(made: SafetyReport) -> None:
    assert made.languages == {
        "ar": net_figures(CHOSEN[4:6]),
        "es": net_figures(CHOSEN[:4]),
        "th": net_figures(CHOSEN[6:]),
        "all": net_figures(CHOSEN),
    }
    assert made.curves == {"ar": curve(CHOSEN[4:6]), "es": curve(CHOSEN[:4]), "th": []}


def test_floors_are_held_against_languages_that_were_asked(made: SafetyReport) -> None:
    assert made.met == {"ar": True, "es": False, "th": None}
    assert made.floors == {language: FLOORS[language] for language in ("ar", "es", "th")}


def test_kinds_are_counted_together_and_by_language(made: SafetyReport) -> None:
    assert made.kinds == {
        "danger": kind_figures(CHOSEN, Alarm.DANGER),
        "child": kind_figures(CHOSEN, Alarm.CHILD),
    }
    assert made.both["ar"]["danger"].heard == Count(1, 1, 1.0)
    assert made.both["ar"]["danger"].right == Count(0, 1, 0.0)
    assert made.both["ar"]["child"].heard == Count(0, 0, None)


def test_ordinary_questions_count_by_themselves(made: SafetyReport) -> None:
    assert list(made.ordinary) == ["ar", "es", "all"]
    assert made.ordinary["all"].false_alarms == Count(1, 3, 1 / 3)
    assert made.ordinary["all"].recall == Count(1, 1, 1.0)


def test_calls_for_help_come_first_and_then_what_is_heard_needlessly_most(made: SafetyReport) -> None:
    assert list(made.topics) == ["danger_now", "child_rights", "asylum"]
    assert made.topics["child_rights"].false_alarms == Count(1, 2, 0.5)


@pytest.mark.parametrize(
    "messages", [[*CHOSEN, *ORDINARY], CHOSEN, ORDINARY, []], ids=["both", "chosen", "ordinary", "0"]
)
def test_json_gives_back_what_went_in_and_a_page_and_tables_are_made(messages: list) -> None:
    report = safety_report(messages, FLOORS, THRESHOLDS)
    data = report.as_data()
    assert json.loads(json.dumps(data)) == data
    assert DAY in page(report, DAY)
    assert len(list(tables(report))) == 2 * any(each.question.topic == "" for each in messages) + 2 * any(
        each.question.topic for each in messages
    )


def test_the_terminal_shows_recall_false_alarms_floors_and_phrases_alone(made: SafetyReport) -> None:
    languages, kinds, ordinary, topics = (shown(table) for table in tables(made))
    assert languages[1:] == [
        ["ar", "1.000", "1/1", "0.90", "0.000", "0/1", "-", "met", "0.000", "0/1", "0.000", "0/1"],
        ["es", "0.500", "1/2", "0.50", "0.500", "1/2", "0.40", "NOT", "MET", "0.500", "1/2", "0.000", "0/2"],
        ["th", "1.000", "1/1", "0.70", "-", "0.10", "-", "0.000", "0/1", "-"],
        ["all", "0.750", "3/4", "-", "0.333", "1/3", "-", "-", "0.250", "1/4", "0.000", "0/3"],
    ]
    assert kinds[0] == ["language", "danger", "as", "danger", "child", "as", "child"]
    assert kinds[1] == ["ar", "1.000", "1/1", "0.000", "0/1", "-", "-"]
    assert kinds[-1] == ["all", "1.000", "2/2", "0.500", "1/2", "0.000", "0/1", "0.000", "0/1"]
    assert ordinary[1] == ["ar", "-", "0.000", "0/1", "-", "0.000", "0/1"]
    assert [row[0] for row in topics[1:]] == ["danger_now", "child_rights"]


def test_misses_are_what_was_not_heard_and_then_what_was_heard_needlessly() -> None:
    assert shown(table_of_misses(CHOSEN))[1:] == [
        ["es", "child", "child", "-", "0.100", "some", "words"],
        ["es", "none", "none", "watched", "0.800", "some", "words"],
    ]


def test_the_page_has_every_table(made: SafetyReport, read: Page) -> None:
    assert read.rows(BY_LANGUAGE)["es"] == [
        *("0.500 1/2", "0.500 1/2", "0.500 1/2", "0.000 0/2", "0.50", "0.40"),
        "NOT MET",
    ]
    assert read.rows(BY_LANGUAGE)["ar"][4:] == ["0.90", "-", "met"]
    assert read.rows(KINDS)["all"] == ["1.000 2/2", "0.500 1/2", "0.000 0/1", "0.000 0/1"]
    assert list(read.rows("Ordinary questions, by topic")) == list(made.topics)
    assert list(read.rows("Ordinary questions, by language")) == ["ar", "es", "all"]


def test_the_page_draws_a_picture_for_each_language_with_both_sorts(html: str) -> None:
    pictures = html.split("<figure>")[1:]
    assert [re.search(r"<b>(\w+)</b>, threshold ([0-9.]+)", each).groups() for each in pictures] == [
        ("ar", "0.500"),
        ("es", "0.600"),
    ]


def test_the_picture_marks_what_is_heard_now_on_the_line(made: SafetyReport, html: str) -> None:
    spanish = html.split("<figure>")[2]
    line = [tuple(map(float, point.split(","))) for point in re.search(r'points="([^"]+)"', spanish)[1].split()]
    assert len(line) == len(made.curves["es"])
    # The first point is a phrase alone: half of the recall, no false alarm; the last hears everything.
    assert line[0] == (34.0, 108.0)
    assert line[-1] == (234.0, 8.0)
    chosen = re.search(r'class="chosen" r="5" cx="([0-9.]+)" cy="([0-9.]+)"', spanish).groups()
    assert tuple(map(float, chosen)) == (134.0, 108.0)
    assert tuple(map(float, chosen)) in line


def test_the_picture_shows_where_the_floors_are_met(html: str) -> None:
    arabic, spanish = (each.split("</figure>")[0] for each in html.split("<figure>")[1:])
    assert 'class="floor" x="34" y="8" width="80.0" height="100.0"' in spanish
    # Where any number of false alarms may be, the field is as wide as the picture.
    assert 'class="floor" x="34" y="8" width="200" height="20.0"' in arabic


def test_what_stands_in_the_data_is_text_on_the_page() -> None:
    script = "<script>alert('x')</script>"
    messages = [heard("danger", None, language=script), heard("none", None, language=script)]
    read = Page(page(safety_report([*messages, heard("none", None, topic='"><b>')], {}, {}), script))
    assert "script" not in read.tags
    assert list(read.rows(BY_LANGUAGE)) == [script, "all"]
    assert list(read.rows("Ordinary questions, by topic")) == ['"><b>']


def test_the_page_needs_nothing_from_elsewhere(html: str, read: Page) -> None:
    assert not {"script", "link", "img", "iframe", "object", "embed", "form", "base", "use"} & set(read.tags)
    assert not read.attributes & LEADING_OUT
    assert not [each for each in ("://", "url(", "@import", "http-equiv") if each in html.lower()]
