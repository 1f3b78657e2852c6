"""The demo's staff: a worker and a supervisor, made at the first start; how they log in is printed once."""

import secrets
from dataclasses import dataclass, field

from bot.settings import Settings
from bot.staff.entry import CONSOLE, Action
from bot.staff.staff import Staff
from bot.staff.worker import Role
from bot.wiring.desk import wire_staff

PASSWORD_BYTES = 12
LANGUAGES = ("en", "es", "ar")
NAMES = {"demo-worker": Role.WORKER, "demo-supervisor": Role.SUPERVISOR}


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """What a demo account is entered with: a recovery code stands in for the authenticator, each once."""

    name: str
    password: str = field(repr=False)
    codes: tuple[str, ...] = field(repr=False)
    uri: str = field(repr=False)


async def staffed(settings: Settings) -> tuple[bool, tuple[DemoLogin, ...]]:
    """Say whether anybody has an account; in the demo, make the first ones and give how they log in."""
    staff = wire_staff(settings)
    try:
        workers = await staff.accounts.list()
        if workers or not settings.demo:
            return any(not each.disabled for each in workers), ()
        return True, tuple([await _made(staff, name, role) for name, role in NAMES.items()])
    finally:
        await staff.close()


async def _made(staff: Staff, name: str, role: Role) -> DemoLogin:
    await staff.audit.append(CONSOLE, Action.STAFF_ADDED, detail=name)
    handed = await staff.accounts.add(name, roles=[role], languages=LANGUAGES)
    # Not the temporary one: whoever tries the demo should be at the desk within a minute.
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    await staff.accounts.change_password(name, password)
    return DemoLogin(name, password, handed.recovery_codes, handed.uri)
