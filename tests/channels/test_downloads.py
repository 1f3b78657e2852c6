"""Fetching a file under every channel: within its bounds, by errors that tell nothing, and deleting it at Twilio."""

import base64
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from channels.attachment import AttachmentFile, AttachmentKind
from channels.fetching import FetchError, FetchRefused, FetchThrottled, FetchTooLarge, FetchUnavailable
from tests.channels.cases import Case, telegram_refusal, twilio_refusal
from tests.channels.peer import Peer, served
from tests.channels.webhooks import ACCOUNT, AUTH_TOKEN, BOT_TOKEN

every_provider = pytest.mark.parametrize("case", ["sms", "whatsapp", "telegram"], indirect=True)
by_twilio = pytest.mark.parametrize("case", ["whatsapp"], indirect=True)
by_telegram = pytest.mark.parametrize("case", ["telegram"], indirect=True)

CONTENT = b"\xff\xd8" + bytes(range(256)) * 40
MESSAGE, MEDIA = "MM" + "3" * 32, "ME" + "4" * 32
SECRET_PATH = "photos/a file of Nomvula's.jpg"
MEDIA_PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{MESSAGE}/Media/{MEDIA}"
PRIVATE = [BOT_TOKEN, AUTH_TOKEN, ACCOUNT, "the-id", MESSAGE, "Nomvula", "photos"]


def file_of(case: Case, size: int = 0) -> AttachmentFile:
    return AttachmentFile(AttachmentKind.IMAGE, "the-id" if case.name == "telegram" else f"{MESSAGE}/{MEDIA}", size)


def found(**more: object) -> tuple[int, Any]:
    return 200, {"ok": True, "result": {"file_id": "the-id", "file_unique_id": "u", "file_path": SECRET_PATH, **more}}


def prepare(case: Case, peer: Peer, *answers: tuple[Any, ...]) -> None:
    peer.answers.extend([found(), *answers] if case.name == "telegram" else answers)


@pytest.fixture
def store() -> Iterator[Peer]:
    """The store to which Twilio leads: another origin."""
    with served() as other:
        yield other


async def refused(case: Case, most_bytes: int = 100_000, size: int = 0) -> FetchError:
    with pytest.raises(FetchError) as refusal:
        await case.channel.download(file_of(case, size), most_bytes)
    error = refusal.value
    assert error.__context__ is None
    assert error.__cause__ is None
    told = repr(error) + "".join(traceback.format_exception_only(error))
    assert not any(secret in told for secret in PRIVATE)
    return error


@every_provider
async def test_a_file_arrives_as_it_is(case: Case, peer: Peer) -> None:
    prepare(case, peer, (200, CONTENT))
    assert await case.channel.download(file_of(case), len(CONTENT)) == CONTENT


@by_telegram
async def test_the_calls_at_telegram(case: Case, peer: Peer) -> None:
    prepare(case, peer, (200, CONTENT))
    await case.channel.download(file_of(case), len(CONTENT))
    ask, fetch = peer.calls
    assert (ask.path, ask.fields) == (f"/bot{BOT_TOKEN}/getFile", {"file_id": "the-id"})
    assert (fetch.method, fetch.path) == ("GET", f"/file/bot{BOT_TOKEN}/{SECRET_PATH}")


@by_twilio
async def test_the_credentials_stay_at_twilio_where_it_leads_on(case: Case, peer: Peer, store: Peer) -> None:
    peer.answers.append((307, "", {"Location": f"{store.url}/media?signature=s"}))
    store.answers.extend([(302, "", {"Location": "/below"}), (200, CONTENT)])
    assert await case.channel.download(file_of(case), len(CONTENT)) == CONTENT
    (first,) = peer.calls
    assert (first.method, first.path) == ("GET", MEDIA_PATH)
    basic = base64.b64encode(f"{ACCOUNT}:{AUTH_TOKEN}".encode()).decode()
    assert first.headers["authorization"] == f"Basic {basic}"
    assert [call.path for call in store.calls] == ["/media", "/below"]
    assert not any("authorization" in call.headers for call in store.calls)


