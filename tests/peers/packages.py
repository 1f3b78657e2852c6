"""The npm packages that play Twilio and Telegram, installed once from their lock, outside the repository."""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
INSTALL_SECONDS = 300
# What npm says where there is no way to its registry (https://nodejs.org/api/errors.html#common-system-errors).
_NO_NETWORK = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH", "EHOSTUNREACH")


@dataclass(frozen=True)
class Packages:
    """A folder with the installed packages, and the node that runs them."""

    folder: Path
    node: str

    @property
    def environment(self) -> dict[str, str]:
        return {"NODE_PATH": str(self.folder / "node_modules"), "NO_PROXY": "127.0.0.1", "NO_UPDATE_NOTIFIER": "1"}

    def module(self, path: str) -> str:
        return str(self.folder / "node_modules" / path)

    def run(self, script: str, *arguments: str, given: object) -> Any:
        """Run a script of this folder on JSON, and give the JSON that it prints."""
        done = subprocess.run(
            [self.node, HERE / script, *arguments],
            input=json.dumps(given), env={**os.environ, **self.environment},
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def installed() -> Packages:
    """Give the installed packages; skips where npm or the network is missing."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if not (npm and node):
        pytest.skip("npm and node are not here")
    lock = (HERE / "package-lock.json").read_bytes()
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "amparo"
    folder = caches / f"peers-{hashlib.sha256(lock).hexdigest()[:16]}"
    if not folder.exists():
        caches.mkdir(parents=True, exist_ok=True)
        _install(npm, folder)
    return Packages(folder, node)


def _install(npm: str, folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        unfinished = Path(name) / "peers"
        unfinished.mkdir()
        for file in ("package.json", "package-lock.json"):
            shutil.copy(HERE / file, unfinished)
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=1"]
        done = subprocess.run(
            command, cwd=unfinished, capture_output=True, text=True, check=False, timeout=INSTALL_SECONDS
        )
        if done.returncode and any(code in done.stderr for code in _NO_NETWORK):
            pytest.skip("npm cannot reach its registry")
        assert done.returncode == 0, done.stderr
        # Whole or not at all; another run may have been faster.
        if not folder.exists():
            unfinished.rename(folder)
