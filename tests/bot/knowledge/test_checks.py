"""Each check can fail: a broken copy of the content for every finding."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog

from bot.knowledge.catalogs import read_catalog
from bot.knowledge.checks import check_knowledge
from bot.knowledge.content_file import ContentError
from bot.settings import PROJECT
from tests.bot.content import change_catalog, change_yaml, copy_little

TODAY = date(2026, 11, 23)
HARD_ES = "La jurisprudencia internacional reconoce sustancialmente prerrogativas comprensivas."
Change = Callable[[Any], object]


LANGUAGES = ("en", "ar", "es", "fr")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give the content with some of its languages: each is checked alike, and ten take long."""
    root = copy_little(tmp_path)
    for path in (root / "translations").glob("*/locale.yml"):
        if path.parent.name not in LANGUAGES:
            shutil.rmtree(path.parent)
    return root


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
            lambda d: d.update(now="Call 105 now."),
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
def test_a_broken_copy_is_found(root: Path, file: str, change: Change, finding: str) -> None:
    change_yaml(root / "knowledge" / file, lambda data: change(data) and None)
    _, findings = check_knowledge(root, TODAY)
    assert any(finding in str(each) for each in findings), list(map(str, findings))


def broken(key: str, said: str) -> Callable[[Catalog], None]:
    def change(catalog: Catalog) -> None:
        message = next(each for each in catalog if each.context == key)
        message.string = said

    return change


def fuzzy(key: str) -> Callable[[Catalog], None]:
    def change(catalog: Catalog) -> None:
        next(each for each in catalog if each.context == key).flags.add("fuzzy")

    return change


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        pytest.param(
            broken("topic.asylum.short", ""),
            "translations/es/LC_MESSAGES/amparo.po: topic.asylum.short is not translated; run `make catalogs`",
            id="not translated",
        ),
        pytest.param(fuzzy("topic.asylum.short"), "topic.asylum.short is marked fuzzy: its English", id="fuzzy"),
        pytest.param(
            broken("conversation.danger.now", "Llama ahora."),
            "conversation.danger.now lost or changed a {name} of the English",
            id="a name lost",
        ),
        pytest.param(
            broken("conversation.danger.now", "Llama {numeros}."),
            "conversation.danger.now lost or changed a {name} of the English",
            id="a name translated",
        ),
        pytest.param(
            broken("conversation.danger.now", "Llama {numbers} {}."),
            "conversation.danger.now lost or changed a {name} of the English",
            id="a name too many",
        ),
        pytest.param(
            broken("conversation.danger.now", "Llama {numbers."),
            "conversation.danger.now lost or changed a {name} of the English",
            id="a brace lost",
        ),
        pytest.param(
            broken("conversation.danger.now", "Llama {numbers:>999999}."),
            "conversation.danger.now lost or changed a {name} of the English",
            id="a name with a form",
        ),
        pytest.param(
            broken("conversation.exit.done", "Llama al 105."),
            "conversation.exit.done has the number 105, which the English has not; take it out",
            id="a number added",
        ),
        pytest.param(
            broken("conversation.exit.done", "Llama al ١٠٥."),
            "conversation.exit.done has the number 105, which the English has not; take it out",
            id="a number added in other digits",
        ),
        pytest.param(
            broken("topic.asylum.title", "Un título demasiado largo"),
            "translations/es/LC_MESSAGES/amparo.po: topic.asylum.title has 25 characters, 20 at most",
            id="a title that is too long",
        ),
        pytest.param(
            broken("topic.asylum.now", HARD_ES),
            "topic.asylum.now reads too hard: Fernández Huerta",
            id="too hard to read",
        ),
    ],
)
def test_a_broken_translation_is_found(root: Path, change: Callable[[Catalog], None], finding: str) -> None:
    change_catalog(root, "es", change)
    _, findings = check_knowledge(root, TODAY)
    assert any(finding in str(each) for each in findings), list(map(str, findings))


def test_a_text_whose_english_changed_must_be_translated_anew(root: Path) -> None:
    change_yaml(root / "knowledge" / "topics" / "asylum.yml", lambda data: data.update(now="If it is safe, ask."))
    _, findings = check_knowledge(root, TODAY)
    assert {str(each).split(":")[0] for each in findings} == {
        f"translations/{language}/LC_MESSAGES/amparo.po" for language in LANGUAGES if language != "en"
    }


def test_a_short_answer_in_letters_that_cannot_be_plain_costs_more(root: Path) -> None:
    change_catalog(root, "ar", broken("topic.asylum.short", "ع" * 135))
    change_catalog(root, "es", broken("topic.asylum.short", "ú" * 135))
    _, findings = check_knowledge(root, TODAY)
    dear = [str(each) for each in findings if "SMS segments" in str(each)]
    assert dear == [
        "translations/ar/LC_MESSAGES/amparo.po: topic.asylum.short costs 3 SMS segments, 2 at most; shorten it"
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Law 28950 of 2007 says so.", id="the number of a law"),
        pytest.param("Since 2007, 3 offices and 12 people.", id="a year and a count"),
    ],
)
def test_a_number_that_is_no_phone_number_may_stand(root: Path, text: str) -> None:
    change_yaml(root / "knowledge" / "topics" / "asylum.yml", lambda data: data.update(now=text))
    _, findings = check_knowledge(root, TODAY)
    assert not any("a number stands" in str(each) for each in findings)


def test_a_catalog_that_cannot_be_read_is_named(root: Path) -> None:
    path = root / "translations" / "es" / "LC_MESSAGES" / "amparo.po"
    path.write_text('msgid "open\n', encoding="utf-8")
    with pytest.raises(ContentError, match=r"amparo\.po"):
        read_catalog(root / "translations", "es")
    path.unlink()
    with pytest.raises(ContentError, match=r"is missing; make it with `make catalogs`"):
        read_catalog(root / "translations", "es")


def test_the_project_s_own_content_has_no_finding() -> None:
    _, findings = check_knowledge(PROJECT, TODAY)
    assert list(map(str, findings)) == []
