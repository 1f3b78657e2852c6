"""The trained models: on the disk, of this release's examples and code, and served by the engine."""

import asyncio
import hashlib
import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import httpx

from bot.settings import Settings

SECONDS = 60.0
ENGINE_SECONDS = 5.0


class Model(StrEnum):
    """How a model stands to this release."""

    CURRENT = "of this release"
    STALE = "of other examples or code, or not whole"
    MISSING = "not there"
    UNKNOWN = "not compared"


@dataclass(frozen=True, slots=True)
class Models:
    """Each model by what it is for; `engine` is the hash of what the engine serves, empty where it does not answer."""

    topics: Model
    safety: Model
    on_disk: str = ""
    engine: str = ""
    asked_engine: bool = False


async def see_models(settings: Settings, python: Path, project: Path) -> Models:
    """Look at the models with the engine's own Python, where that is on this machine; it never raises."""
    topics = settings.data / "models" / "amparo.tar.gz"
    current = await asyncio.to_thread(_current, settings.data, python, project)
    return Models(
        await asyncio.to_thread(_state, topics, current),
        await asyncio.to_thread(_state, settings.safety_model, _of_safety(settings, current)),
        await asyncio.to_thread(_sha256, topics),
        await _served(settings.engine_url),
        bool(settings.engine_url),
    )


def _current(data: Path, python: Path, project: Path) -> Mapping[str, bool]:
    """Ask which models are current, by their names; empty where nobody can say."""
    command = [str(python), "-m", "bot.engine.freshness", "--data", str(data)]
    environment = {**os.environ, "PYTHONPATH": str(project)}
    try:
        ended = subprocess.run(command, cwd=project, env=environment, capture_output=True, check=True, timeout=SECONDS)
        said = json.loads(ended.stdout)
    except (subprocess.SubprocessError, OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _of_safety(settings: Settings, current: Mapping[str, bool]) -> Mapping[str, bool]:
    # One that lies elsewhere than in the data folder is not what training would write.
    return current if settings.safety_model.parent == settings.data / "models" else {}


def _state(path: Path, current: Mapping[str, bool]) -> Model:
    if not path.is_file():
        return Model.MISSING
    known = current.get(path.name.partition(".")[0])
    return Model.UNKNOWN if known is None else Model.CURRENT if known else Model.STALE


async def _served(engine_url: str) -> str:
    if not engine_url:
        return ""
    path = engine_url.removeprefix("unix://") if engine_url.startswith("unix://") else None
    transport = httpx.AsyncHTTPTransport(uds=path)
    base = "http://engine" if path else engine_url
    try:
        async with httpx.AsyncClient(transport=transport, base_url=base, timeout=ENGINE_SECONDS) as engine:
            return str((await engine.get("/healthz")).json()["model"])
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError):
        return ""


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
