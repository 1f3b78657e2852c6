import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from bot.sessions.memory_folder import MEMORY
from tests.canary.scene import Scene, played

Play = Callable[..., AbstractContextManager[Scene]]


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
