"""A safety net that weighs what is listed, so that each doubt can be met."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.safety.net import Heard, SafetyNet


@dataclass(frozen=True, slots=True)
class WeighedNet(SafetyNet):
    """Weighs what is listed; the rest raises nothing."""

    weighed: Mapping[str, Heard] = field(default_factory=dict)

    def weigh(self, text: str) -> Heard:
        return self.weighed.get(text, Heard())


def weighed_net(net: SafetyNet, weighed: Mapping[str, Heard]) -> WeighedNet:
    """Give a net with the phrases of another that weighs what is listed."""
    return WeighedNet(net.vocabulary, net.alarms, net.unless, net.not_self_harm, weighed=weighed)
