"""`amparo evaluate` as somebody at a terminal runs it, with no setting of this machine."""

import os
import subprocess
import sys
from pathlib import Path

from bot.settings import PROJECT, SETTINGS


def evaluate(*arguments: str | Path, **set_to: str) -> subprocess.CompletedProcess[str]:
    """Run the command with these arguments and settings."""
    environment = {name: value for name, value in os.environ.items() if name not in {each.name for each in SETTINGS}}
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", "evaluate", *arguments],
        capture_output=True,
        cwd=PROJECT,
        env={**environment, "PYTHONUTF8": "1", **set_to},
        encoding="utf-8",
        timeout=240,
        check=False,
    )
