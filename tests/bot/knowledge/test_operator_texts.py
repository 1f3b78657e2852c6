"""Texts of an operator's own: said in their language alone, refused where they would break or endanger something."""

from pathlib import Path

import pytest

from bot.knowledge.catalogs import Catalogs
from bot.knowledge.content_file import ContentError
from bot.knowledge.knowledge_base import read_knowledge
from bot.knowledge.operator_texts import read_operator_texts
from bot.settings import PROJECT

OWN = """
es:
  first_contact: Hola. Soy un programa y doy información general.
  web.title: Sala de consultas
  first_contact.safety: "¿Peligro? Llama al {emergency}. Salir: {exit}. Borrar: {erase}. Ayuda: {human}."
en:
  exit.done: See you.
"""


@pytest.fixture(scope="module")
def catalogs() -> Catalogs:
    return Catalogs(PROJECT / "knowledge", PROJECT / "translations")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.yml"
    path.write_text(OWN, encoding="utf-8")
    return path


def test_only_the_texts_that_are_given_change_and_only_in_their_language(own: Path, catalogs: Catalogs) -> None:
    said = read_knowledge(PROJECT, texts=own).catalogs
    given = {
        ("es", "conversation.first_contact"),
        ("es", "conversation.web.title"),
        ("es", "conversation.first_contact.safety"),
        ("en", "conversation.exit.done"),
    }
    changed = {
        (language, key)
        for language in catalogs.languages
        for key in catalogs.keys()  # noqa: SIM118 - Catalogs is no mapping
        if said.say(key, language) != catalogs.say(key, language)
    }
    assert changed == given
    assert said.say("conversation.exit.done", "en") == "See you."
    assert said.say(
        "conversation.first_contact.safety", "es", emergency="105", exit="salir", erase="borrar", human="persona"
    ).startswith("¿Peligro? Llama al 105. Salir: salir.")


def test_an_operator_s_texts_take_no_signature_away(own: Path, catalogs: Catalogs) -> None:
    said = read_knowledge(PROJECT, texts=own).catalogs
    assert [said.fingerprint(each) for each in said.languages] == [
        catalogs.fingerprint(each) for each in catalogs.languages
    ]


def test_a_file_that_replaces_nothing_is_fine(tmp_path: Path, catalogs: Catalogs) -> None:
    path = tmp_path / "own.yml"
    path.write_text("es: {}\n", encoding="utf-8")
    assert read_operator_texts(path, catalogs) == {"es": {}}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(
            "xx: {exit.done: Bye}", "own: 'xx' is no language here; choose from en, ar, es", id="unknown language"
        ),
        pytest.param(
            "es: {exit.don: Chau}",
            "own.es: 'exit.don' is no text of knowledge/conversation.yml; did you mean 'exit.done'?",
            id="misspelt key",
        ),
        pytest.param(
            "es: {topic.legal_aid.short: Chau}",
            "own.es: 'topic.legal_aid.short' is no text of knowledge/conversation.yml",
            id="an answer",
        ),
        pytest.param("es: {conversation.exit.done: Chau}", "did you mean 'exit.done'?", id="key of the catalogs"),
        pytest.param("es: {words.exit: chau}", "own.es: 'words.exit' is what people write to steer", id="a word"),
        pytest.param("es: {danger.now: 'Llama: {numbers}'}", "'danger.now' keeps people safe", id="danger"),
        pytest.param("es: {danger.quiet: Calla}", "'danger.quiet' keeps people safe", id="danger without a voice"),
        pytest.param("es: {self_harm: Calma}", "'self_harm' keeps people safe", id="self-harm"),
        pytest.param(
            "es: {answer.not_legal_advice: Sabemos todo}", "'answer.not_legal_advice' keeps people safe", id="advice"
        ),
        pytest.param(
            "es: {first_contact.safety: 'Escribe {exit}'}",
            "'first_contact.safety' lost or changed a {name} of the English; the English is 'In danger now?",
            id="lost name",
        ),
        pytest.param(
            "es: {web.title: 'Sala {country}'}",
            "lost or changed a {name} of the English; the English is 'Information'",
            id="unknown name",
        ),
        pytest.param("es: {web.title: 'Sala {'}", "'web.title' lost or changed a {name}", id="open brace"),
        pytest.param(
            "es: {goodbye: 'Llama al 0800 111'}",
            "own.es: 'goodbye' has the number 111",
            id="number",
        ),
        pytest.param("es: {goodbye: 'Llama al ١٢٢'}", "'goodbye' has the number 122", id="Arabic number"),
        pytest.param(
            "es: {choice.exit: Salir de esta página ya}",
            "'choice.exit' has 23 characters, 20 at most",
            id="long button",
        ),
        pytest.param("es: {goodbye: '  '}", "own.es: 'goodbye' is empty; write the text", id="empty"),
        pytest.param("es: {goodbye: 5}", "own.es: the field 'goodbye' must be a text", id="no text"),
        pytest.param("es: {goodbye: }", "own.es: the field 'goodbye' must be a text", id="nothing"),
        pytest.param("es: Chau", "own: the field 'es' must be a mapping of fields", id="no mapping of keys"),
        pytest.param("- es", "own must be a mapping of fields", id="no mapping of languages"),
        pytest.param("", "own must be a mapping of fields", id="empty file"),
        pytest.param("es: {goodbye: a, goodbye: b}", "the key 'goodbye' stands twice", id="twice"),
        pytest.param("es: {goodbye: [", "own.yml:", id="broken"),
    ],
)
def test_a_text_that_breaks_something_is_refused_with_its_place(
    tmp_path: Path, catalogs: Catalogs, content: str, problem: str
) -> None:
    path = tmp_path / "own.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ContentError) as refused:
        read_operator_texts(path, catalogs)
    assert str(refused.value).startswith(str(path))
    assert problem in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"absent\.yml: cannot be read: No such file"):
        read_knowledge(PROJECT, texts=tmp_path / "absent.yml")