@by_twilio
async def test_the_credentials_do_not_come_back_with_the_way(case: Case, peer: Peer, store: Peer) -> None:
    peer.answers.extend([(307, "", {"Location": f"{store.url}/a"}), (200, CONTENT)])
    store.answers.append((307, "", {"Location": f"{peer.url.replace('//', '//user:word@')}/b"}))
    await case.channel.download(file_of(case), len(CONTENT))
    assert ["authorization" in call.headers for call in (*peer.calls, *store.calls)] == [True, False, False]


@by_twilio
async def test_a_way_without_an_end_is_left(case: Case, peer: Peer) -> None:
    peer.success = lambda _: (307, "", {"Location": "/again"})  # type: ignore[assignment,return-value]
    assert isinstance(await refused(case), FetchRefused)
    assert len(peer.calls) == 4


@by_twilio
@pytest.mark.parametrize("onward", ["file:///etc/passwd", "ftp://127.0.0.1/x", "data:,x"])
async def test_a_way_to_anything_but_the_web_is_not_taken(case: Case, peer: Peer, onward: str) -> None:
    peer.answers.append((307, "", {"Location": onward}))
    assert not (await refused(case)).retryable


@by_telegram
async def test_telegram_leads_nowhere_else(case: Case, peer: Peer, store: Peer) -> None:
    prepare(case, peer, (302, "", {"Location": f"{store.url}/elsewhere"}))
    assert isinstance(await refused(case), FetchRefused)
    assert not store.calls


@every_provider
async def test_a_file_that_says_it_is_too_large_is_not_read(case: Case, peer: Peer) -> None:
    prepare(case, peer, (200, CONTENT))
    assert isinstance(await refused(case, len(CONTENT) - 1), FetchTooLarge)


@every_provider
async def test_a_file_that_was_declared_too_large_is_not_asked_for(case: Case, peer: Peer) -> None:
    assert isinstance(await refused(case, 100, size=101), FetchTooLarge)
    assert not peer.calls


@by_telegram
async def test_a_file_that_telegram_finds_too_large_is_not_fetched(case: Case, peer: Peer) -> None:
    peer.answers.append(found(file_size=101))
    assert isinstance(await refused(case, 100), FetchTooLarge)
    peer.answers.append(telegram_refusal(400, "Bad Request: file is too big"))
    assert isinstance(await refused(case), FetchTooLarge)
    assert len(peer.calls) == 2


@by_twilio
async def test_a_file_of_unsaid_length_is_left_as_soon_as_it_is_too_large(case: Case, peer: Peer) -> None:
    peer.drips = True  # eighty bytes, one by one
    assert isinstance(await refused(case, 3), FetchTooLarge)


@every_provider
async def test_nothing_is_unpacked(case: Case, peer: Peer) -> None:
    prepare(case, peer, (200, CONTENT, {"Content-Encoding": "gzip"}))
    assert isinstance(await refused(case), FetchRefused)
    assert peer.calls[-1].headers["accept-encoding"] == "identity"


@every_provider
@pytest.mark.parametrize(
    ("status", "headers", "expected", "wait"),
    [
        (429, {"Retry-After": "7"}, FetchThrottled, 7),
        (503, {}, FetchUnavailable, None),
        (408, {}, FetchUnavailable, None),
        (401, {}, FetchRefused, None),
        (404, {}, FetchRefused, None),
        (204, {}, FetchRefused, None),
    ],
)
async def test_refusals_are_told_apart(  # noqa: PLR0913, PLR0917
    case: Case, peer: Peer, status: int, headers: dict[str, str], expected: type[FetchError], wait: float | None
) -> None:
    prepare(case, peer, (status, "", headers))
    error = await refused(case)
    assert (type(error), error.code, error.retry_after) == (expected, str(status), wait)
    assert error.retryable == (expected in {FetchThrottled, FetchUnavailable})


