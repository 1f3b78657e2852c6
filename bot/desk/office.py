"""The desk's parts: what every page works with, chosen once by the wiring."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.templating import Jinja2Templates

from bot.desk.site import Site
from bot.knowledge.knowledge_base import KnowledgeBase
from bot.reports.redis_reports import RedisReports
from bot.settings import Settings
from bot.staff.accounts import Accounts
from bot.staff.audit import AuditLog
from bot.staff.logins import Logins
from bot.staff.saved_replies import SavedReplies
from bot.storage.clock import Clock
from bot.storage.encryption import Seal
from bot.tickets.change_feed import ChangeFeed
from bot.tickets.desk_rules import DeskRules
from bot.tickets.redis_store import RedisTickets
from bot.tickets.reveals import RevealStore
from bot.tickets.shift_board import ShiftBoard
from bot.tickets.statistics import Statistics


@dataclass(frozen=True, slots=True)
class Office:
    """What the pages of the desk work with; `seal` names what belongs to no account."""

    settings: Settings
    site: Site
    knowledge: KnowledgeBase
    templates: Jinja2Templates = field(repr=False)
    clock: Clock
    seal: Seal = field(repr=False)
    tickets: RedisTickets = field(repr=False)
    reports: RedisReports = field(repr=False)
    board: ShiftBoard = field(repr=False)
    feed: ChangeFeed = field(repr=False)
    statistics: Statistics = field(repr=False)
    accounts: Accounts = field(repr=False)
    logins: Logins = field(repr=False)
    audit: AuditLog = field(repr=False)
    reveals: RevealStore = field(repr=False)
    replies: SavedReplies = field(repr=False)
    rules: DeskRules = field(repr=False)


def office_of(request: Request) -> Office:
    """Give the office of the application that serves a request."""
    office: Office = request.app.state.office
    return office


async def shown_names(office: Office) -> Mapping[str, str]:
    """Give what everybody who has an account is called, by login name. Raises StaffUnavailable."""
    return {worker.name: worker.shown_name for worker in await office.accounts.list()}
