"""Runs every check in turn and says at the end what failed and what was skipped: `make test`."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
CHROMIUM = Path("/usr/bin/chromium")

CHECKS = (
    ("lint", [BIN / "ruff", "check", "--quiet", "."]),
    ("format", [BIN / "ruff", "format", "--check", "--quiet", "."]),
    ("types", [BIN / "mypy"]),
    ("ladder", [BIN / "lint-imports"]),
    ("content", [BIN / "amparo", "check"]),
    # A file stays with one worker: its fixtures are gateways, browsers and stores. Each worker has an engine of 400 MB.
    # In our order, else files of few tests come last, which are the ones that wait longest.
    (
        "tests",
        [
            BIN / "pytest",
            "--durations=10",
            "--numprocesses=auto",
            "--maxprocesses=4",
            "--dist=loadfile",
            "--no-loadscope-reorder",
            "--no-header",
        ],
    ),
)


def main() -> int:
    """Run all checks, also after one has failed, and give the exit status."""
    _install_browser()
    failed = []
    for name, command in CHECKS:
        started = time.monotonic()
        print(f"== {name}", flush=True)
        status = subprocess.call([str(part) for part in command], cwd=ROOT, stdin=subprocess.DEVNULL)
        print(f"== {name}: {'ok' if status == 0 else 'FAILED'} in {time.monotonic() - started:.0f} s", flush=True)
        if status != 0:
            failed.append(name)
    print("All checks passed." if not failed else f"Failed: {', '.join(failed)}")
    return 1 if failed else 0


def _install_browser() -> None:
    """Install Debian's chromium where this user may; else the browser tests skip and say why."""
    if CHROMIUM.exists() or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    print("Installing chromium for the browser tests ...", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-qq", "-y", "--no-install-recommends", "chromium"],
    ):
        subprocess.call(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
