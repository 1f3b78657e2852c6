"""A server as docker-compose.yml describes it, and the Caddy that stands at its door."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sessions.memory_folder import MEMORY
from bot.settings import PROJECT

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "amparo"


@pytest.fixture(scope="session")
def caddy() -> str:
    """Give a Caddy: the one that is installed, else Debian's, unpacked and not installed."""
    unpacked = CACHE / "caddy" / "usr" / "bin" / "caddy"
    if found := shutil.which("caddy"):
        return found
    if not unpacked.exists() and shutil.which("apt-get") and shutil.which("dpkg-deb"):
        with tempfile.TemporaryDirectory() as folder:
            command = ["apt-get", "download", "-qq", "caddy"]
            subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=120)
            for package in Path(folder).glob("caddy_*.deb"):
                subprocess.run(["dpkg-deb", "--extract", package, CACHE / "caddy"], check=True, timeout=60)
    if not unpacked.exists():
        pytest.skip("Caddy is not here, and apt-get gives none")
    return str(unpacked)


@pytest.fixture(scope="session")
def made_secrets() -> Iterator[Path]:
    """Give a folder of secrets as an operator's first run makes them."""
    with tempfile.TemporaryDirectory(prefix="amparo-", dir=MEMORY) as name:
        command = [PROJECT / "deploy" / "make-secrets.sh", "--keep-owner", name]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        yield Path(name)
