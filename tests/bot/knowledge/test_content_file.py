from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.knowledge import content_file
from bot.knowledge.content_file import ContentError


@pytest.mark.parametrize(
    ("content", "line", "problem"),
    [
        pytest.param(b"a: &x 1\nb: *x\n", 2, "aliases are not allowed; write the value out", id="alias"),
        pytest.param(b"a: 1\nb: 2\na: 3\n", 3, "the key 'a' stands twice", id="duplicate key"),
        pytest.param(b"a:\n  b: 1\n  b: 2\n", 3, "the key 'b' stands twice", id="duplicate key within"),
        pytest.param(b"a: 1\n\tb: 2\n", 2, "found a tab character that violates indentation", id="tab"),
        pytest.param(b"a: " + b"[" * 30 + b"]" * 30, 1, "nested too deep", id="deep"),
        pytest.param(b"[" * 100_000, 1, "nested too deep", id="very deep"),
        pytest.param(b"a: 1\nb: \xe9\n", 2, "is not UTF-8; save it as UTF-8", id="not UTF-8"),
        pytest.param(b"1: a\n", 1, "a key must be a word", id="key that is a number"),
        pytest.param(b"a: 1\n2026-01-01: b\n", 2, "a key must be a word", id="key that is a date"),
        pytest.param(b"a: 2026-13-01\n", 1, "cannot be read: month must be in 1..12", id="a date that is none"),
        pytest.param(b"a: !!python/object:os.system x\n", 1, "could not determine a constructor", id="python object"),
        pytest.param(b"a: 1\n---\nb: 2\n", 2, "but found another document", id="two documents"),
        pytest.param(b"a: 'open\n", 2, "found unexpected end of stream", id="open quote"),
        pytest.param(b"a: b: c\n", 1, "mapping values are not allowed in this context", id="colon in a text"),
        pytest.param(b"a: \x00\n", None, "control characters are not allowed", id="NUL"),
        pytest.param(b"#" * 1_000_001, None, "is larger than 1000000 bytes; split it", id="too large"),
    ],
)
def test_what_editors_never_mean_is_refused_at_its_line(
    tmp_path: Path, content: bytes, line: int | None, problem: str
) -> None:
    path = tmp_path / "content.yml"
    path.write_bytes(content)
    with pytest.raises(ContentError) as refused:
        content_file.read(path)
    assert str(refused.value).startswith(f"{path}:{line}: " if line else f"{path}: ")
    assert problem in str(refused.value)


def test_a_file_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"none\.yml: cannot be read: No such file"):
        content_file.read(tmp_path / "none.yml")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        pytest.param("no", "no", id="the code of Norway and Norwegian"),
        pytest.param("yes", "yes", id="yes"),
        pytest.param("on", "on", id="on"),
        pytest.param("true", True, id="true"),
        pytest.param("False", False, id="false"),
    ],
)
def test_only_true_and_false_are_flags(tmp_path: Path, written: str, value: object) -> None:
    path = tmp_path / "content.yml"
    path.write_text(f"a: {written}\n", encoding="utf-8")
    assert content_file.read(path) == {"a": value}


@given(
    content=st.binary(max_size=300) | st.text(alphabet="ab:-[]{}&*!|>'\"\n\t #?,%@`~0", max_size=200).map(str.encode)
)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_content_raises_anything_but_its_own_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.yml"
    path.write_bytes(content)
    for read in (content_file.read, content_file.compose):
        try:
            read(path)
        except ContentError as refused:
            assert str(path) in str(refused)  # noqa: PT017 - most contents are refused, some are not
