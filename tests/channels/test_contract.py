"""What holds for every channel."""

import asyncio
import socket
import traceback
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.channel import (
    Address,
    ChannelError,
    MessageReceived,
    OutboundMessage,
    QuickReply,
    SendError,
    SendUnavailable,
    WebhookError,
    WebhookForged,
    WebhookMalformed,
    WebhookRequest,
)
from tests.channels.cases import Case
from tests.channels.peer import Peer
from tests.channels.webhooks import unsigned

every_channel = pytest.mark.parametrize("case", ["sms", "whatsapp", "telegram", "web"], indirect=True)
every_provider = pytest.mark.parametrize("case", ["sms", "whatsapp", "telegram"], indirect=True)

WORDS = "amagama ami angasese"
LONG = {
    "burmese": "ကောင်းသည် လူကုန်ကူးမှုမှ ကာကွယ်ရန် အကူအညီ ရနိုင်သည်။ " * 200,
    "amharic": "እርዳታ ማግኘት ይችላሉ። ሕጋዊ መብቶች አሉዎት፤ ለእርስዎ ነጻ ነው። " * 200,
    "arabic": "لديك حقوق، والمساعدة مجانية. يمكنك طلب محام؟ نعم. " * 200,
    "english": "You have rights, and help is free. Call 0800 055 555 at any time. " * 200,
    "emoji": "👩‍👧‍👦" * 2000,
}
GARBAGE = {
    "empty": b"",
    "nul": b"\x00" * 100,
    "bidi": "\u202e\u2066evil\u2069".encode(),
    "zero width": "\u200b\u200d\ufeff".encode() * 50,
    "not utf-8": b"\xff\xfe\xfa=\xff&%",
    "a megabyte": b"a=" + b"x" * 1_000_000,
    "many fields": b"a=1&" * 5000,
    "deep json": b"[" * 60_000,
    "deep object": b'{"message":' * 20_000,
    "huge number": b'{"update_id": ' + b"9" * 6000 + b"}",
    "infinite date": b'{"update_id": 1, "message": {"message_id": 1, "date": 1e300, "chat": {"id": 1}}}',
    "json list": b"[1, 2]",
    "json null": b"null",
    "wrong types": b'{"update_id": [], "message": "x", "callback_query": 3, "text": 4, "quick_reply": {}}',
    "media bomb": b"MessageSid=SM1&From=%2B1&NumMedia=999999999",
    "odd digits": "MessageSid=SM1&From=%2B1&NumMedia=²".encode(),
}


def shown(thing: object) -> str:
    return repr(thing) + str(thing)


def refused(read: Callable[[WebhookRequest], object], request: WebhookRequest) -> WebhookError | None:
    try:
        read(request)
    except WebhookError as error:
        return error
    return None


@every_channel
def test_reads_a_genuine_message(case: Case) -> None:
    request = case.request(WORDS)
    case.channel.verify(request)
    (event,) = case.channel.parse(request)
    assert isinstance(event, MessageReceived)
    assert (event.address, event.text, event.attachments) == (case.address, WORDS, ())
    assert event.event_id
    assert event.message_id


@every_channel
def test_refuses_an_unsigned_webhook(case: Case) -> None:
    with pytest.raises(WebhookForged) as refusal:
        case.channel.verify(unsigned(case.request(WORDS)))
    assert refusal.value.status_code == 403


@every_channel
def test_header_names_are_read_in_any_case(case: Case) -> None:
    request = case.request(WORDS)
    case.channel.verify(replace(request, headers={key.upper(): value for key, value in request.headers.items()}))


@every_channel
def test_words_arrive_as_written_but_for_what_cannot_be_stored(case: Case) -> None:
    written = "ngi\u202eyesaba\u200b 👩\u200d👧 'x"
    (event,) = case.channel.parse(case.request(written + "\x00"))
    assert isinstance(event, MessageReceived)
    assert event.text == written + "\ufffd"


@every_channel
@pytest.mark.parametrize("body", GARBAGE.values(), ids=GARBAGE)
@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "",
        ";;",
        "text/plain",
    ],
)
def test_garbage_raises_nothing_but_webhook_errors(case: Case, body: bytes, content_type: str) -> None:
    request = case.request(WORDS)
    headers = {key: value for key, value in request.headers.items() if key.lower() != "content-type"}
    odd = WebhookRequest(request.url, {**headers, "Content-Type": content_type}, body)
    for read in (case.channel.verify, case.channel.parse):
        refusal = refused(read, odd)
        assert refusal is None or (refusal.__context__ is None and refusal.status_code in {400, 403})
    assert case.channel.acknowledge(odd).status_code < 300


@every_channel
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=300), header=st.text(max_size=40))
def test_random_headers_and_bodies_are_refused(case: Case, body: bytes, header: str) -> None:
    request = case.request(WORDS)
    headers = {key: value if "type" in key.lower() else header for key, value in request.headers.items()}
    with pytest.raises(WebhookError):
        case.channel.verify(WebhookRequest(request.url, headers, body))


@every_channel
def test_too_large_or_of_another_type_is_malformed(case: Case) -> None:
    request = case.request("x" * 300_000)
    with pytest.raises(WebhookMalformed):
        case.channel.parse(request)
    with pytest.raises(WebhookMalformed):
        case.channel.parse(replace(case.request(WORDS), headers={"Content-Type": "text/plain"}))


