"""Each check of a translation can fail: a broken catalog for every finding."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from bot.knowledge.catalogs import read_catalog
from bot.knowledge.checks import check_knowledge
from bot.knowledge.content_file import ContentError
from tests.bot.content import change_catalog, change_yaml
from tests.bot.knowledge.conftest import FEW_LANGUAGES

TODAY = date(2026, 11, 23)
HARD_ES = "La jurisprudencia internacional reconoce sustancialmente prerrogativas comprensivas."


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
def test_a_broken_translation_is_found(few_languages: Path, change: Callable[[Catalog], None], finding: str) -> None:
    change_catalog(few_languages, "es", change)
    _, findings = check_knowledge(few_languages, TODAY)
    assert any(finding in str(each) for each in findings), list(map(str, findings))


def test_a_text_whose_english_changed_must_be_translated_anew(few_languages: Path) -> None:
    change_yaml(
        few_languages / "knowledge" / "topics" / "asylum.yml", lambda data: data.update(now="If it is safe, ask.")
    )
    _, findings = check_knowledge(few_languages, TODAY)
    assert {str(each).split(":")[0] for each in findings} == {
        f"translations/{language}/LC_MESSAGES/amparo.po" for language in FEW_LANGUAGES if language != "en"
    }


def test_a_short_answer_in_letters_that_cannot_be_plain_costs_more(few_languages: Path) -> None:
    change_catalog(few_languages, "ar", broken("topic.asylum.short", "ع" * 135))
    change_catalog(few_languages, "es", broken("topic.asylum.short", "ú" * 135))
    _, findings = check_knowledge(few_languages, TODAY)
    dear = [str(each) for each in findings if "SMS segments" in str(each)]
    assert dear == [
        "translations/ar/LC_MESSAGES/amparo.po: topic.asylum.short costs 3 SMS segments, 2 at most; shorten it"
    ]


def test_a_catalog_that_cannot_be_read_is_named(few_languages: Path) -> None:
    path = few_languages / "translations" / "es" / "LC_MESSAGES" / "amparo.po"
    path.write_text('msgid "open\n', encoding="utf-8")
    with pytest.raises(ContentError, match=r"amparo\.po"):
        read_catalog(few_languages / "translations", "es")
    path.unlink()
    with pytest.raises(ContentError, match=r"is missing; make it with `make catalogs`"):
        read_catalog(few_languages / "translations", "es")
