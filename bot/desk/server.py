"""Runs the desk in this process until it is told to stop."""

import asyncio
from contextlib import suppress

from starlette.applications import Starlette

from bot.desk.app import create_app, office_from
from bot.logs import configure_logs
from bot.settings import SettingError, Settings
from bot.staff.store import StaffUnavailable, StaffUnreadable
from bot.tickets.store import TicketsUnavailable
from bot.web_server import answer, listen
from bot.wiring.desk import wire_desk, wire_staff, wire_tickets

GRACE_SECONDS = 5
"""Open pages hang on to their events; each comes back by itself."""


def serve(settings: Settings) -> None:
    """Serve on the desk's port. Raises SettingError and ContentError before it takes a request."""
    log = configure_logs("desk")
    app = prepared(settings)
    listening = listen(settings.desk_host, settings.desk_port, name="the desk", setting="AMPARO_DESK_PORT")
    log.info("desk_started")
    answer(app, listening, grace_seconds=GRACE_SECONDS)


def prepared(settings: Settings) -> Starlette:
    """Put the desk together on a store that was looked at. Raises SettingError and ContentError."""
    asyncio.run(_check(settings))
    parts = wire_desk(settings)
    return create_app(office_from(parts), closing=parts.close)


async def _check(settings: Settings) -> None:
    """Refuse to start on a store that may lose a ticket, and without anybody who could log in."""
    staff, tickets = wire_staff(settings), wire_tickets(settings)
    try:
        # A store that is not there yet is waited for, page by page.
        with suppress(TicketsUnavailable):
            if fault := await tickets.check():
                raise SettingError(f"AMPARO_TICKETS_URL is no store that loses nothing: {fault}")
        workers = await staff.accounts.list()
    except StaffUnreadable as error:
        raise SettingError(error.mend) from None
    except StaffUnavailable:
        return
    finally:
        await staff.close()
        await tickets.close()
    if not any(not worker.disabled for worker in workers):
        raise SettingError(
            "nobody has an account at the desk; make one with `amparo staff add NAME --role worker --language en`"
        )
