"""A worker as they stand before the login page: with a password, a phone and a paper of recovery codes."""

from dataclasses import dataclass

from pyotp import TOTP

from bot.staff.accounts import Accounts
from bot.staff.worker import Role, Worker

NAME, PASSWORD = "rosa", "seven green lamps at noon"


class Clock:
    now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Rosa:
    accounts: Accounts
    clock: Clock
    secret: str
    recovery_codes: tuple[str, ...]
    name: str = NAME
    password: str = PASSWORD

    def code(self, steps: int = 0) -> str:
        """Give the code that the phone shows so many half minutes from now."""
        return TOTP(self.secret).generate_otp(int(self.clock.now // 30) + steps)

    def wrong_code(self) -> str:
        shown = {self.code(step) for step in (-1, 0, 1)}
        return next(code for code in ("000000", "000001", "000002", "000003") if code not in shown)

    async def enter(self, *, password: str = "", code: str = "", client: str = "office") -> Worker:
        return await self.accounts.authenticate(self.name, password or self.password, code or self.code(), client)


async def enrolled(
    accounts: Accounts, clock: Clock, name: str = NAME, roles: tuple[Role, ...] = (Role.WORKER,)
) -> Rosa:
    handed = await accounts.add(name, roles=roles, languages=("es", "en"), shown_name=name.title())
    await accounts.change_password(name, PASSWORD)
    return Rosa(accounts, clock, handed.secret, handed.recovery_codes, name)
