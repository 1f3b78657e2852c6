"""The post: what a person does, as the provider's webhook brings it to the real adapter."""

from dataclasses import dataclass, field
from typing import Any, Final

import regex

from channels.channel import Channel, InboundEvent, Part
from tests.channels.webhooks import telegram_message, telegram_request, twilio_message, twilio_request, web_request
from tests.conversations.script import Script, ScriptError, ScriptTurn

_FILE: Final = {"file_id": "f", "file_unique_id": "u", "file_size": 2048}
_SIZE: Final = {"width": 512, "height": 512}
_PLACE: Final = {"latitude": -12.05, "longitude": -77.04}
_TELEGRAM: Final[dict[str, dict[str, Any]]] = {
    "image": {"photo": [{**_FILE, **_SIZE}]},
    "voice": {"voice": {**_FILE, "duration": 7}},
    "sticker": {"sticker": {**_FILE, **_SIZE, "is_animated": False, "is_video": False, "type": "regular"}},
    "location": {"location": _PLACE},
}
_TWILIO: Final[dict[str, dict[str, str]]] = {
    "image": {"NumMedia": "1", "MediaContentType0": "image/jpeg"},
    "voice": {"NumMedia": "1", "MediaContentType0": "audio/ogg"},
    "sticker": {"NumMedia": "1", "MediaContentType0": "image/webp", "MessageType": "sticker"},
    "location": {"MessageType": "location", "Latitude": "-12.05", "Longitude": "-77.04"},
}


@dataclass
class Post:
    """Brings the turns of a script to a channel; `shown` is everything that the person has on the screen."""

    script: Script
    channel: Channel
    shown: list[Part] = field(default_factory=list)
    _sent: int = 0

    def event(self, turn: ScriptTurn, place: str) -> InboundEvent:
        """Give the event of a turn. Raises ScriptError where the person could not do that."""
        self._sent += 1
        request = {"telegram": self._telegram, "web": self._web}.get(self.script.channel, self._twilio)(turn, place)
        events = self.channel.parse(request)
        if len(events) != 1:
            raise ScriptError(f"{place}: the channel makes nothing of it; write what a person can send there")
        return events[0]

    def _twilio(self, turn: ScriptTurn, place: str) -> Any:
        fields = _TWILIO[turn.what] if turn.does == "sends" else {"Body": self._words(turn, place)}
        return twilio_request(twilio_message(self.script.channel, **{"MessageSid": f"SM{self._sent:032}", **fields}))

    def _telegram(self, turn: ScriptTurn, place: str) -> Any:
        fields = _TELEGRAM[turn.what] if turn.does == "sends" else {"text": turn.what}
        update = telegram_message(**{"message_id": self._sent, **fields})
        message: Any = update["message"]
        message["from"].pop("language_code")
        if self.script.app_language:
            message["from"]["language_code"] = self.script.app_language
        if turn.does == "taps":
            query = {"id": "q", "from": message["from"], "message": message, "chat_instance": "c"}
            update = {"callback_query": {**query, "data": self._button(turn.what, place)}}
        return telegram_request({**update, "update_id": self._sent})

    def _web(self, turn: ScriptTurn, place: str) -> Any:
        if turn.does == "sends":
            raise ScriptError(f"{place}: the web chat takes words only")
        return web_request(
            {"quick_reply": self._button(turn.what, place)} if turn.does == "taps" else {"text": turn.what}
        )

    def _button(self, title: str, place: str) -> str:
        """Find the id of a button by its title, the one shown last first."""
        replies = [reply for part in self.shown for reply in part.quick_replies]
        found = next((reply.id for reply in reversed(replies) if reply.title == title), None)
        if found is None:
            raise ScriptError(f"{place}: no button “{title}” is shown; shown are {', '.join(r.title for r in replies)}")
        return found

    def _words(self, turn: ScriptTurn, place: str) -> str:
        """Give what is written; where there are no buttons, a title is tapped by writing its number."""
        if turn.does == "says" or turn.what.isdecimal():
            return turn.what
        for part in reversed(self.shown):
            if found := regex.search(rf"^(\d+) {regex.escape(turn.what)}$", part.text, regex.MULTILINE):
                return str(found[1])
        raise ScriptError(
            f"{place}: no number stands before “{turn.what}” in what was sent; write a title as it is shown"
        )
