"""What no terminal can write must not end a command that took minutes."""

import os
import subprocess
import sys

import pytest

from bot.settings import PROJECT

PRINT = "from bot.cli.console import table_console; table_console().print('a \\ud83c [b] \u0645 ' + 'c' * 100)"


@pytest.mark.parametrize(
    ("encoding", "printed"),
    [
        pytest.param("utf-8", "a \\ud83c [b] \u0645", id="half of a letter"),
        pytest.param("ascii", "a \\ud83c [b] \\u0645", id="a letter of another script"),
    ],
)
def test_a_letter_that_cannot_be_written_is_shown_by_its_code(encoding: str, printed: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PRINT],
        capture_output=True,
        cwd=PROJECT,
        env={**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": encoding},
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, f"{printed} {'c' * 100}\n"), done.stderr
