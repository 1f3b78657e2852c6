"""A server as docker-compose.yml describes it, and the Caddy that stands at its door."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sessions.memory_folder import MEMORY
from bot.settings import PROJECT


@pytest.fixture(scope="session")
def caddy() -> str:
    """Give the Caddy of the tests' environment."""
    return str(Path(sys.executable).with_name("caddy"))


@pytest.fixture(scope="session")
def made_secrets() -> Iterator[Path]:
    """Give a folder of secrets as an operator's first run makes them."""
    with tempfile.TemporaryDirectory(prefix="amparo-", dir=MEMORY) as name:
        command = [PROJECT / "deploy" / "make-secrets.sh", "--keep-owner", name]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        yield Path(name)
