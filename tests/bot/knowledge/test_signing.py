"""A language signed as a whole: every text carries the signature, and what is added or changed later does not."""

from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from bot.knowledge.catalogs import Catalogs
from bot.knowledge.checks import check_knowledge
from bot.knowledge.signing import SigningError, sign_language
from bot.knowledge.translations import Signature, read_translations, signature_comment
from tests.bot.content import change_catalog

ANA = Signature("Ana: 'Ñ' # 1", date(2026, 11, 20))
LUZ = Signature("Luz", date(2026, 11, 21))
KEY = "topic.asylum.now"


def locale_file(root: Path) -> Path:
    return root / "translations" / "es" / "locale.yml"


def signatures(root: Path) -> dict[str, Signature | None]:
    return {each.key: each.signature for each in read_translations(root, "es")}


def lapsed(root: Path) -> list[str]:
    return [str(each) for each in check_knowledge(root, LUZ.day)[1] if "es/locale.yml" in str(each)]


def note(catalog: Catalog) -> None:
    each = next(each for each in catalog if each.context == KEY)
    each.user_comments = ["abogada, not licenciada", signature_comment(str(each.id), str(each.string), LUZ)]


def reword(catalog: Catalog) -> None:
    next(each for each in catalog if each.context == KEY).string = "Otra cosa."


def mark_fuzzy(catalog: Catalog) -> None:
    next(each for each in catalog if each.context == KEY).flags.add("fuzzy")


def test_each_text_and_the_language_are_signed(few_languages: Path) -> None:
    signed = sign_language(few_languages, "es", ANA)
    assert set(signatures(few_languages).values()) == {ANA}
    assert list(signed) == list(signatures(few_languages))
    catalogs = Catalogs(few_languages / "knowledge", few_languages / "translations")
    locale = catalogs.locales["es"]
    assert (locale.native_speaker, locale.reviewed_on, locale.lapsed) == (ANA.name, ANA.day, False)
    assert catalogs.locales["fr"].native_speaker is None
    assert lapsed(few_languages) == []


def test_what_editors_wrote_beside_the_signature_stays(few_languages: Path) -> None:
    before = locale_file(few_languages).read_text(encoding="utf-8")
    others = [line for line in before.splitlines() if not line.startswith("review:")]
    assert len(others) > 1
    for _ in range(2):
        sign_language(few_languages, "es", ANA)
        lines = locale_file(few_languages).read_text(encoding="utf-8").splitlines()
        assert lines[:-1] == others
        assert lines[-1].startswith("review: {native_speaker: ")


def test_a_signature_in_several_lines_is_replaced_too(few_languages: Path) -> None:
    written = "review:\n  native_speaker: null\n  reviewed_on: null\n# kept\nsms_letters: plain\n"
    locale_file(few_languages).write_text(written, encoding="utf-8")
    sign_language(few_languages, "es", ANA)
    assert locale_file(few_languages).read_text(encoding="utf-8").startswith("# kept\nsms_letters: plain\nreview: {")


def test_a_text_that_somebody_signed_keeps_that_signature_and_its_notes(few_languages: Path) -> None:
    change_catalog(few_languages, "es", note)
    assert KEY not in sign_language(few_languages, "es", ANA)
    found = signatures(few_languages)
    assert found.pop(KEY) == LUZ
    assert set(found.values()) == {ANA}


def test_what_changes_later_must_be_signed_anew_and_only_that(few_languages: Path) -> None:
    sign_language(few_languages, "es", ANA)
    change_catalog(few_languages, "es", reword)
    (found,) = lapsed(few_languages)
    assert "the signature is for other texts than these" in found
    assert signatures(few_languages)[KEY] is None
    assert sign_language(few_languages, "es", LUZ) == [KEY]
    assert signatures(few_languages)[KEY] == LUZ
    assert lapsed(few_languages) == []


def test_a_language_with_a_text_that_is_not_settled_is_not_signed(few_languages: Path) -> None:
    change_catalog(few_languages, "es", mark_fuzzy)
    before = locale_file(few_languages).read_text(encoding="utf-8")
    with pytest.raises(SigningError) as error:
        sign_language(few_languages, "es", ANA)
    assert error.value.keys == (KEY,)
    assert set(signatures(few_languages).values()) == {None}
    assert locale_file(few_languages).read_text(encoding="utf-8") == before
