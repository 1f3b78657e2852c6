"""What a failure says of whether the message may have arrived all the same."""

import asyncio
import socket
from contextlib import ExitStack
from dataclasses import replace

import pytest

from channels.channel import OutboundMessage, SendError, SendUnavailable
from tests.channels.cases import Case
from tests.channels.peer import Peer

every_provider = pytest.mark.parametrize("case", ["sms", "whatsapp", "telegram"], indirect=True)
WORDS = "amagama ami angasese"


@every_provider
async def test_a_provider_that_never_lets_us_in_has_taken_nothing(case: Case) -> None:
    # A backlog that is full, so that connecting takes for ever.
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener, ExitStack() as waiting:
        for _ in range(4):
            caller = waiting.enter_context(socket.socket())
            caller.settimeout(0)
            caller.connect_ex(listener.getsockname())
        channel = replace(case.channel, api_url=f"http://127.0.0.1:{listener.getsockname()[1]}", time_limit=0.4)
        with pytest.raises(SendUnavailable) as refusal:
            await channel.send(case.address, OutboundMessage(WORDS))
    await channel.close()
    assert refusal.value.untaken


@every_provider
async def test_a_connection_that_is_lost_after_the_request_may_have_brought_it(case: Case) -> None:
    async def lost(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.abort()

    server = await asyncio.start_server(lost, "127.0.0.1", 0)
    async with server:
        channel = replace(case.channel, api_url=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        with pytest.raises(SendUnavailable) as refusal:
            await channel.send(case.address, OutboundMessage(WORDS))
        await channel.close()
    assert not refusal.value.untaken
    assert refusal.value.__context__ is None


@every_provider
async def test_a_success_that_cannot_be_read_may_be_one(case: Case, peer: Peer) -> None:
    peer.answers.append((201, "no JSON"))
    with pytest.raises(SendError) as refusal:
        await case.channel.send(case.address, OutboundMessage(WORDS))
    assert not refusal.value.untaken
