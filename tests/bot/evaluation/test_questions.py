"""Questions are read with every slip named, and the project's own cover all and are never learnt from."""

import json
from collections import Counter
from pathlib import Path

import pytest
import yaml

from bot.evaluation.questions import STYLES, Question, QuestionError, read_questions
from bot.settings import PROJECT

DIALOGUES = PROJECT / "dialogues"
LEARNT = sorted(path.name for path in (DIALOGUES / "nlu").iterdir())
LEAST = 100
ENGINE_INTENTS = {"ask", "nlu_fallback"}
"""What the engine's domain has beside what people mean."""


def line(**changed: object) -> str:
    return json.dumps({"id": "en-1", "text": "Who pays me?", "intent": "unpaid_wages", "style": "plain", **changed})


def written(folder: Path, **files: str | bytes) -> Path:
    for language, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / f"{language}.jsonl").write_bytes(data)
    return folder


def test_a_question_has_its_fields_and_the_language_of_its_file(tmp_path: Path) -> None:
    folder = written(tmp_path, es=line(id="es-1", text="¿Quién me paga?", style="fear"))
    assert read_questions(folder) == (Question("es-1", "¿Quién me paga?", "unpaid_wages", "fear", "es"),)


def test_files_are_read_in_order_and_empty_lines_left_out(tmp_path: Path) -> None:
    folder = written(tmp_path, es=line(id="es-1"), en=f"\n{line(id='b')}\n\n{line(id='a')}\n")
    assert [each.id for each in read_questions(folder)] == ["b", "a", "es-1"]


def test_other_files_in_the_folder_are_not_read(tmp_path: Path) -> None:
    written(tmp_path, en=line())
    (tmp_path / "README.md").write_text("Questions.", encoding="utf-8")
    assert len(read_questions(tmp_path)) == 1


def test_only_the_languages_that_are_asked_for_are_read(tmp_path: Path) -> None:
    folder = written(tmp_path, en=line(), es=line(id="es-1"), pt="broken")
    assert [each.language for each in read_questions(folder, ("es", "en"))] == ["en", "es"]


def test_what_means_nothing_that_we_know_is_out_of_scope(tmp_path: Path) -> None:
    folder = written(tmp_path, en=f"{line()}\n{line(id='en-2', intent='out_of_scope')}")
    assert [each.in_scope for each in read_questions(folder)] == [True, False]


def test_a_separator_of_lines_within_a_text_ends_no_line(tmp_path: Path) -> None:
    text = "first\u2028second\x85third"
    folder = written(tmp_path, en=json.dumps(json.loads(line(text=text)), ensure_ascii=False))
    assert [each.text for each in read_questions(folder)] == [text]


NEEDS = "needs the texts id, text, intent, style"


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        pytest.param("hello", "is no JSON object", id="no JSON"),
        pytest.param(line()[:-1], "is no JSON object", id="cut off"),
        pytest.param(b'{"text": "caf\xe9"}', "is no JSON object", id="not UTF-8"),
        pytest.param("[" * 100_000, "is no JSON object", id="deep"),
        pytest.param('["en-1"]', NEEDS, id="a list"),
        pytest.param("null", NEEDS, id="nothing"),
        *(pytest.param(line(**{name: ""}), NEEDS, id=f"empty {name}") for name in ("id", "text", "intent", "style")),
        *(pytest.param(line(**{name: 5}), NEEDS, id=f"{name} a number") for name in ("id", "text", "intent", "style")),
        pytest.param(line(text=" \n"), NEEDS, id="blank text"),
        pytest.param('{"id": "en-1", "text": "x", "style": "plain"}', NEEDS, id="no intent"),
        pytest.param(line(style="shouted"), f"the style must be one of {', '.join(STYLES)}", id="unknown style"),
    ],
)
def test_a_broken_line_is_named_with_its_file_and_its_line(tmp_path: Path, broken: str | bytes, message: str) -> None:
    broken = broken.encode() if isinstance(broken, str) else broken
    folder = written(tmp_path, ar=line(id="ar-1"), en=line(id="en-0").encode() + b"\n\n" + broken)
    with pytest.raises(QuestionError) as refused:
        read_questions(folder)
    assert str(refused.value).startswith("en.jsonl, line 3: ")
    assert message in str(refused.value)


