"""A provider of our own contract that erases as it is told, and a clock that the test moves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from channels.channel import Address, Channel, Erased


class Clock:
    now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Provider(Channel):
    """Answers each call with the next of `answers`, then takes everything for gone."""

    name: str = "sms"  # type: ignore[misc]
    answers: list[Erased | Exception] = field(default_factory=list)
    asked: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    meanwhile: Callable[[], None] = lambda: None

    async def redact(self, message_ids: Sequence[str]) -> Erased:
        return self._answer("redact", "", message_ids)

    async def delete(self, address: Address, message_ids: Sequence[str]) -> Erased:
        return self._answer("delete", address.value, message_ids)

    def _answer(self, call: str, address: str, message_ids: Sequence[str]) -> Erased:
        self.asked.append((call, address, tuple(message_ids)))
        self.meanwhile()
        answer = self.answers.pop(0) if self.answers else Erased(gone=tuple(message_ids))
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass
class Counted:
    """What was counted."""

    events: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, event: str, channel: str = "", error: str = "") -> None:
        self.events.append((event, channel, error))

    def of(self, event: str) -> int:
        return sum(each[0] == event for each in self.events)
