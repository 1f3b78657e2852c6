"""Who can work at the desk, and when."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.escalation.hours import DeskHours, read_hours
from bot.settings import SettingError, Settings
from bot.staff.store import StaffForbidden, StaffUnavailable, StaffUnreadable
from bot.staff.worker import Worker
from bot.storage.clock import Clock
from bot.wiring.desk import wire_staff

DEMO_KEY = "demo.key"


@dataclass(frozen=True, slots=True)
class Desk:
    """The accounts, or why they cannot be read; the hours, or why they are none. Names are never shown."""

    workers: Sequence[Worker] = ()
    accounts_error: str = ""
    hours: DeskHours = field(default_factory=DeskHours)
    hours_error: str = ""


async def see_desk(settings: Settings, clock: Clock = time.time) -> Desk:
    """Read accounts and hours; it never raises."""
    hours, hours_error = DeskHours(), ""
    try:
        hours = read_hours(settings.desk_hours, settings.desk_zone, settings.desk_closed)
    except SettingError as error:
        hours_error = str(error)
    workers, accounts_error = await _workers(settings, clock)
    return Desk(workers, accounts_error, hours, hours_error)


async def _workers(settings: Settings, clock: Clock) -> tuple[Sequence[Worker], str]:
    # The demo's key would be made by asking for it, and nothing may change here.
    if not settings.master_key and not (settings.data / DEMO_KEY).exists():
        return (), "there is no AMPARO_MASTER_KEY; make one with `amparo config --new-key`"
    try:
        staff = wire_staff(settings, clock)
    except SettingError as error:
        return (), str(error)
    try:
        return await staff.accounts.list(), ""
    except StaffUnreadable:
        return (), "AMPARO_MASTER_KEY does not open them; set the one that they were made with"
    except StaffForbidden:
        return (), "the store's account may not read them; allow it all keys that begin with q:"
    except StaffUnavailable:
        return (), "the tickets store does not answer; start it, or mend AMPARO_TICKETS_URL"
    finally:
        await staff.close()
