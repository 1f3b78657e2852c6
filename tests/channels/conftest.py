"""The peer, the four channels wired to it, and the shared payloads."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.channels.cases import Case, make_case
from tests.channels.peer import Peer, served

SHARED = Path(__file__).parents[3] / "shared" / "channels"


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the shared payloads are not beside this repository")
    return SHARED


@pytest.fixture(scope="session")
def _served_peer() -> Iterator[Peer]:
    with served() as peer:
        yield peer


@pytest.fixture
def peer(_served_peer: Peer) -> Peer:
    _served_peer.reset()
    return _served_peer


@pytest.fixture
async def case(request: pytest.FixtureRequest, peer: Peer) -> AsyncIterator[Case]:
    """Takes the name of the channel as its parameter."""
    made = make_case(request.param, peer)
    yield made
    await made.channel.close()
