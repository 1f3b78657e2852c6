"""The JSON holds to its schema, says what was said, and nothing in it acts on who looks at it."""

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError

from bot.language.inert import UNSEEN
from bot.referral.document import Included
from bot.referral.json_document import SCHEMA, SCHEMA_FILE, json_document
from bot.reports.report import Answer, IntakePath
from bot.settings import PROJECT
from tests.bot.referral.conftest import REPORT, SAID, Desk, saying

DOCUMENTED = PROJECT / "docs" / "referral.md"
SCHEMA_READ = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA_READ)
LETTERS = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from('\u202e\u2066\u200b\U000e0041\x00"\\\n')))


def written(desk: Desk, report=REPORT, included=None, language="en") -> dict:
    data = json.loads(json_document(desk.refer(report, included, language), desk.say(language)))
    VALIDATOR.validate(data)
    return data


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA_READ)
    assert SCHEMA_READ["properties"]["schema"]["const"] == SCHEMA


@pytest.mark.parametrize("path", IntakePath)
@pytest.mark.parametrize("included", [Included(), Included(words=False, evidence=False), Included(identity=True)])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_document_holds_to_the_schema(desk: Desk, path, included, language) -> None:
    assert written(desk, replace(REPORT, path=path), included, language)["reporter"]["id"] == path


def test_a_document_that_knows_nothing_holds_to_it_too(desk: Desk) -> None:
    data = written(desk, replace(REPORT, answers=(), country="", language="", place=None, evidence=(), followups=()))
    assert (data["country"], data["danger"], data["place"]) == (None, None, {"words": None, "location": None})
    assert data["missing"]


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "amparo-referral/2"},
        {"address": "+51900000001"},
        {"reference": "9f3a12c4d5e6f7a8"},
        {"made_at": "2027-01-16 11:46"},
        {"urgency": {"id": "soon", "title": "Soon"}},
        {"place": {"words": None, "location": {"latitude": 4.60971, "longitude": -74.0, "precision_metres": 5}}},
        {"withheld": ["words", "words"]},
    ],
)
def test_what_is_no_such_document_is_refused(desk: Desk, change: dict) -> None:
    with pytest.raises(ValidationError):
        VALIDATOR.validate({**written(desk), **change})


def test_it_says_what_was_said(desk: Desk) -> None:
    data = written(desk)
    assert data["said"][1] == {
        "question": {"id": "means", "title": "Why they stay"},
        "text": SAID,
        "language": {"id": "en", "title": "English"},
        "said_at": None,
    }
    assert data["said"][2]["said_at"] == "2027-01-15T08:00:20Z"
    assert data["place"]["location"] == {"latitude": 4.61, "longitude": -74.08, "precision_metres": 1100}
    assert "Nobody has verified it" in data["notices"][0]


def test_a_professional_is_not_called_a_member_of_the_public(desk: Desk) -> None:
    data = written(desk, replace(REPORT, path=IntakePath.SOCIAL_WORKER, answers=(Answer("danger", ("no",)),)))
    assert "member of the public" not in data["notices"][0]


@given(LETTERS)
def test_letters_arrive_as_they_were_written_and_none_is_hidden(desk: Desk, text: str) -> None:
    raw = json_document(desk.refer(saying(f"a{text}")), desk.say()).decode()
    assert f"a{text}" in [each["text"] for each in json.loads(raw)["said"]]
    assert not UNSEEN.search(raw)


def test_the_documented_example_is_what_is_written(desk: Desk) -> None:
    (example,) = re.findall(r"```json\n(.*?)```", DOCUMENTED.read_text(encoding="utf-8"), re.DOTALL)
    assert json.loads(example) == written(desk)


def test_every_field_is_documented() -> None:
    documented = DOCUMENTED.read_text(encoding="utf-8")
    assert [name for name in SCHEMA_READ["properties"] if f"| `{name}` |" not in documented] == []
    assert SCHEMA in documented
