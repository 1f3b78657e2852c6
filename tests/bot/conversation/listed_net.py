"""A safety net that hears what is listed, and what the curated phrases hear: the model decides elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from bot.conversation.conversation import Conversation
from bot.safety.net import Alarm, Heard, SafetyNet

CHILD = "i am 13 and they make me work at night"
WATCHED = "he is reading this over my shoulder"
LISTED = MappingProxyType({CHILD: Alarm.CHILD, WATCHED: Alarm.WATCHED})


@dataclass(frozen=True, slots=True)
class ListedNet(SafetyNet):
    """Hears listed messages first."""

    listed: Mapping[str, Alarm] = field(default_factory=lambda: LISTED)

    def weigh(self, text: str) -> Heard:
        listed = self.listed.get(text)
        return Heard(listed, sure=True) if listed else SafetyNet.weigh(self, text)


def listening(conversation: Conversation, listed: Mapping[str, Alarm] = LISTED) -> Conversation:
    """Give the conversation with a net that hears these messages too."""
    net = conversation.safety
    heard = ListedNet(
        net.vocabulary, net.alarms, net.unless, net.not_self_harm, net.steps, signs=net.signs, listed=listed
    )
    return replace(conversation, safety=heard)
