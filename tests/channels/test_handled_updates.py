"""What Telegram is asked to bring is what is read, no more and no less."""

import json
from typing import Any

import pytest

from channels.channel import WebhookRequest
from channels.telegram import HANDLED_UPDATES, TelegramChannel

CHAT = {"id": 771300001, "type": "private"}
PERSON = {"id": 771300001, "is_bot": False, "first_name": "-"}
MESSAGE = {"message_id": 1, "date": 1_800_000_000, "chat": CHAT, "from": PERSON, "text": "-"}
LEFT = {"user": {**PERSON, "is_bot": True}, "status": "kicked", "until_date": 0}
UPDATES: dict[str, Any] = {
    "message": MESSAGE,
    "edited_message": {**MESSAGE, "edit_date": 1_800_000_001},
    "callback_query": {"id": "1", "from": PERSON, "chat_instance": "1", "data": "menu", "message": MESSAGE},
    "my_chat_member": {
        "chat": CHAT,
        "from": PERSON,
        "date": 1_800_000_000,
        "old_chat_member": {**LEFT, "status": "member"},
        "new_chat_member": LEFT,
    },
}
OTHERS = {
    "channel_post": MESSAGE,
    "message_reaction": {"chat": CHAT, "message_id": 1, "date": 0, "old_reaction": [], "new_reaction": []},
    "poll_answer": {"poll_id": "1", "option_ids": [0], "user": PERSON, "option_persistent_ids": []},
}


def read(kind: str, content: Any) -> int:
    body = json.dumps({"update_id": 1, kind: content}).encode()
    request = WebhookRequest("https://chat.example.org/", {"Content-Type": "application/json"}, body)
    return len(TelegramChannel(bot_token="1:a", secret_token="b").parse(request))


@pytest.mark.parametrize("kind", HANDLED_UPDATES)
def test_each_of_them_is_read(kind: str) -> None:
    assert read(kind, UPDATES[kind]) == 1


@pytest.mark.parametrize("kind", OTHERS)
def test_no_other_is(kind: str) -> None:
    assert kind not in HANDLED_UPDATES
    assert read(kind, OTHERS[kind]) == 0