def test_a_slip_repeats_nothing_of_the_text(tmp_path: Path) -> None:
    with pytest.raises(QuestionError) as refused:
        read_questions(written(tmp_path, en=line(text="my secret", style="shouted")))
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("files", [{"en": f"{line()}\n{line(text='Another')}"}, {"en": line(), "es": line()}])
def test_an_id_that_stands_twice_is_named(tmp_path: Path, files: dict[str, str]) -> None:
    with pytest.raises(QuestionError, match="'en-1' stands twice"):
        read_questions(written(tmp_path, **files))


def test_a_language_without_a_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match=r"there is no xx\.jsonl"):
        read_questions(written(tmp_path, en=line()), ("en", "xx"))


def test_a_folder_without_questions_is_said_to_have_none(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match=r"there are no questions; .* en\.jsonl"):
        read_questions(tmp_path)


@pytest.fixture(scope="module")
def ours() -> tuple[Question, ...]:
    return read_questions(PROJECT / "tests" / "questions")


@pytest.fixture(scope="module")
def known() -> set[str]:
    """Give every topic, and every service intent of the engine's domain."""
    topics = {path.stem for path in (PROJECT / "knowledge" / "topics").glob("*.yml")}
    domain = yaml.load((DIALOGUES / "domain.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    services = set(domain["intents"]) - ENGINE_INTENTS
    assert "out_of_scope" in services
    assert "legal_aid" in topics
    return topics | services


def test_ten_languages_are_learnt() -> None:
    assert len(LEARNT) >= 10


@pytest.mark.parametrize("language", LEARNT)
def test_each_learnt_language_has_enough_questions(ours: tuple[Question, ...], language: str) -> None:
    assert sum(each.language == language for each in ours) >= LEAST


@pytest.mark.parametrize("language", LEARNT)
def test_each_learnt_language_asks_for_every_meaning(
    ours: tuple[Question, ...], known: set[str], language: str
) -> None:
    missing = known - {each.intent for each in ours if each.language == language}
    assert not missing, f"tests/questions/{language}.jsonl asks nothing of: {', '.join(sorted(missing))}"


def test_every_question_means_something_that_is_known(ours: tuple[Question, ...], known: set[str]) -> None:
    unknown = [f"{each.id} means {each.intent!r}" for each in ours if each.intent not in known]
    assert not unknown, f"no topic and no intent: {', '.join(unknown)}"


def test_every_style_is_asked_in_every_learnt_language(ours: tuple[Question, ...]) -> None:
    asked = {(each.language, each.style) for each in ours}
    missing = [f"{language} {style}" for language in LEARNT for style in STYLES if (language, style) not in asked]
    assert not missing, f"no question is: {', '.join(missing)}"


def test_no_question_is_asked_twice_in_a_language(ours: tuple[Question, ...]) -> None:
    times = Counter((each.language, fold(each.text)) for each in ours)
    twice = [each.id for each in ours if times[each.language, fold(each.text)] > 1]
    assert not twice, f"these questions read the same: {', '.join(twice)}"


def test_no_question_is_learnt_from(ours: tuple[Question, ...]) -> None:
    learnt = examples()
    assert len(learnt) > 10_000
    seen = [f"{each.id} also stands in {learnt[fold(each.text)]}" for each in ours if fold(each.text) in learnt]
    assert not seen, "what a model has learnt proves nothing; write other questions:\n" + "\n".join(seen)


def examples() -> dict[str, Path]:
    """Give every line that is learnt from, folded, with a file where it stands."""
    found = {}
    for path in sorted(DIALOGUES.glob("nlu/**/*.yml")):
        for labelled in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["nlu"]:
            for example in labelled["examples"].splitlines():
                found[fold(example.strip().removeprefix("- "))] = path.relative_to(PROJECT)
    return found


def fold(text: str) -> str:
    return " ".join(text.casefold().split())
