"""How often a login was tried, by name and by address: guessing is stopped, and nobody is locked out for ever."""

from bot.staff.store import StaffStore
from bot.storage.clock import Clock
from bot.storage.encryption import Names

NAME_TRIES = 5
CLIENT_TRIES = 20
"""More than a name has: an office shares one address."""
WINDOW_SECONDS = 300
"""How long tries are counted together, and how long a name or an address waits after the last of them."""


class NotAllowed(Exception):  # noqa: N818 - a state of what was given
    """A login that is refused: an unknown name, a wrong password or a wrong code, and nobody is told which.

    `name` is the account's, for the audit log, and empty where there is none: what was typed there may be a password.
    """

    def __init__(self, name: str = "") -> None:
        """Take the account's name; the text is the same for all."""
        super().__init__("the name, the password or the code is not right")
        self.name = name


class TooManyFailures(NotAllowed):
    """A name or an address that must wait for five minutes, however right what it gives now is."""


class Failures:
    """Counts tries in the store, under names that lead to nobody."""

    def __init__(self, store: StaffStore, names: Names, clock: Clock) -> None:
        """Take the store, what makes names opaque, and the clock."""
        self._store, self._names, self._clock = store, names, clock

    async def count(self, name: str, client: str) -> None:
        """Count a try that is about to be made. Raises TooManyFailures."""
        keys, now = self._keys(name, client), self._clock()
        if not await self._store.run("count_tries", keys, now, WINDOW_SECONDS, NAME_TRIES, CLIENT_TRIES):
            raise TooManyFailures

    async def forgive(self, name: str, client: str = "") -> None:
        """Forget the tries of a name that has proved itself, and this one of the address."""
        await self._store.run("forgive_tries", self._keys(name, client))

    def _keys(self, name: str, client: str) -> tuple[str, ...]:
        given = (f"name/{name}", *([f"client/{client}"] if client else []))
        return tuple(f"q:{{staff}}:tries:{self._names.name(each)}" for each in given)
