"""Erasing at Twilio: what goes over the wire, and what becomes of each refusal."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from channels.channel import Address, Erased, OutboundMessage, SendThrottled
from channels.twilio import TwilioChannel
from tests.channels.cases import twilio_refusal
from tests.channels.peer import Peer
from tests.channels.webhooks import ACCOUNT, AUTH_TOKEN, NUMBER

MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages"
ADDRESS = Address("whatsapp", "whatsapp:" + NUMBER, sender="whatsapp:+14155550100")
DELETED = (204, "")
SID, OTHER, PICTURE = "SM" + "1" * 32, "SM" + "2" * 32, "MM" + "3" * 32


@pytest.fixture
async def channel(peer: Peer) -> AsyncIterator[TwilioChannel]:
    peer.success = lambda _: DELETED
    made = TwilioChannel(name="whatsapp", account_sid=ACCOUNT, auth_token=AUTH_TOKEN, api_url=peer.url)
    yield made
    await made.close()


def calls(peer: Peer) -> list[tuple[str, str]]:
    return [(call.method, call.path.removeprefix(MESSAGES)) for call in peer.calls]


def media(*sids: str) -> tuple[int, Any]:
    return 200, {"media_list": [{"sid": sid, "parent_sid": PICTURE} for sid in sids], "next_page_uri": None}


async def test_redacting_empties_the_body(channel: TwilioChannel, peer: Peer) -> None:
    peer.success = lambda _: (200, {"sid": SID, "body": ""})
    assert await channel.redact([SID, PICTURE]) == Erased(gone=(SID, PICTURE))
    assert calls(peer) == [("POST", f"/{SID}.json"), ("POST", f"/{PICTURE}.json")]
    assert [call.fields for call in peer.calls] == [{"Body": ""}] * 2
    assert all(call.headers["authorization"].startswith("Basic ") for call in peer.calls)


async def test_deleting_a_text_is_one_call(channel: TwilioChannel, peer: Peer) -> None:
    assert await channel.delete(ADDRESS, [SID, SID]) == Erased(gone=(SID,))
    assert calls(peer) == [("DELETE", f"/{SID}.json")]


async def test_what_is_attached_is_deleted_before_its_message(channel: TwilioChannel, peer: Peer) -> None:
    peer.answers.append(media("ME1", "ME2"))
    assert await channel.delete(ADDRESS, [PICTURE]) == Erased(gone=(PICTURE,))
    assert calls(peer) == [
        ("GET", f"/{PICTURE}/Media.json"),
        ("DELETE", f"/{PICTURE}/Media/ME1.json"),
        ("DELETE", f"/{PICTURE}/Media/ME2.json"),
        ("DELETE", f"/{PICTURE}.json"),
    ]


@pytest.mark.parametrize("failed", [0, 1, 2])
async def test_a_message_whose_media_cannot_be_deleted_waits(channel: TwilioChannel, peer: Peer, failed: int) -> None:
    answers = [media("ME1", "ME2"), DELETED, DELETED]
    answers[failed] = twilio_refusal(20500, 500)
    peer.answers.extend(answers)
    assert await channel.delete(ADDRESS, [PICTURE]) == Erased(later=(PICTURE,))
    assert ("DELETE", f"/{PICTURE}.json") not in calls(peer)


async def test_media_that_is_gone_already_does_not_hold_its_message(channel: TwilioChannel, peer: Peer) -> None:
    peer.answers.extend([media("ME1"), twilio_refusal(20404, 404)])
    assert await channel.delete(ADDRESS, [PICTURE]) == Erased(gone=(PICTURE,))
    peer.answers.extend([twilio_refusal(20404, 404), twilio_refusal(20404, 404)])
    assert await channel.delete(ADDRESS, [PICTURE]) == Erased(gone=(PICTURE,))


async def test_more_media_than_a_message_can_carry_do_not_hold_it_for_ever(channel: TwilioChannel, peer: Peer) -> None:
    page = {"media_list": [{"sid": "ME1", "parent_sid": PICTURE}], "next_page_uri": f"{MESSAGES}/{PICTURE}/Media.json"}
    peer.success = lambda _: (200, page) if peer.calls[-1].method == "GET" else DELETED
    assert await channel.delete(ADDRESS, [PICTURE]) == Erased(gone=(PICTURE,))
    assert len(peer.calls) < 50


async def test_a_message_on_its_way_is_deleted_once_it_has_arrived(channel: TwilioChannel, peer: Peer) -> None:
    peer.answers.append(twilio_refusal(20009, 409))
    first = await channel.delete(ADDRESS, [SID, OTHER])
    assert first == Erased(gone=(OTHER,), later=(SID,))
    assert await channel.delete(ADDRESS, first.later) == Erased(gone=(SID,))


@pytest.mark.parametrize("answer", [twilio_refusal(20404, 404), (404, "no JSON"), twilio_refusal(20404, 400)])
async def test_what_is_not_found_is_gone(channel: TwilioChannel, peer: Peer, answer: tuple[int, Any]) -> None:
    peer.answers.extend([answer] * 2)
    assert await channel.redact([SID]) == Erased(gone=(SID,))
    assert await channel.delete(ADDRESS, [SID]) == Erased(gone=(SID,))
    assert len(peer.calls) == 2


@pytest.mark.parametrize("message_id", ["", "../../Calls", "SM1/Media/ME1", "SM1?x", "SM 1", "SM\n1", "é", "SM1\n"])
async def test_what_cannot_be_an_id_never_goes_into_an_address(
    channel: TwilioChannel, peer: Peer, message_id: str
) -> None:
    assert await channel.redact([message_id]) == Erased(gone=(message_id,))
    assert await channel.delete(ADDRESS, [message_id]) == Erased(gone=(message_id,))
    assert not peer.calls


@pytest.mark.parametrize(("header", "wait"), [("7", 7.0), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("-1", None),
                                              ("nan", None), ("9" * 400, None), ("", None)])  # fmt: skip
async def test_after_too_many_calls_the_rest_is_not_tried(
    channel: TwilioChannel, peer: Peer, header: str, wait: float | None
) -> None:
    third = "SM" + "3" * 32
    peer.answers.extend([DELETED, (*twilio_refusal(20429, 429), {"Retry-After": header})])
    assert await channel.delete(ADDRESS, [SID, OTHER, third]) == Erased(
        gone=(SID,), later=(OTHER, third), retry_after=wait
    )
    assert len(peer.calls) == 2


async def test_listing_media_too_often_tells_how_long_as_well(channel: TwilioChannel, peer: Peer) -> None:
    peer.answers.append((*twilio_refusal(20429, 429), {"Retry-After": "9"}))
    assert await channel.delete(ADDRESS, [PICTURE, SID]) == Erased(later=(PICTURE, SID), retry_after=9)


async def test_sending_too_much_tells_how_long_as_well(channel: TwilioChannel, peer: Peer) -> None:
    peer.answers.append((*twilio_refusal(20429, 429), {"Retry-After": "3"}))
    with pytest.raises(SendThrottled) as refusal:
        await channel.send(ADDRESS, OutboundMessage("x"))
    assert refusal.value.retry_after == 3


@pytest.mark.parametrize("message_id", [SID, PICTURE])
async def test_wrong_credentials_are_tried_once_and_wait_for_an_operator(
    channel: TwilioChannel, peer: Peer, message_id: str
) -> None:
    peer.success = lambda _: twilio_refusal(20003, 401)
    assert await channel.delete(ADDRESS, [message_id, OTHER]) == Erased(later=(message_id, OTHER))
    assert len(peer.calls) == 1


@pytest.mark.parametrize(("code", "status"), [(20006, 403), (20001, 400), (20500, 500), (0, 503), (20009, 409)])
async def test_one_refusal_holds_no_other_message(channel: TwilioChannel, peer: Peer, code: int, status: int) -> None:
    for erase in (lambda: channel.redact([SID, OTHER]), lambda: channel.delete(ADDRESS, [SID, OTHER])):
        peer.answers.extend([twilio_refusal(code, status), (200, {"sid": OTHER})])
        assert await erase() == Erased(gone=(OTHER,), later=(SID,))


async def test_a_few_calls_that_run_out_of_time_end_the_batch(peer: Peer) -> None:
    peer.delay = 1
    channel = TwilioChannel(name="sms", account_sid=ACCOUNT, auth_token=AUTH_TOKEN, api_url=peer.url, time_limit=0.1)
    ids = tuple(f"SM{number}" for number in range(40))
    assert await channel.delete(ADDRESS, ids) == Erased(later=ids)
    assert len(peer.calls) <= 3
    await channel.close()
