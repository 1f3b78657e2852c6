"""The web chat: whose cookie it is, what it reads, and a mailbox that cannot grow without end."""

import secrets
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from channels.channel import (
    Address,
    MessageReceived,
    OutboundMessage,
    QuickReply,
    WebhookForged,
    WebhookMalformed,
    WebhookRequest,
)
from channels.web import WebChannel
from tests.channels.webhooks import VISITOR, web_request

ADDRESS = Address("web", VISITOR)


@pytest.fixture
def web() -> WebChannel:
    return WebChannel()


@pytest.mark.parametrize(
    "cookie", ["", "chat=", "chat=short", f"other={VISITOR}", "chat=" + "x" * 200, "chat=../../x;"]
)
def test_without_a_visitors_cookie_it_is_forged(web: WebChannel, cookie: str) -> None:
    with pytest.raises(WebhookForged):
        web.verify(web_request({"text": "x"}, cookie))
    with pytest.raises(WebhookForged):
        web.parse(web_request({"text": "x"}, cookie))


def test_the_cookie_is_found_among_others(web: WebChannel) -> None:
    visitor = secrets.token_urlsafe(24)
    (event,) = web.parse(web_request({"text": "x"}, f"a=b; chat={visitor}; c=d"))
    assert event.address.value == visitor


def test_reads_a_form_and_a_tapped_button(web: WebChannel) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded", "cookie": f"chat={VISITOR}"}
    body = urlencode({"text": "olá", "quick_reply": ""}).encode()
    (event,) = web.parse(WebhookRequest("https://chat.example.org/chat", headers, body))
    assert isinstance(event, MessageReceived)
    assert (event.text, event.quick_reply) == ("olá", "")
    (tapped,) = web.parse(web_request({"quick_reply": "more"}))
    assert isinstance(tapped, MessageReceived)
    assert (tapped.text, tapped.quick_reply) == ("", "more")


def test_two_messages_never_share_an_id(web: WebChannel) -> None:
    ids = {web.parse(web_request({"text": "x"}))[0].event_id for _ in range(50)}
    assert len(ids) == 50


def test_nothing_said_gives_nothing_and_odd_values_are_malformed(web: WebChannel) -> None:
    assert not web.parse(web_request({}))
    for odd in ({"text": 3}, {"quick_reply": ["x"]}, {"text": None}):
        with pytest.raises(WebhookMalformed):
            web.parse(web_request(odd))


@pytest.mark.parametrize("size", [8 * 1024, 8 * 1024 + 1])
def test_eight_kilobytes_at_most(web: WebChannel, size: int) -> None:
    request = replace(web_request({}), body=b'{"text": "' + b"x" * (size - 12) + b'"}')
    assert len(request.body) == size
    if size > 8 * 1024:
        with pytest.raises(WebhookMalformed):
            web.verify(request)
    else:
        web.verify(request)


async def test_what_is_sent_is_collected_once_and_by_its_visitor_only(web: WebChannel) -> None:
    choices = (QuickReply("a", "A"),)
    await web.send(ADDRESS, OutboundMessage("one", choices))
    await web.send(ADDRESS, OutboundMessage("two"))
    assert web.collect(Address("web", "x" * 24)) == ()
    assert [(part.text, part.quick_replies) for part in web.collect(ADDRESS)] == [("one", choices), ("two", ())]
    assert web.collect(ADDRESS) == ()


async def test_the_oldest_parts_and_the_longest_silent_visitors_are_dropped() -> None:
    web = WebChannel(most_waiting=3, most_addresses=2)
    first, second, third = (Address("web", letter * 24) for letter in "abc")
    for number in range(5):
        await web.send(first, OutboundMessage(str(number)))
    await web.send(second, OutboundMessage("x"))
    await web.send(first, OutboundMessage("5"))
    await web.send(third, OutboundMessage("x"))
    assert [part.text for part in web.collect(first)] == ["3", "4", "5"]
    assert web.collect(second) == ()
    assert len(web.collect(third)) == 1


async def test_closing_forgets_what_waits(web: WebChannel) -> None:
    await web.send(ADDRESS, OutboundMessage("one"))
    await web.close()
    assert web.collect(ADDRESS) == ()
