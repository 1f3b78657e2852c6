"""How long something has failed for, and when it is tried again."""

from dataclasses import dataclass

from tenacity import RetryCallState, Retrying, wait_exponential_jitter

FIRST_WAIT, LONGEST_WAIT, LONGEST_REFUSED = 1.0, 60.0, 3600.0
"""Seconds. What is refused waits for an operator's mend; what fails comes back by itself."""


@dataclass(slots=True)
class Outage:
    """What fails; all times are seconds since the epoch, `since` and `until` are 0 while nothing does."""

    since: float = 0.0
    until: float = 0.0
    tries: int = 0

    def failed(self, now: float, longest: float = LONGEST_WAIT) -> None:
        """Note a try in vain, and put the next one off for longer each time."""
        self.since = self.since or now
        self.tries += 1
        state = RetryCallState(Retrying(), None, (), {})
        state.attempt_number = self.tries
        self.until = now + wait_exponential_jitter(multiplier=FIRST_WAIT, max=longest, jitter=FIRST_WAIT)(state)

    def over(self) -> None:
        """Note that it works again."""
        self.since = self.until = 0.0
        self.tries = 0

    def allows(self, now: float) -> bool:
        """Say whether it may be tried now."""
        return now >= self.until

    def seconds(self, now: float) -> float:
        """Say for how long it has failed, 0 while it works."""
        return now - self.since if self.since else 0.0
