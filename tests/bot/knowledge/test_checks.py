"""Each check of topics, countries and the conversation can fail: a broken copy of the content for every finding."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.knowledge.checks import check_knowledge
from bot.settings import PROJECT
from tests.bot.content import change_yaml

TODAY = date(2026, 11, 23)
Change = Callable[[Any], object]


def first_service(change: Change) -> Change:
    return lambda data: change(data["services"][0])


def hide_all(data: Any) -> None:
    for each in data["services"]:
        each["display_ok"] = False


def name_twice(data: Any) -> None:
    data["services"][0]["id"] = data["services"][1]["id"]


@pytest.mark.parametrize(
    ("file", "change", "finding"),
    [
        pytest.param(
            "topics/asylum.yml",
            lambda d: d.update(related=["nothing"]),
            "knowledge/topics/asylum.yml: related names 'nothing', which is no topic",
            id="related",
        ),
        pytest.param(
            "topics/asylum.yml",
            lambda d: d.update(related=["legal_aid", "consent", "interpreter", "basic_needs"]),
            "knowledge/topics/asylum.yml: related names more than 3 topics",
            id="too many related",
        ),
        pytest.param(
            "topics/asylum.yml",
            lambda d: d["law"].append("UNTIP-99"),
            "law names 'UNTIP-99', which is not in knowledge/law.yml",
            id="law",
        ),
        pytest.param(
            "topics/asylum.yml",
            lambda d: d.update(law=["UNTIP-6.4"]),
            "law names no article for all countries with a source that may be shown",
            id="law from memory only",
        ),
        pytest.param(
            "topics/asylum.yml",
            lambda d: d.update(law=["EU36-11"]),
            "law names no article for all countries with a source that may be shown",
            id="regional law only",
        ),
        pytest.param(
            "topics/asylum.yml",
            lambda d: d.update(country_facts=["weather"]),
            "country_facts names 'weather', which is none of legal_aid",
            id="fact",
        ),
        pytest.param(
            "topics/asylum.yml",
            lambda d: d.update(services=["taxi"]),
            "services names 'taxi', which has no conversation.kind text",
            id="kind of service",
        ),
        pytest.param(
            "topics/asylum.yml",
            lambda d: d["review"].update(review_by=date(2026, 11, 22)),
            "knowledge/topics/asylum.yml: review_by 2026-11-22 is past; check the answer and set a new date",
            id="review is past",
        ),
        pytest.param(
            "topics/asylum.yml",
            lambda d: d.update(title="A title of twenty-one"),
            "topic.asylum.title has 21 characters, 20 at most",
            id="title",
        ),
        pytest.param(
            "topics/asylum.yml",
            lambda d: d.update(short="x" * 307),
            "topic.asylum.short costs 3 SMS segments, 2 at most; shorten it",
            id="short",
        ),
        pytest.param(
            "topics/asylum.yml",
            lambda d: d.update(full="x" * 901),
            "topic.asylum.full has 901 characters, 900 at most",
            id="full",
        ),
        pytest.param(
            "topics/asylum.yml",
            lambda d: d.update(now="x" * 161),
            "topic.asylum.now has 161 characters, 160 at most",
            id="now",
        ),
        pytest.param(
            "topics/asylum.yml",
            lambda d: d.update(now="International jurisprudence acknowledges comprehensive entitlements."),
            "topic.asylum.now reads too hard: Automated Readability Index",
            id="too hard to read",
        ),
        pytest.param(
            "conversation.yml",
            lambda d: d.update({"choice.exit": "x" * 21}),
            "conversation.choice.exit has 21 characters, 20 at most",
            id="button",
        ),
        pytest.param("topics/asylum.yml", lambda d: d.update(now=""), "is empty; write the text", id="an empty text"),
        pytest.param(
            "topics/asylum.yml",
            lambda d: d.update(now="Call 0800 2 3232 now."),
            "a number stands in the text; numbers come from countries/",
            id="a number in an answer",
        ),
        pytest.param(
            "topics/asylum.yml",
            lambda d: d.update(now="Call 15 now."),
            "a number stands in the text; numbers come from countries/",
            id="a short number in an answer",
        ),
        pytest.param(
            "conversation.yml",
            lambda d: d.update({"exit.done": "Call 911."}),
            "a number stands in the text; numbers come from countries/",
            id="a number in the conversation",
        ),
        pytest.param(
            "countries/PE.yml",
            hide_all,
            "knowledge/countries/PE.yml: no number of emergency, police, ambulance, fire may be shown",
            id="no emergency number",
        ),
        pytest.param("countries/PE.yml", name_twice, "the service id 'pe_ambulance' stands twice", id="service twice"),
        pytest.param(
            "countries/PE.yml",
            first_service(lambda s: s.update(id="cl_police")),
            "the service id 'cl_police' stands twice",
            id="service of another country",
        ),
        pytest.param(
            "countries/PE.yml",
            first_service(lambda s: s.update(kind="taxi")),
            "pe_police: the kind 'taxi' has no conversation.kind text",
            id="kind",
        ),
        pytest.param(
            "countries/PE.yml",
            first_service(lambda s: s.update(confidence="memory")),
            "pe_police: display_ok without a source; a number from memory is never shown",
            id="a number from memory",
        ),
        pytest.param(
            "countries/PE.yml",
            first_service(lambda s: s.update(sources=[])),
            "pe_police: display_ok without a source; a number from memory is never shown",
            id="a number without a source",
        ),
    ],
)
def test_a_broken_copy_is_found(few_languages: Path, file: str, change: Change, finding: str) -> None:
    change_yaml(few_languages / "knowledge" / file, lambda data: change(data) and None)
    _, findings = check_knowledge(few_languages, TODAY)
    assert any(finding in str(each) for each in findings), list(map(str, findings))


def test_the_project_s_own_content_has_no_finding() -> None:
    _, findings = check_knowledge(PROJECT, TODAY)
    assert list(map(str, findings)) == []
