"""What a conversation leaves at Twilio is emptied at once and deleted when the chat ends."""

import pytest
from redis import Redis

from tests.bot.gateway.conftest import Voice
from tests.bot.gateway.erasing import ATTEMPTS, IDLE_SECONDS, all_gone, later, until, waiting
from tests.bot.gateway.phones import STATUS_URL, Phone, new_sid
from tests.bot.gateway.providers import Provider
from tests.bot.gateway.running import RunningGateway, StartGateway
from tests.channels.cases import twilio_refusal
from tests.channels.webhooks import twilio_request

pytestmark = pytest.mark.redis
QUESTION = "mi jefe me quito el pasaporte y no me lo quiere devolver"
NOT_YET = twilio_refusal(20009, 400)
GONE = twilio_refusal(20404, 404)


@pytest.fixture(params=["sms", "whatsapp"])
def phone(erasing: RunningGateway, twilio: Provider, request: pytest.FixtureRequest) -> Phone:
    return Phone(erasing, twilio, request.param)


@pytest.fixture
def sms(erasing: RunningGateway, twilio: Provider) -> Phone:
    return Phone(erasing, twilio, "sms")


def status(phone: Phone, sid: str, word: str) -> None:
    fields = {"MessageSid": sid, "MessageStatus": word, "To": phone.address, "From": "+14155550100", "ErrorCode": ""}
    assert phone.gateway.post(twilio_request(fields, url=STATUS_URL)).status_code == 200


def test_what_a_person_wrote_is_emptied_at_once(phone: Phone, twilio: Provider, queue: Redis) -> None:
    assert phone.writes(QUESTION, MessageSid=(sid := new_sid()))
    until(lambda: twilio.erased("POST"))
    waiting(queue, 1)
    assert twilio.erased("POST") == [sid]
    assert [call.fields for call in twilio.erasing.calls] == [{"Body": ""}]
    assert not twilio.erased("DELETE"), "the chat goes on"


def test_what_we_said_is_emptied_once_it_has_arrived(phone: Phone, twilio: Provider) -> None:
    phone.writes(QUESTION, MessageSid=(inbound := new_sid()))
    on_its_way, arrived, read, failed = twilio.sent[0], new_sid(), new_sid(), new_sid()
    for sid, word in ((on_its_way, "sent"), (arrived, "delivered"), (read, "read"), (failed, "undelivered")):
        status(phone, sid, word)
    until(lambda: len(twilio.erased("POST")) >= 4)
    assert set(twilio.erased("POST")) == {inbound, arrived, read, failed}
    assert all(call.fields == {"Body": ""} for call in twilio.erasing.calls)


@pytest.mark.parametrize(
    ("word", "done"), [("exit", "exit.done"), ("erase", "erase.done"), ("erase.now", "erase.done")]
)
def test_a_word_deletes_everything_and_its_own_answer_later(
    phone: Phone, queue: Redis, voice: Voice, word: str, done: str
) -> None:
    twilio, ids = phone.peer, [new_sid(), new_sid()]
    assert isinstance(twilio, Provider)
    assert phone.writes(QUESTION, MessageSid=ids[0])
    said = voice.sms if phone.channel == "sms" else voice.says
    assert phone.writes(voice.word(word, "es"), MessageSid=ids[1]) == [said(done, "es")]
    *answers, closing = twilio.sent
    until(lambda: {*ids, *answers} <= set(twilio.erased("DELETE")))
    waiting(queue, 1)
    assert closing not in twilio.erased("DELETE"), "nobody could have read it"
    all_gone(queue)
    assert sorted(twilio.erased("DELETE")) == sorted([*ids, *answers, closing])


def test_a_chat_that_is_idle_is_deleted(sms: Phone, twilio: Provider, queue: Redis, voice: Voice) -> None:
    sms.writes(QUESTION, MessageSid=(sid := new_sid()))
    until(lambda: twilio.erased("POST"))
    mine = {sid, *twilio.sent}
    later(queue, IDLE_SECONDS - 300)
    Phone(sms.gateway, twilio, "sms").writes(voice.word("exit", "es"), MessageSid=(other := new_sid()))
    until(lambda: other in twilio.erased("DELETE"))
    assert not mine & set(twilio.erased("DELETE")), "it is not idle for long enough"
    later(queue, 300)
    until(lambda: mine <= set(twilio.erased("DELETE")))


