from pathlib import Path

import pytest

from bot.knowledge.catalogs import Catalogs
from bot.knowledge.content_file import ContentError
from bot.knowledge.other_languages import OtherLanguage, read_other_languages
from bot.settings import PROJECT


def read(folder: Path, content: str) -> object:
    (folder / "other_languages.yml").write_text(content, encoding="utf-8")
    return read_other_languages(folder, ("en", "fr"))


def test_a_language_has_its_sentence_and_the_language_of_the_answer(tmp_path: Path) -> None:
    found = read(tmp_path, 'ht: {answer_in: fr, say: "M ap reponn nan {language}."}\n')
    assert found == {"ht": OtherLanguage("fr", "M ap reponn nan {language}.")}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(
            'ht: {answer_in: ay, say: "{language}"}', "we do not speak 'ay'; answer_in is one of en, fr", id="in"
        ),
        pytest.param("ht: {answer_in: fr, say: Bonjou}", "`say` must name the language of the answer", id="name"),
        pytest.param("ht: {answer_in: fr}", "the field 'say' is missing", id="sentence"),
        pytest.param('ht: {say: "{language}"}', "the field 'answer_in' is missing", id="answer in"),
        pytest.param('ht: {answer_in: fr, say: "{language}", x: y}', "unknown field 'x'", id="unknown"),
        pytest.param("ht: Bonjou", "must be a mapping", id="kind"),
    ],
)
def test_a_fault_is_named_with_its_file(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(ContentError) as refused:
        read(tmp_path, content)
    assert str(refused.value).startswith(f"{tmp_path / 'other_languages.yml'}: ")
    assert message in str(refused.value)


def test_no_language_that_we_speak_is_another_one() -> None:
    spoken = Catalogs(PROJECT / "knowledge", PROJECT / "translations").languages
    found = read_other_languages(PROJECT / "knowledge", spoken)
    assert len(found) >= 15
    assert set(found) & set(spoken) == set()
    for other in found.values():
        assert "français" in other.sentence.format(language="français")
