"""The shape of the code: small modules named by a noun, and no answer in Python. The imports have their own linter."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import PROJECT

MODULES = sorted(path for folder in ("bot", "channels") for path in (PROJECT / folder).rglob("*.py"))
LONGEST = 300
NO_NOUNS = {"utils", "util", "helpers", "helper", "base", "misc", "manager", "common"}
MOST_WORDS = 25


def named(path: Path) -> str:
    return str(path.relative_to(PROJECT))


def literals(source: str) -> Iterator[str]:
    """Give every text in a module but its docstrings; the pieces of one f-string count together."""
    tree = ast.parse(source)
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    bodies = [parent.body for parent in ast.walk(tree) if isinstance(parent, documented)]
    docstrings = {id(node.value) for body in bodies for node in body if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(each.value) for each in node.values if isinstance(each, ast.Constant))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def long_sentences(source: str) -> list[str]:
    return [text for text in literals(source) if len(text.split()) > MOST_WORDS]


def test_there_are_modules() -> None:
    assert len(MODULES) > 50


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_module_is_short_enough_to_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_module_is_named_by_what_it_holds(path: Path) -> None:
    parts = {part.removesuffix(".py").strip("_") for part in path.relative_to(PROJECT).parts}
    assert parts.isdisjoint(NO_NOUNS)


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_no_answer_stands_in_python(path: Path) -> None:
    # The server's own configuration file and scripts: no words for a person.
    servers = {PROJECT / "bot" / "cli" / "stores.py", PROJECT / "bot" / "erasure" / "queue.py"}
    if path not in servers:
        assert long_sentences(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        pytest.param(f"x = '{'word ' * 26}'", 1, id="a literal"),
        pytest.param(f"x = f'{'word ' * 20}{{x}}{' word' * 20}'", 1, id="an f-string"),
        pytest.param(f"def f():\n  '{'word ' * 40}'\n  return '{'word ' * 40}'", 1, id="a docstring is none"),
        pytest.param(f"x = 1\n'{'word ' * 40}'", 0, id="a text beneath a constant is none"),
        pytest.param(f"x = '{'word ' * 25}'", 0, id="a short one"),
    ],
)
def test_a_long_sentence_is_found(source: str, found: int) -> None:
    assert len(long_sentences(source)) == found


@pytest.mark.parametrize("folder", ["knowledge", "translations"])
def test_content_holds_no_python(folder: str) -> None:
    assert list((PROJECT / folder).rglob("*.py")) == []