def test_each_message_puts_the_idle_end_off(sms: Phone, twilio: Provider, queue: Redis) -> None:
    sms.writes(QUESTION)
    later(queue, IDLE_SECONDS - 300)
    sms.writes(QUESTION, MessageSid=(sid := new_sid()))
    until(lambda: sid in twilio.erased("POST"))
    later(queue, IDLE_SECONDS - 300)
    waiting(queue, 1)
    assert not twilio.erased("DELETE")


def test_a_shorter_time_that_an_operator_chose(start_erasing: StartGateway, twilio: Provider, queue: Redis) -> None:
    with start_erasing(AMPARO_SESSION_IDLE_MINUTES="1") as gateway:
        Phone(gateway, twilio, "sms").writes(QUESTION)
        until(lambda: twilio.erased("POST"))
        later(queue, 60)
        until(lambda: set(twilio.sent) <= set(twilio.erased("DELETE")))


def test_what_twilio_cannot_delete_yet_is_deleted_later(
    sms: Phone, twilio: Provider, queue: Redis, voice: Voice
) -> None:
    sms.writes(QUESTION, MessageSid=(first := new_sid()))
    until(lambda: twilio.erased("POST"))
    waiting(queue, 1)
    twilio.erasing.success = lambda _: NOT_YET
    sms.writes(voice.word("exit", "es"), MessageSid=(second := new_sid()))
    # The deletion of all but the last line, and the emptying of what was written last.
    until(lambda: queue.zcard(ATTEMPTS) == 2)
    waiting(queue, 3)
    assert sorted(twilio.erased("DELETE")) == sorted([first, second, *twilio.sent[:-1]])
    twilio.erasing.success = twilio.erases
    twilio.erasing.calls.clear()
    all_gone(queue)
    assert sorted(twilio.erased("DELETE")) == sorted([first, second, *twilio.sent])


def test_what_is_gone_already_needs_nothing_more(sms: Phone, twilio: Provider, queue: Redis, voice: Voice) -> None:
    twilio.erasing.success = lambda _: GONE
    sms.writes(QUESTION)
    sms.writes(voice.word("exit", "es"))
    waiting(queue, 1)
    all_gone(queue)
    assert len(twilio.erased("DELETE")) == len(set(twilio.erased("DELETE"))), "each was asked for once"


def test_pictures_go_before_their_message(phone: Phone, queue: Redis, voice: Voice) -> None:
    twilio, sid = phone.peer, f"MM{new_sid()[2:]}"
    assert isinstance(twilio, Provider)
    picture = {"sid": "ME1", "parent_sid": sid, "account_sid": "AC1"}
    listed = (200, {"media_list": [picture], "next_page_uri": None})
    twilio.erasing.success = lambda n: listed if twilio.erasing.calls[-1].method == "GET" else twilio.erases(n)
    phone.writes(QUESTION, MessageSid=sid, NumMedia="1", MediaContentType0="image/jpeg", MediaUrl0="https://a/b")
    phone.writes(voice.word("exit", "es"))
    waiting(queue, 1)
    all_gone(queue)
    deleted = [call.path for call in twilio.erasing.calls if call.method == "DELETE" and sid in call.path]
    assert [path.endswith("/Media/ME1.json") for path in deleted] == [True, False]


@pytest.mark.parametrize(
    "fields", [{"Body": "STOP"}, {"Body": "Stop", "OptOutType": "STOP"}], ids=["word", "by Twilio"]
)
def test_a_stop_deletes_everything_with_itself(sms: Phone, queue: Redis, fields: dict[str, str]) -> None:
    twilio, ids = sms.peer, [new_sid(), new_sid()]
    assert isinstance(twilio, Provider)
    sms.writes(QUESTION, MessageSid=ids[0])
    assert sms.writes("", MessageSid=ids[1], **fields) == []
    until(lambda: {ids[0], *twilio.sent} <= set(twilio.erased("DELETE")))
    all_gone(queue)
    assert ids[1] in twilio.erased("DELETE"), "the word that stopped us is a message too"


def test_a_person_who_is_gone_leaves_nothing(sms: Phone, twilio: Provider, queue: Redis) -> None:
    sms.writes(QUESTION, MessageSid=(first := new_sid()))
    twilio.answers.append(twilio_refusal(21610, 400))
    sms.writes(QUESTION, MessageSid=(second := new_sid()))
    until(lambda: {first, second, *twilio.sent} <= set(twilio.erased("DELETE")))
    until(lambda: queue.dbsize() == 0)
