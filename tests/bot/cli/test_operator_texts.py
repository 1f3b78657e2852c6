"""`amparo check` and `amparo config` with an operator's own texts."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.settings import SETTINGS


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Path]:
    """Give a file of texts, in a folder whose `.env` names nothing else."""
    path = tmp_path / "own.yml"
    path.write_text("es: {web.title: Sala de consultas}\n", encoding="utf-8")
    (tmp_path / ".env").write_text("AMPARO_TEXTS=own.yml\n", encoding="utf-8")
    with contextlib.chdir(tmp_path):
        yield path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), env=dict.fromkeys((each.name for each in SETTINGS), None))


@pytest.mark.usefixtures("own")
def test_check_passes_texts_that_fit() -> None:
    result = run("check")
    assert result.exit_code == 0, result.output


def test_check_refuses_texts_that_do_not_fit_in_one_line(own: Path) -> None:
    own.write_text("es: {words.exit: chau}\n", encoding="utf-8")
    result = run("check")
    assert result.exit_code == 2
    assert result.output == (
        f"amparo: {own}: own.es: 'words.exit' is what people write to steer and cannot be replaced; take it out\n"
    )


@pytest.mark.usefixtures("own")
def test_config_shows_the_file() -> None:
    assert "own.yml" in run("config").output
