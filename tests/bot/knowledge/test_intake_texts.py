"""The texts of the intake: one for each id, short enough for a button or an SMS, and plain."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.knowledge.catalogs import Catalogs
from bot.knowledge.checks import check_knowledge
from bot.knowledge.intake_file import read_intake
from bot.knowledge.texts import texts
from bot.settings import PROJECT
from channels.segments import GSM_7, count, encoding
from tests.bot.content import change_catalog, change_yaml

TODAY = date(2026, 11, 23)
TEXTS = [each for each in texts(PROJECT / "knowledge" / "intake") if each.key.startswith("report.")]


def test_every_id_has_its_text() -> None:
    intake = read_intake(PROJECT / "knowledge" / "intake")
    keys = {*Catalogs(PROJECT / "knowledge", PROJECT / "translations").keys()}
    orders = intake.paths.values()
    needed = {
        *(key for each in intake.questions.values() for key in (each.key, each.label_key)),
        *(option.key for each in intake.questions.values() for option in each.options),
        *(key for each in intake.signs.values() for key in (each.key, each.group_key)),
        *(f"report.say.{name}" for each in intake.questions.values() for name in each.says),
        *(f"report.say.{name}" for order in orders for name in (*order.opening, *order.closing)),
        *(f"report.choice.{path}" for path in intake.paths),
    }
    assert needed - keys == set()


def test_no_key_stands_twice() -> None:
    keys = [each.key for each in TEXTS]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.key)
def test_an_english_text_is_one_sms_and_names_no_subject(text: Any) -> None:
    assert encoding(text.english) == GSM_7
    assert count(text.english) == 1
    assert "traffick" not in text.english.lower()


@pytest.mark.parametrize(
    ("file", "change", "finding"),
    [
        pytest.param(
            "questions.yml",
            lambda d: d["options"][0].update(text="x" * 21),
            "report.option.yes has 21 characters, 20 at most",
            id="option",
        ),
        pytest.param(
            "questions.yml",
            lambda d: d["questions"][0].update(label="x" * 21),
            "report.label.danger has 21 characters, 20 at most",
            id="label",
        ),
        pytest.param(
            "signs.yml",
            lambda d: d["groups"][0]["signs"][0].update(text="x" * 61),
            "report.sign.not_alone has 61 characters, 60 at most",
            id="sign",
        ),
        pytest.param(
            "says.yml",
            lambda d: d.update(sent="word " * 100),
            "report.say.sent costs 4 SMS segments, 3 at most; shorten it",
            id="sentence",
        ),
        pytest.param(
            "says.yml",
            lambda d: d.update(
                sent="Subsequent professional consideration necessitates considerable additional time here today again."
            ),
            "report.say.sent reads too hard: Automated Readability Index",
            id="too hard to read",
        ),
        pytest.param(
            "says.yml",
            lambda d: d.update(sent="Call 911 now."),
            "a number stands in the text; numbers come from countries/",
            id="a number",
        ),
        pytest.param(
            "signs.yml",
            lambda d: d["groups"][0].update(name=""),
            "is empty; write the text",
            id="empty",
        ),
    ],
)
def test_a_broken_copy_is_found(few_languages: Path, file: str, change: Any, finding: str) -> None:
    change_yaml(few_languages / "knowledge" / "intake" / file, change)
    _, findings = check_knowledge(few_languages, TODAY)
    assert any(finding in str(each) for each in findings)


def test_a_translation_that_loses_the_receipt_is_found(few_languages: Path) -> None:
    def lose(catalog: Any) -> None:
        english = next(each.english for each in TEXTS if each.key == "report.say.receipt")
        catalog.get(english, context="report.say.receipt").string = "Guarda este número."

    change_catalog(few_languages, "es", lose)
    _, findings = check_knowledge(few_languages, TODAY)
    assert any("report.say.receipt lost or changed a {name} of the English" in str(each) for each in findings)
