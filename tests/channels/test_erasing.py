"""Erasing under every channel: each id comes back once, nothing is raised, nothing is said."""

import asyncio
import logging
import socket
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from http import HTTPStatus
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.channel import Erased
from tests.channels.cases import Case, telegram_refusal, twilio_refusal
from tests.channels.peer import Peer

every_channel = pytest.mark.parametrize("case", ["sms", "whatsapp", "telegram", "web"], indirect=True)
every_provider = pytest.mark.parametrize("case", ["sms", "whatsapp", "telegram"], indirect=True)

SIDS = [prefix + f"{number:032x}" for number in range(3) for prefix in ("SM", "MM")]
IDS = st.lists(st.one_of(st.sampled_from([*SIDS, "1", "2", "17", "", "0", "-1", "٣", "../../Calls"]), st.text()))
ODD = [
    (200, "no JSON"),
    (200, []),
    (200, None),
    (200, {"ok": False}),
    (200, {"ok": True, "result": {"media_list": 3}}),
    (204, ""),
    (302, "", {"Location": "/elsewhere"}),
    (418, {"code": "x", "message": 7, "type": 1, "title": 2, "status": []}),
    (503, "no JSON"),
]


def refusals(case: Case) -> list[tuple[Any, ...]]:
    if case.name == "telegram":
        errors = [(400, "Bad Request: message can't be deleted"), (400, "Bad Request: message to delete not found"),
                  (400, "Bad Request: chat not found"), (401, "Unauthorized"), (403, "Forbidden: user is deactivated"),
                  (404, "Not Found"), (409, "Conflict"), (500, "Internal Server Error")]  # fmt: skip
        return [telegram_refusal(*error) for error in errors] + [telegram_refusal(429, "Too Many", retry_after=7)]
    codes = ((20003, 401), (20006, 403), (20404, 404), (20009, 409), (20001, 400), (20500, 500), (20429, 429))
    return [twilio_refusal(code, status) for code, status in codes]


def every_id(erased: Erased) -> list[str]:
    return sorted((*erased.gone, *erased.later, *erased.kept))


async def both(case: Case, ids: Sequence[str]) -> list[Erased]:
    return [await case.channel.redact(ids), await case.channel.delete(case.address, ids)]


@every_channel
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(ids=IDS, data=st.data())
async def test_every_id_comes_back_once_whatever_the_provider_answers(
    case: Case, peer: Peer, ids: list[str], data: st.DataObject
) -> None:
    answers = st.lists(st.sampled_from([*ODD, *refusals(case)]), max_size=8)
    prepared = [deque(data.draw(answers)) for _ in range(2)]
    peer.answers = prepared[0]
    assert every_id(await case.channel.redact(ids)) == sorted(set(ids))
    peer.answers = prepared[1]
    assert every_id(await case.channel.delete(case.address, ids)) == sorted(set(ids))


@every_channel
@pytest.mark.parametrize("count", [0, 1, 100, 101, 250])
async def test_many_ids_are_erased(case: Case, peer: Peer, count: int) -> None:
    answer = (200, {"ok": True, "result": True}) if case.name == "telegram" else (204, "")
    peer.success = lambda _: answer
    ids = [str(number) if case.name == "telegram" else f"SM{number:032x}" for number in range(1, count + 1)]
    assert await case.channel.delete(case.address, ids) == Erased(gone=tuple(ids))


@every_channel
async def test_nothing_of_an_erasure_is_shown_or_logged(
    case: Case, peer: Peer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ids = [*SIDS[:2], "771230017"]
    for answer in [*ODD, *refusals(case)]:
        peer.answers.append(answer)
        for erased in await both(case, ids):
            visible = repr(erased) + str(erased)
            assert not [secret for secret in (*ids, *case.secrets, case.address.value) if secret in visible]
    # The gateway silences httpx and python-telegram-bot as a whole.
    assert not [record for record in caplog.records if record.name.startswith(("channels", "twilio", "root"))]


@every_provider
async def test_a_provider_that_hangs_leaves_all_for_later_in_time(case: Case, peer: Peer) -> None:
    peer.delay = 8
    channel = replace(case.channel, time_limit=0.2)
    ids = SIDS if case.name != "telegram" else ["1", "2", "3"]
    started = asyncio.get_running_loop().time()
    assert await channel.delete(case.address, ids) == Erased(later=tuple(ids))
    assert asyncio.get_running_loop().time() - started < 4
    await channel.close()


@every_provider
async def test_a_provider_that_answers_letter_by_letter_leaves_all_for_later(case: Case, peer: Peer) -> None:
    peer.drips = True
    channel = replace(case.channel, time_limit=0.3)
    ids = ["SM1", "MM2"] if case.name != "telegram" else ["1", "2"]
    assert await channel.delete(case.address, ids) == Erased(later=tuple(ids))
    await channel.close()


@asynccontextmanager
async def half_open(*, hangs_up: bool) -> AsyncIterator[str]:
    """Give an address where connections are taken and never answered, or closed at once."""

    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = await asyncio.start_server(hang_up, sock=listener) if hangs_up else None
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        if server:
            server.close()


@every_provider
@pytest.mark.parametrize("hangs_up", [True, False])
async def test_a_broken_connection_leaves_all_for_later(case: Case, hangs_up: bool) -> None:  # noqa: FBT001
    ids = ["SM1", "MM2"] if case.name != "telegram" else ["1", "2"]
    async with half_open(hangs_up=hangs_up) as url:
        channel = replace(case.channel, api_url=url, time_limit=0.3)
        assert await channel.delete(case.address, ids) == Erased(later=tuple(ids))
        await channel.close()


@every_provider
async def test_a_provider_out_of_reach_leaves_all_for_later(case: Case) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    channel = replace(case.channel, api_url=f"http://127.0.0.1:{port}")
    ids = SIDS if case.name != "telegram" else ["1", "2"]
    assert await channel.delete(case.address, ids) == Erased(later=tuple(ids))
    await channel.close()


@every_provider
async def test_what_waits_for_later_is_gone_at_the_next_try(case: Case, peer: Peer) -> None:
    ids = ["SM1", "SM2"] if case.name != "telegram" else ["1", "2"]
    peer.answers.append((HTTPStatus.BAD_GATEWAY, "no JSON"))
    first = await case.channel.delete(case.address, ids)
    assert first.later
    peer.success = lambda _: (200, {"ok": True, "result": True})
    assert await case.channel.delete(case.address, first.later) == Erased(gone=first.later)


@every_channel
async def test_a_closed_channel_erases_again(case: Case) -> None:
    await case.channel.close()
    for erased in await both(case, ["SM1", "1"]):
        assert every_id(erased) == ["1", "SM1"]
