"""A real engine: trained on a few lines of each label, served from its own environment over a Unix socket."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import yaml

ROOT = Path(__file__).parents[3]
PYTHON = ROOT / ".venv-engine" / "bin" / "python"
LINES_A_LABEL = 12
SECONDS_TO_START = 120


@dataclass(frozen=True)
class RunningEngine:
    """A served engine: its socket, its process and all that it wrote."""

    socket: Path
    process: subprocess.Popen[bytes]
    output: Path

    def post(self, body: object) -> httpx.Response:
        with self.client() as client:
            return client.post("/turn", content=body) if isinstance(body, bytes) else client.post("/turn", json=body)

    def client(self) -> httpx.Client:
        return httpx.Client(transport=httpx.HTTPTransport(uds=str(self.socket)), base_url="http://engine", timeout=30)


def run_in_engine(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PYTHON, *arguments], cwd=ROOT, env=_environment(), capture_output=True, text=True, check=False, timeout=600
    )


@contextmanager
def started(folder: Path, *command: str | Path) -> Iterator[RunningEngine]:
    # A socket's path has 107 letters at most, which pytest's own folders can exceed.
    short = Path(tempfile.mkdtemp(prefix="engine"))
    socket, ready, output = short / "socket", folder / "ready", folder / "output"
    with output.open("wb") as written:
        process = subprocess.Popen(
            [PYTHON, *command, "--socket", socket, "--ready-file", ready],
            cwd=ROOT, env=_environment(), stdout=written, stderr=written,
        )  # fmt: skip
        try:
            until = time.monotonic() + SECONDS_TO_START
            while not ready.exists():
                assert process.poll() is None, output.read_text()
                assert time.monotonic() < until, "the engine did not start in time"
                time.sleep(0.1)
            yield RunningEngine(socket, process, output)
        finally:
            process.terminate()
            process.wait(30)
            shutil.rmtree(short)


@pytest.fixture(scope="session")
def small_dialogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the project's own rules, and the first English lines of each label."""
    if not PYTHON.exists():
        pytest.skip("the engine's environment is not installed: make setup")
    folder = tmp_path_factory.mktemp("dialogues")
    for name in ("config.yml", "domain.yml", "rules.yml"):
        shutil.copy(ROOT / "dialogues" / name, folder / name)
    (folder / "nlu" / "en" / "first").mkdir(parents=True)
    for path in (ROOT / "dialogues" / "nlu" / "en" / "first").glob("*.yml"):
        data = yaml.load(path.read_text(), Loader=yaml.CSafeLoader)
        for labelled in data["nlu"]:
            labelled["examples"] = "".join(labelled["examples"].splitlines(keepends=True)[:LINES_A_LABEL])
        (folder / "nlu" / "en" / "first" / path.name).write_text(yaml.safe_dump(data, allow_unicode=True))
    return folder


@pytest.fixture(scope="session")
def data_folder(small_dialogues: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the data folder after a training."""
    folder = tmp_path_factory.mktemp("data")
    training = run_in_engine("-m", "bot.engine.training", "--data", folder, "--dialogues", small_dialogues)
    assert training.returncode == 0, training.stderr
    assert training.stderr == ""
    return folder


@pytest.fixture(scope="session")
def model(data_folder: Path) -> Path:
    return data_folder / "models" / "amparo.tar.gz"


@pytest.fixture(scope="session")
def engine(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningEngine]:
    with started(tmp_path_factory.mktemp("engine"), "-m", "bot.engine", "--model", model) as running:
        yield running


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}
