"""What is missing, misspelt or of the wrong kind in a content file is named with its file, its field and the mend."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.knowledge.content_file import ContentError
from bot.knowledge.knowledge_base import read_knowledge
from bot.settings import PROJECT
from tests.bot.content import change_yaml, copy_little

Change = Callable[[Any], object]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_little(tmp_path)


def service(change: Change) -> Change:
    return lambda data: change(data["services"][0])


@pytest.mark.parametrize(
    ("file", "change", "message"),
    [
        pytest.param("topics/asylum.yml", lambda d: d.pop("short"), "the field 'short' is missing", id="missing"),
        pytest.param(
            "topics/asylum.yml",
            lambda d: d.update(shrot="x"),
            "asylum: unknown field 'shrot'; see knowledge/README.md",
            id="unknown",
        ),
        pytest.param(
            "topics/asylum.yml", lambda d: d.update(id="other"), "the id 'other' must be the file's name", id="id"
        ),
        pytest.param(
            "topics/asylum.yml", lambda d: d.update(audience="all"), "the audience 'all' is none of", id="audience"
        ),
        pytest.param(
            "topics/asylum.yml", lambda d: d.update(related="legal_aid"), "'related' must be a list", id="list"
        ),
        pytest.param("topics/asylum.yml", lambda d: d.update(law=[6]), "'law' must be a list of words", id="words"),
        pytest.param("topics/asylum.yml", lambda d: d.update(title=5), "'title' must be a text; put it", id="text"),
        pytest.param(
            "topics/asylum.yml",
            lambda d: d["review"].update(review_by="soon"),
            "asylum.review: the field 'review_by' must be a date, such as 2026-11-22",
            id="date",
        ),
        pytest.param(
            "topics/asylum.yml",
            lambda d: d["review"].pop("review_by"),
            "the field 'review_by' is missing",
            id="no review",
        ),
        pytest.param("countries/PE.yml", lambda d: d.update(iso2="XX"), "'XX' must be the file's name", id="country"),
        pytest.param(
            "countries/PE.yml",
            service(lambda s: s.update(number=105)),
            "PE.services[1]: the field 'number' must be a text; put it in quotes",
            id="a number without quotes",
        ),
        pytest.param(
            "countries/PE.yml",
            service(lambda s: s.update(display_ok="yes")),
            "PE.services[1]: the field 'display_ok' must be a flag, true or false",
            id="flag",
        ),
        pytest.param(
            "countries/PE.yml",
            service(lambda s: s.update(confidence="sure")),
            "the confidence 'sure' is none of two_sources, one_source, memory",
            id="confidence",
        ),
        pytest.param(
            "countries/PE.yml",
            service(lambda s: s.pop("checked_on")),
            "the field 'checked_on' is missing",
            id="undated",
        ),
        pytest.param(
            "countries/PE.yml",
            service(lambda s: s.update(phone="1")),
            "PE.services[1]: unknown field 'phone'",
            id="phone",
        ),
        pytest.param(
            "countries/PE.yml",
            service(lambda s: s["sources"][0].update(year=True)),
            "'year' must be a whole number",
            id="year",
        ),
        pytest.param(
            "countries/PE.yml",
            lambda d: d["facts"].update(weather=[]),
            "PE.facts: the fact 'weather' is none of legal_aid",
            id="fact",
        ),
        pytest.param(
            "countries/PE.yml", lambda d: d.update(services=["x"]), "must be a mapping of fields", id="mapping"
        ),
        pytest.param(
            "law.yml",
            lambda d: d["instruments"][0]["articles"][0].update(strength="strong"),
            "law.instruments[1].articles[1]: the strength 'strong' is none of",
            id="strength",
        ),
        pytest.param(
            "law.yml",
            lambda d: d["instruments"][1]["articles"][0].update(id="UNTIP-2"),
            "the id 'UNTIP-2' stands twice",
            id="article twice",
        ),
        pytest.param(
            "conversation.yml", lambda d: d.update({"exit.done": ""}), "the field 'exit.done' is empty", id="empty text"
        ),
        pytest.param(
            "conversation.yml",
            lambda d: d.update({"exit.done": ["a"]}),
            "the field 'exit.done' must be a text",
            id="a text that is a list",
        ),
        pytest.param("menu.yml", lambda d: d["survivor"].append("none"), "there is no topic 'none'", id="menu"),
        pytest.param("menu.yml", lambda d: d["survivor"].append("asylum"), "'asylum' stands twice", id="menu twice"),
        pytest.param("menu.yml", lambda d: d.update(order=[]), "unknown field 'order'", id="menu field"),
    ],
)
def test_a_fault_is_named_with_its_file_and_field(root: Path, file: str, change: Change, message: str) -> None:
    path = root / "knowledge" / file
    change_yaml(path, lambda data: change(data) and None)
    with pytest.raises(ContentError) as refused:
        read_knowledge(root)
    assert str(refused.value).startswith(f"{path}: ")
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("file", "message"),
    [
        pytest.param("knowledge/conversation.yml", "cannot be read", id="conversation"),
        pytest.param("knowledge/law.yml", "cannot be read", id="law"),
        pytest.param("knowledge/menu.yml", "cannot be read", id="menu"),
        pytest.param("knowledge/other_languages.yml", "cannot be read", id="other languages"),
        pytest.param("translations/en/locale.yml", "English is the source language", id="English"),
        pytest.param("translations/es/LC_MESSAGES/amparo.mo", "compile the catalogs", id="compiled catalog"),
    ],
)
def test_a_file_that_is_missing_is_named(root: Path, file: str, message: str) -> None:
    (root / file).unlink()
    with pytest.raises(ContentError, match=message) as refused:
        read_knowledge(root)
    assert str(root / file) in str(refused.value)


def test_a_key_that_stands_twice_in_the_conversation_is_refused(root: Path) -> None:
    path = root / "knowledge" / "conversation.yml"
    path.write_text(path.read_text(encoding="utf-8") + "exit.done: Bye.\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"'exit\.done' stands twice"):
        read_knowledge(root)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("sms_letters: some\nreview: {}\n", "`sms_letters` is `plain` or `all`", id="letters"),
        pytest.param("letters: plain\n", "unknown field 'letters'", id="unknown field"),
    ],
)
def test_a_locale_s_fault_is_named(root: Path, content: str, message: str) -> None:
    (root / "translations" / "es" / "locale.yml").write_text(content, encoding="utf-8")
    with pytest.raises(ContentError, match=message):
        read_knowledge(root)


def test_a_folder_that_is_no_language_is_refused(root: Path) -> None:
    (root / "translations" / "es").rename(root / "translations" / "klingon")
    with pytest.raises(ContentError, match="CLDR knows no language 'klingon'"):
        read_knowledge(root)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"confidence": "memory", "display_ok": True}, id="from memory"),
        pytest.param({"sources": [], "display_ok": True}, id="without a source"),
        pytest.param({"display_ok": False}, id="not to be shown"),
    ],
)
def test_a_number_without_leave_is_not_shown_by_whatever_the_file_says(root: Path, change: dict[str, object]) -> None:
    change_yaml(root / "knowledge" / "countries" / "PE.yml", service(lambda s: s.update(change)))
    country = read_knowledge(root).countries["PE"]
    assert country.services[0].number == "105"
    assert country.services[0].shown_number is None
    assert "105" not in {each.shown_number for each in country.emergency()}
    assert country.services_of("police") == ()


def test_topics_that_the_menu_does_not_name_come_last_among_those_for_the_same_readers(root: Path) -> None:
    change_yaml(root / "knowledge" / "menu.yml", lambda data: data["survivor"].remove("legal_aid"))
    change_yaml(root / "knowledge" / "menu.yml", lambda data: data["child"].remove("child_rights"))
    knowledge = read_knowledge(root)
    assert knowledge.menu.sections["survivor"][-1] == "legal_aid"
    assert knowledge.menu.sections["child"][-1] == "child_rights"
    assert sorted(topic for order in knowledge.menu.sections.values() for topic in order) == sorted(knowledge.topics)


def test_the_project_s_own_content_is_read() -> None:
    knowledge = read_knowledge(PROJECT)
    assert len(knowledge.topics) >= 77
    assert len(knowledge.countries) >= 30
    assert len(knowledge.catalogs.languages) >= 10
    assert knowledge.catalogs.languages[0] == "en"
