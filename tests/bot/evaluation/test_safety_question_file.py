"""An office's own questions are read in the forms that it may have, and every slip is named with its mend."""

import json
from pathlib import Path

import pytest

from bot.evaluation.questions import QuestionError
from bot.evaluation.safety_question_file import read_question_file
from bot.evaluation.safety_questions import SafetyQuestion
from bot.knowledge.content_file import ContentError
from bot.safety.net import Alarm


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def line(**fields: object) -> str:
    return json.dumps(fields, ensure_ascii=False)


URGENT = line(text="he locked us in", urgent=True, language="en")


@pytest.mark.parametrize(("name", "languages"), [("ours.yml", ("es",)), ("es/ours.yml", ()), ("es.yaml", ())])
def test_lists_are_of_the_language_that_is_named(tmp_path: Path, name: str, languages: tuple[str, ...]) -> None:
    path = written(tmp_path, name, 'watched: ["me lee"]\nnone: ["hola"]')
    assert read_question_file(path, languages) == (
        SafetyQuestion(f"es {path.stem} watched 1", "me lee", "es", urgent=True, kind=Alarm.WATCHED),
        SafetyQuestion(f"es {path.stem} none 1", "hola", "es", urgent=False),
    )


def test_lines_say_whether_they_are_urgent_and_their_kind_where_it_is_known(tmp_path: Path) -> None:
    lines = [
        URGENT,
        "",
        line(text="tengo 12", urgent=True, kind="child", language="es", id="mine"),
        line(text="hi", urgent=False, kind="none", language="en"),
    ]
    assert read_question_file(written(tmp_path, "ours.jsonl", "\n".join(lines))) == (
        SafetyQuestion("en line 1", "he locked us in", "en", urgent=True),
        SafetyQuestion("mine", "tengo 12", "es", urgent=True, kind=Alarm.CHILD),
        SafetyQuestion("en line 4", "hi", "en", urgent=False),
    )


def test_lines_with_intents_are_ordinary_questions(tmp_path: Path) -> None:
    lines = [line(id="a", text="x", intent="danger_now", style="plain"), line(id="b", text="x", intent="asylum")]
    assert read_question_file(written(tmp_path, "fr.jsonl", "\n".join(lines))) == (
        SafetyQuestion("a", "x", "fr", urgent=True, kind=Alarm.DANGER, topic="danger_now"),
        SafetyQuestion("b", "x", "fr", urgent=False, topic="asylum"),
    )


def test_one_language_is_that_of_lines_without_one_and_leaves_the_others_out(tmp_path: Path) -> None:
    path = written(tmp_path, "ours.jsonl", f"{URGENT}\n{line(text='hola', urgent=False)}")
    assert [(each.text, each.language) for each in read_question_file(path, ("es",))] == [("hola", "es")]


def test_several_languages_leave_the_others_out(tmp_path: Path) -> None:
    lines = [line(text="x", urgent=False, language=language) for language in ("en", "es", "pt")]
    path = written(tmp_path, "ours.jsonl", "\n".join(lines))
    assert [each.language for each in read_question_file(path, ("es", "pt"))] == ["es", "pt"]


NO_OBJECT = "is no JSON object; write one object a line"


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        pytest.param("secret", NO_OBJECT, id="no JSON"),
        pytest.param(b'{"text": "caf\xe9"}', NO_OBJECT, id="not UTF-8"),
        pytest.param('["secret"]', NO_OBJECT, id="a list"),
        pytest.param("[" * 100_000, NO_OBJECT, id="deep"),
        pytest.param(line(urgent=True, language="en"), "needs a text", id="no text"),
        pytest.param(line(text=" ", urgent=True, language="en"), "needs a text", id="a blank text"),
        pytest.param(line(text=5, urgent=True, language="en"), "needs a text", id="a number"),
        pytest.param(line(text="secret", urgent=True), "does not say its language", id="no language"),
        pytest.param(line(text="secret", urgent=True, language=5), "does not say its language", id="language a number"),
        pytest.param(line(text="secret", language="en"), 'must say "urgent": true or false', id="not said"),
        pytest.param(line(text="secret", urgent="yes", language="en"), 'must say "urgent"', id="urgent a word"),
        pytest.param(line(text="secret", urgent=1, language="en"), 'must say "urgent"', id="urgent a number"),
        pytest.param(
            line(text="secret", urgent=True, kind="fire", language="en"),
            "the kind must be one of danger,",
            id="unknown",
        ),
        pytest.param(
            line(text="secret", urgent=True, kind=["x"], language="en"), "the kind must be one of danger,", id="kinds"
        ),
        pytest.param(
            line(text="secret", urgent=False, kind="child", language="en"), "says one thing by its kind", id="waits"
        ),
        pytest.param(
            line(text="secret", urgent=True, kind="none", language="en"), "says one thing by its kind", id="urgent"
        ),
        pytest.param(line(text="secret", intent=5, language="en"), "the intent must be a word", id="intent a number"),
    ],
)
def test_a_broken_line_is_named_and_none_of_its_words(tmp_path: Path, broken: str | bytes, message: str) -> None:
    broken = broken.encode() if isinstance(broken, str) else broken
    with pytest.raises(QuestionError) as refused:
        read_question_file(written(tmp_path, "ours.jsonl", URGENT.encode() + b"\n" + broken))
    assert str(refused.value).startswith("ours.jsonl, line 2: ")
    assert message in str(refused.value)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "content", "languages", "message"),
    [
        pytest.param("ours.yml", 'none: ["x"]', (), "ours.yml: does not say its language; add --language", id="lists"),
        pytest.param("ours.yml", 'none: ["x"]', ("es", "pt"), "does not say its language", id="two languages"),
        pytest.param("ours.csv", "x", (), "ours.csv: must be a .yml with lists by kind, or a .jsonl", id="a table"),
        pytest.param("ours.jsonl", "\n", (), "ours.jsonl: holds no questions", id="empty"),
        pytest.param("ours.jsonl", URGENT, ("es",), "ours.jsonl: holds no questions in es", id="none of the language"),
    ],
)
def test_a_file_that_cannot_be_asked_is_named(
    tmp_path: Path, name: str, content: str, languages: tuple[str, ...], message: str
) -> None:
    with pytest.raises(QuestionError) as refused:
        read_question_file(written(tmp_path, name, content), languages)
    assert message in str(refused.value)


def test_broken_lists_are_refused_as_ours_are(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="danger, line 1: must be a text"):
        read_question_file(written(tmp_path, "es.yml", "danger: [112]"))