@by_telegram
@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (telegram_refusal(429, "Too Many Requests: retry after 7", retry_after=7), FetchThrottled),
        (telegram_refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable"), FetchRefused),
        (telegram_refusal(401, "Unauthorized"), FetchRefused),
        (telegram_refusal(502, "Bad Gateway"), FetchUnavailable),
        ((200, "no JSON"), FetchRefused),
        ((200, {"ok": True, "result": []}), FetchUnavailable),
        ((200, {"ok": True, "result": {"file_id": "the-id", "file_unique_id": "u"}}), FetchRefused),
        (found(file_path="/etc/passwd"), FetchRefused),
    ],
)
async def test_questions_that_telegram_does_not_answer(
    case: Case, peer: Peer, answer: tuple[int, Any], expected: type[FetchError]
) -> None:
    peer.answers.append(answer)
    assert type(await refused(case)) is expected


@every_provider
@pytest.mark.parametrize("trouble", [{"delay": 8.0}, {"drips": True}], ids=["hangs", "drips"])
async def test_a_provider_that_is_slow_is_unavailable_in_time(case: Case, peer: Peer, trouble: dict[str, Any]) -> None:
    for name, value in trouble.items():
        setattr(peer, name, value)
    channel = replace(case.channel, time_limit=0.3, download_limit=0.3)
    slow = replace(case, channel=channel)
    assert isinstance(await refused(slow), FetchUnavailable)
    await channel.close()


@every_provider
async def test_a_provider_out_of_reach_is_unavailable(case: Case, unused_tcp_port_factory: Callable[[], int]) -> None:
    channel = replace(case.channel, api_url=f"http://127.0.0.1:{unused_tcp_port_factory()}")
    assert isinstance(await refused(replace(case, channel=channel)), FetchUnavailable)
    await channel.close()


@by_twilio
@pytest.mark.parametrize("odd", ["", "MM1", "../../Calls", "MM1/ME1/x", "MM1/..", "MM٣/ME1"])
async def test_what_was_never_an_id_of_twilios_is_not_asked_for(case: Case, peer: Peer, odd: str) -> None:
    file = AttachmentFile(AttachmentKind.IMAGE, odd)
    with pytest.raises(FetchRefused):
        await case.channel.download(file, 100)
    assert not await case.channel.discard(file)
    assert not peer.calls


@by_twilio
async def test_what_was_downloaded_is_deleted_without_its_message(case: Case, peer: Peer) -> None:
    peer.answers.append((204, ""))
    assert await case.channel.discard(file_of(case))
    (call,) = peer.calls
    assert (call.method, call.path) == ("DELETE", f"{MEDIA_PATH}.json")


@by_twilio
@pytest.mark.parametrize(
    ("answer", "gone"),
    [
        (twilio_refusal(20404, 404), True),
        (twilio_refusal(20009, 409), False),
        (twilio_refusal(20003, 401), False),
        (twilio_refusal(20429, 429), False),
        ((503, "no JSON"), False),
        ((200, []), False),
    ],
)
async def test_a_deletion_tells_whether_the_file_is_gone(
    case: Case, peer: Peer, answer: tuple[int, Any], *, gone: bool
) -> None:
    peer.answers.append(answer)
    assert await case.channel.discard(file_of(case)) is gone


@by_telegram
async def test_telegram_keeps_a_file_as_long_as_its_message(case: Case, peer: Peer) -> None:
    assert not await case.channel.discard(file_of(case))
    assert not peer.calls


@pytest.mark.parametrize("case", ["web"], indirect=True)
async def test_the_web_chat_has_no_files(case: Case) -> None:
    assert isinstance(await refused(case), FetchRefused)
    assert await case.channel.discard(file_of(case))
