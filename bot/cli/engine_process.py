"""The engine as a child process: started on a private socket, waited for, ended with its parent."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.crashes import forbid_core_files
from bot.settings import PROJECT, SettingError

ENGINE_PYTHON = PROJECT / ".venv-engine" / "bin" / "python"
START_SECONDS = 120.0
STOP_SECONDS = 10.0
LONGEST_SOCKET_PATH = 100
"""Unix socket paths end at 107 bytes (unix(7))."""

_PR_SET_PDEATHSIG = 1


def engine_python() -> Path:
    """Find the engine's own Python. Raises SettingError."""
    if not ENGINE_PYTHON.exists():
        raise SettingError("the engine's environment is not there; run `make setup`")
    return ENGINE_PYTHON


def model_file(data: Path) -> Path:
    """Find the trained model. Raises SettingError."""
    path = data / "models" / "amparo.tar.gz"
    if not path.exists():
        raise SettingError(f"there is no trained model in {path.parent}; run `amparo train`")
    return path


def engine_command(data: Path, *where: str) -> list[str]:
    """Give the command that serves the trained model; `where` is --socket PATH or --port N. Raises SettingError."""
    return [str(engine_python()), "-m", "bot.engine", *where, "--model", str(model_file(data))]


def start_child(command: Sequence[str], environment: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start a child in the project's folder that leaves no core file, and ends when this process does, even killed."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), **(environment or {})}
    return subprocess.Popen(
        command,
        cwd=PROJECT,
        env=environment,
        stdin=subprocess.DEVNULL,
        preexec_fn=_confined,  # noqa: PLW1509 - no thread is running yet
        start_new_session=True,
    )


def stop_child(child: subprocess.Popen[bytes]) -> None:
    """Ask a child to end, and end it where it does not."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


@contextlib.contextmanager
def running_engine(data: Path) -> Iterator[str]:
    """Start an engine for the length of a command and give its address. Raises SettingError."""
    with tempfile.TemporaryDirectory(prefix="amparo-") as folder:
        path, ready = Path(folder) / "engine.sock", Path(folder) / "ready"
        child = start_child(engine_command(data, "--socket", str(path), "--ready-file", str(ready)))
        try:
            wait_until_ready(child, ready)
            yield f"unix://{path}"
        finally:
            stop_child(child)


def wait_until_ready(child: subprocess.Popen[bytes], ready: Path) -> None:
    """Wait for a child to write its ready file. Raises SettingError."""
    deadline = time.monotonic() + START_SECONDS
    while not ready.exists():
        if child.poll() is not None:
            raise SettingError("the engine stopped while it started; see the line above")
        if time.monotonic() > deadline:
            raise SettingError(f"the engine was not ready within {START_SECONDS:.0f} seconds")
        time.sleep(0.05)


def _confined() -> None:
    forbid_core_files()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
