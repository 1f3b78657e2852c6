import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from bot.sessions.memory_folder import MEMORY
from tests.canary.engine import Engine
from tests.canary.scene import Scene, played
from tests.conftest import need_engine

Play = Callable[..., AbstractContextManager[Scene]]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """Give an engine of these tests' own, whose memory is looked through and which is ended and started again."""
    need_engine()
    with tempfile.TemporaryDirectory(prefix="amparo-") as folder:
        engine = Engine(Path(folder))
        engine.start()
        yield engine
        engine.stop()


@pytest.fixture(scope="session")
def play() -> Play:
    """Give a way to play a scene in folders of its own, with the engine at an address."""

    @contextmanager
    def playing(engine_url: str, *, keep: bool = False) -> Iterator[Scene]:
        with (
            tempfile.TemporaryDirectory(prefix="amparo-") as folder,
            tempfile.TemporaryDirectory(prefix="amparo-", dir=MEMORY) as keys,
            played(Path(folder), Path(keys), engine_url, keep=keep) as scene,
        ):
            yield scene

    return playing