@every_channel
def test_acknowledges_without_a_word_of_the_person(case: Case) -> None:
    reply = case.channel.acknowledge(case.request(WORDS))
    assert 200 <= reply.status_code < 300
    assert WORDS.encode() not in reply.body


@every_channel
@pytest.mark.parametrize("language", LONG)
def test_long_text_is_split_within_the_limits_and_arrives_whole(case: Case, language: str) -> None:
    parts = case.channel.render(OutboundMessage(LONG[language]))
    assert len(parts) > 1
    assert all(0 < len(part.text) <= case.most_letters for part in parts)
    assert "".join("".join(part.text for part in parts).split()) == "".join(LONG[language].split())


@every_channel
def test_every_choice_is_shown_once(case: Case) -> None:
    choices = tuple(QuickReply(f"id-{number}", f"Choice {number}") for number in range(1, 6))
    parts = case.channel.render(OutboundMessage("What do you need?", choices))
    shown_choices = [choice.title for part in parts for choice in part.quick_replies]
    lines = [line for part in parts for line in part.text.splitlines()]
    assert shown_choices == [choice.title for choice in choices] or lines[1:] == [
        f"{number} Choice {number}" for number in range(1, 6)
    ]


@every_channel
def test_nothing_secret_or_personal_is_shown(case: Case) -> None:
    request = case.request(WORDS)
    message = OutboundMessage(WORDS, (QuickReply("id", "Yes"),))
    events = case.channel.parse(request)
    visible = "".join(
        map(shown, [case.channel, request, *events, message, *case.channel.render(message), case.address])
    )
    for secret in (*case.secrets, case.address.value, case.address.sender or case.address.value, WORDS, "Nomvula"):
        assert secret not in visible


@every_channel
async def test_sends_and_returns_one_id_for_each_part(case: Case) -> None:
    message = OutboundMessage(LONG["english"])
    ids = await case.channel.send(case.address, message)
    assert len(ids) == len(case.channel.render(message)) == len(set(ids))


@every_provider
async def test_tells_retryable_refusals_apart(case: Case, peer: Peer) -> None:
    for answer, expected in case.refusals:
        peer.answers.append(answer)
        with pytest.raises(SendError) as refusal:
            await case.channel.send(case.address, OutboundMessage(WORDS))
        assert type(refusal.value) is expected
        assert refusal.value.retryable == (expected.__name__ in {"SendThrottled", "SendUnavailable"})
        assert refusal.value.untaken == (expected is not SendUnavailable)


@every_provider
async def test_a_refusal_carries_no_text_address_or_secret(case: Case, peer: Peer) -> None:
    for answer, _ in case.refusals:
        peer.answers.append(answer)
        with pytest.raises(ChannelError) as refusal:
            await case.channel.send(case.address, OutboundMessage(WORDS))
        error = refusal.value
        assert error.__context__ is None
        assert error.__cause__ is None
        report = shown(error) + "".join(traceback.format_exception(error))
        for secret in (*case.secrets, case.address.value, WORDS, "a long text", "blocked by"):
            assert secret not in report


@every_provider
async def test_a_provider_that_hangs_is_unavailable_in_time(case: Case, peer: Peer) -> None:
    peer.delay = 8
    channel = replace(case.channel, time_limit=0.2)
    started = asyncio.get_running_loop().time()
    with pytest.raises(SendUnavailable) as refusal:
        await channel.send(case.address, OutboundMessage(WORDS))
    assert asyncio.get_running_loop().time() - started < 6
    await channel.close()
    assert refusal.value.__context__ is None
    assert not refusal.value.untaken


@every_provider
async def test_a_provider_that_answers_letter_by_letter_is_unavailable_in_time(case: Case, peer: Peer) -> None:
    peer.drips = True
    channel = replace(case.channel, time_limit=0.4)
    started = asyncio.get_running_loop().time()
    with pytest.raises(SendUnavailable):
        await channel.send(case.address, OutboundMessage(WORDS))
    assert asyncio.get_running_loop().time() - started < 6
    await channel.close()


@every_provider
async def test_a_provider_out_of_reach_is_unavailable(case: Case) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    channel = replace(case.channel, api_url=f"http://127.0.0.1:{port}")
    with pytest.raises(SendUnavailable) as refusal:
        await channel.send(case.address, OutboundMessage(WORDS))
    await channel.close()
    assert refusal.value.untaken


@every_provider
async def test_a_part_that_fails_tells_what_went_out_and_the_rest_can_follow(case: Case, peer: Peer) -> None:
    message = OutboundMessage(LONG["english"])
    parts = case.channel.render(message)
    peer.answers.extend([peer.success(901), case.refusals[0][0]])
    with pytest.raises(SendError) as refusal:
        await case.channel.send(case.address, message)
    assert len(refusal.value.sent) == 1
    assert "901" in refusal.value.sent[0]
    rest = await case.channel.send(case.address, message, skip=len(refusal.value.sent))
    assert len(rest) == len(parts) - 1


@every_provider
async def test_closed_channels_open_again(case: Case) -> None:
    await case.channel.send(case.address, OutboundMessage(WORDS))
    await case.channel.close()
    await case.channel.close()
    assert await case.channel.send(case.address, OutboundMessage(WORDS))


def test_an_address_is_never_shown() -> None:
    assert "2782" not in shown(Address("sms", "+27820000001", sender="+2782"))
