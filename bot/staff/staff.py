"""All that the desk needs to know who is who, over one client of the store."""

from dataclasses import dataclass

from bot.staff.accounts import Accounts
from bot.staff.audit import AuditLog
from bot.staff.logins import Logins
from bot.staff.store import StaffStore


@dataclass(frozen=True, slots=True)
class Staff:
    """Accounts, logins and the audit log."""

    accounts: Accounts
    logins: Logins
    audit: AuditLog
    store: StaffStore

    async def close(self) -> None:
        """Close the connections and end the threads."""
        self.accounts.close()
        await self.store.close()
